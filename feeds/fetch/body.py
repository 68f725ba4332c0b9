"""Reads a response body within bounds and inflates it ourselves.

aiohttp could inflate, but it takes a gzip stream that breaks off for a complete one (seen in 3.14); and with us
holding the valve, no bomb ever inflates beyond the limit and one step.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from tempfile import TemporaryFile, gettempdir
from typing import IO

from aiohttp import ClientResponse

from feeds.errors import FetchError
from feeds.fetch.memory import keep_no_large_pieces

STEP = 256 * 1024
"""Bytes inflated at a time: what a body can exceed its limit by, in memory, before it is refused."""
LARGE = 250_000
"""Bytes beyond which a body is set aside while it arrives, and needs a :class:`Place` then, if places are given out."""
_MEMBERS = 1000
"""Of one gzip body: each costs a fresh decompressor and a copy of what is left, so a million tiny ones are a bomb too;
block-wise gzip has one per 64 KB."""
_GZIP_MAGIC = b"\x1f\x8b"


async def read_body(response: ClientResponse, limit: int, enough: int | None = None) -> Pile:
    """The whole body, inflated; ``FetchError`` ``too-large``, ``bad-encoding`` or ``truncated``.

    ``limit`` in bytes holds for what travels and for what it inflates to. aiohttp's errors for broken transfers pass
    through. The connection buffers at most twice its read buffer: it stops reading when we are slower. Of a body beyond
    ``enough`` bytes these are taken, without waiting for the rest, which may be endless.
    """
    pile = Pile()
    try:
        await _pile_up(response, limit, enough, pile)
    except BaseException:
        pile.close()
        raise
    return pile


async def _pile_up(response: ClientResponse, limit: int, enough: int | None, pile: Pile) -> None:
    if enough is None and (response.content_length or 0) > limit:
        raise too_large(limit)
    inflater = _inflater(response.headers.get("Content-Encoding", ""))
    protocol = response.connection.protocol if response.connection is not None else None
    travelled = 0
    while chunk := await response.content.readany():
        travelled += len(chunk)
        if travelled > limit:
            raise too_large(limit)
        for piece in (chunk,) if inflater is None else inflater.feed(chunk):
            if enough is not None and pile.size + len(piece) >= enough:
                pile.add(piece[: enough - pile.size])
                return
            if pile.size + len(piece) > limit:
                raise too_large(limit)
            pile.add(piece)
    if inflater is not None and travelled:
        inflater.finish()
    if protocol is not None and _ends_with_connection(response) and isinstance(protocol.exception(), OSError):
        # Only FIN ends such a body (RFC 9112 §8); aiohttp takes RST for an end as well.
        raise FetchError("truncated", "the connection was reset in the middle of the body")


class Pile:
    """A body as it arrives: in memory while it is small, then in a file without a name.

    A server may take its time over a large body, and thirty may do so at once.
    """

    def __init__(self) -> None:
        self.size = 0
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None

    @property
    def is_large(self) -> bool:
        """Does it need a :class:`Place` once it is in memory?"""
        return self.size > LARGE

    def add(self, piece: bytes) -> None:
        """Put ``piece`` at the end; ``FetchError`` ``too-large`` where the disk has no room for it."""
        self.size += len(piece)
        self._pieces.append(piece)
        if self.is_large:
            try:
                self._set_aside()
            except OSError as error:
                reason = f"there is no room in {gettempdir()} to set it aside: {error.strerror}"
                raise FetchError("too-large", f"the body is large, and {reason}") from error

    def _set_aside(self) -> None:
        if self._file is None:
            self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by close()
        for piece in self._pieces:
            rest = memoryview(piece)
            while rest:
                rest = rest[self._file.write(rest) :]
        self._pieces.clear()

    def taken(self) -> bytes:
        """The body, which is in memory from now on; once."""
        try:
            if self._file is None:
                return b"".join(self._pieces)
            self._file.seek(0)
            return self._file.read()
        finally:
            self.close()

    def close(self) -> None:
        """Forget all of it."""
        self._pieces.clear()
        if self._file is not None:
            self._file.close()


def _ends_with_connection(response: ClientResponse) -> bool:
    """Whether the body says nowhere how long it is (RFC 9112 §6.3, case 8)."""
    return "Content-Length" not in response.headers and "Transfer-Encoding" not in response.headers


def too_large(limit: int) -> FetchError:
    """The error for a body over ``limit`` bytes."""
    return FetchError("too-large", f"the body is larger than the limit of {limit:,} bytes (`[http] max_bytes`)")


def _inflater(coding: str) -> Inflater | None:
    """For the one content coding that ``coding`` names (RFC 9110 §8.4.1), ``None`` for a plain body."""
    name = coding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip", "deflate"):
        return Inflater(name)
    raise FetchError("bad-encoding", f"the body is encoded as {name[:40]!a}, which was not asked for")


class Place:
    """The place of one body among the few large ones that may be in memory at once; for one event loop.

    Whoever made it calls :meth:`leave` when the body has been seen to, or is not to come. Nobody may wait for a
    request in between: those under way may be waiting for this place.
    """

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places
        self._taken = False

    async def take(self) -> None:
        """Wait for a place, unless it is taken already."""
        if not self._taken:
            keep_no_large_pieces()
            await self._places.acquire()
            self._taken = True

    def leave(self) -> None:
        """Give the place back, if it was taken; once."""
        if self._taken:
            self._taken = False
            self._places.release()

    def left_after(self, task: asyncio.Task[None]) -> None:
        """Give it back when ``task`` is done, however that ended."""
        self.leave()


class Inflater:
    """Incremental gzip (RFC 1952, several members too) or deflate (RFC 1950, and RFC 1951 as some servers send it)."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._members = 0
        self._held = b""  # a lone first byte after a member: the next chunk tells whether a member follows
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._finished = False  # all members read; what follows is padding

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What ``data`` inflates to, in pieces of at most ``STEP`` bytes."""
        if self._members == 0:
            self._begin(data)
        try:
            while data and not self._finished:
                if self._zlib.eof:
                    data = self._next_member(data)
                    continue
                yield from self._drain(data)
                data = self._zlib.unused_data
        except zlib.error as error:
            raise FetchError("bad-encoding", f"the body is not valid {self._name}: {error}") from error

    def finish(self) -> None:
        """``FetchError`` ``truncated`` unless the stream came to its end."""
        if not self._zlib.eof:
            raise FetchError("truncated", f"the {self._name} body breaks off before its end")

    def _begin(self, data: bytes) -> None:
        self._members = 1
        if self._name == "deflate":
            # A zlib header has 8 in its low four bits (RFC 1950 §2.2); anything else is raw deflate.
            self._zlib = zlib.decompressobj(zlib.MAX_WBITS if data[0] & 15 == 8 else -zlib.MAX_WBITS)

    def _drain(self, data: bytes) -> Iterator[bytes]:
        while True:
            piece = self._zlib.decompress(data, STEP)
            if piece:
                yield piece
            data = self._zlib.unconsumed_tail
            # zlib may hold back output with no input left: only a piece shorter than asked for is the last.
            if self._zlib.eof or (not data and len(piece) < STEP):
                return

    def _next_member(self, data: bytes) -> bytes:
        """``data`` ready for the next member; empty if none follows (then the rest is padding, and ignored)."""
        data = self._held + data
        self._held = b""
        if data == _GZIP_MAGIC[:1]:
            self._held = data
            return b""
        if self._name == "deflate" or not data.startswith(_GZIP_MAGIC):
            self._finished = True
            return b""
        self._members += 1
        if self._members > _MEMBERS:
            raise FetchError("bad-encoding", f"the gzip body has more than {_MEMBERS} members")
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return data
