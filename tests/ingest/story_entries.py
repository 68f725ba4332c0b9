"""Entries of one news, as a site, a channel and an English page tell it, and the verdict on two of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.ingest.stories import Verdict, features_of, same_story
from feeds.model import Entry

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SITE = (
    "<p>До Харкова прибули 42 генератори від міста Лідса. Їх розподілять між лікарнями та пунктами незламності, "
    "повідомив міський голова Ігор Терехов. Найпотужніший отримає лікарня № 4, він має 250 кіловатів.</p>"
)
CUT = (
    "<p>⚡️ До Харкова прибули 42 генератори від міста Лідса. Їх розподілять між лікарнями та пунктами незламності.</p>"
)
ENGLISH = (
    "<p>Leeds has sent 42 generators to Kharkiv, where they will supply hospitals. The largest one, with 250 "
    "kilowatts, goes to hospital No. 4, says Ihor Terekhov.</p>"
)


def entry(number: int, content: str, **fields: Any) -> Entry:
    """An entry of a source of its own."""
    when = fields.pop("published", NOON + timedelta(minutes=number))
    link = f"https://source{number}.example/news/{number}.html"
    given = {
        "key": f"{number:016x}", "source_id": f"source{number}", "atom_id": link, "guid": None, "link": link,
        "title": "", "summary": "", "content": content, "language": "uk", "fingerprint": f"f{number}",
        "published": when, "updated": when, "first_seen": when,
    }  # fmt: skip
    return Entry(**{**given, **fields})


def verdict(one: Entry, other: Entry) -> Verdict:
    """On two entries, the same both ways round."""
    found = same_story(features_of(one), features_of(other))
    assert same_story(features_of(other), features_of(one)) == found
    return found


def why_not(one: Entry, other: Entry) -> str:
    """Why two entries are not one story."""
    found = verdict(one, other)
    assert not found.joined
    return "; ".join(found.reasons)
