"""``sources add``: from an address to a source in ``sources.toml``, without an editor."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click

from feeds.cli.main import NOTHING_WORKED, OK, USAGE, Context
from feeds.cli.preview import SHOWN, show_entries
from feeds.config import Settings
from feeds.editions.context import matching_sources
from feeds.errors import ConfigError, SourceError
from feeds.ingest.newcomers import known_as, pasted_address
from feeds.model import Edition, ParsedEntry, Source
from feeds.service import now
from feeds.sourcefile import append_source, new_block
from feeds.text.html import shorten
from feeds.text.language import language_tag
from feeds.text.urls import host_of

if TYPE_CHECKING:
    from feeds.jobs.findings import Finding

_ADDRESS = 100
"""Characters of an address that is being asked for."""
# No single Ukrainian letter: the key of "y" writes "н" for "no", and that of "n" "т" for "yes".
_ANSWERS = {"y": True, "yes": True, "так": True, "n": False, "no": False, "ні": False}
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
@click.option("--pick", type=click.IntRange(min=1), show_default="the first that is new", help="Which finding to add.")
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
    pick: int | None,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Find out how the news at URL can be had, show it, and add it to sources.toml.

    URL is any page of the site, a feed, or a Telegram channel: kharkiv.example, https://kharkiv.example/news, @channel.
    """
    with context.service() as service:
        settings, zone = service.settings, ZoneInfo(service.settings.timezone)
    file = settings.folder / "sources.toml"
    try:
        findings = _discover(context, file, settings, url, quiet=as_json)
    except SourceError as error:
        return _nothing(context, url, error, as_json)
    choice = _choice(file, findings, settings, pick, _Names(source_id, title, language))
    today = now().astimezone(zone).date()
    block = new_block(choice.source, today)
    if not as_json:
        _show(context, choice, zone)
        context.out.line(f"\n{block.rstrip()}")
    decided = yes or dry_run or as_json
    wanted = (yes and not dry_run) if decided else _can_ask() and _agreed(file)
    if wanted:
        append_source(file, choice.source, today)
    if as_json:
        context.out.json(_json(choice, block, wanted))
        return OK
    context.out.note(_conclusion(file, wanted, decided or _can_ask()))
    return OK if decided or _can_ask() else USAGE


@dataclass(frozen=True, slots=True)
class _Names:
    """What the options say."""

    id: str | None
    title: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class _Choice:
    findings: list[Finding]
    number: int
    """Which of them, from 1 on."""
    source: Source
    """As it is to be added."""
    named: bool
    """Did somebody choose its id?"""
    editions: tuple[str, ...]
    """Ids of those that will hold it."""
    others: tuple[str, ...]
    """Ids of those that leave it out."""

    @property
    def finding(self) -> Finding:
        return self.findings[self.number - 1]

    @property
    def notes(self) -> tuple[str, ...]:
        nowhere = "it is in no edition, so nobody will read it: name it in `sources` of one in editions.toml"
        return self.finding.notes if self.editions else (*self.finding.notes, nowhere)


def _choice(file: Path, findings: list[Finding], settings: Settings, pick: int | None, names: _Names) -> _Choice:
    number = pick or _first_new(file, findings)
    if number > len(findings):
        raise click.BadParameter(f"there is no {number}; found: {len(findings)}.", param_hint="--pick")
    found = findings[number - 1].source
    source = replace(
        found,
        id=names.id or found.id,
        title=(names.title or "").strip() or found.title,
        language=names.language or found.language,
    )
    _refuse_known(file, source.url, settings.sources)
    if any(other.id == source.id for other in settings.sources):
        raise ConfigError(str(file), "id", "is in use there already; choose another one with --id", source.id)
    held = [edition for edition in settings.editions if matching_sources(edition, [source])]
    others = [edition for edition in settings.editions if edition not in held]
    return _Choice(findings, number, source, names.id is not None, _ids(held), _ids(others))


def _first_new(file: Path, findings: list[Finding]) -> int:
    """The number of the first finding that is no source yet."""
    number = next((number for number, one in enumerate(findings, start=1) if one.known is None), None)
    if number is None:
        raise ConfigError(str(file), "url", f"is there already, as {findings[0].known}", findings[0].source.url)
    return number


def _refuse_known(file: Path, url: str, known: Sequence[Source]) -> None:
    """Before anybody is asked for news, or whether to add it."""
    if other := known_as(url, known):
        raise ConfigError(str(file), "url", f"is there already, as {other.id}", other.url)


def _ids(editions: list[Edition]) -> tuple[str, ...]:
    return tuple(edition.id for edition in editions)


def _conclusion(file: Path, added: bool, asked: bool) -> str:
    if added:
        return f"added to {file}; `visnyk run` takes it up when it is started again"
    return "nothing was added" + ("" if asked else ": say --yes to add it")


def _discover(context: Context, file: Path, settings: Settings, url: str, *, quiet: bool) -> list[Finding]:
    _refuse_known(file, pasted_address(url)[0], settings.sources)
    if not quiet:
        context.out.note(f"looking for news at {url.strip()}")
    told = (lambda _: None) if quiet else _teller(context, url)
    # Imported here: what asks and reads takes longer to load than `sources list` to answer.
    from feeds.jobs.discover import discover

    return discover(url, settings.http, settings.parse, settings.sources, now(), told)


def _teller(context: Context, pasted: str) -> Callable[[str], None]:
    """Says what is asked for: a path of the site that was named, the whole address elsewhere."""
    host = host_of(pasted_address(pasted)[0])

    def tell(url: str) -> None:
        parts = urlsplit(url)
        shown = parts._replace(scheme="", netloc="").geturl() or "/"
        context.out.note(f"asking {shorten(shown if host_of(url) == host else url, _ADDRESS)} …")

    return tell


def _nothing(context: Context, url: str, error: SourceError, as_json: bool) -> int:
    if as_json:
        context.out.json({"ok": False, "url": url, "code": error.code, "error": error.message})
    else:
        context.out.line(f"{error.message} ({error.code})")
    return NOTHING_WORKED


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _agreed(file: Path) -> bool:
    agreed: bool = click.prompt(
        f"Add it to {file}? [y/N]", default="n", show_default=False, err=True, value_proc=_answer
    )
    return agreed


def _answer(text: str) -> bool:
    if (answer := text.strip().casefold()) not in _ANSWERS:
        raise click.UsageError("answer y or n, так or ні")
    return _ANSWERS[answer]


def _show(context: Context, choice: _Choice, zone: tzinfo) -> None:
    found, source = choice.finding, choice.source
    rows = [
        (
            ">" if number == choice.number else "", str(number), one.source.kind.value, one.source.url,
            one.how + (f" (there already, as {one.known})" if one.known else ""),
        )
        for number, one in enumerate(choice.findings, start=1)
    ]  # fmt: skip
    context.out.table([("", "", "KIND", "ADDRESS", "FOUND"), *rows])
    if len(rows) > 1:
        context.out.line("--pick N takes another one")
    count = len(found.feed.entries)
    context.out.line(f"\n{source.id}: {source.title}, {count} entries, language: {source.language or 'not known'}")
    show_entries(context.out, found.feed.entries, zone)
    for warning in found.feed.warnings:
        context.out.line(f"warning: {warning}")
    for note in choice.notes:
        context.out.line(f"note: {note}")
    for line in _consequences(choice):
        context.out.line(line)


def _consequences(choice: _Choice) -> Iterator[str]:
    """Where it will be read, and what it will be called for good."""
    others = f"not in: {', '.join(choice.others)} (their `sources` in editions.toml name others)"
    held = f"in the editions: {', '.join(choice.editions)}"
    yield "; ".join([held] * bool(choice.editions) + [others] * bool(choice.others)) or "there are no editions"
    yield f"its id is {choice.source.id}; " + (
        "it must not change later" if choice.named else "--id chooses another, and it must not change later"
    )


def _json(choice: _Choice, block: str, added: bool) -> dict[str, Any]:
    found, source = choice.finding, choice.source
    return {
        "ok": True,
        "findings": [
            {
                "kind": one.source.kind.value,
                "url": one.source.url,
                "how": one.how,
                "entries": len(one.feed.entries),
                "known": one.known,
            }
            for one in choice.findings
        ],
        "picked": choice.number,
        "id": source.id,
        "title": source.title,
        "language": source.language,
        "warnings": list(found.feed.warnings),
        "notes": list(choice.notes),
        "editions": list(choice.editions),
        "other_editions": list(choice.others),
        "entries": [_entry(entry) for entry in found.feed.entries[:SHOWN]],
        "toml": block,
        "added": added,
    }


def _entry(entry: ParsedEntry) -> dict[str, str | None]:
    published = entry.published and entry.published.isoformat()
    return {"title": entry.title, "link": entry.link, "published": published or None}
