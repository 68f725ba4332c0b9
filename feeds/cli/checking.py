"""``config check`` and ``doctor``."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from functools import partial

import click

from feeds.cli.main import NOTHING_WORKED, OK, Context
from feeds.config import Settings
from feeds.config.takedown import FILE, load_takedowns
from feeds.errors import EngineError, StoreError, VisnykError
from feeds.model import Pair
from feeds.service import Service
from feeds.store.pings import hub_troubles
from feeds.store.takedown import unmatched
from feeds.text.language import primary

_TRIALS = {"uk": "Добрий день", "en": "Good morning", "pl": "Dzień dobry", "ru": "Добрый день", "de": "Guten Morgen"}


@click.group("config")
def config_command() -> None:
    """The settings."""


@config_command.command("check", short_help="Read all settings; name what is wrong.")
@click.pass_obj
def check_command(context: Context) -> None:
    """Read all settings and say what they come to; an error names file, key, value and reason."""
    service = context.service()
    settings = service.settings
    unverified = sum(not source.verified for source in settings.sources)
    context.out.table(
        [
            ("settings", f"{settings.folder}: in order"),
            ("site", f"{settings.site.title}, {settings.site.base_url}"),
            ("sources", f"{len(settings.sources)}" + (f", {unverified} of them not verified" if unverified else "")),
            ("editions", ", ".join(edition.id for edition in settings.editions) or "none"),
            ("translation", _translation(settings)),
            ("termbase", f"{len(service.translating.termbase.terms)} terms"),
            *_takedowns(service),
        ]
    )


def _takedowns(service: Service) -> list[tuple[str, str]]:
    """How many lines the list of takedowns has, and which of them name no entry; nothing where there is no list."""
    listed = load_takedowns(service.settings.folder / FILE)
    if not listed:
        return []
    rows = [("takedowns", f"{len(listed)}")]
    if not service.database_file.exists():  # a check is no reason to make one
        return rows
    try:
        with service, service.database.read() as connection:
            missing = unmatched(connection, listed)
    except StoreError as error:
        return [*rows, ("note", f"{FILE} is not compared with the entries: {error}")]
    return rows + [("note", f"{FILE}: takedown[{place}].entry matches no entry") for place in missing]


def _translation(settings: Settings) -> str:
    pairs = [pair for pair in settings.pairs if pair.engines]
    said = [f"{pair.source} → {pair.target} by {', then '.join(pair.engines)}" for pair in pairs]
    return "; ".join(said) or "none: `[translation] engines` is empty, or there is nothing to translate"


@click.command("doctor", short_help="Try everything that Visnyk stands on.")
@click.pass_obj
def doctor_command(context: Context) -> int:
    """Try everything that Visnyk stands on: settings, data folder, database, termbase, each engine with two words."""
    service = context.service()
    settings = service.settings
    rows = [
        ("ok", "python", f"{sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"),
        ("ok", "settings", f"{settings.folder}: {len(settings.sources)} sources, {len(settings.editions)} editions"),
        *(("note", "settings", advice) for advice in _advice(settings)),
    ]
    with service:
        rows.append(_tried("database", partial(_database, service)))
        rows += [("note", f"hub {hub}", f"{waiting} feeds to tell of: {why}") for hub, waiting, why in _hubs(service)]
        rows.append(_tried("termbase", lambda: f"{len(service.translating.termbase.terms)} terms"))
        rows += [
            _tried(f"engine {name}", partial(_engine, service, name, pair))
            for pair in settings.pairs
            for name in pair.engines
            if name != "memory"
        ]
    context.out.table(rows)
    return NOTHING_WORKED if any(word == "FAIL" for word, *_ in rows) else OK


def _advice(settings: Settings) -> list[str]:
    """What works as it is, but should not stay so."""
    advice = []
    if not settings.base_url_is_set:
        advice.append("[site] base_url is not set: set it before you tell anybody an address")
    if settings.site.hubs and not settings.base_url_is_set:
        advice.append("[websub] hubs are set, but no hub can fetch a feed from this machine alone: set [site] base_url")
    if not settings.site.contact:
        advice.append("[site] contact is not set: a source cannot reach you")
    return advice


def _tried(name: str, check: Callable[[], str]) -> tuple[str, str, str]:
    try:
        return "ok", name, check()
    except EngineError as error:
        return "FAIL", name, error.reason
    except VisnykError as error:
        return "FAIL", name, str(error)


def _database(service: Service) -> str:
    units = sum(row[3] for row in service.translating.memory_counts())
    return f"{service.database.url.removeprefix('sqlite:///')}: {units} units in the translation memory"


def _hubs(service: Service) -> list[tuple[str, int, str]]:
    try:
        with service.database.read() as connection:
            return hub_troubles(connection)
    except VisnykError:  # the line on the database says so
        return []


def _engine(service: Service, name: str, pair: Pair) -> str:
    trial = _TRIALS.get(primary(pair.source))
    if trial is None:
        return f"not tried from {pair.source} into {pair.target}: there is no sample text"
    answer = service.translating.try_engine(name, trial, pair)
    if not answer.strip() or answer == trial:
        raise EngineError(name, f"does not translate {trial!r} into {pair.target}: {answer!r}")
    return f"translates {trial!r} as {answer!r}"
