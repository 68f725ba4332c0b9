"""Reading in child processes: nothing that a document does to one stops the others."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError
from multiprocessing import current_process, spawn
from pathlib import Path

import pytest

from feeds.errors import ReadError
from feeds.model import ParsedFeed
from feeds.sources.limits import ParseLimits
from feeds.sources.pool import ReaderPool, warm_up

from .hostile import obey
from .reading import document, rss, source

GOOD = rss("<title>Новина</title>")
QUICK = ParseLimits(seconds=1, memory_bytes=200_000_000, workers=1)
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space of a process")


def results(bodies: list[str], limits: ParseLimits = QUICK, *, hostile: bool = True) -> list[str]:
    """For each document, the title of its first entry or the code of its error."""
    with ReaderPool(limits, obey) if hostile else ReaderPool(limits) as pool:
        warm_up()
        futures = [pool.submit(document(body), source()) for body in bodies]
        return [title_or_code(pool, future.result) for future in futures]


def title_or_code(pool: ReaderPool, get: Callable[[], ParsedFeed]) -> str:
    try:
        return pool.result_of(get).entries[0].title
    except ReadError as error:
        assert "\n" not in error.message
        return error.code


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("loop", "parse-timeout"),
        pytest.param("eat", "parse-memory", marks=linux_only),
        ("die", "parse-crash"),
        ("exit", "parse-crash"),
        ("fail", "parse-crash"),
        ("refuse", "html"),
    ],
)
def test_whatever_happens_to_one_document_the_others_are_read(command: str, code: str) -> None:
    """A document that loops, eats memory, kills its worker or meets a fault is reported; the next one is read."""
    assert results([GOOD, command, GOOD]) == ["Новина", code, "Новина"]


def test_one_worker_is_busy_and_another_reads() -> None:
    """While one document takes its time, the others are read; a caller that fails meanwhile does not wait for it."""
    read_meanwhile = []

    def fail() -> None:
        with ReaderPool(ParseLimits(seconds=600, workers=2), obey) as pool:
            pool.submit(document("loop"), source())
            quick = [pool.submit(document(GOOD), source()) for _ in range(5)]
            read_meanwhile.extend(title_or_code(pool, future.result) for future in quick)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert read_meanwhile == ["Новина"] * 5


def test_the_real_reader_in_a_child() -> None:
    """Feeds come back whole, and errors with their code, through the border of the process."""
    with ReaderPool(QUICK) as pool:
        feed = pool.result_of(pool.submit(document(GOOD), source()).result)
        with pytest.raises(ReadError, match="is empty") as caught:
            pool.result_of(pool.submit(document(""), source()).result)

    assert feed.entries[0].title == "Новина"
    assert (caught.value.code, caught.value.retry_after) == ("empty", None)


ENTITIES = '<!ENTITY a "x">' * 4000
TIME_BOMBS = {
    "an author of one long address": (
        rss(f"<title>x</title><author>a@{'a.' * 100_000}</author>"),
        "parse-timeout",
    ),
    "elements nested 100,000 deep": (rss(f"<title>x</title><description>{'&lt;i>' * 100_000}</description>"), None),
    "40,000 lines before the root": ("\n" * 40_000 + rss("<title>x</title>"), "x"),
    "40,000 lines before the document type": (
        "<!---->" + "\n" * 40_000 + f"<!DOCTYPE rss>{rss('<title>x</title>')}",
        "x",
    ),
    "40,000 lines in the document type": (f"<!DOCTYPE rss{chr(10) * 40_000}>{rss('<title>x</title>')}", "x"),
    "9,000 comments before the root": ("<!---->" * 9_000 + rss("<title>x</title>"), "x"),
    "a style of 100 KB": (rss(f"<title>x</title><description>&lt;p style='{'a' * 100_000}!'></description>"), "x"),
    "entities of its own": (f"<!DOCTYPE rss [{ENTITIES}]>{rss('<title>x</title>')}", "dtd"),
    "entities behind a stray letter": (f"x\n<!DOCTYPE rss [{ENTITIES}]>{rss('<title>x</title>')}", "x"),
    "a date of 200 KB": (rss(f"<title>x</title><pubDate>1 Jan 2025{' ' * 200_000}x</pubDate>"), "x"),
    "arrays nested 100,000 deep": ('{"items":' + "[" * 100_000, "not-a-feed"),
    "a number of 100,000 digits": ('{"items":' + "1" * 100_000 + "}", "not-a-feed"),
}


def test_time_bombs_are_bounded() -> None:
    """Documents known to take parsers very long are read at once or stopped, and cost the next document nothing."""
    limits = ParseLimits(seconds=2, workers=2)

    found = results([body for bomb, _ in TIME_BOMBS.values() for body in (bomb, GOOD)], limits, hostile=False)

    assert found[1::2] == ["Новина"] * len(TIME_BOMBS)
    for name, (_, expected), came in zip(TIME_BOMBS, TIME_BOMBS.values(), found[::2], strict=True):
        assert came == expected or (expected is None and came in ("x", "parse-timeout", "parse-crash")), name


def test_a_pool_that_read_nothing_starts_nothing() -> None:
    """Where nothing had to be read, no process is started and closing is no trouble."""
    with ReaderPool(QUICK) as pool:
        assert "_pools" not in vars(pool)


def test_what_needs_more_is_tried_at_length() -> None:
    """A document that needs more time or memory than it gets in passing is read all the same, if the limits allow."""
    limits = ParseLimits(seconds=5, memory_bytes=120_000_000, workers=1)
    assert results(["slow", "hungry", GOOD], limits) == ["slow", "hungry", "Новина"]


def test_a_document_that_is_given_up() -> None:
    """Whoever cancels gets the worker back, and the pool goes on."""
    with ReaderPool(ParseLimits(seconds=600, workers=1), obey) as pool:
        hanging = pool.submit(document("loop"), source())
        assert hanging.cancel()
        assert title_or_code(pool, pool.submit(document(GOOD), source()).result) == "Новина"


def test_a_pool_that_is_stopped_between_two_trials() -> None:
    """A document whose second trial would begin when its pool has been stopped is cancelled, not forgotten."""
    with ReaderPool(ParseLimits(seconds=2, workers=1), obey) as pool:
        pool._pools[1].stop()
        waiting = pool.submit(document("loop"), source())
        with pytest.raises(CancelledError):
            waiting.result(timeout=30)


def test_what_is_beyond_all_bounds_is_left_out_by_the_worker() -> None:
    """News comes back within bounds: what no source sends is not even sent to whoever waits for it."""
    with ReaderPool(QUICK) as pool:
        feed = pool.result_of(pool.submit(document(rss("<title>x</title></item><item>" * 2500)), source()).result)
    assert len(feed.entries) == 2000


_PROGRAM = """
from feeds.model import Kind, Source
from feeds.sources.document import Document
from feeds.sources.limits import ParseLimits
from feeds.sources.pool import ReaderPool

print("imported as", __name__)
if __name__ == "__main__":
    with ReaderPool(ParseLimits(workers=2)) as pool:
        document = Document(b"<rss><channel><item><title>News</title></item></channel></rss>", "https://city.example/")
        future = pool.submit(document, Source("city", Kind.FEED, "https://city.example/", "City"))
        print(pool.result_of(future.result).entries[0].title)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork server")
def test_workers_do_not_import_the_program(tmp_path: Path) -> None:
    """The main module of whoever reads is not imported once more by each worker."""
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM, encoding="utf-8")
    root = str(Path(__file__).parents[2])
    said = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": root},
    ).stdout
    assert said.split("\n") == ["imported as __main__", "News", ""]


def test_what_the_fork_server_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by its name nor by its path is a main module imported where the fork server has been told so."""
    for name in ("_fixup_main_from_name", "_fixup_main_from_path"):
        monkeypatch.setattr(spawn, name, getattr(spawn, name))
    monkeypatch.delitem(sys.modules, "feeds.sources.forked", raising=False)
    importlib.import_module("feeds.sources.forked")

    spawn.prepare({"init_main_from_name": "no.such.module", "name": current_process().name})
    spawn.prepare({"init_main_from_path": "/no/such/file.py", "name": current_process().name})
