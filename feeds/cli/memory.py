"""``memory import|export|stats``: the translation memory and TMX files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds.cli.files import replace_file_by_pieces
from feeds.cli.main import Context
from feeds.errors import ExchangeError

if TYPE_CHECKING:
    from feeds.service import Service
    from feeds.store.spending import Total, Use

_Caps = dict[str, tuple[int | None, int | None]]
"""Of each engine, characters a day and a month."""


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
    with context.service() as service:
        read, changed, problems = _import(service, file)
    for problem in problems:
        context.out.note(problem)
    if as_json:
        context.out.json({"read": read, "changed": changed, "left_out": len(problems)})
    else:
        context.out.line(f"{read} units read, {changed} new or changed, {len(problems)} left out")
    if not read and problems:
        raise ExchangeError(f"{file}: no unit could be used")


def _import(service: Service, file: Path) -> tuple[int, int, list[str]]:
    if str(file) == "-":
        return service.translating.import_memory(sys.stdin.buffer, "standard input")
    with file.open("rb") as opened:
        return service.translating.import_memory(opened, str(file))


@memory_command.command("export", short_help="Write the whole memory as a TMX file.")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.pass_obj
def export_command(context: Context, file: Path) -> None:
    """Write the whole memory as a TMX 1.4 file ("-": to standard output)."""
    units = 0

    def counted() -> Iterator[bytes]:
        nonlocal units
        for piece in service.translating.export_memory():
            units += piece.count(b"<tu ")
            yield piece

    with context.service() as service:
        if str(file) == "-":
            sys.stdout.buffer.writelines(counted())
            sys.stdout.buffer.flush()
        else:
            replace_file_by_pieces(file, counted())
            context.out.line(f"{file}: {units} units")


@memory_command.command("stats", short_help="How many units are known, and what that saved.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
@click.pass_obj
def stats_command(context: Context, as_json: bool) -> None:
    """How many units are known, by languages and origin; what that saved, and what the engines were sent."""
    with context.service() as service:
        rows = service.translating.memory_counts()
        used = {use.engine: use for use in service.translating.spending()}
        caps = {
            name: (options.characters_per_day, options.characters_per_month)
            for name, options in service.settings.engines.items()
        }
        configured = {name for pair in service.settings.pairs for name in pair.engines}
    if as_json:
        names = ("source", "target", "origin", "units", "characters")
        context.out.json(
            {
                "units": sum(row[3] for row in rows),
                "rows": [dict(zip(names, row, strict=True)) for row in rows],
                **_spending(used, configured, caps),
            }
        )
        return
    context.out.table([(f"{a} → {b}", who, f"{n:,} units", f"{size:,} characters") for a, b, who, n, size in rows])
    if not rows:
        context.out.line("the memory is empty")
    if used:
        context.out.line("")
        context.out.table(list(_spending_table(used, caps)))


def _spending(used: dict[str, Use], configured: set[str], caps: _Caps) -> dict[str, Any]:
    """For scripts: what the memory saved; of the engines, those that are configured or were ever sent anything."""
    from feeds.store.spending import SAVED

    saved = _numbers(used.get(SAVED))
    for numbers in saved.values():
        del numbers["requests"]
    engines = []
    for name in sorted((configured | used.keys()) - {SAVED}):
        per_day, per_month = caps.get(name, (None, None))
        limits = {"characters_per_day": per_day, "characters_per_month": per_month}
        engines.append({"engine": name, **_numbers(used.get(name)), **limits})
    return {"saved": saved, "engines": engines}


def _numbers(use: Use | None) -> dict[str, dict[str, int]]:
    totals = (use.day, use.month, use.ever) if use else (None, None, None)
    return {
        when: {
            "requests": total.requests if total else 0,
            "units": total.units if total else 0,
            "characters": total.characters if total else 0,
        }
        for when, total in zip(("today", "month", "ever"), totals, strict=True)
    }


def _spending_table(used: dict[str, Use], caps: _Caps) -> Iterator[tuple[str, ...]]:
    """For people: what the memory saved, then what each engine was sent, beside its caps."""
    from feeds.store.spending import SAVED

    yield "", "today", "this month", "in all"
    for name, use in sorted(used.items(), key=lambda item: (item[0] != SAVED, item[0])):
        totals = (use.day, use.month, use.ever)
        if name == SAVED:
            yield (
                "saved by the memory",
                *(f"{total.units:,} units, {total.characters:,} characters" for total in totals),
            )
        else:
            limits = (*caps.get(name, (None, None)), None)
            yield f"sent to {name}", *(_sent(total, cap) for total, cap in zip(totals, limits, strict=True))


def _sent(total: Total, cap: int | None) -> str:
    of = "" if cap is None else f" of {cap:,}"
    return f"{total.requests:,} requests, {total.characters:,}{of} characters"
