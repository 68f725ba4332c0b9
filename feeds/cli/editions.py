"""``editions``: what goes out, what one of them would show, and where an entry is published and why."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import click

from feeds.cli.explaining import desk_of
from feeds.cli.main import Context
from feeds.cli.out import minute
from feeds.errors import ConfigError
from feeds.jobs.desk import find
from feeds.jobs.whys import about, counts, preview, why
from feeds.model import EditionItem, TagKind
from feeds.service import Service, now
from feeds.store.backup import back_up


@click.group("editions", short_help="List the editions, try one out, ask why an entry is in it.")
def editions_command() -> None:
    """The editions of editions.toml and partners.toml."""


@editions_command.command("list", short_help="Every edition, how much is in it, and where it is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_command(context: Context, as_json: bool) -> None:
    """Each edition with its language mode, the entries in its feed, the pages of its archive and its address."""
    with context.service() as service:
        service.publish()
        catalogue = service.publishing.catalogue()
        found = counts(service.database, catalogue, now())
        rows: list[dict[str, Any]] = [
            {
                "id": one.id, "title": one.title, "language": one.language, "entries": found[one.id][0],
                "pages": found[one.id][1], "url": f"{catalogue.site.base_url}/editions/{one.id}.atom",
            }
            for one in service.settings.editions
        ]  # fmt: skip
    if as_json:
        context.out.json({"editions": rows})
    elif not rows:
        context.out.note("No edition is configured: see editions.toml.")
    else:
        head = ["edition", "language", "entries", "archive", "address"]
        lines = [[one["id"], one["language"], str(one["entries"]), _pages(one["pages"]), one["url"]] for one in rows]
        context.out.table([head, *lines])


def _pages(number: int) -> str:
    return f"{number} page{'' if number == 1 else 's'}" if number else "-"


@editions_command.command("preview", short_help="What an edition would show now.")
@click.argument("edition")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def preview_command(context: Context, edition: str, as_json: bool) -> None:
    """The entries that the feed of EDITION would have if it were published now, in their order; nothing is published.

    Try out other settings with `visnyk --config OTHER editions preview EDITION`.
    """
    with context.service() as service:
        _check(service, edition)
        zone = ZoneInfo(service.settings.timezone)
        items = _previewed(service, edition)
    if as_json:
        context.out.json({"edition": edition, "entries": [_item_json(item) for item in items]})
        return
    for item in items:
        context.out.line(f"{minute(item.published, zone)}  {item.state.value:12}  {item.title or '(no title)'}")
        about = [item.source.title, *(one.label for one in item.tags)]
        context.out.line(f"                  {'; '.join(filter(None, about))}")
        for other in item.others:
            context.out.line(f"                  also: {other.source}: {other.title}")
    context.out.note(f"{len(items)} {'entry' if len(items) == 1 else 'entries'}; times are those of {zone.key}.")


def _previewed(service: Service, edition: str) -> list[EditionItem]:
    """On a copy of the data: other settings look for other words, and what they find is nobody else's business."""
    with TemporaryDirectory(prefix="visnyk-preview-") as folder:
        service.database  # noqa: B018 - there is one from here on
        back_up(service.database_file, Path(folder) / service.database_file.name)
        with Service(service.settings, Path(folder)) as copy:
            copy.publishing.prepare()
            return preview(copy.database, copy.publishing.catalogue(), edition, now())


def _item_json(item: EditionItem) -> dict[str, Any]:
    return {
        "id": item.id, "title": item.title, "language": item.language, "state": item.state.value, "url": item.url,
        "published": item.published.isoformat(), "source": item.source.title,
        "tags": [one.term for one in item.tags], "others": [other.url for other in item.others],
    }  # fmt: skip


@editions_command.command("why", short_help="In which editions an entry is, and why.")
@click.argument("entry", metavar="ENTRY")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def why_command(context: Context, entry: str, as_json: bool) -> None:
    """Of every edition whether it has ENTRY, where, and why or why not.

    ENTRY is a key, the beginning of one, or the address of the entry's page.
    """
    with context.service() as service:
        service.publishing.prepare()
        key = find(desk_of(service, None), entry)
        found, reasons = why(service.database, service.publishing.catalogue(), key, now())
        words = about(service.database, service.publishing.tagger, found)
    if as_json:
        rows = [{"edition": one.edition, "taken": one.taken, "reasons": list(one.reasons)} for one in reasons]
        tags = [{"kind": str(one.tag.kind), "term": one.tag.term, "given": one.given, "because": list(one.because)}
                for one in words]  # fmt: skip
        context.out.json({"entry": found.key, "title": found.title, "editions": rows, "tags": tags})
        return
    context.out.line(f"{found.key}  {found.source_id}  {found.title or '(no title)'}")
    context.out.table([[one.edition, "yes" if one.taken else "no", "; ".join(one.reasons)] for one in reasons])
    for one in words:
        kind = "words of edition" if one.tag.kind is TagKind.EDITION else one.tag.kind
        context.out.line(f"{kind} {one.tag.term}: {'yes' if one.given else 'no'}: {'; '.join(one.because)}")


def _check(service: Service, edition: str) -> None:
    known = [one.id for one in service.settings.editions]
    if edition not in known:
        where = str(service.settings.folder / "editions.toml")
        raise ConfigError(where, "", f"no edition {edition!r}; known: {', '.join(known) or 'none'}")
