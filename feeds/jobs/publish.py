"""Publish the editions whose entries changed, all formats of all of them in one transaction.

An edition is rendered only if a digest over everything that it shows is another one than when it was rendered last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from feeds.editions.context import Context, target_of
from feeds.editions.pictures import copying_sources
from feeds.editions.selection import alternates, selection_of
from feeds.jobs.press import Press, Shelf
from feeds.jobs.redacting import redact_withdrawn
from feeds.model import AlertRule, Edition, FeedInfo, Partner, Rendering, Site, Source, SourceState, Topic
from feeds.store.choosing import withdrawn_entries
from feeds.store.database import Database
from feeds.store.notes import get_note, set_note
from feeds.store.pings import note_pings
from feeds.store.publication import (
    bump_version,
    drop_renderings,
    rendering_inputs,
    save_inputs,
    save_renderings,
)
from feeds.store.revisions import revision
from feeds.store.sources import load_states
from feeds.text.fingerprint import fingerprint, fingerprint_bytes

RENDER_VERSION = "5"
"""Raised when writers write otherwise, so that everything is rendered anew."""
EXTENSIONS = ("atom", "rss", "json")
"""Of all writers, in their order; a test compares."""
SUBSCRIPTIONS = "/subscriptions.opml"
_OPML_TYPE = "text/x-opml; charset=utf-8"
_SEEN = "publish-seen"
"""What was published last: a digest of all that it depends on."""
_MORE = "archive-more"
"""There is more for the archives than was put there."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is to be published."""

    site: Site
    target: str
    languages_into: Mapping[str, tuple[str, ...]]
    """By target: the languages that are translated into it."""
    sources: tuple[Source, ...]
    editions: tuple[Edition, ...]
    alerts: tuple[AlertRule, ...] = ()
    timezone: str = "Europe/Kyiv"
    """IANA name, for the times that are told."""
    partners: tuple[Partner, ...] = ()
    topics: tuple[Topic, ...] = ()


@dataclass(slots=True)
class _Made:
    """Documents with the digests of what they show."""

    changed: dict[str, tuple[Rendering, str]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    """Other inputs gave the bytes that were there."""

    def add(self, stored: Mapping[str, tuple[str, str]], inputs: str, rendering: Rendering) -> None:
        """A document that was made; ``stored`` are digest and ETag of those that were there."""
        etag = f'"{fingerprint_bytes(rendering.body)}"'
        if stored.get(rendering.path, ("", ""))[1] == etag:
            self.same[rendering.path] = inputs
        else:
            self.changed[rendering.path] = replace(rendering, etag=etag), inputs


def publish(database: Database, catalogue: Catalogue, now: datetime, *, pages: int = 1, backlog: bool = False) -> int:
    """Bring all documents up to date; how many have other bytes than before.

    What is no longer configured is taken down. ``pages`` is the most that are added to archives, since news of years
    may come at once; with ``backlog`` they are added although nothing else has changed.
    """
    with database.read() as connection:
        same = _seen(connection, catalogue, now) == get_note(connection, _SEEN)
        if same and not (backlog and get_note(connection, _MORE)):
            return 0
    # Looked at again under the lock: of two that publish at once, the slower must not put older documents on top.
    with database.write() as connection:
        return _publish(connection, catalogue, now, pages)


def archives_wait(database: Database) -> bool:
    """Was there more for the archives than the last publishing was allowed to put there?"""
    with database.read() as connection:
        return bool(get_note(connection, _MORE))


def paths(editions: Sequence[Edition]) -> list[str]:
    """Where the documents of these editions are served."""
    return [SUBSCRIPTIONS, *(path for edition in editions for path in _paths(edition))]


def _paths(edition: Edition) -> tuple[str, ...]:
    return tuple(f"/editions/{edition.id}.{extension}" for extension in EXTENSIONS)


def _seen(connection: Connection, catalogue: Catalogue, now: datetime) -> str:
    """A digest of all that documents depend on: the same, and nothing has to be looked at."""
    ages = {f"{now:%Y-%m-%dT%H}" for edition in catalogue.editions if edition.days is not None}
    infos = _infos(catalogue.sources, load_states(connection))
    return fingerprint(
        str(revision(connection)), *_settings(catalogue), sorted(ages), repr(catalogue.editions),
        [repr(infos[source.id]) for source in catalogue.sources], repr(sorted(copying_sources(catalogue.sources))),
    )  # fmt: skip


def _settings(catalogue: Catalogue) -> list[str]:
    """What all editions share."""
    return [
        RENDER_VERSION, repr(catalogue.site), catalogue.target, repr(dict(catalogue.languages_into)),
        catalogue.timezone, *(f"{rule.id} {rule.title} {rule.title_uk}" for rule in catalogue.alerts),
        *(f"{one.id} {one.name} {one.names}" for one in catalogue.partners),
        *(f"{one.id} {one.title} {one.title_uk}" for one in catalogue.topics),
    ]  # fmt: skip


def _publish(connection: Connection, catalogue: Catalogue, now: datetime, pages: int) -> int:
    stored, made, more = rendering_inputs(connection), _Made(), False
    withdrawn, latest = withdrawn_entries(connection), revision(connection)
    editions = list(presses(connection, catalogue, now))
    for press, _ in editions:
        press.take_in(latest, withdrawn)
    redact_withdrawn(connection, withdrawn, now)
    for press, settings in editions:
        # Where no page may be made, nobody looks whether there is one to make.
        done, left = press.archive(pages) if pages else (0, True)
        pages, more = pages - done, more or left
        _print(press, settings, stored, made, now)
    _list(catalogue, stored, made, now)
    gone = sorted(set(stored) - set(paths(catalogue.editions)))
    save_renderings(connection, made.changed)
    save_inputs(connection, made.same)
    drop_renderings(connection, gone)
    if made.changed or gone:
        version = bump_version(connection)
        topics = [catalogue.site.base_url + path for path in made.changed if path != SUBSCRIPTIONS]
        note_pings(connection, catalogue.site.hubs, topics, version, now)
    set_note(connection, _SEEN, _seen(connection, catalogue, now))
    set_note(connection, _MORE, "1" if more else "")
    return len(made.changed)


def presses(connection: Connection, catalogue: Catalogue, now: datetime) -> Iterator[tuple[Press, str]]:
    """Each edition, with a digest of what its documents depend on beside its entries."""
    infos = _infos(catalogue.sources, load_states(connection))
    pictured = copying_sources(catalogue.sources)
    shared, shelf = _settings(catalogue), Shelf()
    for edition in catalogue.editions:
        target = target_of(edition, catalogue.target)
        languages = catalogue.languages_into.get(target, ())
        context = Context(
            catalogue.site, edition, target, languages, infos, {rule.id: rule for rule in catalogue.alerts},
            catalogue.timezone, {one.id: one for one in catalogue.partners}, {one.id: one for one in catalogue.topics},
        )  # fmt: skip
        selection = selection_of(edition, catalogue.sources, catalogue.partners, catalogue.topics, now)
        others = alternates(edition, catalogue.editions)
        of_sources = [repr(infos[source_id]) for source_id in selection.sources]
        settings = fingerprint(shared, repr(edition), of_sources, repr(others))
        yield Press(connection, context, selection, pictured, now, others, shelf), settings


def _print(press: Press, settings: str, stored: Mapping[str, tuple[str, str]], made: _Made, now: datetime) -> None:
    """The documents of an edition, if anything that they show is other than before."""
    proof = press.proof()
    inputs = fingerprint(settings, proof.lines())
    places = _paths(press.edition)
    if all(stored.get(path, ("",))[0] == inputs for path in places):
        return
    # Here: lxml and the writers cost 40 ms, and most rounds have nothing to write.
    from feeds.editions.writers import WRITERS

    document = press.print(proof)
    for path, writer in zip(places, WRITERS, strict=True):
        made.add(stored, inputs, Rendering(path, writer.media_type, writer.write(document), "", now))


def _list(catalogue: Catalogue, stored: Mapping[str, tuple[str, str]], made: _Made, now: datetime) -> None:
    """The list of subscriptions, if it is another one than before."""
    inputs = fingerprint(RENDER_VERSION, repr(catalogue.site), repr(catalogue.editions))
    if stored.get(SUBSCRIPTIONS, ("",))[0] != inputs:
        from feeds.editions.opml import write_opml

        body = write_opml(catalogue.site, catalogue.editions)
        made.add(stored, inputs, Rendering(SUBSCRIPTIONS, _OPML_TYPE, body, "", now))


def _infos(sources: Sequence[Source], states: dict[str, SourceState]) -> dict[str, FeedInfo]:
    infos = {}
    for source in sources:
        state = states.get(source.id)
        info = (state.info if state else None) or FeedInfo(source.title, self_url=source.url)
        # The editor's word on title and rights before the feed's.
        infos[source.id] = replace(info, title=source.title, rights=source.rights or info.rights, updated=None)
    return infos
