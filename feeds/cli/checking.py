"""``config check`` and ``doctor``."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable

import click

from feeds.cli.main import NOTHING_WORKED, OK, Context
from feeds.errors import EngineError, VisnykError
from feeds.service import Service


@click.group("config")
def config_command() -> None:
    """The settings."""


@config_command.command("check")
@click.pass_obj
def check_command(context: Context) -> None:
    """Read all settings and say what they come to; an error names file, key, value and reason."""
    settings = context.service().settings
    engines = " → ".join(settings.engine_names) or "none: nothing is translated"
    context.out.line(f"{settings.folder}: {len(settings.sources)} sources, {len(settings.editions)} editions")
    context.out.line(
        f"translation: {', '.join(settings.source_languages)} → {', '.join(settings.targets)}; engines: {engines}"
    )
    context.out.line(f"site: {settings.site.title}, {settings.site.base_url}")


@click.command("doctor")
@click.pass_obj
def doctor_command(context: Context) -> int:
    """Try everything that Visnyk stands on: settings, data folder, database, each engine with one sentence."""
    checks: list[tuple[str, Callable[[Service], str]]] = [
        ("settings", lambda service: f"{service.settings.folder}: {len(service.settings.sources)} sources"),
        ("database", _database),
    ]
    service = context.service()
    checks += [(f"engine {name}", _engine(name)) for name in service.settings.engine_names if name != "memory"]
    context.out.line(f"ok    python: {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    healthy = True
    with service:
        for name, check in checks:
            try:
                context.out.line(f"ok    {name}: {check(service)}")
            except VisnykError as error:
                healthy = False
                context.out.line(f"FAIL  {name}: {error}")
    return OK if healthy else NOTHING_WORKED


def _database(service: Service) -> str:
    units = sum(row[3] for row in service.memory_counts())
    return f"{service.database.url}: {units} units in the translation memory"


def _engine(name: str) -> Callable[[Service], str]:
    def check(service: Service) -> str:
        answer = service.try_engine(name, "Добрий день")
        if not answer.strip():
            raise EngineError(name, "the answer is empty")
        return f"translates {'Добрий день'!r} as {answer!r}"

    return check
