"""A raw HTTP/1.1 server on loopback that says exactly what a test tells it to, well-formed or not."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Act = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]
"""Writes a reply by hand; it may close the writer, reset the connection or never return."""
Reply = bytes | Act


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names in lower case."""

    line: str
    headers: dict[str, str]
    raw: bytes
    connection: int

    @property
    def path(self) -> str:
        """The request target."""
        return self.line.split(" ")[1]


def http(status: str = "200 OK", body: bytes = b"", **headers: str | int) -> bytes:
    """A whole response; ``content_type="text/xml"`` becomes ``content-type: text/xml``; Content-Length is added."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("content-length", len(body))
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@dataclass
class Server:
    """Runs in a thread of its own; ``with Server() as server:``."""

    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    most_at_once: int = 0
    port: int = 0

    def __post_init__(self) -> None:
        self._replies: dict[str, list[Reply]] = {}
        self._at_once = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def on(self, path: str, *replies: Reply) -> str:
        """Answer ``path`` with ``replies`` in turn, the last one for ever; returns its URL."""
        self._replies[path] = list(replies)
        return self.url(path)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of ``path`` on this server."""
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """Request targets in the order in which they came."""
        return [asked.path for asked in self.asked]

    def __enter__(self) -> Server:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._tasks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        listener = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self.tls)
        self.port = listener.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        listener.close()
        # Twice: a connection that was accepted at the last moment comes up only now.
        for _ in range(2):
            tasks = dict(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            # A task that was cancelled before it began has closed nothing.
            for writer in tasks.values():
                writer.transport.abort()
            await asyncio.sleep(0.01)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._converse(reader, writer, self.connections))
        self._tasks[task] = writer
        task.add_done_callback(self._tasks.pop)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        over = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError)
        try:
            with contextlib.suppress(*over):
                while not writer.is_closing():
                    raw = await reader.readuntil(b"\r\n\r\n")
                    await self._answer(_asked(raw, number), writer)
                    await writer.drain()
        finally:
            # Whatever happened, the socket is closed while the loop still runs.
            writer.transport.abort() if writer.transport.get_write_buffer_size() else writer.close()
            with contextlib.suppress(*over):
                await asyncio.wait_for(writer.wait_closed(), 1)

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        self.asked.append(asked)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            replies = self._replies.get(asked.path, [http("404 Not Found")])
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            if isinstance(reply, bytes):
                writer.write(reply)
            else:
                await reply(asked, writer)
        finally:
            self._at_once -= 1


def _asked(raw: bytes, connection: int) -> Asked:
    line, *rest = raw.decode("utf-8", "surrogateescape").rstrip("\r\n").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (text.partition(":") for text in rest)}
    return Asked(line, headers, raw, connection)


def then_close(reply: bytes) -> Act:
    """Sends ``reply`` and closes the connection."""

    async def act(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        await writer.drain()
        writer.close()

    return act


def then_reset(reply: bytes) -> Act:
    """Sends ``reply`` and resets the connection a moment later."""

    async def act(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        await writer.drain()
        await asyncio.sleep(0.1)
        # Lingering for no time at all makes the kernel send RST instead of FIN.
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return act


def after(seconds: float, reply: bytes) -> Act:
    """Sends ``reply`` late."""

    async def act(_: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(reply)

    return act


def dripping(head: bytes, drop: bytes, pause: float) -> Act:
    """Sends ``head`` and then ``drop`` for ever, ``pause`` seconds apart."""

    async def act(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(pause)

    return act
