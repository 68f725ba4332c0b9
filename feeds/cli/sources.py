"""``sources list|check``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import click

from feeds.cli.main import NOTHING_WORKED, OK, Context
from feeds.errors import SourceError
from feeds.model import ParsedFeed, Source, SourceState, SourceStatus

_HEAD = ("SOURCE", "STATE", "ENTRIES", "LAST SUCCESS", "NEXT TRY", "ADDRESS")
_SHOWN = 5
"""Entries that `sources check` names."""


@click.group("sources")
def sources_command() -> None:
    """Where news comes from, and how it fares."""


@sources_command.command("list", short_help="Every source and how it fares.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_command(context: Context, as_json: bool) -> None:
    """Every source with its last success, last error and next try."""
    with context.service() as service:
        rows = service.reading.status().sources
        zone = ZoneInfo(service.settings.timezone)
    if as_json:
        context.out.json({"sources": [_json(row) for row in rows]})
    elif rows:
        context.out.table([_HEAD, *(line for row in rows for line in _lines(row, zone))])
        context.out.note(f"Times are those of {zone.key}.")
    else:
        context.out.line("no source is configured")


@sources_command.command("check", short_help="Ask one source now; nothing is stored.")
@click.argument("source_id", metavar="SOURCE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def check_command(context: Context, source_id: str, as_json: bool) -> int:
    """Ask one source now and show what it gives; nothing is stored."""
    with context.service() as service:
        source = service.source(source_id)
        zone = ZoneInfo(service.settings.timezone)
        try:
            feed = service.check(source)
        except SourceError as error:
            if as_json:
                context.out.json({"source": source_id, "ok": False, "code": error.code, "error": error.message})
            else:
                context.out.line(f"{source_id}: {source.url}: {error.message} ({error.code})")
            return NOTHING_WORKED
    if as_json:
        context.out.json({"source": source_id, "ok": True, **_feed(feed)})
    else:
        _show(context, source, feed, zone)
    return OK


def _show(context: Context, source: Source, feed: ParsedFeed, zone: tzinfo) -> None:
    language = feed.info.language or "not said"
    context.out.line(f"{source.id}: {feed.info.title}, {len(feed.entries)} entries, language: {language}")
    for warning in feed.warnings:
        context.out.line(f"repaired: {warning}")
    context.out.table([(_time(entry.published, zone), entry.title) for entry in feed.entries[:_SHOWN]])
    if len(feed.entries) > _SHOWN:
        context.out.line(f"and {len(feed.entries) - _SHOWN} more")


def _feed(feed: ParsedFeed) -> dict[str, Any]:
    return {
        "title": feed.info.title,
        "language": feed.info.language,
        "warnings": list(feed.warnings),
        "entries": [
            {"title": entry.title, "link": entry.link, "published": entry.published and entry.published.isoformat()}
            for entry in feed.entries
        ],
    }


def _json(row: SourceStatus) -> dict[str, Any]:
    state = row.state
    coming = _next_try(state)
    return {
        "id": row.source.id,
        "url": row.source.url,
        "enabled": row.source.enabled,
        "verified": row.source.verified,
        "entries": row.entries,
        "last_success": state and state.last_success and state.last_success.isoformat(),
        "error": state and state.last_error,
        "code": state and state.error_code,
        "warning": state and state.warning,
        "next_try": coming and coming.isoformat(),
        "retired": bool(state and state.retired),
    }


def _lines(row: SourceStatus, zone: tzinfo) -> Iterator[tuple[str, ...]]:
    source, state = row.source, row.state
    yield (
        source.id,
        _fare(row),
        str(row.entries).rjust(len("ENTRIES")),
        _time(state.last_success if state else None, zone),
        _time(_next_try(state), zone, "at a refresh") if source.enabled else "never",
        source.url + ("" if source.verified else "  (not verified)"),
    )
    if state and state.last_error:
        yield "", f"{state.last_error} ({state.error_code})"
    elif state and state.warning:
        yield "", f"repaired: {state.warning}"


def _fare(row: SourceStatus) -> str:
    if not row.source.enabled:
        return "switched off"
    if row.state is None or row.state.last_checked is None:
        return "not asked"
    if row.state.retired:
        return "gone"
    return "failing" if row.state.last_error else "working"


def _next_try(state: SourceState | None) -> datetime | None:
    """By our interval, but not before the server's word; ``None`` where nothing is planned."""
    moments = [state.next_due, state.not_before] if state and not state.retired else []
    return max(filter(None, moments), default=None)


def _time(moment: datetime | None, zone: tzinfo, never: str = "never") -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else never
