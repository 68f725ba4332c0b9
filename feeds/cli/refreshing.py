"""``refresh`` and ``translate``."""

from __future__ import annotations

from typing import Any

import click

from feeds.cli.main import NOTHING_WORKED, OK, SOME_FAILED, Context
from feeds.cli.out import outcome_line
from feeds.model import EngineUse, RefreshSummary, SourceOutcome, State


@click.command("refresh")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--force", is_flag=True, help="Ask even sources whose server said to wait.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.pass_obj
def refresh_command(context: Context, sources: tuple[str, ...], force: bool, as_json: bool) -> int:
    """The whole path once: fetch, translate, publish.

    Asks all sources, or those named, now; only what a server asked for (Retry-After, max-age) is waited for.
    """
    out = context.out
    with context.service() as service:
        total = len(sources) or len(service.settings.sources)
        with out.progress("sources", total, quiet=as_json) as step:
            summary = service.refresh(sources, force=force, on_source=lambda outcome: step(1, _line(outcome)))
    if as_json:
        out.json(summary_json(summary))
    else:
        for line in summary_lines(summary):
            out.line(line)
    return exit_code(summary)


@click.command("translate")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.pass_obj
def translate_command(context: Context, as_json: bool) -> int:
    """Translate what is pending or has failed, now, and publish it."""
    out = context.out
    with context.service() as service, service.lock():
        before = service.translation_states()
        open_states = (State.PENDING, State.PARTIAL, State.FAILED)
        with out.progress("entries", sum(before[state] for state in open_states), quiet=as_json) as step:
            use = service.translate(force=True, on_translated=lambda done: step(done, f"{done} entries"))
        published = service.publish()
        states = service.translation_states()
    if as_json:
        out.json({"translations": states_json(states), "engine": engine_json(use), "published": published})
    else:
        out.line(_states_line(states))
        out.line(_engines_line(use))
    return OK


def exit_code(summary: RefreshSummary) -> int:
    """0 all well, 3 some sources failed, 1 nothing worked."""
    failed = summary.count("failed")
    if not failed:
        return OK
    return SOME_FAILED if summary.count("ok") + summary.count("unchanged") else NOTHING_WORKED


def summary_json(summary: RefreshSummary) -> dict[str, Any]:
    """The object that ``refresh --json`` prints."""
    return {
        "sources": {status: summary.count(status) for status in ("ok", "unchanged", "failed", "skipped")},
        "entries": {
            "new": sum(outcome.new for outcome in summary.sources),
            "changed": sum(outcome.changed for outcome in summary.sources),
        },
        "translations": states_json(summary.translations),
        "engine": engine_json(summary.engines),
        "published": summary.published,
        "errors": {
            outcome.source_id: {"code": outcome.code, "message": outcome.detail}
            for outcome in summary.sources
            if outcome.status == "failed"
        },
        "seconds": summary.seconds,
    }


def states_json(states: dict[State, int]) -> dict[str, int]:
    """Entries by state of translation."""
    return {state.value: states.get(state, 0) for state in State}


def engine_json(engines: dict[str, EngineUse]) -> dict[str, Any]:
    """Requests to engines and characters sent, in all and by engine."""
    return {
        "calls": sum(use.calls for use in engines.values()),
        "characters": sum(use.characters for use in engines.values()),
        "by_engine": {name: {"calls": use.calls, "characters": use.characters} for name, use in engines.items()},
    }


def summary_lines(summary: RefreshSummary) -> list[str]:
    """The same for people."""
    sources = ", ".join(f"{summary.count(status)} {status}" for status in ("ok", "unchanged", "failed", "skipped"))
    new = sum(outcome.new for outcome in summary.sources)
    changed = sum(outcome.changed for outcome in summary.sources)
    return [
        f"sources: {sources}",
        f"entries: {new} new, {changed} changed",
        _states_line(summary.translations),
        _engines_line(summary.engines),
        f"published: {summary.published} documents changed",
    ]


def _states_line(states: dict[State, int]) -> str:
    return "translations: " + (", ".join(f"{n} {state.value}" for state, n in states.items() if n) or "none")


def _engines_line(engines: dict[str, EngineUse]) -> str:
    calls = [f"{name} {use.calls} requests, {use.characters} characters" for name, use in engines.items()]
    return "engines: " + ("; ".join(calls) or "not asked")


def _line(outcome: SourceOutcome) -> str:
    return outcome_line(outcome.source_id, outcome.status, outcome.new, outcome.changed, outcome.detail)
