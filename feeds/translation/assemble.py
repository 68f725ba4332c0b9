"""An entry's units, and the translation that comes of what is known about them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.model import Entry, Finding, State, Translation
from feeds.text.html import clean, squeeze, to_text
from feeds.translation import units
from feeds.translation.memory import HUMAN
from feeds.translation.units import Piece

_ALT = re.compile(r"(?:alt|title)=\"([^\"]+)\"")
"""Words in tags, as :func:`feeds.text.html.clean` writes them."""
_FIRST_RETRY = timedelta(minutes=1)
_LAST_RETRY = timedelta(hours=6)
"""A failed translation is tried again after 1, 2, 4 … minutes, up to this."""
_ENOUGH = 5
"""Attempts; who answers so often what the checks refuse will not do better for being paid again."""
_LEFT_ALONE = timedelta(days=30)
_DEAR = timedelta(days=1)
"""Between two attempts after that, where some engines have answered badly and others not at all."""
_WAITED = timedelta(minutes=10)
"""For a budget of which nobody can say when it is filled again."""
NOBODY_ASKED = "waiting for an engine"
"""How the reason begins where no engine was asked."""
_WHOLE = (State.TRANSLATED, State.REVIEWED)
_SHOWN = (*_WHOLE, State.PARTIAL)

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

    @property
    def titles(self) -> tuple[str, ...]:
        """The units of the title."""
        return tuple(units.units(self.title))


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

    @property
    def misnamed(self) -> int:
        """How many names are wrong in it."""
        return sum(finding.check == "name" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be said of the units of an entry that have no translation."""

    failures: Mapping[str, str] = field(default_factory=dict)
    """Those that an engine was asked for in vain, with the reason."""
    waiting: Mapping[str, str] = field(default_factory=dict)
    """Those that no engine was asked for because its budget is used up, with the reason."""
    refused: Collection[str] = ()
    """The failures for which every engine has answered."""
    answered: Collection[str] = ()
    """The failures for which some engine has: to ask again is to pay again."""
    not_before: datetime | None = None
    """When engines may be asked again that are all left alone till then."""
    again: datetime | None = None
    """When to ask again for what is shown, but was made with other terms than are in force."""
    said: str | None = None
    """The reason that holds on, where nobody was asked."""


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
    outlook: Outlook,
    previous: Translation | None,
    now: datetime,
    *,
    longest: timedelta | None = None,
) -> Translation:
    """The translation of an entry as it stands: whole, in part, or not yet.

    ``known`` maps units to checked translations; ``outlook`` is what is to be said of the others. Units in neither are
    pending: nobody was asked. ``longest`` is the longest wait for what is urgent. ``updated`` moves when and only when
    what a reader sees is another text, state or warning than in ``previous``.
    """
    known = {unit: known[unit] for unit in plan.units if unit in known}
    missing = [unit for unit in plan.units if unit not in known]
    failed = [unit for unit in missing if unit in outlook.failures]
    state = _state(plan, known, missing, failed, outlook)
    attempts = _attempts(plan, previous) + bool(failed and outlook.not_before is None)
    given_up = bool(failed) and attempts >= _ENOUGH and all(unit in outlook.refused for unit in failed)
    shown = state in _SHOWN
    made = Translation(
        entry_key=plan.entry.key,
        language=language,
        state=state,
        updated=now,
        **_texts(plan, known if shown else {}, shown=shown),
        engine="+".join(sorted({made.origin for made in known.values()})) or None if shown else None,
        reason=_reason(missing, failed, outlook, given_up),
        fingerprint=plan.entry.fingerprint,
        attempts=attempts if missing else 0,
        next_try=_next_try(attempts, now, outlook, given_up, longest or _LAST_RETRY, failed=bool(failed)),
        findings=_findings(known) if shown else (),
        landed=previous.landed if previous else None,
        corrected=previous.corrected if previous else None,
    )
    return _redated(plan, _dated(made, previous, now), previous)


def _redated(plan: Plan, made: Translation, previous: Translation | None) -> Translation:
    """With the time of the last change that a reader sees."""
    # Where nothing was said of it yet, a reader has had the original before them.
    before = previous or replace(_NOTHING, updated=plan.entry.updated, fingerprint=plan.entry.fingerprint)
    if _seen(before) == _seen(made):
        return replace(made, updated=before.updated)
    if before.state not in _SHOWN:
        return made
    # By a later second than that of the last change an edition tells that it has to be rendered anew.
    return replace(made, updated=max(made.updated, before.updated + timedelta(seconds=1)))


def _texts(plan: Plan, known: Mapping[str, Known], *, shown: bool) -> dict[str, Any]:
    if not shown:
        return {"title": "", "summary": "", "content": ""}
    targets = {unit: made.target for unit, made in known.items()}
    tag = plan.entry.language
    return {
        "title": units.join_text(plan.title, targets),
        # Sanitised again: what an engine sends is as foreign as what a source sends.
        "summary": clean(units.join(plan.summary, targets, tag)),
        "content": clean(units.join(plan.content, targets, tag)),
    }


def _state(plan: Plan, known: Mapping[str, Known], missing: list[str], failed: list[str], outlook: Outlook) -> State:
    if not missing:
        human = known and all(made.origin == HUMAN for made in known.values())
        return State.REVIEWED if human else State.TRANSLATED
    if failed:
        return State.PARTIAL if known else State.FAILED
    # Where a budget has room for titles alone, they are worth showing.
    begun = any(unit in known for unit in plan.titles) and any(unit in outlook.waiting for unit in missing)
    return State.PARTIAL if begun else State.PENDING


def _attempts(plan: Plan, previous: Translation | None) -> int:
    """Before now, for this text."""
    return previous.attempts if previous and previous.fingerprint == plan.entry.fingerprint else 0


def _next_try(
    attempts: int, now: datetime, outlook: Outlook, given_up: bool, longest: timedelta, *, failed: bool
) -> datetime | None:
    if given_up:
        return now + _LEFT_ALONE
    if failed:
        dear = attempts >= _ENOUGH and set(outlook.failures) <= set(outlook.answered)
        wait = _DEAR if dear else min(_FIRST_RETRY * 2 ** min(attempts - 1, 20), longest)
        return outlook.not_before or now + wait
    if outlook.waiting:
        return outlook.not_before or now + _WAITED
    return outlook.again


def _reason(missing: list[str], failed: list[str], outlook: Outlook, given_up: bool) -> str | None:
    if not missing:
        return None
    if outlook.said:
        return outlook.said
    if failed:
        refused = next((unit for unit in failed if unit in outlook.refused), None)
        if refused is None:  # down or resting: it may well do it later
            return f"waiting: {outlook.failures[failed[0]]}"
        return outlook.failures[refused] + ("; left alone until text, engines or memory change" if given_up else "")
    if outlook.waiting:
        return f"waiting: {next(iter(outlook.waiting.values()))}"
    return f"{NOBODY_ASKED}: {len(missing)} text units are not in the translation memory"


def _findings(known: Mapping[str, Known]) -> tuple[Finding, ...]:
    return tuple(replace(finding, unit=unit) for unit, made in known.items() for finding in made.findings)


def _dated(made: Translation, previous: Translation | None, now: datetime) -> Translation:
    """With when it was first whole, and when something else took the place of a whole one."""
    if made.state not in _WHOLE:
        return made
    if made.landed is None:
        return replace(made, landed=now)
    same = previous is not None and previous.state in _WHOLE and _text(previous) == _text(made)
    return made if same else replace(made, corrected=now)


def _text(translation: Translation) -> tuple[str, ...]:
    """Its words: a source that marks up or spaces its text in another way has corrected nothing."""
    markup = translation.summary, translation.content
    alt = (words for part in markup for words in _ALT.findall(part))
    return squeeze(translation.title), *map(to_text, markup), *alt


def _seen(translation: Translation) -> tuple[object, ...]:
    """What tells whether a reader sees the same; of the fingerprint, since parts of the original are shown too.

    Whether the rest waits or could not be translated is said in words below the text.
    """
    return (
        translation.fingerprint,
        translation.state,
        translation.state in (State.PARTIAL, State.FAILED) and (translation.reason or "").startswith("waiting"),
        translation.title,
        translation.summary,
        translation.content,
        translation.engine,
        [(finding.check, finding.message) for finding in translation.findings],
    )
