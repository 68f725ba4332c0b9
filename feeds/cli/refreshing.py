"""``refresh`` and ``translate``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from feeds.cli.main import NOTHING_WORKED, OK, SOME_FAILED, Context
from feeds.cli.out import outcome_line
from feeds.cli.progress import Progress
from feeds.model import Copying, EngineUse, RefreshSummary, SourceOutcome, State
from feeds.translation.assemble import NOBODY_ASKED

OPEN = (State.PENDING, State.PARTIAL, State.FAILED)
"""States of an entry that still waits for its translation, or for a better one."""
_STATUSES = ("ok", "unchanged", "failed", "skipped")


@click.command("refresh", short_help="Fetch, translate and publish, once.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--force", is_flag=True, help="Ask even sources whose server said to wait.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.pass_obj
def refresh_command(context: Context, sources: tuple[str, ...], force: bool, as_json: bool) -> int:
    """The whole path once: fetch, translate, publish.

    Asks all sources, or those named, now; only what a server asked for (Retry-After, max-age) is waited for.
    """
    wanted = tuple(dict.fromkeys(sources))
    with context.service() as service:
        with context.out.progress(quiet=as_json) as progress:
            progress.begin("sources", len(wanted) or len(service.settings.sources))
            summary = service.refresh(
                wanted,
                force=force,
                on_source=lambda outcome: show(progress, outcome),
                on_translated=_Translating(progress),
            )
            for outcome in summary.sources:
                if outcome.status == "skipped":
                    show(progress, outcome)
        if as_json:
            context.out.json(summary_json(summary))
        else:
            context.out.table(summary_rows(summary))
        service.publishing.tell_hubs(context.out.note)
    enabled = {source.id for source in service.settings.sources if source.enabled}
    return exit_code([outcome for outcome in summary.sources if outcome.source_id in enabled])


@click.command("translate", short_help="Translate what is pending or has failed, now.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.pass_obj
def translate_command(context: Context, as_json: bool) -> int:
    """Translate what is pending or has failed, now, and publish it."""
    with context.service() as service:
        with service.lock():
            before = _open(service.translating.states())
            with context.out.progress(quiet=as_json) as progress:
                use = service.translating.run(force=True, on_translated=_Translating(progress))
            published = service.publish()
            summary = RefreshSummary()
            service.translating.tell(summary)
        if as_json:
            context.out.json({**translations_json(summary), "engine": engine_json(use), "published": published})
        else:
            context.out.table([*translations_rows(summary), _engines_row(use), _published_row(published)])
        service.publishing.tell_hubs(context.out.note)
    states = summary.translations
    # Asked in vain; entries that nobody was asked for are no failure.
    return NOTHING_WORKED if states[State.FAILED] and _open(states) >= before else OK


class _Translating:
    """Tells a progress how many entries the translation has seen to; few are not worth a line."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0

    def __call__(self, done: int) -> None:
        first = not self._done
        if first:
            self._progress.begin("translating")
        self._done += done
        self._progress.step(done, "" if first else f"translating: {self._done} entries so far")


def show(progress: Progress, outcome: SourceOutcome) -> None:
    """Tell ``progress`` how a source fared; bad news stays on the screen."""
    progress.step(1, outcome_line(outcome), keep=outcome.status in ("failed", "skipped"))


def exit_code(outcomes: Sequence[SourceOutcome]) -> int:
    """0 all well, 3 some sources failed, 1 nothing worked; for the outcomes of sources that are not switched off.

    A source that was not asked counts as what it came to last: else the code would hang on who asked for patience.
    """
    failing = sum(outcome.status == "failed" or outcome.failing for outcome in outcomes)
    if not failing:
        return OK
    return SOME_FAILED if failing < len(outcomes) else NOTHING_WORKED


def summary_json(summary: RefreshSummary) -> dict[str, Any]:
    """The object that ``refresh --json`` prints."""
    return {
        "sources": {status: summary.count(status) for status in _STATUSES},
        "entries": {"new": _new(summary), "changed": _changed(summary)},
        **translations_json(summary),
        "engine": engine_json(summary.engines),
        "published": summary.published,
        "pictures": asdict(summary.pictures),
        "errors": {
            outcome.source_id: {"code": outcome.code, "message": outcome.detail}
            for outcome in summary.sources
            if outcome.status == "failed"
        },
        "skipped": {outcome.source_id: outcome.detail for outcome in summary.sources if outcome.status == "skipped"},
        "seconds": summary.seconds,
    }


def translations_json(summary: RefreshSummary) -> dict[str, Any]:
    """States into the main language and the others, and why some are missing."""
    return {
        "translations": states_json(summary.translations),
        "translations_into": {target: states_json(states) for target, states in summary.others.items()},
        "reasons": dict(_told(summary)),
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


def summary_rows(summary: RefreshSummary) -> list[tuple[str, str]]:
    """The same for people: what, and how many."""
    sources = [f"{count} {status}" for status in _STATUSES if (count := summary.count(status))]
    return [
        ("sources", ", ".join(sources) or "none"),
        ("entries", f"{_new(summary)} new, {_changed(summary)} changed"),
        *translations_rows(summary),
        _engines_row(summary.engines),
        *_pictures_rows(summary.pictures),
        _published_row(summary.published),
    ]


def translations_rows(summary: RefreshSummary) -> list[tuple[str, str]]:
    """How they stand, in a line for each language, and why some are missing."""
    return [
        ("translations", _states(summary.translations)),
        *((f"… into {target}", _states(states)) for target, states in summary.others.items()),
        *(("… missing", f"{reason} ({count})") for reason, count in _told(summary)),
    ]


def _told(summary: RefreshSummary) -> list[tuple[str, int]]:
    """The reasons that somebody may do something about: that nobody was asked is told by the states."""
    return [(reason, count) for reason, count in summary.reasons if not reason.startswith(NOBODY_ASKED)]


def _pictures_rows(pictures: Copying) -> list[tuple[str, str]]:
    """Nothing where no picture was asked for, as with most cities."""
    rows = []
    if pictures.copied or pictures.failed:
        rows.append(("pictures", f"{pictures.copied} copied, {pictures.failed} failed"))
    if pictures.warning:
        rows.append(("pictures", pictures.warning))
    return rows


def _states(states: dict[State, int]) -> str:
    return ", ".join(f"{n} {state.value}" for state, n in states.items() if n) or "none"


def _engines_row(engines: dict[str, EngineUse]) -> tuple[str, str]:
    calls = [f"{name} {use.calls} requests, {use.characters} characters" for name, use in engines.items()]
    return "engines", "; ".join(calls) or "not asked"


def _published_row(published: int) -> tuple[str, str]:
    return "published", f"{published} documents changed"


def _new(summary: RefreshSummary) -> int:
    return sum(outcome.new for outcome in summary.sources)


def _changed(summary: RefreshSummary) -> int:
    return sum(outcome.changed for outcome in summary.sources)


def _open(states: dict[State, int]) -> int:
    return sum(states[state] for state in OPEN)
