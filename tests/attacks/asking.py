"""Asking the whole program as a server would, byte for byte, and what no answer of it may have."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from flask import Flask

from feeds.service import Service
from tests.webapp.city import City
from webapp import create_app
from webapp.documents import documents

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Whole:
    """The program over a city: documents ahead, the guard, the website and the desk."""

    city: City
    app: Flask
    stack: WSGIApplication

    def ask(self, target: str | bytes, method: str = "GET", body: bytes = b"", **environ: Any) -> Answer:
        """The answer to a request line's target, decoded as granian does: no byte of it has to be text."""
        path, _, query = (target.encode() if isinstance(target, str) else target).partition(b"?")
        given = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query.decode("latin-1"), "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "news.example", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body), "wsgi.errors": sys.stderr,
            "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False, **environ,
        }  # fmt: skip
        if body:
            given["CONTENT_LENGTH"] = str(len(body))
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
            said.append((status, headers))

        answered = self.stack(given, start)
        try:
            text = b"".join(answered)
        finally:
            if hasattr(answered, "close"):
                answered.close()
        [(status, headers)] = said
        return Answer(int(status.split(" ", 1)[0]), {name.lower(): value for name, value in headers}, text)


@contextmanager
def whole(city: City, *, desk: bool = True) -> Iterator[Whole]:
    """The program over ``city``, with an editor's desk."""
    with Service(city.settings, city.folder) as service:
        if desk and not service.editing.open:
            service.editing.add_editor("olena", "тиха вода береги ломить")
        app = create_app(city.reading, service.editing if desk else None)
        app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
        yield Whole(city, app, documents(app, city.reading))


_TOLD = ("Traceback", r'File "[^"]+", line', "site-packages", r"\bsqlalchemy\b", r"\bsqlite3?\.", "jinja2", "werkzeug")
_PLACES = map(re.escape, (str(ROOT), sys.prefix, sys.base_prefix))
_OURS = re.compile("|".join((*_TOLD, *_PLACES)).encode())
"""What only somebody at this machine may know."""
_HEADER = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def faults(answer: Answer, city: City) -> list[str]:
    """What an answer has that none may have."""
    found = []
    if answer.status >= 500:
        found.append(f"status {answer.status}")
    if match := _OURS.search(answer.body):
        found.append(f"tells {match[0]!r}")
    if str(city.folder).encode() in answer.body:
        found.append("tells where the data is")
    location = answer.headers.get("location", "/")
    if not re.match(r"/(?![/\\])", location):
        found.append(f"leads to {location!r}")
    found += [f"header {name}: {value!r}" for name, value in answer.headers.items() if not _HEADER.fullmatch(value)]
    if answer.headers.get("x-content-type-options") != "nosniff":
        found.append("may be sniffed")
    return found
