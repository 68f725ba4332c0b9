"""``partners list|check``: the cities that news is looked through for, and what of a text mentions them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from feeds.cli.main import Context
from feeds.config.partners import PartnersFile, edition_id, load_partners
from feeds.ingest.partners import Mention, Mentions
from feeds.model import Partner
from feeds.service import config_folder
from feeds.text.detect import detect_language
from feeds.text.language import language_tag

_HEAD = ("PARTNER", "NAME", "COUNTRY", "EDITION")


@click.group("partners")
def partners_command() -> None:
    """The cities that news is looked through for."""


@partners_command.command("list", short_help="Every partner and its edition.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_command(context: Context, as_json: bool) -> None:
    """Every partner of partners.toml with its name, its country and its edition."""
    file = _file(context)
    if as_json:
        context.out.json({"partners": [_partner_json(file, partner) for partner in file.partners]})
    elif file.partners:
        rows = [(one.id, one.name, one.country, _edition(file, one) or "none") for one in file.partners]
        context.out.table([_HEAD, *rows])
    else:
        context.out.line("no partner is configured")


def _tag(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    tag = language_tag(value)
    if value is not None and tag is None:
        raise click.BadParameter(f"{value!r} is no language tag; a tag is like uk, en or en-GB")
    return tag


@partners_command.command("check", short_help="What of a text mentions a partner, and why.")
@click.argument("text")
@click.option("--language", metavar="LANG", callback=_tag, help="What the text is written in.  [what it is seen to be]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def check_command(context: Context, text: str, language: str | None, as_json: bool) -> None:
    """Show all in TEXT ("-": standard input) that looks like a partner, what counts and what does not, and why."""
    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    spoken = language or detect_language(text)
    found = Mentions(_file(context).partners).find(text, spoken)
    counted = list(dict.fromkeys(one.partner for one in found if one.certain))
    if as_json:
        mentions = [_mention_json(text, one) for one in found]
        context.out.json({"language": spoken, "partners": counted, "mentions": mentions})
        return
    for line in _lines(text, found):
        context.out.line(line)
    context.out.line(f"mentioned: {', '.join(counted) or 'no partner'}")
    context.out.note(f"read as {spoken}" if spoken else "read by its script: too short to tell the language")


def _file(context: Context) -> PartnersFile:
    return load_partners(config_folder(context.config) / "partners.toml")


def _edition(file: PartnersFile, partner: Partner) -> str | None:
    return edition_id(partner) if file.edition else None


def _lines(text: str, found: Sequence[Mention]) -> Iterator[str]:
    """Where, what, whom, counted or not and why."""
    for one in found:
        line, column = text.count("\n", 0, one.start) + 1, one.start - text.rfind("\n", 0, one.start)
        passage = " ".join(text[one.start : one.end].split())
        verdict = "counted" if one.certain else "not counted"
        yield f"line {line}, character {column}: {passage}: {one.partner}: {verdict}: {one.why}"


def _partner_json(file: PartnersFile, partner: Partner) -> dict[str, object]:
    return {
        "id": partner.id,
        "name": partner.name,
        "country": partner.country,
        "latitude": partner.latitude,
        "longitude": partner.longitude,
        "edition": _edition(file, partner),
    }


def _mention_json(text: str, one: Mention) -> dict[str, object]:
    return {
        "start": one.start,
        "end": one.end,
        "text": text[one.start : one.end],
        "partner": one.partner,
        "form": one.form,
        "counted": one.certain,
        "why": one.why,
    }
