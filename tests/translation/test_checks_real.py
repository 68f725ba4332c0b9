"""The checks on real text: the bounds that they are to keep."""

from __future__ import annotations

import pytest

from tests.benchmarks import checks as bench

needs_sentences = pytest.mark.skipif(
    not (bench.folder() / "dev.uk").is_file(),
    reason=f"the sentences of FLORES-200 are not in {bench.folder()}; VISNYK_SHARED names another folder",
)


@needs_sentences
@pytest.mark.parametrize("name", bench.TRANSLATIONS)
def test_good_translations_and_faults(name: str) -> None:
    """Of 997 sentences next to none is refused and few are warned of, and what is planted into them is found."""
    lines = bench.pairs(bench.TRANSLATIONS[name])
    assert len(lines) == 997
    alone = bench.count(lines)
    assert alone.fatal <= bench.MOST_FATAL * alone.of
    assert alone.found - alone.fatal <= bench.MOST_WARNED * alone.of
    for fault, share in bench.caught(lines).items():
        assert share.of > 200
        assert share.share >= (bench.LEAST_SENTENCES if "sentence" in fault else bench.LEAST_CAUGHT), fault


@needs_sentences
def test_the_other_way_round() -> None:
    """From English into Ukrainian good translations pass as well."""
    lines = [(en, uk) for uk, en in bench.pairs("google.en")]
    verdicts = [bench.judge(en, uk, "en", "uk") for en, uk in lines]
    assert sum(any(finding.fatal for finding in found) for found in verdicts) <= bench.MOST_FATAL * len(lines)
    assert sum(map(bool, verdicts)) <= bench.MOST_WARNED * len(lines)


@needs_sentences
def test_the_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The benchmark prints a row for every figure."""
    few = bench.pairs("en")[:24]
    monkeypatch.setattr(bench, "pairs", lambda _name: few)
    assert bench.main() == 0
    printed = capsys.readouterr().out
    assert all(fault in printed for fault in (*bench.FAULTS, "a sentence of three dropped", "blocks of three"))


def test_no_sentences_to_measure_with(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the sentences the benchmark says where they should be, and that is no failure."""
    monkeypatch.setenv("VISNYK_SHARED", "/nowhere")
    assert bench.main() == 0
    assert "are not in /nowhere/data/flores-uk-en" in capsys.readouterr().out


def test_what_is_planted() -> None:
    """A fault is where it is said to be, and a translation that cannot hold it is left out."""
    uk, en = "Мер відкрив 12 шкіл і три мости сьогодні вранці", "The mayor opened 12 schools and three bridges today"
    planted = {name: fault(uk, en, 1) for name, fault in bench.FAULTS.items()}
    assert planted["the original returned"] == (uk, uk)
    assert planted["four words repeated"] == (uk, "The mayor opened 12 The mayor opened 12 The")
    assert planted["a number changed"] == (uk, en.replace("12", "14"))
    assert planted["cut to a quarter"] == (uk, "The mayor op")
    assert planted["the second half Cyrillic"] == (uk, "The mayor opened 12 schools мости сьогодні вранці")
    assert planted["a code lost"] == ("<g1>Мер</g1> <x2/> " + uk[4:], "The <x2/> " + en[4:])
    assert bench.FAULTS["a number changed"](uk, "Three km2 and so on", 0) is None
    assert bench.FAULTS["four words repeated"](uk, "Too few", 0) is None
