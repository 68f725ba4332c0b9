"""What the checks say of a pair, in short."""

from __future__ import annotations

from feeds.model import Finding
from feeds.translation.checks import judge


def fatal(source: str, target: str, source_language: str, target_language: str) -> Finding | None:
    """The first reason, if any, why this is no translation."""
    return next((one for one in judge(source, target, source_language, target_language) if one.fatal), None)
