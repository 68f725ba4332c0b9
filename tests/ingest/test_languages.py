"""In which language an entry is taken to be."""

from __future__ import annotations

import pytest

from feeds.ingest.languages import language_of
from feeds.model import FeedInfo, Kind, ParsedFeed, Source
from feeds.sources.entry import make_entry

UK = "Міська рада повідомляє, що сьогодні о десятій годині в центрі міста відкриють оновлений сквер біля бібліотеки."
RU = "Городской совет сообщает, что сегодня в десять часов в центре города откроют обновлённый сквер возле библиотеки."
EN = "The city council says that the park near the library will be opened today at ten, after a year of works."
DE = "Der Stadtrat teilt mit, dass heute um zehn Uhr der neue Park neben der Bibliothek im Zentrum eröffnet wird."


def taken(
    content: str, *, source: str | None = None, feed: str | None = None, entry: str | None = None, title: str = ""
) -> str:
    """The language of an entry, by who says what."""
    parsed = make_entry(
        guid="1", link=None, title=title, summary="", content=content, language=entry, authors=(), categories=(),
        enclosures=(), published=None, updated=None,
    )  # fmt: skip
    known = Source("city", Kind.FEED, "https://city.example/feed", "City", language=source)
    return language_of(known, ParsedFeed(FeedInfo("City", language=feed), (parsed,)), parsed)


@pytest.mark.parametrize(("text", "tag"), [(UK, "uk"), (RU, "ru"), (EN, "en")])
def test_nobody_says(text: str, tag: str) -> None:
    """Where nobody says anything, the words do."""
    assert taken(f"<p>{text}</p>") == tag


@pytest.mark.parametrize("said", ["source", "feed", "entry"])
@pytest.mark.parametrize(
    ("wrong", "text", "tag"), [("uk", RU, "ru"), ("uk", EN, "en"), ("en", UK, "uk"), ("de", EN, "en")]
)
def test_says_wrongly(said: str, wrong: str, text: str, tag: str) -> None:
    """A text that is clearly in one of the three languages is in that one, whoever says otherwise."""
    assert taken(f"<p>{text}</p>", **{said: wrong}) == tag  # type: ignore[arg-type]


@pytest.mark.parametrize(("tag", "text"), [("uk", UK), ("ru", RU), ("en-GB", EN), ("de", DE), ("fi", DE)])
def test_says_rightly(tag: str, text: str) -> None:
    """What is said holds, with its region, where nothing speaks against it."""
    assert taken(f"<p>{text}</p>", source=tag) == tag


@pytest.mark.parametrize("title", ["Kharkiv Media Hub", "Eurocities Pulse 2026", "Увага!", "Новости"])
def test_too_little_to_overrule(title: str) -> None:
    """A name or a slogan may be in any language."""
    assert taken("", source="uk", title=title) == "uk"


def test_quotes_do_not_overrule() -> None:
    """Ukrainian news that quotes Russian and English at length is Ukrainian."""
    assert taken(f"<p>{UK} {UK}</p><blockquote>{RU}</blockquote><p>{EN}</p>", source="uk") == "uk"


@pytest.mark.parametrize("order", [(UK, EN), (EN, UK)])
def test_two_languages_by_block(order: tuple[str, str]) -> None:
    """A post in Ukrainian and English is Ukrainian: what is English in it needs no translation."""
    assert taken("".join(f"<p>{text}</p>" for text in order)) == "uk"


def test_ukrainian_and_russian_by_block() -> None:
    """Of two languages that are not English, the one of most letters counts."""
    assert taken(f"<p>{RU}</p><p>{UK}</p><p>{UK}</p>") == "uk"


def test_entry_alone_says_another_language() -> None:
    """What an entry says against its feed comes before the editor's word for all of them."""
    assert taken(f"<p>{DE}</p>", source="uk", feed="uk", entry="de") == "de"


def test_nothing_tells() -> None:
    """Digits and signs are in no language."""
    assert taken("<p>12:30 – 14:00</p>") == "und"
