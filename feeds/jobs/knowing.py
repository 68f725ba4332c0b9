"""What is known of the units of entries in one language: from the memory, and from engines, whose answers are stored.

What an engine answers is in the memory before it is asked the next time, so a process that is killed pays nothing
twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from feeds.engines.chain import Chain, Chains, Step
from feeds.jobs.recalling import Recalling
from feeds.model import Rest, Translation
from feeds.store.database import Database
from feeds.store.memory import human_units, remember
from feeds.store.rests import save_rests
from feeds.store.spending import note_saved
from feeds.text.language import primary
from feeds.translation.assemble import Known, Outlook, Plan
from feeds.translation.memory import HUMAN, MemoryUnit

_STALE_AGAIN = timedelta(hours=6)
"""Until engines that may yet do it are asked once more for what was made under other terms."""


@dataclass(frozen=True, slots=True)
class _Missing:
    """Why a unit has no translation, and the engines that may do it later."""

    reason: str
    waits_for: frozenset[str]
    failed: bool
    """False: no engine was asked."""


@dataclass(slots=True)
class Knowing:
    """Memory and engines for translations into ``target``; what was asked in vain is not asked for again."""

    database: Database
    chains: Chains
    target: str
    clock: Callable[[], datetime]
    rests: dict[str, Rest | None]
    """Of engines, what is stored."""
    _missing: dict[tuple[str, str], _Missing] = field(default_factory=dict)
    """Units by language and unit."""

    def units(
        self, language: str, plans: Sequence[tuple[Plan, Translation | None]], *, urgent: bool
    ) -> dict[str, Known]:
        """What is known of the units of these plans, all in ``language``, after memory and engines.

        All of them come first where they are ``urgent``, and titles always.
        """
        chain, memory = self.chains.into(language, self.target), self._memory(language)
        wanted = memory.marks(unit for one, _ in plans for unit in one.units)
        known = self._recall(memory, wanted)
        self._note_saved(known, plans)
        old = self._recall_stale(memory, {unit: mark for unit, mark in wanted.items() if unit not in known})
        mended = {unit: replace(made, terms=wanted[unit]) for unit, made in old.items() if not made.misnamed}
        self._remember(chain, mended)
        known |= mended
        missing = [unit for unit in wanted if unit not in known and (language, unit) not in self._missing]
        first = frozenset(missing if urgent else (unit for one, _ in plans for unit in one.titles))
        for step in chain.translate(missing, lambda pieces: self._recall(memory, memory.marks(pieces)), first):
            self._store(chain, step)
            known |= step.translated
            for unit, reason in (step.failed | step.waiting).items():
                self._missing[language, unit] = _Missing(reason, step.waits_for[unit], unit in step.failed)
        # A name that is not as wanted is better than no text.
        return self._recall_stale(memory, {unit: wanted[unit] for unit in wanted if unit not in known}) | known

    def by_now(
        self, connection: Connection, language: str, plans: Sequence[Plan], known: Mapping[str, Known]
    ) -> dict[str, Known]:
        """What is ``known`` of the units of these plans with what people say by now.

        While an engine was asked, somebody may have corrected a sentence, or taken that back.
        """
        said = human_units(connection, {unit for one in plans for unit in one.units}, language, primary(self.target))
        undone = [unit for unit, one in known.items() if one.origin == HUMAN and unit not in said]
        memory = self._memory(language)
        engines = {unit: one for unit, one in known.items() if one.origin != HUMAN}
        people = {unit: Known(one.target, HUMAN) for unit, one in said.items()}
        return engines | memory.known(connection, memory.marks(undone)) | people

    def outlook(self, one: Plan, known: Mapping[str, Known]) -> Outlook:
        """What is to be said of the units of an entry that are not known."""
        language, now = primary(one.entry.language), self.clock()
        lost = {unit: self._missing[language, unit] for unit in one.units if (language, unit) in self._missing}
        absent = {unit: missing for unit, missing in lost.items() if unit not in known}
        stale = any(lost[unit].waits_for for unit in lost.keys() & known.keys() if known[unit].origin != HUMAN)
        not_before = self._not_before(lost.values())
        asked = len(self.chains.into(language, self.target).lines)
        return Outlook(
            failures={unit: missing.reason for unit, missing in absent.items() if missing.failed},
            waiting={unit: missing.reason for unit, missing in absent.items() if not missing.failed},
            refused=frozenset(unit for unit, missing in absent.items() if not missing.waits_for),
            answered=frozenset(unit for unit, missing in absent.items() if len(missing.waits_for) < asked),
            not_before=not_before,
            again=(not_before or now + _STALE_AGAIN) if stale else None,
        )

    def _not_before(self, lost: Iterable[_Missing]) -> datetime | None:
        """When the first engine that may help is to be asked again, if all of them are left alone till then.

        What failed does not wait for a budget: that it was asked for means that there was one.
        """
        now = self.clock()
        moments = [
            max(line.asked_until or now, (not missing.failed and line.paid_from) or now)
            for missing in lost
            for line in (self.chains.lines[name] for name in missing.waits_for)
        ]
        return min(moments) if moments and min(moments) > now else None

    def _memory(self, language: str) -> Recalling:
        return Recalling(self.chains.termbase, language, self.target)

    def _recall(self, memory: Recalling, units: Mapping[str, str]) -> dict[str, Known]:
        with self.database.read() as connection:
            return memory.known(connection, units)

    def _recall_stale(self, memory: Recalling, units: Mapping[str, str]) -> dict[str, Known]:
        """Translations of before other terms."""
        if not units:
            return {}
        with self.database.read() as connection:
            return memory.stale(connection, units)

    def _note_saved(self, known: Mapping[str, Known], plans: Sequence[tuple[Plan, Translation | None]]) -> None:
        """Count what the memory knew of texts that nobody has translated yet."""
        new = [one for one, before in plans if before is None or before.fingerprint != one.entry.fingerprint]
        units = [unit for one in new for unit in one.units if unit in known]
        if units:
            with self.database.write() as connection:
                note_saved(connection, len(units), sum(map(len, units)), self.clock().date())

    def _remember(self, chain: Chain, known: Mapping[str, Known]) -> None:
        if known:
            with self.database.write() as connection:
                remember(connection, self._rows(chain, known), self.clock())

    def _rows(self, chain: Chain, known: Mapping[str, Known]) -> list[MemoryUnit]:
        return [
            MemoryUnit(
                chain.source, primary(self.target), unit, made.target, made.origin,
                version=made.version, terms=made.terms,
            )
            for unit, made in known.items()
        ]  # fmt: skip

    def _store(self, chain: Chain, step: Step) -> None:
        """Remember what was paid for, and which engines are left alone."""
        rests = {line.name: line.rest for line in chain.lines if line.rest != self.rests.get(line.name)}
        rows = self._rows(chain, step.pieces | step.translated)
        if rows or rests:
            with self.database.write() as connection:
                remember(connection, rows, self.clock())
                save_rests(connection, rests)
            self.rests.update(rests)
