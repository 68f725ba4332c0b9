"""Pairs in a file, a line each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.translation.checks.lines import Verdict, judged

GOOD = "Мер відкрив 5 шкіл\tThe mayor opened 5 schools"


def verdicts(data: bytes) -> list[Verdict]:
    """From Ukrainian into English."""
    return list(judged(data, "uk", "en"))


def test_each_line_has_a_verdict() -> None:
    """Good lines are ok, doubtful ones a warning, bad ones fatal; in the order and with the number of the line."""
    lines = [GOOD, GOOD.replace("5 schools", "6 schools"), "Мер відкрив 5 шкіл\t", GOOD]
    found = verdicts("\n".join(lines).encode())
    assert [(verdict.line, verdict.word) for verdict in found] == [(1, "ok"), (2, "warning"), (3, "fatal"), (4, "ok")]
    assert [finding.check for verdict in found for finding in verdict.findings] == ["number", "empty"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_marks_and_line_ends(start: bytes, end: bytes, last: bool) -> None:
    """A byte order mark, any kind of line end, one at the end or none: all are read alike."""
    data = start + end.join([GOOD.encode()] * 3) + (end if last else b"")
    assert [verdict.word for verdict in verdicts(data)] == ["ok"] * 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"no tab here", "has no tab"),
        (b"", "has no tab"),
        (b"\xd0\xb0\tb\tc", "has 2 tabs"),
        (b"\tThe mayor", "has no original"),
        (b"  \tThe mayor", "has no original"),
        (b"\xd0\xb0\xff\tThe mayor", "is not UTF-8 at byte 3"),
    ],
)
def test_lines_that_are_no_pairs(line: bytes, said: str) -> None:
    """What is no pair is a fatal finding in one line that says why, and the other lines are judged."""
    found = verdicts(b"\n".join([GOOD.encode(), line, GOOD.encode()]))
    assert [verdict.word for verdict in found] == ["ok", "fatal", "ok"]
    [finding] = found[1].findings
    assert (finding.check, finding.fatal) == ("format", True)
    assert said in finding.message and "\n" not in finding.message


def test_no_lines() -> None:
    """An empty file has no verdicts."""
    assert verdicts(b"") == []


@given(st.one_of(st.binary(max_size=60), st.text(alphabet="мm \t\n<g1>/x&;5%{}[]«.", max_size=60).map(str.encode)))
def test_whatever_there_is_has_a_verdict(data: bytes) -> None:
    """Each line of any bytes has one verdict, and every message is a line."""
    found = verdicts(data)
    assert [verdict.line for verdict in found] == list(range(1, len(found) + 1))
    assert all(len(finding.message.splitlines()) == 1 for verdict in found for finding in verdict.findings)
