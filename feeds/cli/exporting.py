"""``export``: the whole site as files for any static host."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from importlib import import_module, metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from sqlalchemy import Connection

from feeds.cli.main import Context
from feeds.config import Settings
from feeds.editions.pictures import copying_sources
from feeds.ingest.alerts import open_since
from feeds.jobs.export import Answer, Exporter
from feeds.jobs.site_folder import SiteFolder
from feeds.jobs.site_plan import ALERTS, FRONT, MONTH, Content, Plan
from feeds.model import Alerts, Tag, TagKind
from feeds.reading import PAGE_SIZE, Reading
from feeds.service import Service, now
from feeds.store import publication, stamps
from feeds.store.lists import Listing
from feeds.store.snapshot import Snapshot, snapshot
from feeds.text.fingerprint import fingerprint, fingerprint_bytes

_DRAWING = ("babel", "flask", "flask-babel", "jinja2", "lxml", "markupsafe", "nh3", "tzdata")
"""Packages that make pages: another version may make others."""


@click.command("export", short_help="Write the whole site to a folder.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.pass_obj
def export_command(context: Context, folder: Path, as_json: bool) -> None:
    """Write the website, the editions with their archives, and the pictures to FOLDER, for any static host.

    All of the website but its search, which needs somebody who answers, and the desk of the editors. Only what has
    changed is written, each file in one step; what is no more is removed. Files that an export has not written are left
    alone. Stopped at any moment, the next export goes on.
    """
    with context.service() as service:
        service.publishing.publish_all()
        if not (service.settings.base_url_is_set or as_json):
            context.out.note("[site] base_url is not set in visnyk.toml: links in the feeds work on this machine alone")
        with SiteFolder(folder) as site, snapshot(service.database) as still:
            _export(service, still, site)
            counts = {"files": site.number, "written": site.written, "removed": site.removed}
    if as_json:
        context.out.json(counts)
    else:
        removed = f", {site.removed} removed" if site.removed else ""
        context.out.line(f"{folder}: {site.number} files, {site.written} written{removed}")


def _export(service: Service, still: Snapshot, site: SiteFolder) -> None:
    # At the address that the feeds have: the one that was last served at, where the settings name none.
    settings, moment = replace(service.settings, site=service.publishing.catalogue().site), now()
    reading = Service(settings, service.data).reading_of(still, lambda: moment)
    plan = Plan(_content(settings, still, _months(reading), moment), PAGE_SIZE)
    Exporter(plan, site, _asking(reading), urlsplit(settings.site.base_url).path).run()


def _content(settings: Settings, still: Snapshot, months: Mapping[str, Listing], moment: datetime) -> Content:
    sources = tuple(source.id for source in settings.sources)
    editions = tuple(edition.id for edition in settings.editions)
    open_alerts = open_since(settings.alerts, moment).items()
    with still.read() as connection:
        return Content(
            common=_common(settings, publication.served_at(connection)),
            base_url=settings.site.base_url,
            languages=import_module("webapp.language").UI,
            entries=stamps.entry_stamps(connection, sources, settings.target),
            lists=dict(_lists(connection, settings, months)),
            pictures=stamps.picture_stamps(connection, copying_sources(settings.sources)),
            editions=editions,
            documents=stamps.document_stamps(connection),
            archives=stamps.archive_stamps(connection, editions),
            files=_files(),
            open_since={alert: round(when.timestamp() * 1000) for alert, when in open_alerts},
        )


def _lists(
    connection: Connection, settings: Settings, months: Mapping[str, Listing]
) -> Iterator[tuple[str, list[str]]]:
    """The lists of news as :class:`Reading` makes them, by their paths behind the language."""
    sources = tuple(source.id for source in settings.sources)
    yield FRONT, stamps.stories_of(connection, Listing(sources, alerts=False))
    if settings.alerts:
        yield ALERTS, stamps.entries_of(connection, sources, Alerts.ONLY)
    for source in sources:
        yield f"/source/{source}", stamps.entries_of(connection, (source,))
    for kind, those in ((TagKind.PARTNER, settings.partners), (TagKind.TOPIC, settings.topics)):
        for one in those:
            listing = Listing(sources, tagged=Tag(kind, one.id))
            yield f"/{kind.value}/{one.id}", stamps.stories_of(connection, listing)
    for path, listing in months.items():
        yield path, stamps.stories_of(connection, listing)


def _months(reading: Reading) -> dict[str, Listing]:
    """What each month has in it, by the path of its page."""
    return {f"{MONTH}{month.first:%Y-%m}": reading.listing_of(month.first) for month in reading.months()}


def _common(settings: Settings, served_at: str | None) -> str:
    """What all pages depend on: the settings that they show, and the program."""
    shown = (
        settings.site, served_at, settings.timezone, settings.target, settings.languages_into, settings.sources,
        settings.editions, settings.alerts, settings.partners, settings.topics,
    )  # fmt: skip
    program = (fingerprint_bytes(path.read_bytes()) for path in sorted(_program()))
    return fingerprint(repr(shown), [*program, *map(metadata.version, _DRAWING)])


def _program() -> Iterator[Path]:
    website = _website()
    for folder in (website, website.parent / "feeds"):
        yield from (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")


def _website() -> Path:
    # By name: this floor does not import a higher one.
    return Path(str(import_module("webapp").__file__)).parent


def _files() -> list[str]:
    # The style sheets are joined from a folder in it, and found in the pages.
    files = (path for path in sorted((_website() / "static").iterdir()) if path.is_file())
    return [f"/static/{path.name}" for path in files] + ["/favicon.svg"]


def _asking(reading: Reading) -> Callable[[str], Answer]:
    """The website in this process, without a socket."""
    from werkzeug.test import Client

    app: Any = import_module("webapp").create_app(reading, static=True)
    app.config["PROPAGATE_EXCEPTIONS"] = True  # an error of ours is to be seen as what it is
    client = Client(import_module("webapp.documents").documents(app, reading))

    def ask(address: str) -> Answer:
        with client.get(address) as response:
            return Answer(response.status_code, dict(response.headers), response.get_data())

    return ask
