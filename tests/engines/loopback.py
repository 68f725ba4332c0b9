"""Services on loopback: a server that does what a test says, Google's mobile page, LibreTranslate, MyMemory.

DeepL is in :mod:`tests.engines.deepl_api`.
"""

from __future__ import annotations

import contextlib
import html
import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from feeds.translation import codes

from ..translation.markup import latin


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        """Parameters of the URL."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


@dataclass
class Reply:
    """What to answer: ``length`` is what Content-Length says if not the truth, -1 for none of it."""

    status: int = 200
    body: bytes | str = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    act: str = ""
    """``hang``, ``drip`` (the body a byte at a time, for ever) or ``drip headers``."""


def page(text: str) -> Reply:
    """Google's mobile page with a translation in it."""
    body = f'<!DOCTYPE html><html><body><div class="result-container">{text}</div></body></html>'
    return Reply(body=body, headers={"Content-Type": "text/html; charset=utf-8"})


def answer(body: Any, status: int = 200, **headers: str) -> Reply:
    """A JSON body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(body, ensure_ascii=False), {"Content-Type": "application/json", **named})


class Server:
    """Answers every request with what ``reply`` makes of it; ``with Server(reply) as server:``."""

    def __init__(self, reply: Callable[[Asked], Reply]) -> None:
        self.asked: list[Asked] = []
        self._closing = threading.Event()
        self._connections: list[socket.socket] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(reply))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.005,))

    @property
    def url(self) -> str:
        """Address without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        for connection in self._connections:  # idle ones would be waited for
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()

    def _handler(self, reply: Callable[[Asked], Reply]) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def setup(self) -> None:
                server._connections.append(self.request)
                super().setup()

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(self.command, self.path, dict(self.headers), body)
                server.asked.append(asked)
                server._send(self, reply(asked))

            do_POST = do_DELETE = do_GET

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        length = len(body) if reply.length is None else reply.length
        handler.close_connection = length != len(body) or bool(reply.act)
        try:
            if reply.act == "hang":
                self._closing.wait(30)
                return
            if reply.act == "drip headers":
                self._drip(handler, b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n")
                return
            handler.send_response_only(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            if length >= 0:
                handler.send_header("Content-Length", str(length))
            handler.end_headers()
            if reply.act == "drip":
                self._drip(handler, body, b" ")
            else:
                handler.wfile.write(body)
        except OSError:  # the other side has had enough
            handler.close_connection = True

    def _drip(self, handler: BaseHTTPRequestHandler, start: bytes, drop: bytes) -> None:
        handler.wfile.write(start)
        while not self._closing.wait(0.05):
            for byte in drop:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()


def google(line: Callable[[str], str] = latin) -> Callable[[Asked], Reply]:
    """Google's mobile page: ``q`` translated line by line."""

    def reply(asked: Asked) -> Reply:
        lines = asked.query["q"].split("\n")
        return page(html.escape("\n".join(html.unescape(line(codes.escape(text))) for text in lines), quote=False))

    return reply


def google_of_lines(lines: Callable[[list[str]], list[str]]) -> Callable[[Asked], Reply]:
    """The same, all lines at once."""

    def reply(asked: Asked) -> Reply:
        found = lines([html.unescape(latin(codes.escape(text))) for text in asked.query["q"].split("\n")])
        return page(html.escape("\n".join(found), quote=False))

    return reply


def libretranslate(key: str | None = None, unit: Callable[[str], str] = latin) -> Callable[[Asked], Reply]:
    """LibreTranslate 1.x: lists in, lists out, HTML unescaped on the way."""

    def reply(asked: Asked) -> Reply:
        request = asked.json
        if key and request.get("api_key") != key:
            return answer({"error": "Please contact the server operator to get an API key"}, 400)
        if request["source"] not in ("uk", "en"):
            return answer({"error": f"{request['source']} is not supported"}, 400)
        done = [re.sub(r"<(x\d+)/>", r"<\1></\1>", unit(text)) for text in request["q"]]
        return answer({"translatedText": [html.unescape(text) for text in done]})

    return reply


def mymemory(unit: Callable[[str], str] = latin) -> Callable[[Asked], Reply]:
    """MyMemory: what it holds for best first, and much else; apostrophes as HTML would have them."""

    def reply(asked: Asked) -> Reply:
        query = asked.query
        if "de" in query and "@" not in query["de"]:
            return complaint("INVALID EMAIL PROVIDED")
        if len(query["q"]) > 500:
            return complaint("QUERY LENGTH LIMIT EXCEEDED. MAX ALLOWED QUERY : 500 CHARS")
        languages = query["langpair"].split("|")
        if languages[0] == languages[1]:
            return complaint("PLEASE SELECT TWO DISTINCT LANGUAGES")
        return found(html.escape(html.unescape(unit(codes.escape(query["q"])))))

    return reply


def found(text: Any, status: Any = 200, **more: Any) -> Reply:
    """MyMemory's answer with this as the translation."""
    match = {"translation": "Nonsense.", "quality": "20", "match": 0.4}
    body = {"responseData": {"translatedText": text, "match": 0.85}, "matches": [match], "responseStatus": status}
    return answer(body | {"quotaFinished": False, "responseDetails": ""} | more)


def complaint(words: str, status: Any = "403") -> Reply:
    """The same where it complains: with status 200, in both places for words."""
    return found(words, status, responseDetails=words)
