"""The benchmark measures what it says: its feeds, its server, its stopwatch and its arithmetic."""

from __future__ import annotations

import io
import json
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest

from tests.benchmarks import report
from tests.benchmarks.generate import ENTRY_SIZE, make_feed, make_feeds
from tests.benchmarks.measure import CAN_MEASURE_MEMORY, Measurement, Memory, measure
from tests.benchmarks.report import Run
from tests.benchmarks.server import RunningServer, running_server
from tests.benchmarks.subject import BenchmarkError, Phase, Shape, Visnyk, find_visnyk, write_config

needs_proc = pytest.mark.skipif(not CAN_MEASURE_MEMORY, reason="memory is sampled from /proc")


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server with two feeds of three entries."""
    with running_server(sources=2, entries=3, seed=7) as running:
        yield running


# --- feeds --------------------------------------------------------------------------------------------------------


def test_same_seed_same_bytes() -> None:
    """Feeds are the same bytes for the same seed and other ones for another."""
    assert make_feeds(3, 2, seed=5) == make_feeds(3, 2, seed=5)
    assert make_feed(0, 2, seed=5).body != make_feed(0, 2, seed=6).body


@pytest.mark.parametrize(("index", "version"), [(0, "rss20"), (1, "atom10")])
def test_feeds_parse_to_all_entries(index: int, version: str) -> None:
    """Feeds are RSS and Atom in turn, well-formed, with distinct complete entries."""
    parsed = feedparser.parse(io.BytesIO(make_feed(index, 20).body), sanitize_html=False)
    assert (parsed.version, parsed.bozo, len(parsed.entries)) == (version, False, 20)
    assert len({entry.id for entry in parsed.entries}) == len({entry.link for entry in parsed.entries}) == 20
    for entry in parsed.entries:
        assert entry.author
        assert entry.tags
        assert entry.summary
        assert entry.published_parsed
        assert len(entry.content[0].value) >= ENTRY_SIZE


def test_content_is_varied() -> None:
    """An entry has every kind of block, and one entry in ten a script."""
    parsed = feedparser.parse(io.BytesIO(make_feed(1, 20).body), sanitize_html=False)
    contents = [entry.content[0].value for entry in parsed.entries]
    for markup in ("<a href=", "<img ", "<em>", "<ul>", "<blockquote>", "<pre><code>", "<h3>", "&mdash;"):
        assert all(markup in content for content in contents), markup
    assert sum("<script>" in content for content in contents) == 2


# --- server -------------------------------------------------------------------------------------------------------


def test_server_serves_generated_bytes(server: RunningServer) -> None:
    """The server serves exactly the generated feed, with its media type and validators."""
    feed = make_feed(1, 3, seed=7)
    status, fields, body = server.request(feed.path)
    assert (status, body, fields["content-type"]) == (200, feed.body, feed.media_type)
    assert fields["etag"].startswith('"')
    assert fields["last-modified"].endswith("GMT")


@pytest.mark.parametrize(("ask", "given"), [("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")])
def test_server_answers_304_to_its_validators(server: RunningServer, ask: str, given: str) -> None:
    """A client that shows the validator it was given gets 304 without a body."""
    path = make_feed(0, 3, seed=7).path
    _, fields, _ = server.request(path)
    status, again, body = server.request(path, {ask: fields[given]})
    assert (status, body, again["etag"]) == (304, b"", fields["etag"])


def test_server_sends_the_body_to_another_etag(server: RunningServer) -> None:
    """A stale ETag gets the body, whatever the date says."""
    path = make_feed(0, 3, seed=7).path
    _, fields, _ = server.request(path)
    status, _, body = server.request(path, {"If-None-Match": '"old"', "If-Modified-Since": fields["last-modified"]})
    assert (status, bool(body)) == (200, True)


def test_server_counts_answers(server: RunningServer) -> None:
    """The counts grow by what was asked and not by asking for them."""
    before = server.stats()
    server.request(make_feed(0, 3, seed=7).path)
    server.request("/none")
    assert server.stats() - before == Counter({"200": 1, "404": 1})


# --- measuring ----------------------------------------------------------------------------------------------------

_HOLD = "import time; held = bytearray(40_000_000); time.sleep(0.5)"
_NEST = f"import subprocess, sys; held = bytearray(40_000_000); subprocess.run([sys.executable, '-c', {_HOLD!r}])"
_NEST_APART = _NEST.replace("])", "], start_new_session=True)")
_BURN = "import time\nwhile time.process_time() < 0.3: pass"
_ORPHAN = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {_BURN!r}])"


@needs_proc
@pytest.mark.parametrize("code", [_NEST, _NEST_APART], ids=["same session", "other session"])
def test_memory_of_child_and_grandchild(code: str) -> None:
    """Peak memory is that of a child and a grandchild together, also one with a session of its own."""
    memory = measure([sys.executable, "-c", code], memory=True).memory
    assert memory is not None
    assert memory.processes == 2
    assert 80_000_000 < memory.pss <= memory.rss < 160_000_000


@needs_proc
def test_cpu_time_of_an_orphan_counts() -> None:
    """The CPU time of a process that outlives the command is counted."""
    run = measure([sys.executable, "-c", _ORPHAN])
    assert run.cpu_seconds >= 0.3


def test_measure_keeps_output_and_status() -> None:
    """Output and exit status of the command are kept, and memory is measured only when asked for."""
    run = measure([sys.executable, "-c", "import sys; print('out'); sys.exit('err')"])
    assert (run.returncode, run.stdout, run.stderr, run.memory) == (1, "out\n", "err\n", None)


def test_measure_kills_after_timeout() -> None:
    """A command that does not end in time is killed, with its children."""
    code = f"import os; print(os.getpid(), flush=True); {_NEST.replace('0.5', '60')}"
    run = measure([sys.executable, "-c", code], timeout=1.0)
    assert run.returncode < 0
    with pytest.raises(ProcessLookupError):
        os.killpg(int(run.stdout), 0)


# --- subjects -----------------------------------------------------------------------------------------------------


def test_config_names_every_feed(tmp_path: Path, server: RunningServer) -> None:
    """The settings for Visnyk are TOML with a source for every feed, at the server's address."""
    feeds = make_feeds(2, 3, seed=7)
    write_config(tmp_path, feeds, server)
    sources = tomllib.loads((tmp_path / "sources.toml").read_text(encoding="utf-8"))["source"]
    settings = tomllib.loads((tmp_path / "visnyk.toml").read_text(encoding="utf-8"))
    assert [source["url"] for source in sources] == [server.url(feed.path) for feed in feeds]
    assert settings["http"] == {"allow_private": ["127.0.0.0/8"], "delay": 0}
    assert tomllib.loads((tmp_path / "editions.toml").read_text(encoding="utf-8"))["edition"][0]["sources"] == ["*"]


def test_another_command_can_stand_in() -> None:
    """The environment names another command than the installed one."""
    assert find_visnyk({"VISNYK_BENCH_COMMAND": "python 'my visnyk.py'"}) == ("python", "my visnyk.py")


def _finished(sources: dict[str, int], entries: dict[str, int]) -> Measurement:
    return Measurement(0, 1.0, 1.0, json.dumps({"sources": sources, "entries": entries}), "")


@pytest.mark.parametrize(
    ("phase", "sources", "entries", "answers"),
    [
        pytest.param(Phase.FIRST, {"ok": 2, "unchanged": 0}, {"new": 5, "changed": 0}, {"200": 2}, id="entry lost"),
        pytest.param(Phase.FIRST, {"ok": 1, "unchanged": 0}, {"new": 6, "changed": 0}, {"200": 2}, id="source failed"),
        pytest.param(Phase.SECOND, {"ok": 0, "unchanged": 2}, {"new": 0, "changed": 0}, {}, id="not asked"),
        pytest.param(Phase.SECOND, {"ok": 2, "unchanged": 0}, {"new": 0, "changed": 0}, {"304": 2}, id="not unchanged"),
        pytest.param(Phase.SECOND, {"ok": 0, "unchanged": 2}, {"new": 0, "changed": 1}, {"304": 2}, id="changed"),
    ],
)
def test_a_run_that_did_less_has_no_figures(
    phase: Phase, sources: dict[str, int], entries: dict[str, int], answers: dict[str, int], tmp_path: Path
) -> None:
    """A run that lost an entry, failed a source or did not ask is refused."""
    visnyk = Visnyk(("visnyk",), tmp_path, Shape(2, 3))
    with pytest.raises(BenchmarkError, match=f"{phase} run"):
        visnyk.check(tmp_path, phase, _finished(sources, entries), Counter(answers))


def test_a_run_that_did_all_is_taken(tmp_path: Path) -> None:
    """Both runs pass when everything was stored and then unchanged."""
    visnyk = Visnyk(("visnyk",), tmp_path, Shape(2, 3))
    first = _finished({"ok": 2, "unchanged": 0}, {"new": 6, "changed": 0})
    second = _finished({"ok": 0, "unchanged": 2}, {"new": 0, "changed": 0})
    visnyk.check(tmp_path, Phase.FIRST, first, Counter({"200": 2}))
    visnyk.check(tmp_path, Phase.SECOND, second, Counter({"304": 2}))
    with pytest.raises(BenchmarkError, match="exit status 1"):
        visnyk.check(tmp_path, Phase.FIRST, replace(first, returncode=1), Counter({"200": 2}))


# --- figures ------------------------------------------------------------------------------------------------------


def _runs(ours: list[float], theirs: list[float], phase: Phase, peak: int = 0) -> list[Run]:
    memory = Memory(peak, peak, 1, 1) if peak else None
    both = ((report.OURS, ours), ("reader-1", theirs))
    return [Run(name, phase, i, value, value, memory) for name, values in both for i, value in enumerate(values)]


def test_ratios_are_taken_within_a_round() -> None:
    """A slow round of the machine, slow for both, leaves the ratio as it is."""
    assert report.ratios(_runs([1.0, 10.0], [4.0, 40.0], Phase.FIRST), Phase.FIRST) == [4.0, 4.0]


def test_the_best_reader_is_compared() -> None:
    """Visnyk is compared with the number of threads that has the lowest median, not with a lucky round."""
    timed = _runs([1.0, 1.0, 1.0], [5.0, 5.0, 5.0], Phase.FIRST)
    timed += [Run("reader-8", Phase.FIRST, i, seconds, seconds) for i, seconds in enumerate([4.0, 6.0, 6.0])]
    assert report.best_reader(timed, Phase.FIRST) == "reader-1"
    assert report.ratios(timed, Phase.FIRST) == [5.0, 5.0, 5.0]


@pytest.mark.parametrize(
    ("first", "second", "peak", "met"),
    [
        (3.0, 1.0, 249_999_999, [True, True, True]),
        (2.9, 1.0, 249_999_999, [False, True, True]),
        (3.0, 0.9, 249_999_999, [True, False, True]),
        (3.0, 1.0, 250_000_000, [True, True, False]),
        (3.0, 1.0, 0, [True, True, None]),
    ],
)
def test_goals(first: float, second: float, peak: int, met: list[bool | None]) -> None:
    """Each goal is judged by itself, at its limit, and memory not at all where it cannot be measured."""
    timed = _runs([1.0], [first], Phase.FIRST) + _runs([1.0], [second], Phase.SECOND)
    sampled = _runs([1.0], [1.0], Phase.FIRST, peak)
    judged = report.goals(timed, sampled)
    assert [goal.met for goal in judged] == met
    assert report.all_met(judged) is (False not in met)
    assert report.verdict(judged).count("MISSED") == met.count(False)


def test_table_has_a_line_for_each_subject_and_phase() -> None:
    """The table shows median, least and greatest of the rounds, and megabytes of memory."""
    timed = _runs([1.0, 2.0, 4.0], [8.0, 8.0, 8.0], Phase.FIRST) + _runs([1.0], [1.0], Phase.SECOND)
    lines = report.table(timed, _runs([1.0], [1.0], Phase.FIRST, 123_000_000)).splitlines()
    assert lines[2].startswith("first run, visnyk")
    assert "2.00 (1.00-4.00)" in lines[2]
    assert "123 (123-123)" in lines[2]
    assert lines[3].startswith("first run, reader-1 *")
    assert lines[4].split()[-3:] == ["-", "-", "-"]
