"""What reading one document may cost."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

_HURRY = 10
"""Of the seconds, what a document gets at its first trial: one part of so many."""
_BYTES_PER_BYTE = 16
"""Address space that reading takes for each byte of a document, in nearly all of them; measured: 5 to 12."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one trial of one document may cost."""

    seconds: float
    memory_bytes: int
    """Address space beyond what a worker needs to begin with."""

    def is_enough_for(self, size: int) -> bool:
        """May a document of so many bytes be expected to be read with it?"""
        return size * _BYTES_PER_BYTE <= self.memory_bytes


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """What one document may cost."""

    seconds: float = 10.0
    memory_bytes: int = 80_000_000
    """Address space beyond what a worker needs to begin with."""
    workers: int = 0
    """Processes; 0: one for each processor, at most four."""

    @property
    def processes(self) -> int:
        """How many documents are read at once."""
        return self.workers or min(4, os.cpu_count() or 1)

    def for_few(self, documents: int) -> ParseLimits:
        """The same with no more processes than documents: one that has nothing to do would be ended as it begins."""
        return replace(self, workers=max(1, min(self.processes, documents)))

    @property
    def in_passing(self) -> Allowance:
        """At the first trial, side by side with others: together they may take half of what a single one may."""
        return Allowance(self.seconds / _HURRY, self.memory_bytes // (2 * self.processes))

    @property
    def at_length(self) -> Allowance:
        """At the second, one document at a time."""
        return Allowance(self.seconds, self.memory_bytes)
