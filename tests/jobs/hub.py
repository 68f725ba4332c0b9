"""A WebSub hub (W3C WebSub §5 to §7) and a subscriber on loopback, for tests alone.

``python -m tests.jobs.hub`` is a hub in a process of its own: its first line is its address, and it ends with its
standard input.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import secrets
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

_open = build_opener(ProxyHandler({})).open
LEASE = "86400"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *arguments: object) -> None:
        """A client that has gone away is no news here."""


class _Serving:
    """An HTTP server in a thread. A context manager."""

    def __init__(self) -> None:
        self.server = _Server(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def get(self, handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        """The answer to a GET."""
        return 404, {}, b""

    def post(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """The answer to a POST."""
        return 404, {}, b""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        serving = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._send(*serving.get(self))

            def do_POST(self) -> None:
                self._send(*serving.post(self, self.rfile.read(int(self.headers["Content-Length"]))))

            def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler


class Hub(_Serving):
    """Takes changes and subscriptions; fetches what changed, and hands it to who subscribed to it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        """The feeds that it took a change of, in order."""
        self.asked: list[dict[str, list[str]]] = []
        """Every form that it was sent, whatever it answered."""
        self.agents: set[str | None] = set()
        self.refusals: deque[tuple[int, dict[str, str]]] = deque()
        """What it answers to the next changes that it is told of; after that it takes them."""
        self.before: Callable[[str], None] = lambda topic: None
        """Called with the feed before a change is answered."""
        self.failures: list[str] = []
        self._subscribers: dict[tuple[str, str], str | None] = {}

    def get(self, handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        """``/told``: what it was told, for whoever looks from another process."""
        return 200, {"Content-Type": "application/json"}, json.dumps([self.told, self.failures]).encode()

    def post(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """A change, or a wish to subscribe."""
        form = parse_qs(body.decode(), strict_parsing=True)
        self.asked.append(form)
        self.agents.add(handler.headers["User-Agent"])
        if handler.headers["Content-Type"] != "application/x-www-form-urlencoded":
            return 415, {}, b""
        match form["hub.mode"]:
            case ["publish"]:
                return self._published(form["hub.url"][0])
            case ["subscribe"]:
                threading.Thread(target=self._verify, args=(form,), daemon=True).start()
                return 202, {}, b""
        return 400, {}, b"unknown hub.mode"

    def _published(self, topic: str) -> tuple[int, dict[str, str], bytes]:
        self.before(topic)
        if self.refusals:
            return *self.refusals.popleft(), b""
        self.told.append(topic)
        if any(wanted == topic for wanted, _ in self._subscribers):
            threading.Thread(target=self._hand_on, args=(topic,), daemon=True).start()
        return 202, {}, b""

    def _verify(self, form: dict[str, list[str]]) -> None:
        """Does the subscriber really want it (§5.3)?"""
        topic, callback, challenge = form["hub.topic"][0], form["hub.callback"][0], secrets.token_hex(16)
        question = {
            "hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": challenge, "hub.lease_seconds": LEASE,
        }  # fmt: skip
        with _open(f"{callback}?{urlencode(question)}", timeout=10) as answer:
            if answer.read().decode() == challenge:
                self._subscribers[topic, callback] = form.get("hub.secret", [None])[0]

    def _hand_on(self, topic: str) -> None:
        """The whole feed as it is served now, signed for those who gave a secret (§7)."""
        try:
            with _open(topic, timeout=10) as answer:
                body, kind = answer.read(), answer.headers["Content-Type"]
            for (wanted, callback), secret in list(self._subscribers.items()):
                if wanted == topic:
                    headers = {"Content-Type": kind, "Link": f'<{self.url}>; rel="hub", <{topic}>; rel="self"'}
                    if secret is not None:
                        headers["X-Hub-Signature"] = signature(secret, body)
                    _open(Request(callback, body, headers), timeout=10).close()
        except OSError as error:
            self.failures.append(f"{topic}: {error}")


def signature(secret: str, body: bytes) -> str:
    """Of X-Hub-Signature (§7.1)."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


class Subscriber(_Serving):
    """Wants one feed to be pushed."""

    def __init__(self, secret: str = "a secret between two") -> None:
        super().__init__()
        self.topic = ""
        self.confirmed = threading.Event()
        self.pushed: queue.Queue[tuple[str, bytes]] = queue.Queue()
        """The media type and the body of each push."""
        self._secret = secret

    def subscribe(self, hub: str, topic: str) -> None:
        """Ask ``hub`` for ``topic``, and wait until it has made sure that this was meant."""
        self.topic = topic
        form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": self.url, "hub.secret": self._secret}
        with _open(Request(hub, urlencode(form).encode()), timeout=10) as answer:
            assert answer.status == 202
        assert self.confirmed.wait(10)

    def get(self, handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        """Yes, it was me; no, if it was not."""
        question = parse_qs(urlsplit(handler.path).query)
        if question["hub.topic"] != [self.topic]:
            return 404, {}, b""
        self.confirmed.set()
        return 200, {}, question["hub.challenge"][0].encode()

    def post(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """What is pushed; what the hub did not sign is ignored (§8.2)."""
        if hmac.compare_digest(handler.headers["X-Hub-Signature"] or "", signature(self._secret, body)):
            self.pushed.put((handler.headers["Content-Type"], body))
        return 204, {}, b""


class HubProcess:
    """A hub in another process, seen from here."""

    def __init__(self, url: str) -> None:
        self.url = url

    def told(self) -> list[str]:
        """The feeds that it took a change of; it has failed to fetch none of them."""
        with _open(f"{self.url}told", timeout=10) as answer:
            told, failures = json.load(answer)
        assert failures == []
        return list(told)


@contextmanager
def hub_process() -> Iterator[HubProcess]:
    """A hub in a process of its own."""
    command = [sys.executable, "-m", "tests.jobs.hub"]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield HubProcess(process.stdout.readline().strip())
        finally:
            process.stdin.close()
            process.wait(20)


if __name__ == "__main__":
    with Hub() as hub:
        print(hub.url, flush=True)
        sys.stdin.read()
