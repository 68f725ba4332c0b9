"""``sources list|check``; ``sources add`` is in :mod:`feeds.cli.adding`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import click

from feeds.cli.adding import add_command
from feeds.cli.main import NOTHING_WORKED, OK, SOME_FAILED, Context
from feeds.cli.out import minute
from feeds.cli.preview import show_entries
from feeds.errors import SourceError
from feeds.model import Kind, Match, ParsedFeed, Source, SourceState, SourceStatus
from feeds.service import Service, now
from feeds.sourcefile import mark_verified

_CONTENT = "article.content"
"""Alternatives: it is enough if one finds something."""
_HEAD = ("SOURCE", "STATE", "ENTRIES", "LAST SUCCESS", "NEXT TRY", "ADDRESS")


@click.group("sources")
def sources_command() -> None:
    """Where news comes from, and how it fares."""


sources_command.add_command(add_command)


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
@click.option("--verify", is_flag=True, help="If it gives news, set verified = true in sources.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def check_command(context: Context, source_id: str, verify: bool, as_json: bool) -> int:
    """Ask one source now and show what it gives, and what each of its selectors finds; nothing is stored."""
    with context.service() as service:
        source = service.source(source_id)
        zone = ZoneInfo(service.settings.timezone)
        try:
            way, feed, failed_ways = service.check(source)
        except SourceError as error:
            matches = _matches_of_failed(service, source, error)
            if as_json:
                failed = {"source": source_id, "ok": False, "code": error.code, "error": error.message}
                context.out.json({**failed, "matches": _matches_json(matches)})
            else:
                context.out.line(f"{source_id}: {source.url}: {error.message} ({error.code})")
                _show_matches(context, matches)
            return NOTHING_WORKED
        articles, problem = _articles(service, way, feed)
        matches = (*feed.matches, *articles)
        warnings = [f"{other.url}: {error.message} ({error.code})" for other, error in failed_ways]
        warnings += [*feed.warnings, *_idle(feed.matches, feed.info.self_url or way.url)]
        warnings += _idle(articles, _first_link(feed))
        if verify and not source.verified and feed.entries:
            mark_verified(service.settings.folder / "sources.toml", source.id)
    if as_json:
        told = {"source": source_id, "ok": True, **_feed(feed), "warnings": warnings}
        context.out.json({**told, "matches": _matches_json(matches), "article": problem})
        return SOME_FAILED if problem else OK
    _show(context, source, feed, warnings, zone)
    _show_matches(context, matches)
    if problem:
        context.out.line(f"article: {problem}")
    if not source.verified and feed.entries:
        context.out.note("verified = true is set now" if verify else "not verified yet: --verify marks it as seen")
    return SOME_FAILED if problem else OK


def _articles(service: Service, source: Source, feed: ParsedFeed) -> tuple[tuple[Match, ...], str | None]:
    """What the selectors for articles find on the first one, and why it gives no text, if so."""
    first = next((entry for entry in feed.entries if entry.link), None)
    if first is None or (source.article is None and not source.full_text):
        return (), None
    # Imported here, as all that asks: `sources list` needs none of it.
    from feeds.jobs.trial import try_article

    try:
        matches, error = try_article(source, first, service.settings.http, service.settings.parse, now())
    except SourceError as failed:
        matches, error = (), failed
    return matches, f"{first.link}: {error.message} ({error.code})" if error else None


def _first_link(feed: ParsedFeed) -> str:
    return next((entry.link for entry in feed.entries if entry.link), "")


def _idle(matches: Sequence[Match], url: str) -> Iterator[str]:
    """Selectors that find nothing at ``url``, though they should: not each article has something to remove."""
    rules = [match.name.partition("[")[0] for match in matches]
    has_text = any(rule == _CONTENT and match.count for rule, match in zip(rules, matches, strict=True))
    for rule, match in zip(rules, matches, strict=True):
        if not match.count and rule != "article.remove" and not (rule == _CONTENT and has_text):
            yield f"{match.name} {match.selector!r} finds nothing on {url}"


def _matches_of_failed(service: Service, source: Source, error: SourceError) -> tuple[Match, ...]:
    """Of a page without news: which of its selectors still find something."""
    if source.kind is not Kind.PAGE or error.code != "no-entries":
        return ()
    from feeds.jobs.trial import try_list

    try:
        return try_list(source, service.settings.http, service.settings.parse, now())
    except SourceError:  # it has just been told what is wrong
        return ()


def _show_matches(context: Context, matches: Sequence[Match]) -> None:
    if matches:
        rows = [(match.name, match.selector, str(match.count).rjust(len("FOUND")), match.example) for match in matches]
        context.out.table([("RULE", "SELECTOR", "FOUND", "FOR INSTANCE"), *rows])


def _matches_json(matches: Sequence[Match]) -> list[dict[str, Any]]:
    return [asdict(match) for match in matches]


def _show(context: Context, source: Source, feed: ParsedFeed, warnings: Sequence[str], zone: tzinfo) -> None:
    language = f"{source.language} (sources.toml)" if source.language else feed.info.language or "not said"
    context.out.line(f"{source.id}: {feed.info.title}, {len(feed.entries)} entries, language: {language}")
    for warning in warnings:
        context.out.line(f"warning: {warning}")
    show_entries(context.out, feed.entries, zone)


def _feed(feed: ParsedFeed) -> dict[str, Any]:
    return {
        "title": feed.info.title,
        "language": feed.info.language,
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
        minute(state.last_success if state else None, zone),
        minute(_next_try(state), zone, "at a refresh") if source.enabled else "never",
        source.url + ("" if source.verified else "  (not verified)"),
    )
    if state and state.last_error:
        yield "", f"{state.last_error} ({state.error_code})"
    elif state and state.warning:
        yield "", f"warning: {state.warning}"


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
