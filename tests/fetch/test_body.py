"""Bounded reading and inflating."""

from __future__ import annotations

import errno
import gzip
import itertools
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import FetchError
from feeds.fetch import body as body_module
from feeds.fetch.body import LARGE, STEP, Inflater, Pile
from feeds.fetch.client import Fetched, Request

from .conftest import failure, fetch, fetch_all
from .loopback import Asked, Server, dripping, http, then_close

TEXT = "Новини міста ".encode() * 400
NAMES = ["gzip", "x-gzip", "deflate"]


def raw_deflate(data: bytes) -> bytes:
    """Without the zlib wrapper, as some servers understand ``deflate``."""
    squeezer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeezer.compress(data) + squeezer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "gzip in members": lambda data: gzip.compress(data[:5]) + gzip.compress(data[5:]),
    "gzip with padding": lambda data: gzip.compress(data) + b"\0" * 9,
    "deflate": lambda data: zlib.compress(data),
    "deflate, raw": raw_deflate,
}


def inflate(name: str, chunks: list[bytes]) -> bytes:
    """All that ``chunks`` inflate to."""
    inflater = Inflater(name)
    pieces = list(itertools.chain.from_iterable(map(inflater.feed, chunks)))
    inflater.finish()
    return b"".join(pieces)


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    """``data`` cut at each of ``cuts``, without empty pieces."""
    edges = [0, *sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges) if start < end]


@given(st.sampled_from(sorted(PACK)), st.binary(max_size=300), st.lists(st.integers(0, 1000), max_size=8))
def test_what_was_packed_comes_out_however_it_is_cut(how: str, data: bytes, cuts: list[int]) -> None:
    """Every packing inflates to what went in, wherever the network cuts it."""
    name = how.partition(",")[0].partition(" ")[0]
    assert inflate(name, split(PACK[how](data), cuts)) == data


def test_a_member_that_starts_at_the_last_byte_of_a_chunk_is_read() -> None:
    """The first byte of a further gzip member may arrive without the second."""
    first, second = gzip.compress(b"a"), gzip.compress(b"b")
    assert inflate("gzip", [first + second[:1], second[1:]]) == b"ab"


@given(st.sampled_from(["gzip", "deflate", "deflate, raw"]), st.integers(1, 200))
def test_every_beginning_of_a_packed_body_is_truncated(how: str, length: int) -> None:
    """A stream that breaks off anywhere is noticed."""
    packed = PACK[how](bytes(range(256)))
    with pytest.raises(FetchError) as caught:
        inflate(how.partition(",")[0], [packed[:length]])
    assert caught.value.code == "truncated"


@given(st.sampled_from(NAMES), st.binary(min_size=1, max_size=200))
def test_any_bytes_inflate_or_fail_in_our_words(name: str, data: bytes) -> None:
    """Rubbish raises nothing but ``FetchError``."""
    try:
        inflate(name, [data])
    except FetchError as error:
        assert error.code in ("bad-encoding", "truncated")


def test_a_bomb_comes_out_in_small_pieces() -> None:
    """One chunk that would inflate to 256 MB is handed out in steps, so that the reader can stop."""
    inflater = Inflater("gzip")
    pieces = inflater.feed(gzip_zeros(256))
    assert all(len(piece) <= STEP for piece in itertools.islice(pieces, 20))


def test_a_million_tiny_members_are_refused() -> None:
    """Members beyond any sane number end the reading: each costs far more than its 20 bytes."""
    with pytest.raises(FetchError) as caught:
        inflate("gzip", [gzip.compress(b"") * 2000])
    assert caught.value.code == "bad-encoding"


def gzip_zeros(megabytes: int) -> bytes:
    """gzip of that many megabytes of zeros, about 1 KB each and made without inflating; no trailer."""
    squeezer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = squeezer.compress(bytes(1 << 20)) + squeezer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + block * megabytes


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
    # Named here: gzip writes the second of the clock into its bytes, and all test processes need the same names.
    ids=["none", "identity", "gzip", "x-gzip", "deflate", "raw deflate"],
)
def test_encoded_bodies_arrive_decoded(server: Server, coding: str, body: bytes) -> None:
    """gzip and both kinds of deflate are decoded; the headers no longer speak of it."""
    outcome = fetch(server.on("/", http(body=body, content_encoding=coding, content_type="text/xml")))
    assert isinstance(outcome, Fetched)
    assert outcome.body == TEXT
    assert outcome.headers == {"content-type": "text/xml"}


def test_an_empty_body_is_empty_whatever_its_encoding_says(server: Server) -> None:
    """Nothing at all, declared as gzip, is an empty body."""
    outcome = fetch(server.on("/", http(content_encoding="gzip")))
    assert isinstance(outcome, Fetched) and outcome.body == b""


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress"])
def test_encodings_that_were_not_asked_for_are_an_error(server: Server, coding: str) -> None:
    """An unknown or stacked encoding is ``bad-encoding`` and named."""
    error = failure(server.on("/", http(body=b"abc", content_encoding=coding)))
    assert error.code == "bad-encoding" and coding in error.message


@pytest.mark.parametrize(("coding", "body"), [("gzip", b"<rss/>"), ("deflate", b"x-ray"), ("deflate", b"\xff")])
def test_a_body_that_is_not_what_it_says_is_an_error(server: Server, coding: str, body: bytes) -> None:
    """What is declared as gzip or deflate but is neither is ``bad-encoding``."""
    assert failure(server.on("/", http(body=body, content_encoding=coding))).code == "bad-encoding"


def test_a_wrong_checksum_is_an_error(server: Server) -> None:
    """A gzip body whose CRC does not fit is ``bad-encoding``."""
    packed = bytearray(gzip.compress(TEXT))
    packed[-8] ^= 1
    assert failure(server.on("/", http(body=bytes(packed), content_encoding="gzip"))).code == "bad-encoding"


def test_a_broken_off_gzip_body_is_truncated(server: Server) -> None:
    """A gzip stream without its end is ``truncated`` although the transfer is complete."""
    assert failure(server.on("/", http(body=gzip.compress(TEXT)[:-9], content_encoding="gzip"))).code == "truncated"


def test_a_declared_length_over_the_limit_is_refused_at_once(server: Server) -> None:
    """Content-Length alone is enough to refuse: not a byte of the body need come."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"

    async def head_only(_: Asked, writer: object) -> None:
        writer.write(head)  # type: ignore[attr-defined]

    error = failure(server.on("/", head_only), max_bytes=1000)
    assert error.code == "too-large" and "1,000 bytes" in error.message


def test_a_body_of_exactly_the_limit_passes(server: Server) -> None:
    """The limit itself is allowed, plain and inflated."""
    for reply in (http(body=b"x" * 1000), http(body=gzip.compress(b"x" * 1000), content_encoding="gzip")):
        outcome = fetch(server.on("/", reply), max_bytes=1000)
        assert isinstance(outcome, Fetched) and len(outcome.body) == 1000


def test_one_byte_over_the_limit_is_too_large(server: Server) -> None:
    """Streaming past the limit is refused, plain and inflated, without a declared length."""
    for body, coding in ((b"x" * 1001, "identity"), (gzip.compress(b"x" * 1001), "gzip")):
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n".encode()
        assert failure(server.on("/", then_close(head + body)), max_bytes=1000).code == "too-large"


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_an_endless_stream_is_cut_off(server: Server, coding: str) -> None:
    """A body without end stops at the limit, also where it is gzip that never yields a byte."""
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n".encode()
    empty_blocks = b"\0\0\0\xff\xff" * 10_000  # stored blocks of no bytes (RFC 1951 §3.2.4)
    start = b"\x1f\x8b\x08\0\0\0\0\0\0\x03" if coding == "gzip" else b""
    assert failure(server.on("/", dripping(head + start, empty_blocks, 0)), max_bytes=1_000_000).code == "too-large"


def test_a_gigabyte_in_gzip_costs_little_memory(server: Server) -> None:
    """A megabyte that would inflate to 1 GB ends as ``too-large`` with a few megabytes in use."""
    bomb = gzip_zeros(1000)
    url = server.on("/", http(body=bomb, content_encoding="gzip"))
    tracemalloc.start()
    try:
        error = failure(url, max_bytes=2_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.code == "too-large"
    assert peak < 12_000_000


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_of_some_bodies_the_beginning_is_enough(server: Server, coding: str) -> None:
    """Where the first bytes are all that is wanted, the rest is not waited for; shorter ones are whole."""
    endless = dripping(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3000, b"x" * 1000, 0.01)
    packed = http(body=gzip.compress(bytes(10_000_000)), content_encoding="gzip")
    url = server.on("/", endless if coding == "identity" else packed)
    (outcome,) = fetch_all([Request(url, enough=5000)], max_bytes=100_000)
    assert isinstance(outcome, Fetched)
    assert len(outcome.body) == 5000
    (short,) = fetch_all([Request(server.on("/short", http(body=b"short")), enough=5000)])
    assert short.body == b"short"


def test_a_large_body_is_set_aside_while_it_arrives() -> None:
    """What arrives of a large body is in a file; it comes out whole, once there is a place for it."""
    pile = Pile()
    for piece in (b"a" * LARGE, b"b", b"c" * STEP):
        pile.add(piece)
    assert (pile.size, pile.is_large, pile._pieces) == (LARGE + 1 + STEP, True, [])
    assert pile.taken() == b"a" * LARGE + b"b" + b"c" * STEP


def test_a_large_body_and_a_full_disk(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room to set a large body aside, it is too large; small ones come as ever."""

    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(body_module, "TemporaryFile", full)
    error = failure(server.on("/large", http(body=b"x" * (LARGE + 1))))
    assert error.code == "too-large"
    assert "there is no room in " in error.message and "No space left on device" in error.message
    assert isinstance(fetch(server.on("/small", http(body=b"x" * LARGE))), Fetched)
