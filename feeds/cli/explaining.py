"""``translation explain``, and the units of an entry as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import click

from feeds.cli.main import Context
from feeds.cli.out import minute
from feeds.jobs.desk import Desk, Explained, Unit, explain, find
from feeds.model import Finding
from feeds.service import Service


@click.command("explain", short_help="Where every unit of an entry's translation comes from.")
@click.argument("entry", metavar="ENTRY")
@click.option("--to", metavar="LANG", help="Language of the translation.  [the main one]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def explain_command(context: Context, entry: str, to: str | None, as_json: bool) -> None:
    """Every unit of an entry: the original, the translation, where it comes from and what the checks find.

    ENTRY is a key, the beginning of one, or the address of the entry's page.
    """
    with context.service() as service:
        desk = desk_of(service, to)
        found = explain(desk, find(desk, entry))
        zone = ZoneInfo(service.settings.timezone)
    if as_json:
        context.out.json(explained_json(found, desk.target))
        return
    for line in (*head(found, zone), *why(found, zone), *units(found, desk.target, zone)):
        context.out.line(line)
    context.out.note(f"Times are those of {zone.key}.")


def desk_of(service: Service, to: str | None) -> Desk:
    """Where translations into ``to`` are looked at; into the main language if none is named."""
    settings = service.settings
    if to is not None and to not in settings.targets:
        raise click.UsageError(f"--to {to}: nothing is translated into it, only into {', '.join(settings.targets)}")
    target = to or settings.target
    ids = tuple(source.id for source in settings.sources)
    return Desk(service.database, target, settings.sources_into(target), ids, service.translating.termbase)


def head(found: Explained, zone: ZoneInfo) -> Iterator[str]:
    """Which entry it is, and how its translation stands."""
    entry, made = found.entry, found.translation
    yield f"{entry.key}  {entry.source_id}  {minute(entry.published, zone)}"
    yield entry.title or "(no title)"
    by = f" by {made.engine.replace('+', ' and ')}" if made and made.engine else ""
    since = f", {minute(made.updated, zone)}" if made else ""
    yield f"{found.state.value}{by}{since}"


def why(found: Explained, zone: ZoneInfo) -> Iterator[str]:
    """Why it stands so, and what comes next."""
    made = found.translation
    if made is None:
        yield "no translation was tried yet"
        return
    if made.reason:
        yield f"reason: {made.reason}"
    if made.attempts or made.next_try:
        yield f"attempts: {made.attempts}, next try: {minute(made.next_try, zone, 'with the next refresh')}"
    if made.landed:
        yield f"first whole: {minute(made.landed, zone)}"
    if made.corrected:
        yield f"corrected: {minute(made.corrected, zone)}"


def units(found: Explained, target: str, zone: ZoneInfo) -> Iterator[str]:
    """Every unit, numbered."""
    width = max(len(found.entry.language), len(target))
    for unit in found.units:
        yield ""
        yield f"{unit.number}  {unit.where}: {_origin(unit, zone)}"
        yield f"   {found.entry.language:{width}}  {unit.source}"
        if unit.target is not None:
            yield f"   {target:{width}}  {unit.target}"
        if unit.terms:
            yield f"   terms: {'; '.join(unit.terms)}"
        yield from (f"   {finding_line(finding)}" for finding in unit.findings)


def finding_line(finding: Finding) -> str:
    """What a check found."""
    return f"{'fatal' if finding.fatal else 'warning'}: {finding.check}: {finding.message}"


def _origin(unit: Unit, zone: ZoneInfo) -> str:
    if unit.target is None:
        return f"not translated: {unit.reason}"
    who = f"{unit.author or 'a person'} (pinned)" if unit.pinned else f"{unit.origin} {unit.version}".rstrip()
    return f"{who}, {minute(unit.made, zone)}"


def explained_json(found: Explained, target: str) -> dict[str, Any]:
    """All of it for programs."""
    entry, made = found.entry, found.translation
    moments = {
        name: moment.isoformat() if moment else None
        for name, moment in (
            ("updated", made and made.updated), ("landed", made and made.landed),
            ("corrected", made and made.corrected), ("next_try", made and made.next_try),
        )
    }  # fmt: skip
    return {
        "entry": entry.key, "source": entry.source_id, "title": entry.title, "language": entry.language, "to": target,
        "state": found.state.value, "engine": made.engine if made else None, "reason": made.reason if made else None,
        "attempts": made.attempts if made else 0, **moments,
        "units": [_unit_json(unit) for unit in found.units],
    }  # fmt: skip


def _unit_json(unit: Unit) -> dict[str, Any]:
    return {
        "number": unit.number, "where": unit.where, "source": unit.source, "translation": unit.target,
        "origin": unit.origin, "version": unit.version, "author": unit.author,
        "made": unit.made.isoformat() if unit.made else None, "terms": list(unit.terms),
        "findings": [
            {"check": one.check, "message": one.message, "fatal": one.fatal} for one in unit.findings
        ],
        "reason": unit.reason,
    }  # fmt: skip
