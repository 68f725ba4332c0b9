"""``stories list|why|join|split``: which entries tell the same news, and what an editor does about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from feeds.cli.main import Context
from feeds.cli.out import minute
from feeds.jobs.storydesk import Member, Moved, Near, Why, find_entry, join, split, stories, why
from feeds.service import Service, now

_entry = click.argument("entry", metavar="ENTRY")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group("stories", short_help="See which entries tell the same news; join them and take them apart.")
def stories_command() -> None:
    """Entries that tell the same news are one story, and stand once in an edition.

    ENTRY is a key, the beginning of one, or the entry's link.
    """


@stories_command.command("list", short_help="Stories that several entries tell.")
@click.option("--days", metavar="N", type=click.IntRange(1), help="Only those with an entry of the last N days.")
@_json
@click.pass_obj
def list_command(context: Context, days: int | None, as_json: bool) -> None:
    """Every story of more than one entry, newest first, its entries below it."""
    with context.service() as service:
        found = stories(service.database, _ids(service), now() - timedelta(days=days) if days else None)
        zone = ZoneInfo(service.settings.timezone)
    if as_json:
        context.out.json({"stories": [_story_json(members) for members in found]})
        return
    for members in found:
        context.out.table([_row(member, zone) for member in members])
        context.out.line("")
    count = f"{len(found)} {'story' if len(found) == 1 else 'stories'} of several entries"
    context.out.note(f"{count}. Times are those of {zone.key}.")


@stories_command.command("why", short_help="Why an entry is in its story, or alone.")
@_entry
@_json
@click.pass_obj
def why_command(context: Context, entry: str, as_json: bool) -> None:
    """The entries of its story, and why each of them joined; of an entry that is alone, those that are most like it."""
    with context.service() as service:
        ids = _ids(service)
        found = why(service.database, find_entry(service.database, entry, ids), ids)
        zone = ZoneInfo(service.settings.timezone)
    if as_json:
        context.out.json(_why_json(found))
        return
    for member in found.members:
        context.out.table([_row(member, zone)])
        for reason in member.joining.reasons if member.joining else ():
            context.out.line(f"  {reason}")
    if len(found.members) == 1:
        context.out.line(f"  alone: {found.apart.reasons[0]}" if found.apart else "  alone in its story")
        for near in found.near:
            context.out.line(f"  not with {near.entry.key}  {near.entry.source_id}  {near.entry.title or '(no title)'}")
            context.out.line(f"    {_why_not(near)}")
    context.out.note(f"Times are those of {zone.key}.")


@stories_command.command("join", short_help="Say that an entry tells the same news as another.")
@_entry
@click.argument("story", metavar="STORY")
@click.pass_obj
def join_command(context: Context, entry: str, story: str) -> None:
    """Have ENTRY, and all that joined it, tell the story of the entry STORY. Of the two stories the older one stays."""
    with context.service() as service:
        ids = _ids(service)
        key, other = find_entry(service.database, entry, ids), find_entry(service.database, story, ids)
        _tell(context, join(service.database, key, other, now()), "joined")


@stories_command.command("split", short_help="Take an entry out of its story, for good.")
@_entry
@click.pass_obj
def split_command(context: Context, entry: str) -> None:
    """Have ENTRY be a story of its own, and never join another by itself.

    Of a story of two entries, the one that joined leaves, whichever you name.
    """
    with context.service() as service:
        ids = _ids(service)
        _tell(context, split(service.database, find_entry(service.database, entry, ids), now()), "left")


def _ids(service: Service) -> tuple[str, ...]:
    return tuple(source.id for source in service.settings.sources)


def _tell(context: Context, done: Moved, verb: str) -> None:
    for key in done.keys:
        context.out.line(f"{key} {verb} story {done.story}")
    context.out.note("Editions show it so at the next publish.")


def _row(member: Member, zone: ZoneInfo) -> tuple[str, ...]:
    entry = member.entry
    mark = "" if member.joining is None else "  "
    return f"{mark}{entry.key}", minute(entry.published, zone), entry.source_id, entry.title or "(no title)"


def _why_not(near: Near) -> str:
    reasons = "; ".join(near.reasons)
    if not near.same:
        return reasons
    return f"the same by the rules ({reasons}), but both had been shown: `visnyk stories join` joins them"


def _story_json(members: tuple[Member, ...]) -> dict[str, Any]:
    return {"story": members[0].entry.key, "entries": [_member_json(member) for member in members]}


def _member_json(member: Member) -> dict[str, Any]:
    entry, joining = member.entry, member.joining
    return {
        "key": entry.key, "source": entry.source_id, "title": entry.title, "url": entry.link,
        "language": entry.language, "published": entry.published.isoformat(),
        "joined": joining.joined.isoformat() if joining else None,
        "reasons": list(joining.reasons) if joining else [], "by_hand": joining.by_hand if joining else False,
    }  # fmt: skip


def _why_json(found: Why) -> dict[str, Any]:
    return {
        "entry": found.entry.key, **_story_json(found.members), "apart": found.apart is not None,
        "near": [
            {
                "key": near.entry.key, "source": near.entry.source_id, "title": near.entry.title,
                "same": near.same, "reasons": list(near.reasons),
            }
            for near in found.near
        ],
    }  # fmt: skip
