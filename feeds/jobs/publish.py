"""Render the editions whose entries changed, all formats of all of them in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from feeds.editions.select import Context, compose, matching_sources, target_of
from feeds.model import Edition, EditionDocument, FeedInfo, Rendering, Site, Source, SourceState
from feeds.store.database import Database
from feeds.store.publication import (
    bump_version,
    drop_renderings,
    edition_entries,
    edition_inputs,
    rendering_inputs,
    save_renderings,
)
from feeds.store.sources import load_states
from feeds.text.fingerprint import fingerprint, fingerprint_bytes

RENDER_VERSION = "1"
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
    source_languages: tuple[str, ...]
    sources: tuple[Source, ...]
    editions: tuple[Edition, ...]


def publish(database: Database, catalogue: Catalogue, now: datetime) -> int:
    """Bring all documents up to date; how many have other bytes than before.

    An edition is rendered only if a digest over everything that it shows is another one. What is no longer
    configured is taken down.
    """
    with database.read() as connection:
        stored = rendering_inputs(connection)
        infos = _infos(catalogue.sources, load_states(connection))
        made: dict[str, tuple[Rendering, str]] = {}
        for edition in catalogue.editions:
            made |= _edition(connection, catalogue, edition, infos, stored)
    made |= _subscriptions(catalogue, stored, now)
    changed = sum(stored.get(path, ("", ""))[1] != document.etag for path, (document, _) in made.items())
    gone = sorted(set(stored) - set(paths(catalogue.editions)))
    if made or gone:
        with database.write() as connection:
            save_renderings(connection, made)
            drop_renderings(connection, gone)
            if changed or gone:
                bump_version(connection)
    return changed


def paths(editions: Sequence[Edition]) -> list[str]:
    """Where the documents of these editions are served."""
    return [SUBSCRIPTIONS, *(_path(edition, extension) for edition in editions for extension in EXTENSIONS)]


def _path(edition: Edition, extension: str) -> str:
    return f"/editions/{edition.id}.{extension}"


def _infos(sources: Sequence[Source], states: dict[str, SourceState]) -> dict[str, FeedInfo]:
    infos = {}
    for source in sources:
        state = states.get(source.id)
        info = (state.info if state else None) or FeedInfo(source.title, self_url=source.url)
        # The editor's word on title and rights before the feed's.
        infos[source.id] = replace(info, title=source.title, rights=source.rights or info.rights, updated=None)
    return infos


def _edition(
    connection: Connection,
    catalogue: Catalogue,
    edition: Edition,
    infos: dict[str, FeedInfo],
    stored: dict[str, tuple[str, str]],
) -> dict[str, tuple[Rendering, str]]:
    target = target_of(edition, catalogue.target)
    ids = matching_sources(edition, catalogue.sources)
    context = Context(catalogue.site, edition, target, catalogue.source_languages, infos)
    lines = edition_inputs(connection, ids, target, edition.limit)
    inputs = fingerprint(
        RENDER_VERSION, repr(catalogue.site), repr(edition), target, catalogue.source_languages,
        [repr(infos[source_id]) for source_id in ids], lines,
    )  # fmt: skip
    if all(stored.get(_path(edition, extension), ("",))[0] == inputs for extension in EXTENSIONS):
        return {}
    document = compose(context, edition_entries(connection, ids, target, edition.limit))
    return {rendering.path: (rendering, inputs) for rendering in _renderings(document)}


def _renderings(document: EditionDocument) -> Iterator[Rendering]:
    # Imported here: lxml and the writers cost 40 ms, and most rounds have nothing to render.
    from feeds.editions.writers import WRITERS

    for writer in WRITERS:
        body = writer.write(document)
        path = _path(document.edition, writer.extension)
        yield Rendering(path, writer.media_type, body, _etag(body), document.updated)


def _subscriptions(
    catalogue: Catalogue, stored: dict[str, tuple[str, str]], now: datetime
) -> dict[str, tuple[Rendering, str]]:
    inputs = fingerprint(RENDER_VERSION, repr(catalogue.site), repr(catalogue.editions))
    if stored.get(SUBSCRIPTIONS, ("",))[0] == inputs:
        return {}
    from feeds.editions.opml import write_opml

    body = write_opml(catalogue.site, catalogue.editions, now)
    return {SUBSCRIPTIONS: (Rendering(SUBSCRIPTIONS, _OPML_TYPE, body, _etag(body), now), inputs)}


def _etag(body: bytes) -> str:
    return f'"{fingerprint_bytes(body)}"'
