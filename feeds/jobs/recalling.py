"""What the memory says of units in one direction, as the terms and the checks of today see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from feeds.model import Finding
from feeds.store.memory import recall, recall_stale
from feeds.text.language import primary
from feeds.translation.assemble import Known
from feeds.translation.checks import judge
from feeds.translation.memory import HUMAN
from feeds.translation.terms import Termbase


@dataclass(frozen=True, slots=True)
class Recalling:
    """The memory for units in ``source``; both languages are tags."""

    termbase: Termbase
    source: str
    target: str

    def marks(self, units: Iterable[str]) -> dict[str, str]:
        """Each unit once, with the mark of the terms that are in force for it."""
        return {unit: self.termbase.mark(unit, self.source, self.target) for unit in dict.fromkeys(units)}

    def known(self, connection: Connection, marks: Mapping[str, str]) -> dict[str, Known]:
        """What people said, or engines under these terms: the best that the checks let through."""
        return recall(connection, marks, self.source, primary(self.target), self._judged)

    def stale(self, connection: Connection, marks: Mapping[str, str]) -> dict[str, Known]:
        """What engines made under other terms, with the names put right as far as that can be done here."""
        return recall_stale(connection, marks, self.source, primary(self.target), self._mended) if marks else {}

    def findings(self, unit: str, text: str) -> tuple[Finding, ...]:
        """What the checks have against a translation."""
        return judge(unit, text, self.source, self.target, self.termbase)

    def _judged(self, unit: str, known: Known) -> Known | None:
        """``None`` where a check refuses it; a person's word is not judged."""
        if known.origin == HUMAN:
            return known
        findings = self.findings(unit, known.target)
        return None if findings and findings[0].fatal else replace(known, findings=findings)

    def _mended(self, unit: str, known: Known) -> Known | None:
        target = self.termbase.repaired(unit, known.target, self.source, self.target)
        return self._judged(unit, replace(known, target=target))
