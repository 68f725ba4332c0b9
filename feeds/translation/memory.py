"""What the translation memory holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

HUMAN = "human"
"""The origin that wins over every engine."""


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """One unit of the translation memory; texts are normalised coded text."""

    source_language: str
    target_language: str
    source: str
    target: str
    origin: str
    """``human``, or the name of an engine."""
    created: datetime | None = None
    version: str = ""
    """Of the engine, as it names it."""
    terms: str = ""
    """A fingerprint of the terms that were in force for this unit; empty where none was."""
    author: str | None = None
    """Of a human's: who."""
