"""What is known of the units of entries in one language: from the memory, and from engines, whose answers are stored.

What an engine answers is in the memory before it is asked the next time, so a process that is killed pays nothing
twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from feeds.engines.chain import Chain, Chains, Step
from feeds.model import Rest, Translation
from feeds.store.database import Database
from feeds.store.memory import human_units, recall, recall_stale, remember
from feeds.store.rests import save_rests
from feeds.store.spending import note_saved
from feeds.text.language import primary
from feeds.translation.assemble import Known, Outlook, Plan
from feeds.translation.checks import judge
from feeds.translation.memory import HUMAN, MemoryUnit

_STALE_AGAIN = timedelta(hours=1)
"""Until engines are asked once more for what an older termbase made."""


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
    _stale: set[tuple[str, str]] = field(default_factory=set)
    """Units whose translation was made with other terms, and could not be made anew."""

    def units(
        self, language: str, plans: Sequence[tuple[Plan, Translation | None]], *, urgent: bool
    ) -> dict[str, Known]:
        """What is known of the units of these plans, all in ``language``, after memory and engines.

        All of them come first where they are ``urgent``, and titles always.
        """
        chain = self.chains.into(language, self.target)
        wanted = self._marked(chain, [unit for one, _ in plans for unit in one.units])
        known = self._recall(chain, wanted)
        self._note_saved(known, plans)
        missing = [unit for unit in wanted if unit not in known and (language, unit) not in self._missing]
        stale = self._recall_stale(chain, {unit: wanted[unit] for unit in missing})
        fresh = {unit: made for unit, made in stale.items() if not _misnamed(made)}
        self._remember(chain, fresh)
        known |= fresh
        missing = [unit for unit in missing if unit not in fresh]
        first = frozenset(missing if urgent else (unit for one, _ in plans for unit in one.titles))
        for step in chain.translate(missing, lambda pieces: self._recall(chain, self._marked(chain, pieces)), first):
            self._store(chain, step)
            known |= step.translated
            for unit, reason in (step.failed | step.waiting).items():
                self._missing[language, unit] = _Missing(reason, step.waits_for[unit], unit in step.failed)
        for unit in missing:
            if unit not in known and unit in stale:
                known[unit] = stale[unit]
                self._stale.add((language, unit))
        return known

    def people(
        self, connection: Connection, language: str, plans: Sequence[tuple[Plan, Translation | None]]
    ) -> dict[str, Known]:
        """What people said of the units of these plans, by now."""
        units = dict.fromkeys(unit for one, _ in plans for unit in one.units)
        said = human_units(connection, units, language, primary(self.target))
        return {unit: Known(one.target, HUMAN) for unit, one in said.items()}

    def outlook(self, one: Plan, known: Mapping[str, Known]) -> Outlook:
        """What is to be said of the units of an entry that are not known."""
        language = primary(one.entry.language)
        lost = {unit: self._missing[language, unit] for unit in one.units if (language, unit) in self._missing}
        waits = [missing.waits_for for missing in lost.values() if missing.waits_for]
        stale = any((language, unit) in self._stale for unit in one.units)
        absent = {unit: missing for unit, missing in lost.items() if unit not in known}
        return Outlook(
            failures={unit: missing.reason for unit, missing in absent.items() if missing.failed},
            waiting={unit: missing.reason for unit, missing in absent.items() if not missing.failed},
            refused=frozenset(unit for unit, missing in absent.items() if not missing.waits_for),
            not_before=self._not_before(waits),
            again=self.clock() + _STALE_AGAIN if stale else None,
        )

    def _not_before(self, waits: Sequence[frozenset[str]]) -> datetime | None:
        """When the first engine that may help is to be asked again, if all of them are left alone till then."""
        now = self.clock()
        moments = [self.chains.lines[name].not_before or now for names in waits for name in names]
        return min(moments) if moments and min(moments) > now else None

    def _marked(self, chain: Chain, units: Collection[str]) -> dict[str, str]:
        """Units with the mark of the terms that are in force for them."""
        mark, source, target = chain.termbase.mark, chain.source, chain.target
        return {unit: mark(unit, source, target) for unit in dict.fromkeys(units)}

    def _recall(self, chain: Chain, units: Mapping[str, str]) -> dict[str, Known]:
        with self.database.read() as connection:
            found = recall(connection, units, chain.source, primary(self.target))
        judged = {unit: _judged(chain, unit, known) for unit, known in found.items()}
        return {unit: known for unit, known in judged.items() if known is not None}

    def _recall_stale(self, chain: Chain, units: Mapping[str, str]) -> dict[str, Known]:
        """Translations of before other terms, with the names as these have them, as far as that can be done here."""
        if not units:
            return {}
        with self.database.read() as connection:
            found = recall_stale(connection, units, chain.source, primary(self.target))
        mended = {
            unit: replace(
                known,
                target=chain.termbase.repaired(unit, known.target, chain.source, chain.target),
                terms=units[unit],
            )
            for unit, known in found.items()
        }
        judged = {unit: _judged(chain, unit, known) for unit, known in mended.items()}
        return {unit: known for unit, known in judged.items() if known is not None}

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


def _judged(chain: Chain, unit: str, known: Known) -> Known | None:
    """Of the memory's word on a unit, what the checks of today make of it; a person's word is not judged."""
    if known.origin == HUMAN:
        return known
    findings = judge(unit, known.target, chain.source, chain.target, chain.termbase)
    return None if findings and findings[0].fatal else replace(known, findings=findings)


def _misnamed(known: Known) -> bool:
    return any(finding.check == "name" for finding in known.findings)
