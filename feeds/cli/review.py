"""``review list|show|fix|approve|undo``: what an editor does to translations."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from feeds.cli.explaining import desk_of, finding_line, head, units
from feeds.cli.main import Context
from feeds.cli.out import Out, minute
from feeds.errors import ReviewError
from feeds.jobs.desk import Explained, explain, find, flagged
from feeds.jobs.review import Reviewed, approve, correct, undo
from feeds.model import Entry, Translation
from feeds.service import Service, now

_F = TypeVar("_F", bound=Callable[..., Any])

_entry = click.argument("entry", metavar="ENTRY")
_to = click.option("--to", metavar="LANG", help="Language of the translation.  [the main one]")


def _deed(command: _F) -> _F:
    """The options of what changes something."""
    command = click.option("--no-publish", is_flag=True, help="Leave it to the next refresh to publish it.")(command)
    return click.option("--author", metavar="NAME", help="Who does it.  [your login name]")(command)


@click.group("review")
def review_command() -> None:
    """Look at translations, correct them and approve them.

    ENTRY is a key, the beginning of one, or the address of the entry's page.
    """


@review_command.command("list", short_help="Entries whose translation should be looked at.")
@_to
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_command(context: Context, to: str | None, limit: int, as_json: bool) -> None:
    """Entries that a check found something in, or that are translated in part or not at all; the newest first."""
    with context.service() as service:
        rows = flagged(desk_of(service, to), limit)
        zone = ZoneInfo(service.settings.timezone)
    if as_json:
        context.out.json({"entries": [_json(*row) for row in rows]})
    elif rows:
        context.out.table([_row(entry, made, zone) for entry, made in rows])
        context.out.note(f"Times are those of {zone.key}.")
    else:
        context.out.line("nothing to look at")


@review_command.command("show", short_help="Every unit of an entry, numbered.")
@_entry
@_to
@click.pass_obj
def show_command(context: Context, entry: str, to: str | None) -> None:
    """Every unit of an entry with its number: the original, the translation, who made it, what the checks find."""
    with context.service() as service:
        desk = desk_of(service, to)
        found = explain(desk, find(desk, entry))
        zone = ZoneInfo(service.settings.timezone)
    for line in (*head(found, zone), *units(found, desk.target, zone)):
        context.out.line(line)
    context.out.note(f"Times are those of {zone.key}.")


@review_command.command("fix", short_help="Give a unit another translation.")
@_entry
@click.argument("number", metavar="UNIT", type=int)
@click.argument("text", metavar="[TEXT]", required=False)
@click.option("--file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
              help='Read the text from a file ("-": standard input).')  # fmt: skip
@click.option("--as-is", is_flag=True, help="Take the text though a check refuses it.")
@_to
@_deed
@click.pass_obj
def fix_command(
    context: Context,
    entry: str,
    number: int,
    text: str | None,
    file: Path | None,
    as_is: bool,
    to: str | None,
    author: str | None,
    no_publish: bool,
) -> None:
    """Have unit number UNIT read TEXT, in this entry and wherever else it occurs, from now on.

    TEXT has the same codes (<g1>…</g1>, <x2/>) as the original, and "&lt;" for a "<" of its own.
    """
    wanted, name = _text(text, file), _author(author)
    with context.service() as service:
        desk = desk_of(service, to)
        found = explain(desk, find(desk, entry))
        unit = found.unit(number)
        try:
            done = correct(desk, found.entry.key, unit.source, wanted, author=name, now=now(), as_is=as_is)
        except ReviewError as error:
            hint = "; --as-is takes it all the same" if error.acceptable else ""
            raise ReviewError(f"unit {number} stays as it was: {error}{hint}") from error
        _tell(context.out, service, found, done, publish=not no_publish)


@review_command.command("approve", short_help="Say that the translation is right as it is.")
@_entry
@click.argument("numbers", metavar="[UNIT]...", nargs=-1, type=int)
@_to
@_deed
@click.pass_obj
def approve_command(
    context: Context, entry: str, numbers: tuple[int, ...], to: str | None, author: str | None, no_publish: bool
) -> None:
    """Have the present translation of these units, or of all of them, stay as a person's."""
    name = _author(author)
    with context.service() as service:
        desk = desk_of(service, to)
        found = explain(desk, find(desk, entry))
        wanted = [found.unit(number).source for number in numbers]
        done = approve(desk, found.entry.key, wanted, author=name, now=now())
        _tell(context.out, service, found, done, publish=not no_publish)


@review_command.command("undo", short_help="Take back a correction or an approval.")
@_entry
@click.argument("number", metavar="UNIT", type=int)
@_to
@_deed
@click.pass_obj
def undo_command(
    context: Context, entry: str, number: int, to: str | None, author: str | None, no_publish: bool
) -> None:
    """Take back the last correction or approval of unit number UNIT: what was before it holds again."""
    name = _author(author)
    with context.service() as service:
        desk = desk_of(service, to)
        found = explain(desk, find(desk, entry))
        done = undo(desk, found.entry.key, found.unit(number).source, author=name, now=now())
        _tell(context.out, service, found, done, publish=not no_publish)


def _text(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise click.UsageError("give the text, or --file FILE to read it from")
    if file is None:
        return text or ""
    try:
        return (sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReviewError(f"{file}: this is no UTF-8 text") from error


def _author(given: str | None) -> str:
    """Who does it: nobody's word is pinned without a name."""
    try:
        name = getpass.getuser() if given is None else given.strip()
    except (OSError, KeyError, ImportError):  # no name for this user id: https://docs.python.org/3/library/getpass.html
        name = ""
    if not name:
        raise click.UsageError("say who you are: --author NAME")
    return name


def _tell(out: Out, service: Service, found: Explained, done: Reviewed, *, publish: bool) -> None:
    """What was done, unit by unit, and what came of it."""
    numbers = {unit.source: unit.number for unit in found.units}
    for finding in done.findings:
        out.note(finding_line(finding))
    for unit in done.left:
        out.note(f"unit {numbers[unit]} is not translated, so it cannot be approved")
    for change in done.changes:
        after = "an engine's turn again" if change.after is None else change.after
        out.line(f"unit {numbers[change.source]}: {change.before or '(nothing)'}")
        out.line(f"  → {'(as it is)' if change.after == change.before else after}")
    if not done.changes:
        out.line("nothing else to approve" if done.left else "nothing to change: it is so already")
        return
    documents = _count(service.publish(), "document") + " published" if publish else "not published yet"
    out.line(f"{_count(len(done.entries), 'entry', 'entries')} changed, {documents}")
    if done.later:
        out.note(f"up to {_count(done.later, 'older entry', 'older entries')} will change with the next refresh")
    if publish:
        service.publishing.tell_hubs(out.note)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _row(entry: Entry, made: Translation, zone: ZoneInfo) -> Sequence[str]:
    checks = dict.fromkeys(finding.check for finding in made.findings)
    found = f"{_count(len(made.findings), 'warning')}: {', '.join(checks)}" if checks else made.reason or ""
    return entry.key, minute(entry.published, zone), made.state.value, found, entry.title


def _json(entry: Entry, made: Translation) -> dict[str, Any]:
    return {
        "key": entry.key, "source": entry.source_id, "title": entry.title, "published": entry.published.isoformat(),
        "state": made.state.value, "engine": made.engine, "reason": made.reason,
        "findings": [
            {"check": one.check, "message": one.message, "unit": one.unit} for one in made.findings
        ],
    }  # fmt: skip
