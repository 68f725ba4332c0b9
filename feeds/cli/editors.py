"""``editors add|list|password|disable|enable|unlock|log``: who may sign in to the desk, and what was done there."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import click

from feeds.cli.main import Context
from feeds.cli.out import minute
from feeds.errors import AccountError
from feeds.model import Deed, Editor

_name = click.argument("name", metavar="NAME")
_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_SHOWN = 60
"""Characters of each text in a line of the log; --json has all."""


@click.group("editors")
def editors_command() -> None:
    """Who may sign in to the editors' desk.

    Translations are corrected there, on the website. There is a desk as soon as there is an account.
    """


@editors_command.command("add", short_help="Make an account.")
@_name
@_stdin
@click.pass_obj
def add_command(context: Context, name: str, password_stdin: bool) -> None:
    """Make an account by which somebody may sign in to the desk.

    NAME has 1 to 64 letters, digits and . _ -, the password at least 12 characters; it is asked for twice.
    """
    with context.service() as service:
        service.editing.add_editor(name, _password(password_stdin), by=_login())
        context.out.line(f"{name} may sign in at {service.publishing.catalogue().site.base_url}/en/desk/")


@editors_command.command("list", short_help="All accounts.")
@_json
@click.pass_obj
def list_command(context: Context, as_json: bool) -> None:
    """All accounts: since when, when they signed in last, and whether they may."""
    with context.service() as service:
        found = service.editing.editors()
        zone = ZoneInfo(service.settings.timezone)
    if as_json:
        context.out.json({"editors": [_editor_json(one) for one in found]})
    elif found:
        context.out.table([_editor_row(one, zone) for one in found])
        context.out.note(f"Times are those of {zone.key}.")
    else:
        context.out.line("nobody may sign in: `visnyk editors add NAME` makes an account")


@editors_command.command("password", short_help="Give an account another password.")
@_name
@_stdin
@click.pass_obj
def password_command(context: Context, name: str, password_stdin: bool) -> None:
    """Give an account another password; whoever is signed in by it is signed out."""
    with context.service() as service:
        service.editing.set_password(name, _password(password_stdin), by=_login())
        context.out.line(f"{name} has another password, and is signed out everywhere")


@editors_command.command("disable", short_help="Let somebody sign in no more.")
@_name
@click.pass_obj
def disable_command(context: Context, name: str) -> None:
    """Let somebody sign in no more, and sign them out; what they did stays, under their name."""
    with context.service() as service:
        service.editing.disable(name, by=_login())
        context.out.line(f"{name} may not sign in any more, and is signed out everywhere")


@editors_command.command("enable", short_help="Let somebody sign in again.")
@_name
@click.pass_obj
def enable_command(context: Context, name: str) -> None:
    """Let somebody sign in again, with the password that they had."""
    with context.service() as service:
        service.editing.enable(name, by=_login())
        context.out.line(f"{name} may sign in")


@editors_command.command("unlock", short_help="Forget wrong passwords.")
@_name
@click.pass_obj
def unlock_command(context: Context, name: str) -> None:
    """Forget the tries to sign in that failed: after five in 15 minutes, no stranger may try by a name for a while."""
    with context.service() as service:
        number = service.editing.unlock(name, by=_login())
        context.out.line(f"{name} may sign in; failed tries: {number}")


@editors_command.command("log", short_help="What was done at the desk.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="How many lines at most.")
@_json
@click.pass_obj
def log_command(context: Context, limit: int, as_json: bool) -> None:
    """What was done at the desk, who signed in and who tried to, the newest first."""
    with context.service() as service:
        found = service.editing.deeds(limit)
        zone = ZoneInfo(service.settings.timezone)
    if as_json:
        context.out.json({"deeds": [_deed_json(one) for one in found]})
    elif found:
        context.out.table([_deed_row(one, zone) for one in found])
        context.out.note(f"Times are those of {zone.key}.")
    else:
        context.out.line("nothing was done yet")


def _password(from_stdin: bool) -> str:
    """Asked for twice without an echo, or a line of standard input."""
    if from_stdin:
        try:
            return sys.stdin.buffer.readline().decode().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise AccountError("the password on standard input is no UTF-8 text") from error
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask for the password on: give it with --password-stdin")
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return given


def _login() -> str:
    """Who calls, for the log."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name for this user id: https://docs.python.org/3/library/getpass.html
        return ""


def _editor_row(one: Editor, zone: tzinfo) -> list[str]:
    if one.disabled:
        state = f"disabled since {minute(one.disabled, zone)}"
    else:
        state = f"locked for {one.locked} s" if one.locked else "may sign in"
    return [one.name, f"since {minute(one.created, zone)}", f"signed in {minute(one.signed_in, zone)}", state]


def _deed_row(one: Deed, zone: tzinfo) -> list[str]:
    row = [f"{one.made.astimezone(zone):%Y-%m-%d %H:%M:%S}", one.editor or "-", one.kind]
    return [*row, one.address or "command line", one.subject or "-", "; ".join(_what(one))]


def _what(one: Deed) -> Iterator[str]:
    """What was done, in short."""
    for name, value in one.detail.items():
        if name == "units":
            for unit in value:
                after = "an engine's turn again" if unit["after"] is None else _short(unit["after"])
                yield f"unit {unit['unit']}: {_short(unit['before'] or '(nothing)')} → {after}"
        else:
            yield f"{name}: {_short(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _editor_json(one: Editor) -> dict[str, Any]:
    return {
        "name": one.name, "created": one.created.isoformat(),
        "disabled": one.disabled.isoformat() if one.disabled else None,
        "signed_in": one.signed_in.isoformat() if one.signed_in else None, "locked": one.locked,
    }  # fmt: skip


def _deed_json(one: Deed) -> dict[str, Any]:
    return {
        "id": one.id, "made": one.made.isoformat(), "editor": one.editor, "kind": one.kind, "subject": one.subject,
        "address": one.address, "detail": dict(one.detail),
    }  # fmt: skip
