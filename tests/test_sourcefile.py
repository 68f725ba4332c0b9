"""Sources put into ``sources.toml`` by the program."""

from __future__ import annotations

import stat
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.config import load_sources
from feeds.errors import ConfigError
from feeds.model import ArticleRules, Fallback, Kind, ListRules, Pictures, Source
from feeds.sourcefile import append_source, mark_verified, new_block, source_block

TODAY = date(2026, 11, 22)
NEW = Source("rivne", Kind.FEED, "https://rivne.example/feed/", "Рівне")

_WRITTEN_BY_HAND = '''\
# Наші джерела. Порядок важливий!

[[source]]  # перше
url   = "https://lviv.example/rss"
id    = 'lviv'
title = """Львів"""   # з лапками
interval = 1_800

    [[source]]
    id = "odesa"
    kind = "page"
    url = "https://odesa.example/новини"
    title = "Одеса"
    [source.list]
    item = "ul > li"   # буває інакше
    date = [
        ".day",  # день
        ".time",
    ]
# кінець
'''

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and text
)
selectors = st.sampled_from(
    ["li", "ul.news > li", 'a[title="«x»"]', "div.list_news ul.list > li", "h1", "a[rel~=next]"]
)
several = st.lists(selectors, max_size=6).map(tuple)
maybe = st.none() | selectors
lists = st.builds(ListRules, selectors, maybe, maybe, several, maybe, maybe, maybe, maybe, maybe)
articles = st.builds(ArticleRules, several, maybe, several, maybe, maybe, maybe, several)
urls = st.sampled_from(["https://a.example/", "http://b.example/news?p=1&x=%D1%8F", "https://місто.example/новини"])


@st.composite
def fallbacks(draw: st.DrawFn) -> Fallback:
    kind = draw(st.sampled_from(Kind))
    rules = draw(lists) if kind is Kind.PAGE else None
    article = draw(st.none() | articles)
    return Fallback(kind, draw(urls), rules, article, article is None and draw(st.booleans()))


@st.composite
def sources(draw: st.DrawFn) -> Source:
    way = draw(fallbacks())
    return Source(
        draw(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True)),
        way.kind,
        way.url,
        draw(words),
        language=draw(st.sampled_from([None, "uk", "en-GB"])),
        timezone=draw(st.sampled_from(["Europe/Kyiv", "Europe/London"])),
        enabled=draw(st.booleans()),
        verified=draw(st.booleans()),
        rights=draw(st.none() | words),
        interval=draw(st.none() | st.integers(60, 604_800)),
        list=way.list,
        article=way.article,
        identity=draw(st.none() | st.sampled_from([r"-(\d+)\.html$", '"quoted\\b"', "'"])),
        full_text=way.full_text,
        pages=draw(st.integers(1, 100)),
        since=draw(st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))),
        pictures=draw(st.none() | st.sampled_from(Pictures)),
        fallbacks=tuple(draw(st.lists(fallbacks(), max_size=2))),
    )


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_bytes(text.encode())
    return path


@settings(max_examples=60)
@given(source=sources(), end=st.sampled_from(["\n", "\r\n"]), cut=st.booleans())
def test_what_is_written_is_read_back(
    source: Source, end: str, cut: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any source is read back as it was, verified now, after the bytes that were there, in the file's line endings."""
    before = _WRITTEN_BY_HAND.rstrip("\n") if cut else _WRITTEN_BY_HAND
    path = written(tmp_path_factory.mktemp("x"), before.replace("\n", end))
    old, known = path.read_bytes(), load_sources(path)
    if source.id in ("lviv", "odesa"):
        return
    append_source(path, source, TODAY)
    new = path.read_bytes()
    assert new.startswith(old)
    assert load_sources(path) == (*known, replace(source, verified=True))
    assert new.count(b"\r\n") == (new.count(b"\n") if end == "\r\n" else 0)


@settings(max_examples=60)
@given(before=st.lists(sources(), min_size=1, max_size=3, unique_by=lambda source: source.id), data=st.data())
def test_a_source_is_marked_and_nothing_else(
    before: list[Source], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Marking one source as verified changes that value, or adds that line, and not another one."""
    text = "\n".join(map(source_block, before))
    if data.draw(st.booleans()):
        text = text.replace("verified = false\n", "")
    path = written(tmp_path_factory.mktemp("x"), text)
    source_id = data.draw(st.sampled_from([source.id for source in before]))
    mark_verified(path, source_id)
    assert load_sources(path) == tuple(
        replace(source, verified=True) if source.id == source_id else source for source in before
    )
    other = [line for line in path.read_text().splitlines() if not line.startswith("verified")]
    assert other == [line for line in text.splitlines() if not line.startswith("verified")]


def test_only_what_matters_is_written() -> None:
    """A source of few settings is a few lines, and its kind and whether it was seen are among them."""
    assert source_block(NEW) == (
        '[[source]]\nid = "rivne"\nkind = "feed"\nurl = "https://rivne.example/feed/"\ntitle = "Рівне"\n'
        "verified = false\n"
    )


def test_what_will_be_added_can_be_shown(tmp_path: Path) -> None:
    """The lines that are added can be had before, with the day and the mark that they will have."""
    path = written(tmp_path, "")
    block = new_block(NEW, TODAY)
    assert block.startswith("# Seen to give news on 2026-11-22.\n[[source]]\n")
    assert block.endswith("verified = true\n")
    assert append_source(path, NEW, TODAY) == block == path.read_text()


def test_tables_stand_below_their_source() -> None:
    """Rules are tables of their own, after the simple values; a single selector is a text, many have lines."""
    long = tuple(f"div.a-rather-long-class-{letter} > p" for letter in "abcd")
    source = replace(NEW, kind=Kind.PAGE, list=ListRules("li", date=("time",)), article=ArticleRules(long))
    text = source_block(source)
    assert text.index("verified") < text.index("[source.list]") < text.index("[source.article]")
    assert 'date = "time"\n' in text
    assert '\n    "div.a-rather-long-class-b > p",\n' in text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_handwritten_file_keeps_its_hand(end: str, tmp_path: Path) -> None:
    """Comments, order, spelling and line endings stay when a source is marked, with or without rules below it."""
    text = _WRITTEN_BY_HAND.replace("\n", end)
    path = written(tmp_path, text)
    mark_verified(path, "lviv")
    line = f"verified = true{end}"
    assert path.read_bytes().decode() == text.replace(f"interval = 1_800{end}", f"interval = 1_800{end}{line}")
    mark_verified(path, "odesa")
    assert [source.verified for source in load_sources(path)] == [True, True]
    assert path.read_bytes().decode().replace(line, "").replace(" " * 4, "") == text.replace(" " * 4, "")


@pytest.mark.parametrize(("value", "expected"), [("false  # ще ні", "true  # ще ні"), ("true # так", "true # так")])
def test_a_mark_that_is_there_is_changed(value: str, expected: str, tmp_path: Path) -> None:
    """``verified = false`` becomes true where it stands, with its comment."""
    text = '[[source]]\nverified = {}\nid = "a"\nurl = "https://a.example/"\ntitle = "А"\n'
    path = written(tmp_path, text.format(value))
    mark_verified(path, "a")
    assert path.read_text() == text.format(expected)


def test_inline_sources_are_marked_but_not_added_to(tmp_path: Path) -> None:
    """A list in brackets can be marked; to put a table after it would break the file, so it is refused and said."""
    path = written(tmp_path, 'source = [{id = "a", url = "https://a.example/", title = "А"}]\n')
    mark_verified(path, "a")
    assert load_sources(path)[0].verified
    with pytest.raises(ConfigError, match=r"source: is a list in brackets there: write it as \[\[source\]\] tables"):
        append_source(path, NEW, TODAY)
    assert [source.id for source in load_sources(path)] == ["a"]


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    """A file that begins with a byte order mark, as Windows editors write it, still does."""
    path = tmp_path / "sources.toml"
    path.write_bytes(b"\xef\xbb\xbf")
    append_source(path, NEW, TODAY)
    mark_verified(path, "rivne")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# Seen to give news on 2026-11-22.\n[[source]]\nid")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (replace(NEW, id="lviv"), "id = 'lviv': is in use there already"),
        (replace(NEW, url="https://lviv.example/rss"), "url = 'https://lviv.example/rss': is there already, as lviv"),
        (replace(NEW, id="Рівне"), r"sources.toml: source\[3\] \(Рівне\).id = 'Рівне'"),
    ],
)
def test_what_cannot_be_added(source: Source, message: str, tmp_path: Path) -> None:
    """An id or an address that is there, or a value that cannot be used, is refused and the file stays as it is."""
    path = written(tmp_path, _WRITTEN_BY_HAND)
    with pytest.raises(ConfigError, match=message):
        append_source(path, source, TODAY)
    assert path.read_text() == _WRITTEN_BY_HAND
    assert list(tmp_path.iterdir()) == [path]


def test_unknown_source_is_not_marked(tmp_path: Path) -> None:
    """To mark a source that the file does not have is an error."""
    with pytest.raises(ConfigError, match="no source 'kyiv'"):
        mark_verified(written(tmp_path, _WRITTEN_BY_HAND), "kyiv")


def test_a_file_that_cannot_be_changed_safely(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the mark would end up anywhere else, nothing is written, and a person is asked to do it."""
    path = written(tmp_path, _WRITTEN_BY_HAND)
    for wrong in (lambda document: _WRITTEN_BY_HAND, lambda document: "source = ["):
        monkeypatch.setattr("feeds.sourcefile.tomlkit.dumps", wrong)
        with pytest.raises(ConfigError, match=r"source \(lviv\).verified: cannot be set here; write `true` by hand"):
            mark_verified(path, "lviv")
    assert path.read_text() == _WRITTEN_BY_HAND


def test_mode_and_symbolic_link_stay(tmp_path: Path) -> None:
    """A file that a link leads to is replaced where it is, and keeps its mode."""
    real = written(tmp_path, _WRITTEN_BY_HAND)
    real.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(real)
    append_source(link, NEW, TODAY)
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert tomllib.loads(real.read_text())["source"][-1]["id"] == "rivne"


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be written is an error of settings that says so, and stays."""
    path = written(tmp_path, _WRITTEN_BY_HAND)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("feeds.rewriting.shutil.copymode", full)
    with pytest.raises(ConfigError, match="cannot be written: No space left on device"):
        append_source(path, NEW, TODAY)
    assert path.read_text() == _WRITTEN_BY_HAND
    assert list(tmp_path.iterdir()) == [path]
