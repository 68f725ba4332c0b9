"""The hand-made groups and near misses in ``stories/*.toml``, as entries.

A ``[[group]]`` has a version of one news for each source that tells it. A ``[[miss]]`` has two entries, ``one`` and
``other``, that look alike and tell different news; with ``but``, the other is the first with some words replaced.
``at`` is a moment of 2026 in UTC, ``text`` paragraphs as plain text with links as ``[words](address)``, where
``{site}`` or ``{one}`` is the page of that version. A version without a title, as in a channel, has its first line.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from feeds.ingest.stories import Joined, arrange, features_of
from feeds.model import Entry

FOLDER = Path(__file__).parent / "stories"
SEEN, UNSEEN = ("groups.toml", "misses.toml", "hard.toml"), ("unseen.toml", "unseen_later.toml")
"""What the rules were made with, and what was written before and kept aside."""

_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_PAGES = {
    "site": "https://www.kharkiv.example/uk/news/{}.html", "telegram": "https://t.me/kharkivnews/{}",
    "eurocities": "https://eurocities.example/latest/{}/", "leeds": "https://news.leeds.example/{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, and which news it tells."""

    entry: Entry
    news: str
    """Entries of one story have the same."""


def load(*names: str) -> list[Told]:
    """All entries of these files."""
    found: list[Told] = []
    for name in names or (*SEEN, *UNSEEN):
        table = tomllib.loads((FOLDER / name).read_text("utf-8"))
        for group in table.get("group", ()):
            found += _group(group)
        for miss in table.get("miss", ()):
            found += _miss(miss)
    return found


def _group(group: Mapping[str, Any]) -> Iterator[Told]:
    pages = {source: _page(source, group["name"]) for source in _PAGES}
    for source in _PAGES:
        if source in group:
            yield Told(_entry(source, group["name"], group[source], pages), group["name"])


def _miss(miss: Mapping[str, Any]) -> Iterator[Told]:
    name, one, other = miss["name"], dict(miss["one"]), dict(miss["other"])
    if "but" in other:
        text = one["text"]
        for old, new in other.pop("but"):
            assert old in text, f"{name}: {old}"
            text = text.replace(old, new)
        other |= {"text": text}
    pages = {"one": _page(one["from"], f"{name}-one")}
    for which, version in (("one", one), ("other", other)):
        news = f"{name}-{which}"
        yield Told(_entry(version["from"], news, version, pages, miss.get("alert")), news)


def _page(source: str, name: str) -> str:
    number = int.from_bytes(blake2b(name.encode(), digest_size=3).digest(), "big")
    return _PAGES[source].format(number)


def _entry(
    source: str, name: str, version: Mapping[str, Any], pages: Mapping[str, str], alert: str | None = None
) -> Entry:
    month, day, hour, minute = map(int, re.split(r"[-: ]", version["at"]))
    when = datetime(2026, month, day, hour, minute, tzinfo=UTC)
    markup = _markup(version["text"].strip().format(**pages))
    title = version.get("title") or html.unescape(re.split(r"<br>|</p>", markup)[0].removeprefix("<p>"))
    key = blake2b(f"{source} {name}".encode(), digest_size=8).hexdigest()
    link = _page(source, name)
    return Entry(
        key, source, link, link, link, re.sub("<[^>]*>", "", title)[:120], "", markup,
        "uk" if source in ("site", "telegram") else "en", key, when, when, when + timedelta(minutes=5), alert=alert,
    )  # fmt: skip


def _markup(text: str) -> str:
    paragraphs = html.escape(text, quote=False).split("\n\n")
    linked = (_LINK.sub(r'<a href="\2">\1</a>', paragraph.strip()) for paragraph in paragraphs)
    return "".join(f"<p>{paragraph}</p>".replace("\n", "<br>") for paragraph in linked)


@dataclass(frozen=True, slots=True)
class Score:
    """What came of arranging all entries at once."""

    groups: int
    misses: int
    wanted: int
    """Members that should join the first entry of their group."""
    found: tuple[Joined, ...]
    missed: tuple[Told, ...]
    wrong: tuple[tuple[Told, Joined], ...]
    """Members of a story that tells other news."""

    @property
    def share(self) -> float:
        """Found of what was wanted."""
        return len(self.found) / self.wanted


def score(told: list[Told]) -> Score:
    """Arrange all of them together, as if they were all there at once, and look at every member."""
    by_key = {one.entry.key: one for one in told}
    assert len(by_key) == len(told)
    joined = {one.key: one for one in arrange(features_of(one.entry) for one in told)}
    first: dict[str, Told] = {}
    for one in sorted(told, key=lambda one: (one.entry.first_seen, one.entry.key)):
        first.setdefault(one.news, one)
    members = [one for one in told if first[one.news] is not one]
    right = [
        one for one in members if one.entry.key in joined and joined[one.entry.key].story == first[one.news].entry.key
    ]
    wrong = [(by_key[key], one) for key, one in joined.items() if by_key[key].news != by_key[one.story].news]
    groups = {one.news for one in members}
    return Score(
        len(groups), len([one for one in told if one.news not in groups]) // 2, len(members),
        tuple(joined[one.entry.key] for one in right), tuple(one for one in members if one not in right), tuple(wrong),
    )  # fmt: skip
