"""Render the editions whose entries changed, all formats of all of them in one transaction.

An edition is rendered only if a digest over everything that it shows is another one than when it was rendered last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from feeds.editions.pictures import copying_sources, with_copies
from feeds.editions.select import Context, compose, matching_sources, target_of
from feeds.model import AlertRule, Copy, Edition, FeedInfo, Rendering, Site, Source, SourceState
from feeds.store.database import Database
from feeds.store.pictures import edition_copies
from feeds.store.publication import (
    bump_version,
    drop_renderings,
    edition_entries,
    edition_inputs,
    rendering_inputs,
    save_inputs,
    save_renderings,
)
from feeds.store.sources import load_states
from feeds.text.fingerprint import fingerprint, fingerprint_bytes

RENDER_VERSION = "3"
"""Raised when writers write otherwise, so that everything is rendered anew."""
EXTENSIONS = ("atom", "rss", "json")
"""Of all writers, in their order; a test compares."""
SUBSCRIPTIONS = "/subscriptions.opml"
_OPML_TYPE = "text/x-opml; charset=utf-8"


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


@dataclass(frozen=True, slots=True)
class _Job:
    """Documents that are made together, and the digest of all that they show."""

    paths: tuple[str, ...]
    inputs: str
    context: Context | None = None
    """``None``: the list of subscriptions."""
    copies: Mapping[str, Copy] = field(default_factory=dict)
    """Of pictures that it shows, by the addresses that their sources gave."""


def publish(database: Database, catalogue: Catalogue, now: datetime) -> int:
    """Bring all documents up to date; how many have other bytes than before.

    What is no longer configured is taken down.
    """
    with database.read() as connection:
        wanted = {path: job.inputs for job in _jobs(connection, catalogue) for path in job.paths}
        if wanted == {path: inputs for path, (inputs, _) in rendering_inputs(connection).items()}:
            return 0
    # Looked at again under the lock: of two that publish at once, the slower must not put older documents on top.
    with database.write() as connection:
        return _publish(connection, catalogue, now)


def paths(editions: Sequence[Edition]) -> list[str]:
    """Where the documents of these editions are served."""
    return [SUBSCRIPTIONS, *(path for edition in editions for path in _paths(edition))]


def _paths(edition: Edition) -> tuple[str, ...]:
    return tuple(f"/editions/{edition.id}.{extension}" for extension in EXTENSIONS)


def _publish(connection: Connection, catalogue: Catalogue, now: datetime) -> int:
    stored = rendering_inputs(connection)
    changed: dict[str, tuple[Rendering, str]] = {}
    same: dict[str, str] = {}
    for job in _jobs(connection, catalogue):
        if all(stored.get(path, ("",))[0] == job.inputs for path in job.paths):
            continue
        for path, media_type, body in _documents(connection, catalogue, job):
            etag = f'"{fingerprint_bytes(body)}"'
            if path in stored and stored[path][1] == etag:
                same[path] = job.inputs
            else:
                changed[path] = Rendering(path, media_type, body, etag, now), job.inputs
    gone = sorted(set(stored) - set(paths(catalogue.editions)))
    save_renderings(connection, changed)
    save_inputs(connection, same)
    drop_renderings(connection, gone)
    if changed or gone:
        bump_version(connection)
    return len(changed)


def _jobs(connection: Connection, catalogue: Catalogue) -> Iterator[_Job]:
    infos = _infos(catalogue.sources, load_states(connection))
    pictured = copying_sources(catalogue.sources)
    yield _Job((SUBSCRIPTIONS,), fingerprint(RENDER_VERSION, repr(catalogue.site), repr(catalogue.editions)))
    for edition in catalogue.editions:
        target = target_of(edition, catalogue.target)
        languages = catalogue.languages_into.get(target, ())
        ids = matching_sources(edition, catalogue.sources)
        copies = edition_copies(connection, ids, pictured, edition.limit, edition.alerts)
        inputs = fingerprint(
            RENDER_VERSION, repr(catalogue.site), repr(edition), target, languages,
            [repr(infos[source_id]) for source_id in ids],
            edition_inputs(connection, ids, target, edition.limit, edition.alerts),
            [f"{rule.id} {rule.title} {rule.title_uk}" for rule in catalogue.alerts], catalogue.timezone,
            # Only where there are any: an edition without pictures needs no new digest.
            *([[f"{url} {copy.path}" for url, copy in sorted(copies.items())]] if copies else []),
        )  # fmt: skip
        rules = {rule.id: rule for rule in catalogue.alerts}
        context = Context(catalogue.site, edition, target, languages, infos, rules, catalogue.timezone)
        yield _Job(_paths(edition), inputs, context, copies)


def _infos(sources: Sequence[Source], states: dict[str, SourceState]) -> dict[str, FeedInfo]:
    infos = {}
    for source in sources:
        state = states.get(source.id)
        info = (state.info if state else None) or FeedInfo(source.title, self_url=source.url)
        # The editor's word on title and rights before the feed's.
        infos[source.id] = replace(info, title=source.title, rights=source.rights or info.rights, updated=None)
    return infos


def _documents(connection: Connection, catalogue: Catalogue, job: _Job) -> Iterator[tuple[str, str, bytes]]:
    """Path, media type and body of each document of a job."""
    # Imported here: lxml and the writers cost 40 ms, and most rounds have nothing to render.
    if job.context is None:
        from feeds.editions.opml import write_opml

        yield SUBSCRIPTIONS, _OPML_TYPE, write_opml(catalogue.site, catalogue.editions)
        return
    from feeds.editions.writers import WRITERS

    edition = job.context.edition
    ids = matching_sources(edition, catalogue.sources)
    rows = edition_entries(connection, ids, job.context.target, edition.limit, edition.alerts)
    document = compose(
        job.context, with_copies(rows, copying_sources(catalogue.sources), job.copies, catalogue.site.base_url)
    )
    for path, writer in zip(job.paths, WRITERS, strict=True):
        yield path, writer.media_type, writer.write(document)
