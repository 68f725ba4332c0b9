"""What a mutated document goes through: everything that Visnyk does with what a source sent, but for storing it."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from lxml import etree

from feeds.config.terms import load_termbase
from feeds.editions.context import Context
from feeds.editions.select import compose
from feeds.editions.writers import WRITERS
from feeds.errors import SourceError
from feeds.fetch.robots import ANSWERED, Robots, text_of
from feeds.ingest.decide import decide
from feeds.model import Edition, Entry, FeedInfo, ParsedEntry, ParsedFeed, Site, Source, Translation
from feeds.sources.article import article_matches
from feeds.sources.bounds import entry_within_bounds, within_bounds
from feeds.sources.document import Document
from feeds.sources.page import list_matches
from feeds.sources.propose_article import propose_article
from feeds.sources.readers import complete, read
from feeds.sources.survey import survey
from feeds.text.html import clean, strip_controls
from feeds.translation import codes
from feeds.translation.assemble import Known, Outlook, assemble, plan
from feeds.translation.checks import judge
from feeds.translation.placing import inner, placed, stripped
from feeds.translation.terms import Termbase

from .samples import Sample

NOW = datetime(2026, 6, 25, 12, 30, tzinfo=UTC)
_ENTRIES = 6
"""Of a document, that are looked at closely."""
_SITE = Site("Visnyk", "https://news.example")
_EDITION = Edition("all", "News", "bilingual")


def feed(sample: Sample, body: bytes) -> str:
    """Read ``body`` as ``sample`` is read, and go on with what comes of it; ``ok`` or the code of its refusal.

    :raises Exception: anything but a refusal is a finding.
    """
    document = Document(body, sample.url, sample.content_type, NOW)
    try:
        _WAYS[sample.way](sample, document)
    except SourceError as error:
        message = error.message
        assert message == strip_controls(message) and "\n" not in message, f"no line of its own: {message!r}"
        assert len(message) < 1000, f"{len(message)} characters of message"
        pickle.dumps(error)
        return error.code
    return "ok"


def _list(sample: Sample, document: Document) -> None:
    found = read(document, sample.source)
    _go_on(sample.source, within_bounds(found))


def _article(sample: Sample, document: Document) -> None:
    assert sample.entry is not None
    entry = entry_within_bounds(complete(document, sample.source, sample.entry))
    _go_on(sample.source, ParsedFeed(FeedInfo(sample.source.title), (entry,)))


def _page(sample: Sample, document: Document) -> None:
    """As ``sources add`` and ``sources check`` look at a page."""
    assert sample.entry is not None
    found = survey(document, NOW, "Europe/Kyiv")
    pickle.dumps(found)
    if found.lists:
        proposed = replace(sample.source, list=found.lists[0])
        _attempt(lambda: _go_on(proposed, read(document, proposed)))
    _attempt(lambda: list_matches(document, sample.source))
    _attempt(lambda: article_matches(document, sample.source))
    other = Document(document.body[::2] + document.body, sample.url, sample.content_type, NOW)
    entries = (sample.entry, replace(sample.entry, title="Інша новина міста"))
    _attempt(lambda: propose_article((document, other), entries, NOW, "Europe/Kyiv"))


def _attempt(work: Callable[[], object]) -> None:
    with suppress(SourceError):
        work()


def _robots(sample: Sample, document: Document) -> None:
    text = text_of(document.body, document.content_type)
    rules = Robots(text, ANSWERED)
    for path in ("/", "/news/1.html?print=1", "/admin/a*a", "/%D0%BD", "/" + "a" * 200):
        assert rules.allows(f"https://city.example{path}") in (True, False)
    assert isinstance(rules.crawl_delay, float | None)


_WAYS = {"list": _list, "article": _article, "page": _page, "robots": _robots}


def _go_on(source: Source, found: ParsedFeed) -> None:
    pickle.dumps(found)
    for parsed in found.entries[:_ENTRIES]:
        _check(parsed)
    decision = decide(source, [], found, NOW)
    rows = [(entry, _translated(entry)) for entry in decision.new[:_ENTRIES]]
    _publish(found, source, rows)


def _check(entry: ParsedEntry) -> None:
    """What everything after reading relies on."""
    for markup in (entry.content, entry.summary):
        assert clean(markup) == markup, "not clean"
    for text in (entry.title, entry.guid or "", *entry.categories, *(person.name for person in entry.authors)):
        assert strip_controls(text) == text, f"characters that no XML may hold: {text!r}"
    links = (entry.link, *(file.url for file in entry.enclosures), *(person.uri for person in entry.authors))
    assert all(link is None or link.startswith(("http://", "https://")) for link in links), f"odd links: {links}"
    assert entry.published is None or entry.published.tzinfo is not None


def _translated(entry: Entry) -> Translation:
    """Every other unit translated, as a text with all its codes."""
    planned = plan(entry)
    assert not planned.units or all(planned.units), "an empty unit"
    for unit in planned.units:
        _judged(unit)
    known = {unit: Known(unit, "memory") for unit in planned.units[::2]}
    return assemble(planned, "en", known, Outlook(), None, NOW)


def _judged(unit: str) -> None:
    """A unit as one that an engine left as it was, and as one whose codes it lost."""
    terms, answer = _termbase(), stripped(unit)
    repaired = terms.repaired(unit, unit, "uk", "en")
    assert codes.codes_of(repaired) == codes.codes_of(unit), "codes lost in repairing names"
    judge(unit, repaired, "uk", "en", terms)
    assert "".join(piece for piece, _ in terms.pieces(unit, "uk", "en")) == unit, "words lost in cutting at names"
    placed_again = placed(unit, answer, {text: text for text in inner(unit)})
    assert placed_again is None or codes.damage(unit, placed_again) is None, "codes put where they cannot be"


@cache
def _termbase() -> Termbase:
    return load_termbase(Path(__file__).parents[2] / "config" / "termbase.csv")


def _publish(found: ParsedFeed, source: Source, rows: Iterable[tuple[Entry, Translation]]) -> None:
    context = Context(_SITE, _EDITION, "en", ("uk",), {source.id: found.info})
    document = compose(context, list(rows))
    for writer in WRITERS:
        body = writer.write(document)
        if writer.extension == "json":
            json.loads(body)
        else:
            etree.fromstring(body, etree.XMLParser(resolve_entities=False, huge_tree=True))
