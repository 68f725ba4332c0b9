"""An entry to translate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from feeds.model import Entry

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PUBLISHED = datetime(2026, 2, 28, 9, 0, tzinfo=UTC)
ENTRY = Entry(
    key="0123456789abcdef",
    source_id="kharkiv",
    atom_id="tag:kharkiv.example,2026:1",
    guid="1",
    link="https://kharkiv.example/1",
    title="Трамваї з Лейпцига",
    summary="",
    content='<p>Мер <a href="https://leeds.example/">Лідса</a> прибув.</p><p>Дякуємо!</p>',
    language="uk",
    fingerprint="one",
    published=PUBLISHED,
    updated=PUBLISHED,
    first_seen=PUBLISHED,
)


def entry(**changes: Any) -> Entry:
    """``ENTRY``, changed."""
    return replace(ENTRY, **changes)
