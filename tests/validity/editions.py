"""Editions of one feed: every language mode, every state, plain and with all that an edition can have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.editions.context import Context, Row
from feeds.editions.select import compose, document
from feeds.editions.selection import alternates
from feeds.editions.story import Story, show
from feeds.ingest.decide import decide
from feeds.model import (
    UNDETERMINED,
    AlertRule,
    Edition,
    EditionDocument,
    Entry,
    ParsedFeed,
    Partner,
    Site,
    Source,
    Tag,
    TagKind,
    Tombstone,
    Topic,
)
from feeds.text.fingerprint import fingerprint
from feeds.text.urls import name_urn

from .engine import Case, translation

NOW = datetime(2026, 10, 21, 9, 30, tzinfo=UTC)
SITE = Site(
    "Visnyk of Kharkiv", "https://visnyk.example", "press@visnyk.example", hubs=("https://hub.example/a?b=1&c=2",)
)
EDITIONS = tuple(
    Edition(f"all-{mode}", title, mode)
    for mode, title in (
        ("original", "Новини"),
        ("en", "News in English"),
        ("uk", "Новини українською"),
        ("bilingual", "News twice & more"),
    )
)
_ALERT = AlertRule("air-raid", "Air raid alert", ("тривога",), title_uk="Повітряна тривога")
_PARTNER = Partner("leeds", "Leeds", "GB", 53.8, -1.55, {"uk": ("Лідс",)}, {"uk": "Лідс"})
_TOPIC = Topic("energy", "Energy & heating", "Енергетика")
_TAGS = frozenset({Tag(TagKind.PARTNER, "leeds"), Tag(TagKind.TOPIC, "energy")})
_FEW = 2
"""Entries of which every state is shown; of more, each is shown in one."""


def documents(feed: ParsedFeed, source: Source, turn: int) -> Iterator[tuple[str, EditionDocument]]:
    """Each edition twice, with a name for it; ``turn`` decides which state the first of many entries has."""
    found = decide(source, (), feed, NOW).new
    for edition in EDITIONS:
        context = _context(edition, feed, source, found)
        rows = _rows(context, [_relabelled(one, edition) for one in found], turn)
        others = alternates(edition, EDITIONS)
        yield f"{edition.language}-feed", replace(compose(context, rows), alternates=others, older=3)
        yield f"{edition.language}-page", _page(context, rows)


def _context(edition: Edition, feed: ParsedFeed, source: Source, entries: Sequence[Entry]) -> Context:
    target = "uk" if edition.language == "uk" else "en"
    languages = {one.language for one in entries} - {UNDETERMINED} | {"pl"}
    info = replace(feed.info, title=source.title, rights=source.rights, updated=None)
    return Context(
        SITE, edition, target, tuple(sorted(languages)), {source.id: info}, {_ALERT.id: _ALERT},
        partners={_PARTNER.id: _PARTNER}, topics={_TOPIC.id: _TOPIC},
    )  # fmt: skip


def _relabelled(entry: Entry, edition: Edition) -> Entry:
    """As if it had to be translated into English, which most of the corpus is in, or says nothing of."""
    into_english = edition.language in ("en", "bilingual") and entry.language.partition("-")[0] in (UNDETERMINED, "en")
    return replace(entry, language="pl") if into_english else entry


def _rows(context: Context, entries: Sequence[Entry], turn: int) -> list[Row]:
    if context.reader is None:
        return [(entry, None) for entry in entries]
    cases = list(Case)
    return [
        (one, translation(one, context.target, case, NOW + timedelta(minutes=place)))
        for place, entry in enumerate(entries)
        for one, case in (
            [(_copy(entry, case), case) for case in cases]
            if len(entries) <= _FEW
            else [(entry, cases[(place + turn) % len(cases)])]
        )
    ]


def _copy(entry: Entry, case: Case) -> Entry:
    """The same under a name of its own, but for one."""
    if case is Case.WHOLE:
        return entry
    return replace(entry, key=fingerprint(entry.key, case, size=8), atom_id=name_urn(entry.atom_id, case))


def _page(context: Context, rows: Sequence[Row]) -> EditionDocument:
    """A page of the archive, of stories with tags and alerts, and with tombstones."""
    alarmed = [(_alarmed(entry, place), made) for place, (entry, made) in enumerate(rows)]
    stories = [Story(tuple(alarmed[start : start + 2]), _TAGS) for start in range(0, len(alarmed), 2)]
    graves = (Tombstone(name_urn("gone"), NOW), Tombstone("tag:city.example,2026:gone", NOW - timedelta(days=1)))
    made = document(context, [show(context, story).item for story in stories])
    return replace(made, page=2, older=1, tombstones=graves, alternates=alternates(context.edition, EDITIONS))


def _alarmed(entry: Entry, place: int) -> Entry:
    ended = entry.published + timedelta(hours=2)
    return (entry, replace(entry, alert="air-raid", closed=ended), replace(entry, alert="air-raid", all_clear=True))[
        place % 3
    ]
