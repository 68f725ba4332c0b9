"""How much one document may bring."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Enclosure, FeedInfo, Match, ParsedFeed, Person
from feeds.sources.bounds import CONTENT, ENTRIES, NAMES, SUMMARY, WORDS, entry_within_bounds, within_bounds
from feeds.text.html import clean, to_text
from tests.text.strategies import markup

from .reading import only_entry, read_text, rss

USUAL = only_entry(rss("<title>Новина</title><description>&lt;p&gt;Текст&lt;/p&gt;</description>"))
LONG = "слово " * 50_000


def test_what_is_usual_stays() -> None:
    """A feed as feeds are is not touched."""
    feed = read_text(rss("<title>Новина</title><guid>1</guid><category>Місто</category>"))
    assert within_bounds(feed) == feed


def test_too_many_entries() -> None:
    """The first entries are taken, and a warning says how many were left out."""
    feed = within_bounds(ParsedFeed(FeedInfo("t"), (USUAL,) * (ENTRIES + 5)))
    assert len(feed.entries) == ENTRIES
    assert feed.warnings == ("more than 2000 entries: left out are 5",)


def test_too_long_texts() -> None:
    """Texts beyond the bounds are cut between tags, remain sanitised, end with an ellipsis, and a warning says so."""
    entry = replace(USUAL, title=LONG, summary=f"<p>{LONG}</p>", content=f"<ul><li><b>{LONG}</b></li></ul>")
    feed = within_bounds(ParsedFeed(FeedInfo("t"), (entry, USUAL)))
    cut = feed.entries[0]
    assert len(cut.title) <= WORDS and len(cut.summary) <= SUMMARY * 1.1 and len(cut.content) <= CONTENT * 1.1
    assert cut.content.endswith("…</b></li></ul>")
    assert clean(cut.content) == cut.content
    assert cut.fingerprint == entry.fingerprint
    assert feed.entries[1] == USUAL
    assert feed.warnings == ("entries that are too long and were shortened: 1",)


def test_markup_that_grows_when_it_is_closed() -> None:
    """Of markup that is nothing but open tags, the words remain."""
    entry = replace(USUAL, content=clean("<b>x" * 100_000))
    assert len(entry_within_bounds(entry).content) <= CONTENT * 1.1


@given(markup, st.integers(1, 60))
def test_a_cut_is_clean_anywhere(text: str, place: int) -> None:
    """Wherever a text is cut, be it in a tag or a reference, what remains is sanitised and begins as before."""
    filled = clean(f"<p>{'x' * (CONTENT - place)}</p>{text * 30}{LONG[:200]}")
    cut = entry_within_bounds(replace(USUAL, content=filled)).content
    assert clean(cut) == cut
    assert to_text(cut).rstrip("…")[: CONTENT - 70] == to_text(filled)[: CONTENT - 70]


def test_names_and_addresses() -> None:
    """Of names there is a number, and each has an end; an address that is none is left out."""
    far = "https://city.example/" + "x" * 3000
    person = Person(LONG, far, "x" * 3000)
    entry = entry_within_bounds(
        replace(
            USUAL, guid=far, link=far, authors=(person,) * 500, categories=(LONG,) * 500,
            enclosures=(Enclosure(far), *[Enclosure("https://city.example/1.jpg", "x" * 200)] * 500),
        )
    )  # fmt: skip
    assert (entry.guid, entry.link) == (None, None)
    assert len(entry.authors) == len(entry.categories) == NAMES
    assert (len(entry.authors[0].name) <= WORDS, entry.authors[0].uri, entry.authors[0].email) == (True, None, None)
    assert entry.enclosures == (Enclosure("https://city.example/1.jpg"),) * (NAMES - 1)

    info = FeedInfo(LONG, far, far, far, "uk", LONG, LONG, None, (person,) * 500)
    feed = within_bounds(ParsedFeed(info, (), (LONG,) * 500, far, None, (Match("list.item", "li", 1, LONG),) * 500))
    assert max(len(feed.info.title), len(str(feed.info.rights)), len(str(feed.info.subtitle))) <= WORDS
    assert (feed.info.id, feed.info.link, feed.info.self_url, feed.older) == (None, None, None, None)
    assert (len(feed.info.authors), len(feed.warnings), len(feed.matches)) == (NAMES, NAMES, NAMES)
    assert max(map(len, feed.warnings)) <= WORDS
