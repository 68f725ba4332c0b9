"""A loopback city to gather from, and the program run on it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import coverage

ROOT = Path(__file__).parents[2]
Answer = tuple[int, dict[str, str], bytes]

KNOWN = {"Добрий день": "Good day", "Новини Львова": "News of Lviv"}
"""What the loopback LibreTranslate can translate, besides numbered entries."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, *arguments: object) -> None:
        """A client that has gone away is no news here."""


class City:
    """An HTTP server whose answers are set by path; also a LibreTranslate at ``/translate``. A context manager."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.translating = True
        self.asked: list[str] = []
        self.server = _Server(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def feed(self, path: str, entries: int = 2, **headers: str) -> str:
        """A feed of Ukrainian entries at ``path``; its address."""
        self.answers[path] = (200, {"Content-Type": "application/rss+xml", **headers}, rss(entries))
        return self.url + path

    def refuse(self, path: str, status: int = 500, **headers: str) -> str:
        """An error at ``path``; its address."""
        self.answers[path] = (status, headers, b"no")
        return self.url + path

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        city = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                city.asked.append(self.path)
                self._send(*city.answers.get(self.path, (404, {}, b"")))

            def do_POST(self) -> None:
                texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["q"]
                if not city.translating:
                    self._send(503, {}, b'{"error": "the model is being loaded"}')
                    return
                answer = {"translatedText": [translated(text) for text in texts]}
                self._send(200, {"Content-Type": "application/json"}, json.dumps(answer).encode())

            def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler


def translated(text: str) -> str:
    """The loopback engine's English, or the text unchanged where it knows none."""
    return KNOWN.get(text) or re.sub("Текст новини", "Text of news item", text.replace("Новина", "News item"))


def rss(entries: int) -> bytes:
    """A feed of numbered Ukrainian entries."""
    items = "".join(
        f"<item><guid>urn:x-test:{n}</guid><title>Новина {n}</title><link>https://lviv.example/{n}</link>"
        f"<pubDate>Mon, 02 Mar 2026 10:{n % 60:02}:00 +0200</pubDate><description>Текст новини {n}</description></item>"
        for n in range(1, entries + 1)
    )
    return f'<rss version="2.0"><channel><title>Новини Львова</title>{items}</channel></rss>'.encode()


def configure(
    folder: Path, sources: dict[str, str], *, engine: str | None = None, options: Sequence[str] = (), site: str = ""
) -> Path:
    """Settings for ``sources`` (id to address) in ``folder``; ``engine`` is the address of a LibreTranslate.

    ``options`` are lines for the first source, ``site`` lines for ``[site]``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    engines = '["memory", "libretranslate"]' if engine else '["memory"]'
    folder.joinpath("visnyk.toml").write_text(
        f'[site]\ntitle = "Test city"\n{site}\n[http]\nallow_private = ["127.0.0.0/8"]\ndelay = 0\n'
        f"timeouts = {{ connect = 2, read = 2, total = 5 }}\n[translation]\nengines = {engines}\n"
        + (f'[engine.libretranslate]\nurl = "{engine}"\n' if engine else ""),
        "utf-8",
    )
    tables = [
        f'[[source]]\nid = "{name}"\nurl = "{url}"\ntitle = "Source {name}"\nlanguage = "uk"\n'
        for name, url in sources.items()
    ]
    if tables:
        tables[0] += "\n".join(options)
    folder.joinpath("sources.toml").write_text("\n".join(tables), "utf-8")
    folder.joinpath("editions.toml").write_text('[[edition]]\nid = "all-en"\ntitle = "All"\nlanguage = "en"\n', "utf-8")
    return folder


def command(*arguments: str | Path, measured: bool = True) -> list[str]:
    """The program as a process's arguments; measured by coverage while the tests are, unless it is to be killed."""
    coverage_run: list[str | Path] = []
    if measured and coverage.Coverage.current() is not None:
        settings, data = ROOT / "pyproject.toml", ROOT / ".coverage"
        coverage_run = ["-m", "coverage", "run", "-p", f"--rcfile={settings}", f"--data-file={data}"]
    return [sys.executable, *map(str, (*coverage_run, "-m", "feeds.cli", *arguments))]


def environment(**variables: str) -> dict[str, str]:
    """This process's, without settings of somebody's own Visnyk."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VISNYK_")}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **variables}


def visnyk(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    env = environment(**options.pop("variables", {}))
    return subprocess.run(command(*arguments), env=env, capture_output=True, text=True, timeout=60, **options)


def until(condition: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Wait until ``condition`` gives something true, and give it; it fails only after a long time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:g} s in vain until {what}")


def get(url: str) -> tuple[int, bytes] | None:
    """Status and body; ``None`` while nobody listens."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return None
