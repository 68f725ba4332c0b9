"""What reading one document may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """What one document may cost."""

    seconds: float = 10.0
    memory_bytes: int = 256_000_000
    """Address space beyond what a worker needs to begin with."""
    workers: int = 0
    """Processes; 0: one for each processor, at most four."""
