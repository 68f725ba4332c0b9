"""Services fail in many ways: an engine gives the right text or says what went wrong, never anything else."""

from __future__ import annotations

import gzip
import json
import re
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from feeds.engines.base import Miscount
from feeds.errors import EngineError

from ..translation.markup import latin
from ..translation.verdicts import fatal
from .adapters import ADAPTERS, PRIVATE, Adapter
from .loopback import Asked, Reply, Server, answer

SECRET = "таємниця слово1ж"
RIGHT = latin(SECRET)
all_adapters = pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.name)
ERROR_500 = "<title>Error 500 (Server Error)!!1</title><p>500.That’s an error.<p>That’s all we know."
LIMITS = {"connect": 2.0, "read": 0.3, "total": 0.6}
DEEP = "[" * 200_000
BOMB = gzip.compress(bytes(10_000_000))
PAGE = {"Content-Type": "text/html"}
_LATE = r"no whole answer within 0\.6 s|no answer in time"
"""The second where this machine is so busy that the server's next byte is late as well."""

Expected = tuple[str, bool, timedelta | None]
"""A pattern for the reason, whether it may pass, and how long to wait."""
FAILURES: dict[str, tuple[Callable[[Asked], Reply], Expected]] = {
    "429": (lambda asked: Reply(429), (r"too many requests \(429\)", True, None)),
    "429 with seconds": (
        lambda asked: Reply(429, headers={"Retry-After": "120"}), ("too many requests", True, timedelta(minutes=2)),
    ),
    "429 for ever": (
        lambda asked: Reply(429, headers={"Retry-After": "9" * 40}), ("too many requests", True, timedelta(days=1)),
    ),
    "429 with nonsense": (
        lambda asked: Reply(429, headers={"Retry-After": "²"}), ("too many requests", True, None),
    ),
    "503 with a date long ago": (
        lambda asked: Reply(503, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
        ("answered with status 503", True, timedelta(0)),
    ),
    "500": (lambda asked: Reply(500, ERROR_500, PAGE), ("answered with status 500", True, None)),
    "502 in no encoding": (lambda asked: Reply(502, b"\xff\xfe\x00"), ("answered with status 502", True, None)),
    "403": (lambda asked: Reply(403, "<html>no</html>", PAGE), (r"status 403|not accepted \(403\)", False, None)),
    "404": (lambda asked: Reply(404), ("answered with status 404", False, None)),
    "an error that repeats all": (
        lambda asked: answer({"message": repeated(asked), "error": repeated(asked)}, 400), (".", False, None),
    ),
    "a redirect": (
        lambda asked: Reply(302, headers={"Location": "/elsewhere"}), ("answered with status 302", False, None),
    ),
    "an error page with status 200": (lambda asked: Reply(200, ERROR_500, PAGE), (".", True, None)),
    "nothing": (lambda asked: Reply(200), (".", True, None)),
    "a number": (lambda asked: answer(7), (".", True, None)),
    "null": (lambda asked: answer(None), (".", True, None)),
    "an empty object": (lambda asked: answer({}), (".", True, None)),
    "a list of null": (lambda asked: answer([None]), (".", True, None)),
    "deep nesting": (lambda asked: Reply(200, DEEP), (".", True, None)),
    "another encoding": (
        lambda asked: Reply(200, "Мер".encode("cp1251")), ("the answer is in no known encoding", True, None),
    ),
    "an encoding that it is not": (
        lambda asked: Reply(200, b"\xff\xfe\xd8", {"Content-Type": "text/html; charset=ascii"}),
        ("the answer is in no known encoding", True, None),
    ),
    "no gzip": (
        lambda asked: Reply(200, "plain", {"Content-Encoding": "gzip"}), ("the answer broke off", True, None),
    ),
    "a gzip bomb": (
        lambda asked: Reply(200, BOMB, {"Content-Encoding": "gzip"}),
        ("the answer is larger than 2 MB", True, None),
    ),
    "too much": (lambda asked: Reply(200, b" " * 2_100_000), ("the answer is larger than 2 MB", True, None)),
    "no answer": (lambda asked: Reply(act="hang"), ("no answer in time", True, None)),
    "a byte now and then": (
        lambda asked: Reply(200, "{", length=9_000, act="drip"), (_LATE, True, None),
    ),
    "headers now and then": (lambda asked: Reply(act="drip headers"), (_LATE, True, None)),
}  # fmt: skip


def repeated(asked: Asked) -> str:
    """All that was sent, in one line of words."""
    return f"Bad: {asked.target} {asked.headers} {asked.query} {json.loads(asked.body or b'0')}"


def refused(adapter: Adapter, reply: Callable[[Asked], Reply]) -> EngineError:
    """The error that comes of it, in which nothing stands that is not for others."""
    with Server(reply) as server:
        engine = adapter.make(server.url, **LIMITS)
        with pytest.raises(EngineError) as caught:
            engine.translate([SECRET], "uk", "en")
        assert len(server.asked) == 1
    message = str(caught.value)
    for private in (*PRIVATE, *SECRET.split(), "таєм", server.url):
        assert private not in message
    assert len(message) < 250 and "\n" not in message
    return caught.value


@all_adapters
@pytest.mark.parametrize("case", FAILURES)
def test_failures_are_errors(adapter: Adapter, case: str) -> None:
    """Whatever goes wrong is an engine error that says what, with neither address, key nor text in it, at once."""
    reply, (reason, transient, retry_after) = FAILURES[case]
    error = refused(adapter, reply)
    assert error.engine == adapter.name
    assert re.search(reason, error.reason)
    assert (error.transient, error.retry_after) == (transient, retry_after)


@pytest.mark.parametrize(
    ("adapter", "text"),
    [
        pytest.param(adapter, text, id=f"{adapter.name}-{text!r}")
        for adapter in ADAPTERS
        for text in ("", " ", None, 7, ["Mayor"], {"text": "Mayor"})
        if isinstance(text, str) or adapter.name != "google"  # whose page holds texts only
    ],
)
def test_what_is_no_text_is_no_translation(adapter: Adapter, text: Any) -> None:
    """An empty text, null or something else in its place is an error, or a text that the checks refuse."""
    with Server(lambda asked: adapter.say([text])) as server:
        try:
            [got] = adapter.make(server.url).translate([SECRET], "uk", "en")
        except EngineError as error:
            assert SECRET not in str(error)
        else:
            assert fatal(SECRET, got, "uk", "en") is not None


@pytest.mark.parametrize("adapter", [one for one in ADAPTERS if one.most > 1], ids=lambda adapter: adapter.name)
@pytest.mark.parametrize("count", [1, 2, 4, 50])
def test_wrong_count(adapter: Adapter, count: int) -> None:
    """If another number of texts comes back than was sent, nobody knows which is which."""
    with (
        Server(lambda asked: adapter.say([f"word{number}" for number in range(count)])) as server,
        pytest.raises(Miscount, match=rf"3 texts were sent and {count} came back"),
    ):
        adapter.make(server.url).translate(["слово1ж", "слово2ж", "слово3ж"], "uk", "en")


@all_adapters
def test_answers_cut_off(adapter: Adapter) -> None:
    """An answer that ends anywhere before its end is an error, whether its length was announced or not."""
    with Server(adapter.serve()) as server:
        adapter.make(server.url).translate([SECRET], "uk", "en")
        whole = adapter.serve()(server.asked[0])
    body = whole.body.encode() if isinstance(whole.body, str) else whole.body
    ends = [0, body.index(b"word") + 2, body.index(b"word1z") + 6, len(body) - 21]
    for end in ends:
        for length in (len(body), -1):
            error = refused(adapter, lambda asked, end=end, length=length: Reply(
                200, body[:end], whole.headers, length=length,
            ))  # fmt: skip
            assert error.transient


@all_adapters
@pytest.mark.parametrize("charset", ["windows-1251", "iso-8859-1", "klingon", "utf-16", ""])
def test_a_wrong_name_for_the_encoding(adapter: Adapter, charset: str) -> None:
    """An answer in UTF-8 is read as UTF-8, whatever the server calls it."""
    words = "Київ, «Œuvre» – café"

    def mislabelled(asked: Asked) -> Reply:
        reply = adapter.say([words])
        return Reply(200, reply.body, {"Content-Type": f"text/html; charset={charset}" if charset else "text/html"})

    with Server(mislabelled) as server:
        assert adapter.make(server.url).translate(["Kyiv"], "en", "uk") == [words]


@all_adapters
def test_nobody_there(adapter: Adapter) -> None:
    """An address where nobody answers, or that is none, is an engine error without the address."""
    with Server(adapter.serve()) as server:
        url = server.url
    for address, reason in ((url, "cannot be reached"), ("http://[", "the request failed|.*is the address right")):
        with pytest.raises(EngineError, match=rf"^{adapter.name}: ({reason})") as caught:
            adapter.make(address).translate([SECRET], "uk", "en")
        assert address not in str(caught.value)


@all_adapters
def test_connections_closed_at_once(adapter: Adapter) -> None:
    """A server that hangs up without a word is an engine error."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            connection, _ = listening.accept()
            connection.recv(100)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(EngineError, match=r"cannot be reached|broke off"):
            adapter.make(f"http://127.0.0.1:{listening.getsockname()[1]}", **LIMITS).translate([SECRET], "uk", "en")
        thread.join()


@all_adapters
def test_after_a_failure_the_same_instance_goes_on(adapter: Adapter) -> None:
    """A request that was given up does not spoil the next, nor does its answer come to it."""
    serve = adapter.serve()
    acts = iter(["drip headers"])

    def reply(asked: Asked) -> Reply:
        act = next(acts, "")
        return Reply(act=act) if act else serve(asked)

    with Server(reply) as server:
        engine = adapter.make(server.url, **LIMITS)
        with pytest.raises(EngineError):
            engine.translate([SECRET], "uk", "en")
        assert engine.translate(["слово2ж"], "uk", "en") == ["word2z"]


@all_adapters
def test_the_environment_is_not_looked_at(adapter: Adapter, monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy that only the environment names gets the texts."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with Server(adapter.serve()) as server:
        assert adapter.make(server.url).translate([SECRET], "uk", "en") == [RIGHT]
