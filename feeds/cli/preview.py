"""Entries as ``sources add`` and ``sources check`` show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from feeds.cli.out import Out, minute
from feeds.model import ParsedEntry
from feeds.text.html import shorten, to_text

SHOWN = 5
"""Entries that are named."""
_WORDS = 70
"""Characters of an entry's text."""
_TIME = len("2026-01-01 00:00")


def show_entries(out: Out, entries: Sequence[ParsedEntry], zone: tzinfo) -> None:
    """The first entries with time and title, below each its link and the beginning of its text; how many more."""
    for entry in entries[:SHOWN]:
        out.line(f"{minute(entry.published, zone, 'no date').ljust(_TIME)}  {entry.title}")
        for line in filter(None, (entry.link, shorten(_beside_title(entry), _WORDS))):
            out.line(f"{' ' * _TIME}  {line}")
    if len(entries) > SHOWN:
        out.line(f"and {len(entries) - SHOWN} more")


def _beside_title(entry: ParsedEntry) -> str:
    """The words of an entry, without its title where they begin with that, as those of a Telegram post do."""
    words, title = to_text(entry.summary or entry.content), entry.title.removesuffix("…").rstrip()
    if not title or not words.startswith(title):
        return words
    rest = words.removeprefix(title)
    return words if rest[:1].isalnum() else rest.lstrip(" .,:;!?…|–—-")
