"""``translation check|explain``: what translations are held to, and how they come about."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from feeds.cli.explaining import explain_command, finding_line
from feeds.cli.main import Context
from feeds.config import Settings, load_settings
from feeds.config.terms import load_termbase
from feeds.service import config_folder
from feeds.text.language import language_tag
from feeds.translation.checks.lines import Verdict, judged


@click.group("translation")
def translation_command() -> None:
    """How translations come about, and what they are held to."""


translation_command.add_command(explain_command)


def _tag(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    tag = language_tag(value)
    if value is not None and tag is None:
        raise click.BadParameter(f"{value!r} is no language tag; a tag is like uk, en or en-GB")
    return tag


@translation_command.command("check", short_help="Judge pairs of originals and translations.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--from", "source", metavar="LANG", callback=_tag, help="Language of the originals.  [the main one]")
@click.option("--to", "target", metavar="LANG", callback=_tag, help="Language of the translations.  [the main one]")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each line.")
@click.pass_obj
def check_command(context: Context, file: Path, source: str | None, target: str | None, as_json: bool) -> None:
    """Judge pairs in FILE ("-": standard input): the original, a tab, the translation, a line each.

    The checks and the termbase are those that an engine's answers go through.
    """
    settings = load_settings(config_folder(context.config))
    termbase = load_termbase(settings.folder / "termbase.csv")
    source, target = source or _main_source(settings), target or settings.target
    counts: Counter[str] = Counter()
    for verdict in judged(_read(file), source, target, termbase):
        counts[verdict.word] += 1
        if as_json:
            context.out.json(_as_json(verdict))
        else:
            for finding in verdict.findings:
                context.out.line(f"line {verdict.line}: {finding_line(finding)}")
    if not as_json:
        lines = counts.total()
        context.out.line(f"{lines} lines: {counts['ok']} ok, {counts['warning']} warned, {counts['fatal']} refused")


def _main_source(settings: Settings) -> str:
    """What is translated into the main language first."""
    return next(iter((*settings.sources_into(settings.target), *settings.source_languages)), "uk")


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file}: cannot be read: {error.strerror}") from error


def _as_json(verdict: Verdict) -> dict[str, object]:
    findings = [{"check": finding.check, "message": finding.message} for finding in verdict.findings]
    return {"line": verdict.line, "verdict": verdict.word, "findings": findings}
