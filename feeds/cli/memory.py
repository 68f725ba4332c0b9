"""``memory import|export|stats``: the translation memory and TMX files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from feeds.cli.files import replace_file
from feeds.cli.main import Context
from feeds.errors import ExchangeError


@click.group("memory")
def memory_command() -> None:
    """The translation memory, as TMX files."""


@memory_command.command("import", short_help="Read a TMX file into the memory.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.pass_obj
def import_command(context: Context, file: Path, as_json: bool) -> None:
    """Read a TMX 1.4 file ("-": standard input).

    Units without a note of their origin count as a human's and win over engines.
    """
    dash = str(file) == "-"
    data = sys.stdin.buffer.read() if dash else file.read_bytes()
    with context.service() as service:
        read, changed, problems = service.import_memory(data, "standard input" if dash else str(file))
    for problem in problems:
        context.out.note(problem)
    if as_json:
        context.out.json({"read": read, "changed": changed, "left_out": len(problems)})
    else:
        context.out.line(f"{read} units read, {changed} new or changed, {len(problems)} left out")
    if not read and problems:
        raise ExchangeError(f"{file}: no unit could be used")


@memory_command.command("export", short_help="Write the whole memory as a TMX file.")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.pass_obj
def export_command(context: Context, file: Path) -> None:
    """Write the whole memory as a TMX 1.4 file ("-": to standard output)."""
    with context.service() as service:
        data = service.export_memory()
    if str(file) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        replace_file(file, data)
        context.out.line(f"{file}: {data.count(b'<tu ')} units")


@memory_command.command("stats", short_help="How many units are known.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
@click.pass_obj
def stats_command(context: Context, as_json: bool) -> None:
    """How many units are known, by languages and origin."""
    with context.service() as service:
        rows = service.memory_counts()
    if as_json:
        names = ("source", "target", "origin", "units", "characters")
        context.out.json(
            {"units": sum(row[3] for row in rows), "rows": [dict(zip(names, row, strict=True)) for row in rows]}
        )
    elif rows:
        table = [
            (f"{source} → {target}", origin, f"{units} units", f"{characters} characters")
            for source, target, origin, units, characters in rows
        ]
        context.out.table(table)
    else:
        context.out.line("the memory is empty")
