"""A server on loopback that answers as LibreTranslate does, and notes what it was sent."""

from __future__ import annotations

import html
import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_WORD = re.compile(r"[^\W\d_]+(?![^<]*>)")


def shout(text: str) -> str:
    """A deterministic "translation" of coded text: every word becomes Latin letters, codes and numbers stay."""
    return _WORD.sub(lambda word: "w" + format(hash_of(word[0]), "x"), html.unescape(text))


def hash_of(word: str) -> int:
    """The same number for the same word in every process."""
    return sum(ord(char) * (index + 7) for index, char in enumerate(word))


class Libre:
    """Runs in a thread of its own; ``with Libre() as libre:``.

    ``translate`` makes one text of one; ``refuse`` may name a status, and a text, for a whole request.
    """

    def __init__(self, translate: Callable[[str], str] = shout) -> None:
        self.translate = translate
        self.refuse: Callable[[list[str]], tuple[int, str] | None] = lambda texts: None
        self.before: Callable[[], None] = lambda: None
        self.requests: list[list[str]] = []
        self.targets: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """For ``[engine.libretranslate]``."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def units(self) -> list[str]:
        """Everything that it was sent, in order."""
        return [unit for request in self.requests for unit in request]

    def __enter__(self) -> Libre:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, asked: dict[str, object]) -> tuple[int, dict[str, object]]:
        """Status and body for one request."""
        texts = asked["q"]
        assert isinstance(texts, list)
        self.requests.append(texts)
        self.targets.append(str(asked["target"]))
        self.before()
        refusal = self.refuse(texts)
        if refusal is not None:
            return refusal[0], {"error": refusal[1]}
        return 200, {"translatedText": [self.translate(text) for text in texts]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        libre = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = libre.answer(asked)
                body = json.dumps(answer).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:  # whoever asked has been killed
                    self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        return Handler
