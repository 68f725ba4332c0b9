"""Translations without an engine: the same words in capital letters, put together as real ones are, in every state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from feeds.model import Entry, Finding, Translation
from feeds.translation import codes
from feeds.translation.assemble import Known, Outlook, assemble, plan
from feeds.translation.memory import HUMAN

_MACHINE = "libretranslate"
_FINDINGS = (
    Finding("number", "42 is missing"),
    Finding("name", "“Lvov” stands where <Lviv> & ]]> should"),
    Finding("length", "a\x85b \x00 c"),
)
"""As checks find them, and worse."""


class Case(StrEnum):
    """How a translation can stand."""

    WHOLE = "whole"
    DOUBTED = "doubted"
    PARTIAL = "partial"
    FAILED = "failed"
    WAITING = "waiting"
    PENDING = "pending"
    REVIEWED = "reviewed"
    CORRECTED = "corrected"
    OUTDATED = "outdated"
    NOTHING = "nothing"


def translation(entry: Entry, target: str, case: Case, now: datetime) -> Translation | None:
    """The entry in another language, in this state; ``None``: nobody has looked at it."""
    cut = plan(entry)
    units = list(cut.units)
    if case is Case.NOTHING:
        return None
    if case in (Case.FAILED, Case.WAITING, Case.PENDING):
        return assemble(cut, target, {}, _outlook(case, units), None, now)
    if case is Case.PARTIAL:
        half = units[: (len(units) + 1) // 2] if len(units) > 1 else []
        return assemble(cut, target, known(half), _outlook(case, units[len(half) :]), None, now)
    findings = _FINDINGS if case is Case.DOUBTED else ()
    made = assemble(cut, target, known(units, _origin(case), findings), Outlook(), None, now)
    if case is Case.CORRECTED:
        return assemble(cut, target, known(units, HUMAN, mark="!"), Outlook(), made, now + timedelta(hours=1))
    return replace(made, fingerprint="an older text") if case is Case.OUTDATED else made


def known(
    units: Iterable[str], origin: str = _MACHINE, findings: tuple[Finding, ...] = (), mark: str = ""
) -> dict[str, Known]:
    """What the engine makes of these units."""
    return {unit: Known(shout(unit) + mark, origin, findings=findings) for unit in units}


def shout(coded: str) -> str:
    """Coded text in capital letters; codes stay."""
    return codes.build((kind, value.upper() if kind == "text" else value) for kind, value in codes.parts(coded))


def _origin(case: Case) -> str:
    return HUMAN if case is Case.REVIEWED else _MACHINE


def _outlook(case: Case, units: Iterable[str]) -> Outlook:
    if case is Case.WAITING:
        return Outlook(waiting=dict.fromkeys(units, "libretranslate: 12,000 characters of today are used up"))
    return Outlook() if case is Case.PENDING else Outlook(failures=dict.fromkeys(units, "no engine gave < a good one"))
