"""Everything that can go wrong on the way, in our words."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from feeds.errors import FetchError
from feeds.fetch.client import Fetched, Fetcher, Request

from .conftest import failure, fetch, settings
from .loopback import Asked, Server, after, dripping, http, then_close, then_reset

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_refused_connection_is_said_in_words() -> None:
    """Nobody listening is ``connection``."""
    error = failure(f"http://127.0.0.1:{free_port()}/")
    assert error.code == "connection" and "refused" in error.message


@pytest.mark.parametrize("host", ["no-such-name.invalid", "a..example", "a" * 64 + ".example"])
def test_a_name_without_an_address_is_a_dns_error(host: str) -> None:
    """Unknown and impossible names are ``dns``, with the name in the message."""
    error = failure(f"http://{host}/")
    assert error.code == "dns" and host in error.message


@pytest.mark.parametrize("act", [then_close(b""), then_reset(b""), then_reset(OK), then_close(OK + b"X-Half: hea")])
def test_a_connection_that_ends_before_the_answer_is_a_connection_error(server: Server, act: object) -> None:
    """Closed or reset before the headers are complete: ``connection``."""
    assert failure(server.on("/", act)).code == "connection"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "act",
    [
        then_close(OK + b"Content-Length: 100\r\n\r\nhalf"),
        then_reset(OK + b"Content-Length: 100\r\n\r\nhalf"),
        then_close(CHUNKED + b"4\r\nhalf\r\n"),
        then_close(CHUNKED + b"40\r\nhalf"),
        then_reset(OK + b"\r\nhalf"),
    ],
    ids=["length, closed", "length, reset", "chunks, closed", "chunk, closed", "no length, reset"],
)
def test_a_body_that_breaks_off_is_truncated(server: Server, act: object) -> None:
    """Fewer bytes than announced, a missing last chunk and a reset are never taken for the whole body."""
    assert failure(server.on("/", act)).code == "truncated"  # type: ignore[arg-type]


def test_a_body_without_a_length_ends_with_the_connection(server: Server) -> None:
    """An old server that just closes has sent a whole body."""
    outcome = fetch(server.on("/", then_close(b"HTTP/1.0 200 OK\r\n\r\n<rss/>")))
    assert isinstance(outcome, Fetched) and outcome.body == b"<rss/>"


@pytest.mark.parametrize(
    "reply",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"<rss/>",
        b"HTTP/1.1 99 Odd\r\n\r\n",
        OK + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
        OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        OK + b"Content-Length: -1\r\n\r\n",
        CHUNKED + b"zz\r\n",
    ],
    ids=["ssh", "no head", "status 99", "endless header", "two lengths", "negative length", "chunk size zz"],
)
def test_what_is_not_http_is_a_bad_response(server: Server, reply: bytes) -> None:
    """An answer that breaks the protocol is ``bad-response``, in one line."""
    error = failure(server.on("/", then_close(reply)))
    assert error.code == "bad-response" and "\n" not in error.message


def test_plain_http_on_a_tls_port_is_a_tls_error(server: Server) -> None:
    """A server that does not speak TLS is ``tls``."""

    async def speak_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(http("400 Bad Request"))
        await reader.read(10)
        writer.close()

    async def run() -> FetchError:
        listener = await asyncio.start_server(speak_first, "127.0.0.1", 0)
        port = listener.sockets[0].getsockname()[1]
        async with listener, Fetcher(settings()) as fetcher:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(Request(f"https://127.0.0.1:{port}/"))
        return caught.value

    assert asyncio.run(run()).code == "tls"


def test_an_untrusted_certificate_is_a_tls_error() -> None:
    """A self-signed certificate is refused, and the message says why."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parent / "localhost.pem")
    with Server(tls=context) as server:
        error = failure(server.on("/", http(body=b"news")))
        assert error.code == "tls" and "certificate" in error.message
        assert server.asked == []


def test_a_server_that_never_takes_the_call_times_out_on_connect() -> None:
    """A TLS greeting that is never answered counts as connecting."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        error = failure(f"https://127.0.0.1:{listener.getsockname()[1]}/", connect_seconds=0.2)
    assert error.code == "timeout" and "0.2 s (connect)" in error.message


def test_a_silent_server_times_out_on_read(server: Server) -> None:
    """No byte for ``read_seconds`` is a timeout, before the headers and in the body."""
    for url in (
        server.on("/head", after(9, http())),
        server.on("/body", dripping(OK + b"Content-Length: 9\r\n\r\n", b"x", 9)),
    ):
        error = failure(url, read_seconds=0.2)
        assert error.code == "timeout" and "0.2 s (read)" in error.message


@pytest.mark.parametrize("head", [OK + b"Content-Length: 9999\r\n\r\n", OK + b"X-Slow: "], ids=["body", "header"])
def test_a_server_that_drips_times_out_in_total(server: Server, head: bytes) -> None:
    """A byte now and then keeps ``read`` happy but not ``total`` (slow loris)."""
    error = failure(server.on("/", dripping(head, b"x", 0.05)), read_seconds=1, total_seconds=0.4)
    assert error.code == "timeout" and "0.4 s (total)" in error.message


def test_a_late_broken_chunk_ends_with_the_total_time(server: Server) -> None:
    """aiohttp tells nobody of a bad chunk after the first read; the total time still ends the wait."""

    async def act(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED + b"4\r\nhalf\r\n")
        await asyncio.sleep(0.1)
        writer.write(b"zz\r\n")

    assert failure(server.on("/", act), total_seconds=0.4).code in ("timeout", "bad-response")


def test_a_header_that_cannot_be_sent_is_wrapped(server: Server) -> None:
    """A stored validator with a line break, impossible as it is, ends as a ``FetchError`` and is not sent."""
    url = server.on("/", http())
    with pytest.raises(FetchError):
        fetch(url, etag='"1"\r\nX-Injected: 1')
    assert server.asked == []


# Of the server: asyncio drops a connection that comes up while its loop ends. Ours are watched by the other tests.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@rules(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from([b"", OK, OK + b"Content-Encoding: gzip\r\n", CHUNKED, b"HTTP/1.1 302 Found\r\nLocation: "]),
    rest=st.binary(max_size=60) | st.text("\r\n0a:;x /", max_size=40).map(str.encode),
)
def test_whatever_a_server_says_ends_in_an_outcome_or_our_error(server: Server, head: bytes, rest: bytes) -> None:
    """No answer makes a foreign exception escape."""
    url = server.on("/", then_close(head + rest))
    try:
        outcome = fetch(url, total_seconds=0.5, max_redirects=1)
    except FetchError as error:
        assert error.code and "\n" not in error.message
    else:
        assert isinstance(outcome, Fetched)
