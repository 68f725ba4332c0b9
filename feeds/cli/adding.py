"""``sources add``: from an address to a source in ``sources.toml``, without an editor."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from feeds.cli.main import NOTHING_WORKED, OK, Context
from feeds.cli.out import minute
from feeds.errors import ConfigError, SourceError
from feeds.model import ParsedEntry, Source
from feeds.service import Service, now
from feeds.sourcefile import append_source, source_block
from feeds.text.html import shorten, to_text
from feeds.text.language import language_tag

if TYPE_CHECKING:
    from feeds.jobs.discover import Finding

_SHOWN = 5
"""Entries of the preview."""
_WORDS = 70
"""Characters of an entry's text in it."""
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def _id(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _ID.fullmatch(value):
        raise click.BadParameter("small Latin letters, digits, - and _, at most 64, no sign in front.")
    return value


def _language(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and language_tag(value) is None:
        raise click.BadParameter("no language tag, uk or en-GB for instance.")
    return language_tag(value)


@click.command("add", short_help="Find the news at an address and add it as a source.")
@click.argument("url", metavar="URL")
@click.option("--id", "source_id", callback=_id, help="Its id, instead of the one proposed.")
@click.option("--title", help="What readers see it called, instead of its own title.")
@click.option("--language", callback=_language, help="What it is written in, instead of what was found.")
@click.option("--pick", type=click.IntRange(min=1), default=1, show_default=True, help="Which finding to add.")
@click.option("--yes", is_flag=True, help="Add it without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, and add nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; nothing is asked.")
@click.pass_obj
def add_command(
    context: Context,
    url: str,
    source_id: str | None,
    title: str | None,
    language: str | None,
    pick: int,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Find out how the news at URL can be had, show it, and add it to sources.toml.

    URL is any page of the site, a feed, or a Telegram channel: kharkiv.example, https://kharkiv.example/news, @channel.
    """
    with context.service() as service:
        settings, zone = service.settings, ZoneInfo(service.settings.timezone)
        if not as_json:
            context.out.note(f"looking for news at {url.strip()}")
        try:
            findings = _discover(service, url)
        except SourceError as error:
            return _nothing(context, url, error, as_json)
    choice = _choice(findings, pick, source_id, title, language)
    file = settings.folder / "sources.toml"
    _refuse_known(file, choice.source, settings.sources)
    if not as_json:
        _show(context, choice, zone)
    wanted = not dry_run and (yes or (not as_json and _agreed(file)))
    today = now().astimezone(zone).date()
    block = append_source(file, choice.source, today) if wanted else source_block(choice.source)
    if as_json:
        context.out.json(_json(choice, block, wanted))
        return OK
    if wanted or dry_run:
        context.out.line(f"\n{block.rstrip()}")
    context.out.note(_conclusion(choice, file, wanted, dry_run))
    return OK


@dataclass(frozen=True, slots=True)
class _Choice:
    findings: list[Finding]
    number: int
    """Which of them, from 1 on."""
    source: Source
    """As it is to be added."""

    @property
    def finding(self) -> Finding:
        return self.findings[self.number - 1]


def _choice(
    findings: list[Finding], number: int, source_id: str | None, title: str | None, language: str | None
) -> _Choice:
    if number > len(findings):
        raise click.BadParameter(f"there is no {number}; found: {len(findings)}.", param_hint="--pick")
    source = findings[number - 1].source
    named = replace(
        source,
        id=source_id or source.id,
        title=(title or "").strip() or source.title,
        language=language or source.language,
    )
    return _Choice(findings, number, named)


def _conclusion(choice: _Choice, file: Path, added: bool, dry_run: bool) -> str:
    if added:
        return f"added to {file}; `visnyk run` takes it up when it is started again"
    if dry_run:
        return "nothing was added"
    return "nothing was added; --yes adds it" + (", --pick N another one" if len(choice.findings) > 1 else "")


def _discover(service: Service, url: str) -> list[Finding]:
    # Imported here: what asks and reads takes longer to load than `sources list` to answer.
    from feeds.jobs.discover import discover

    settings = service.settings
    return discover(url, settings.http, settings.parse, settings.sources, now())


def _nothing(context: Context, url: str, error: SourceError, as_json: bool) -> int:
    if as_json:
        context.out.json({"ok": False, "url": url, "code": error.code, "error": error.message})
    else:
        context.out.line(f"{error.message} ({error.code})")
    return NOTHING_WORKED


def _refuse_known(file: Path, source: Source, known: tuple[Source, ...]) -> None:
    """Before anybody is asked whether to add it."""
    for other in known:
        if other.url == source.url:
            raise ConfigError(str(file), "url", f"is there already, as {other.id}", source.url)
        if other.id == source.id:
            raise ConfigError(str(file), "id", "is in use there already; choose another one with --id", source.id)


def _agreed(file: Path) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(f"Add it to {file}?", default=False, err=True)


def _show(context: Context, choice: _Choice, zone: tzinfo) -> None:
    found, source = choice.finding, choice.source
    rows = [
        (">" if number == choice.number else "", str(number), one.source.kind.value, one.source.url, one.how)
        for number, one in enumerate(choice.findings, start=1)
    ]
    context.out.table([("", "", "KIND", "ADDRESS", "FOUND"), *rows])
    count = len(found.feed.entries)
    context.out.line(f"\n{source.id}: {source.title}, {count} entries, language: {source.language or 'not known'}")
    for entry in found.feed.entries[:_SHOWN]:
        context.out.line(f"{minute(entry.published, zone, 'no date')}  {entry.title}")
        words = shorten(to_text(entry.summary or entry.content), _WORDS)
        for line in filter(None, (entry.link, words if words != entry.title else "")):
            context.out.line(f"{' ' * len('2026-01-01 00:00')}  {line}")
    if count > _SHOWN:
        context.out.line(f"and {count - _SHOWN} more")
    for warning in found.feed.warnings:
        context.out.line(f"repaired: {warning}")
    for note in found.notes:
        context.out.line(f"note: {note}")


def _json(choice: _Choice, block: str, added: bool) -> dict[str, Any]:
    found, source = choice.finding, choice.source
    return {
        "ok": True,
        "findings": [
            {"kind": one.source.kind.value, "url": one.source.url, "how": one.how, "entries": len(one.feed.entries)}
            for one in choice.findings
        ],
        "picked": choice.number,
        "id": source.id,
        "title": source.title,
        "language": source.language,
        "warnings": list(found.feed.warnings),
        "notes": list(found.notes),
        "entries": [_entry(entry) for entry in found.feed.entries[:_SHOWN]],
        "toml": block,
        "added": added,
    }


def _entry(entry: ParsedEntry) -> dict[str, str | None]:
    published = entry.published and entry.published.isoformat()
    return {"title": entry.title, "link": entry.link, "published": published or None}
