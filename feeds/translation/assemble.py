"""An entry's units, and the translation that comes of what is known about them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from feeds.model import Entry, Finding, State, Translation
from feeds.text.html import clean
from feeds.translation import units
from feeds.translation.units import Piece

_FIRST_RETRY = timedelta(minutes=1)
_LAST_RETRY = timedelta(hours=6)
"""A failed translation is tried again after 1, 2, 4 … minutes, up to this."""
_ENOUGH = 5
"""Attempts; who answers so often what the checks refuse will not do better for being paid again."""
_LEFT_ALONE = timedelta(days=30)

_NOTHING = Translation(entry_key="", language="", state=State.PENDING, updated=datetime.min.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Plan:
    """An entry cut into what stays and what is to be translated."""

    entry: Entry
    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]
    content: tuple[Piece, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """Each unit once, in reading order."""
        return tuple(dict.fromkeys(units.units((*self.title, *self.summary, *self.content))))


@dataclass(frozen=True, slots=True)
class Known:
    """A unit with its translation and who made it."""

    target: str
    origin: str
    version: str = ""
    terms: str = ""
    """See :class:`feeds.translation.memory.MemoryUnit`."""
    findings: tuple[Finding, ...] = ()
    """Warnings; what has fatal findings is not known."""


def plan(entry: Entry) -> Plan:
    """Cut title, summary and content of an entry into units."""
    return Plan(
        entry,
        units.split_text(entry.title, entry.language),
        units.split(entry.summary, entry.language),
        units.split(entry.content, entry.language),
    )


def assemble(
    plan: Plan,
    language: str,
    known: Mapping[str, Known],
    failures: Mapping[str, str],
    previous: Translation | None,
    now: datetime,
    *,
    refused: Collection[str] = (),
    not_before: datetime | None = None,
    longest: timedelta | None = None,
) -> Translation:
    """The translation of an entry as it stands: whole, in part, or not yet.

    ``known`` maps units to checked translations, ``failures`` those that an engine was asked for in vain to the
    reason. Units in neither are pending: nobody was asked. ``refused`` are the failures for which every engine has
    answered; ``not_before`` is when engines may be asked that all wish to be left alone. ``longest`` is the longest
    wait for what is urgent. ``updated`` moves when and only when what a reader sees is another text or state than in
    ``previous``.
    """
    targets = {unit: known[unit].target for unit in plan.units if unit in known}
    missing = [unit for unit in plan.units if unit not in known]
    failed = [unit for unit in missing if unit in failures]
    state = _state(bool(targets), missing, failed)
    before_now = previous.attempts if previous and previous.fingerprint == plan.entry.fingerprint else 0
    attempts = before_now + bool(failed and not_before is None)
    given_up = bool(failed) and attempts >= _ENOUGH and all(unit in refused for unit in failed)
    shown = state in (State.TRANSLATED, State.PARTIAL)
    tag = plan.entry.language
    made = Translation(
        entry_key=plan.entry.key,
        language=language,
        state=state,
        updated=now,
        title=units.join_text(plan.title, targets) if shown else "",
        # Sanitised again: what an engine sends is as foreign as what a source sends.
        summary=clean(units.join(plan.summary, targets, tag)) if shown else "",
        content=clean(units.join(plan.content, targets, tag)) if shown else "",
        engine="+".join(sorted({known[unit].origin for unit in targets})) or None if shown else None,
        reason=_reason(missing, failed, failures, given_up),
        fingerprint=plan.entry.fingerprint,
        attempts=attempts if missing else 0,
        next_try=_next_try(attempts, now, not_before, given_up, longest or _LAST_RETRY) if failed else None,
    )
    # Where nothing was said of it yet, a reader has had the original before them.
    before = previous or replace(_NOTHING, updated=plan.entry.updated, fingerprint=plan.entry.fingerprint)
    return replace(made, updated=before.updated) if _seen(before) == _seen(made) else made


def _state(any_known: bool, missing: list[str], failed: list[str]) -> State:
    if not missing:
        return State.TRANSLATED
    if not failed:
        return State.PENDING
    return State.PARTIAL if any_known else State.FAILED


def _next_try(
    attempts: int, now: datetime, not_before: datetime | None, given_up: bool, longest: timedelta
) -> datetime:
    if given_up:
        return now + _LEFT_ALONE
    return not_before or now + min(_FIRST_RETRY * 2 ** min(attempts - 1, 20), longest)


def _reason(missing: list[str], failed: list[str], failures: Mapping[str, str], given_up: bool) -> str | None:
    if not missing:
        return None
    if not failed:
        return f"waiting for an engine: {len(missing)} text units are not in the translation memory"
    return failures[failed[0]] + ("; left alone until text, engines or memory change" if given_up else "")


def _seen(translation: Translation) -> tuple[object, ...]:
    """What tells whether a reader sees the same; of the fingerprint, since parts of the original are shown too."""
    return (
        translation.fingerprint,
        translation.state,
        translation.title,
        translation.summary,
        translation.content,
        translation.engine,
    )
