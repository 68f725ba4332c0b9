"""What is published is valid by our own checks, whatever came in; no validator is needed for this."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from feeds.editions.opml import write_opml
from feeds.editions.writers import WRITERS
from feeds.model import EditionDocument, State
from tests.editions.documents import nasty, ordinary

from . import __main__ as program
from .corpus import Served, files, news, source
from .editions import EDITIONS, SITE, documents
from .judging import DOCS, Class, explained, is_document, judged
from .own import faults

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("VISNYK_SHARED") or ROOT.parent / "shared") / "data" / "feed-corpus.tar.xz"
EVERY = 10
"""Of the large corpus each so-manieth file, which takes seconds; ``python -m tests.validity`` takes them all."""


def ours() -> Iterator[Served]:
    """The feeds that the tests and the demo have."""
    for folder in (ROOT / "tests" / "sources" / "corpus", ROOT / "config" / "demo" / "sites"):
        yield from (served for served in files(folder) if not served.name.endswith(".expected.json"))


def wrong(corpus: Iterator[Served]) -> tuple[Counter[str], list[str]]:
    """What is shown, counted, and what is wrong with it."""
    counts, found = Counter[str](), []
    for turn, served in enumerate(corpus):
        feed = news(served)
        if feed is None:
            continue
        for name, document in documents(feed, source(served), turn):
            counts.update(f"{document.edition.language} {one.state}" for one in document.items)
            for writer in WRITERS:
                counts["documents"] += 1
                body = writer.write(document)
                found += [f"{served.name} {name}: {one}" for one in faults(body, writer.extension, document)]
    return counts, found


def test_our_corpus() -> None:
    """Editions of all our sample feeds, in every mode, format and state, are valid."""
    counts, found = wrong(ours())
    assert found == []
    assert counts["documents"] > 600
    states = set(State) - {State.NOT_NEEDED}
    for mode in ("en", "bilingual"):
        assert {state for state in states if counts[f"{mode} {state}"]} == states
    assert counts["original not-needed"] > 0


@pytest.mark.slow
def test_large_corpus() -> None:
    """So are editions of every tenth of two thousand feeds that others test with; without them, of our own again."""
    counts, found = wrong(islice(files(SHARED), 0, None, EVERY) if SHARED.exists() else ours())
    assert found == []
    assert counts["documents"] > 600


def test_list_of_editions() -> None:
    """The list of editions is valid, too."""
    assert faults(write_opml(SITE, EDITIONS), "opml") == []


# --- the checks find what they look for -----------------------------------------------------------------------------


def written(document: EditionDocument) -> dict[str, bytes]:
    """The document in every format."""
    return {writer.extension: writer.write(document) for writer in WRITERS}


@pytest.mark.parametrize("extension", ["atom", "rss", "json"])
def test_checks_find_nothing(extension: str) -> None:
    """Nothing is wrong with an ordinary document, and with one of strange entries."""
    for document in (ordinary(), nasty()):
        assert faults(written(document)[extension], extension, document) == []


@pytest.mark.parametrize(
    ("extension", "true", "false", "fault"),
    [
        ("atom", b"city.example.net/a.mp3", b"city.example.net/a.mp3 ", "link"),
        ("atom", b'href="https://city.example.net/a.mp3"', b'href="/a.mp3"', "link '/a.mp3' is not absolute"),
        ("atom", b":en/1<", b":en<", "len(set("),
        ("atom", b"<uri>https://city", b"<uri>city", "uri"),
        ("atom", b"Five trams", "Five\x84trams".encode(), "character '\\x84'"),
        ("atom", b"Five trams", "Five\ufdd0trams".encode(), "character"),
        ("atom", b"<updated>", b"<updated>x", "DocumentInvalid"),
        ("atom", b"</feed>", b"", "XMLSyntaxError"),
        ("rss", b":en/1<", b":en<", "len(set("),
        ("rss", b"<link>https://", b"<link>//", "is not absolute"),
        ("rss", b'url="https://city', b'url="city', "is not absolute"),
        ("rss", b"editions/all-en.rss", b"editions/other.rss", "says that it is at"),
        ("json", b':en/1"', b':en"', "len(set("),
        ("json", b'"url":"https://city', b'"url":"city', ""),
        ("json", b'"feed_url":"https://visnyk.', b'"feed_url":"https://other.', "says that"),
        ("json", b"}", b"", "JSONDecodeError"),
    ],
)
def test_checks_find_faults(extension: str, true: bytes, false: bytes, fault: str) -> None:
    """Each thing that is wrong is found, and named."""
    document = ordinary()
    body = written(document)[extension]
    assert true in body
    found = faults(body.replace(true, false), extension, document)
    assert any(fault in one for one in found), found


def test_lost_entries_are_found() -> None:
    """A document that lacks an entry is not valid, though every reader takes it."""
    whole = ordinary()
    for extension, body in written(replace(whole, items=whole.items[1:])).items():
        assert "has 2 entries of 3" in faults(body, extension, whole)


# --- the judge ------------------------------------------------------------------------------------------------------

SAYS = """
import json, sys
files = sys.argv[4:]
assert sys.argv[1:3] == ["--json", "--content-type"], sys.argv
for file in files:
    text = open(file, encoding="utf-8").read()
    print(json.dumps({"file": file, "findings": json.loads(text) + [["warning", "Type", sys.argv[3]]]}))
sys.exit(1 if any("error" in open(file).read() for file in files) else 0)
"""
"""A validator that says what stands in the files."""
VALIDATOR = shlex.join([sys.executable, "-c", SAYS])


def test_judging(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a validator says is counted by class and format; errors and what is not explained fail the whole."""
    said = {
        "a.atom": [["warning", "DuplicateUpdated", "line 2"], ["warning", "DuplicateUpdated", "line 3"]],
        "b.atom": [["warning", "UnknownNamespace", "Use of unknown namespace: urn:x-visnyk:1"]],
        "c.rss": [["warning", "UnknownNamespace", "Use of unknown namespace: urn:other"], ["error", "Bad", "x"]],
    }
    for name, findings in said.items():
        (tmp_path / name).write_text(json.dumps(findings), "utf-8")
    verdict = judged(VALIDATOR, sorted(tmp_path.iterdir()), 2)
    assert verdict.files == {"atom": 2, "rss": 1}
    assert verdict.said == {
        Class("warning", "DuplicateUpdated", "atom"): 1,
        Class("warning", "UnknownNamespace urn:x-visnyk:1", "atom"): 1,
        Class("warning", "UnknownNamespace urn:other", "rss"): 1,
        Class("error", "Bad", "rss"): 1,
        Class("warning", "Type", "atom"): 2,
        Class("warning", "Type", "rss"): 1,
    }
    assert any("application/rss+xml" in one for one in verdict.examples[Class("warning", "Type", "rss")])
    wanted = {"Bad", "Type", "UnknownNamespace urn:other"}
    assert {kind.name for kind in verdict.unexplained(explained())} == wanted
    assert program.told(verdict, 0) == 1
    assert "c.rss: x" in capsys.readouterr().out


def test_a_broken_validator(tmp_path: Path) -> None:
    """A validator that ends otherwise, or is silent on a file, is told from one that finds nothing."""
    file = tmp_path / "a.atom"
    file.write_text("[]", "utf-8")
    with pytest.raises(RuntimeError, match="ended with 2: no such thing"):
        judged(
            shlex.join([sys.executable, "-c", "import sys; print('no such thing', file=sys.stderr); sys.exit(2)"]),
            [file],
            1,
        )
    with pytest.raises(RuntimeError, match="asked about 1 files and spoke of 0"):
        judged(shlex.join([sys.executable, "-c", ""]), [file], 1)


def test_what_is_judged() -> None:
    """Documents are, and nothing else that lies about."""
    named = ["a.atom", "a.rss", "a.json", "subscriptions.opml", ".visnyk-export.json", "a.atom.gz", "index.html"]
    assert [name for name in named if is_document(Path(name))] == named[:4]


def test_every_explanation_is_read() -> None:
    """Each row of the table in the documentation is a class of warnings that is let pass."""
    section = DOCS.read_text("utf-8").partition("## What validators say")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    assert len(explained()) == len(rows) - 1 > 5
    assert "DuplicateUpdated" in explained()


def test_writing_for_the_judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The harness writes every document of every feed of a folder, and says how many there were."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("atom10.xml", "error-html.html"):
        (corpus / name).write_bytes((ROOT / "tests" / "sources" / "corpus" / name).read_bytes())
    assert program.write_all([corpus], tmp_path / "out", 1) == []
    assert "files: 2" in capsys.readouterr().out
    (folder,) = (path for path in (tmp_path / "out").iterdir() if path.is_dir())
    assert len(list(folder.iterdir())) == 3 * 2 * len(EDITIONS)
