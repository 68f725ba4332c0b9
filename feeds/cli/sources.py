"""``sources list|check``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from feeds.cli.main import NOTHING_WORKED, OK, Context
from feeds.errors import SourceError
from feeds.model import ParsedFeed, SourceStatus


@click.group("sources")
def sources_command() -> None:
    """Where news comes from."""


@sources_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_command(context: Context, as_json: bool) -> None:
    """Every source with its last success, last error and next try."""
    with context.service() as service:
        rows = service.reading.status().sources
    if as_json:
        context.out.json({"sources": [_row(row) for row in rows]})
        return
    for row in rows:
        context.out.line(_line(row))


@sources_command.command("check")
@click.argument("source_id", metavar="SOURCE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def check_command(context: Context, source_id: str, as_json: bool) -> int:
    """Ask one source now and show what it gives; nothing is stored."""
    with context.service() as service:
        source = service.source(source_id)
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
        return OK
    context.out.line(
        f"{source_id}: {feed.info.title!r}, {len(feed.entries)} entries, language {feed.info.language or 'not said'}"
    )
    for warning in feed.warnings:
        context.out.line(f"  repaired: {warning}")
    for entry in feed.entries[:5]:
        context.out.line(f"  {_time(entry.published)}  {entry.title}  {entry.link or ''}")
    return OK


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


def _row(row: SourceStatus) -> dict[str, Any]:
    state = row.state
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
        "next_try": state and state.next_due and state.next_due.isoformat(),
        "retired": bool(state and state.retired),
    }


def _line(row: SourceStatus) -> str:
    words = [row.source.id, row.source.url, f"{row.entries} entries"]
    if not row.source.enabled:
        words.append("switched off")
    if not row.source.verified:
        words.append("unverified")
    state = row.state
    words.append(f"last success {_time(state.last_success)}" if state else "not asked yet")
    if state and state.last_error:
        words += [f"error: {state.last_error}", f"next try {_time(state.next_due)}"]
    return "  ".join(words)


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
