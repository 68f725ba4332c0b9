"""Who joins whom: each entry that may still join, the story of the older entry that it is most like.

A subscriber gets every entry once. So what has been shown as a story of its own stays one; an entry joins when it
arrives, and whoever has others joined to it joins nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from feeds.ingest.stories.features import Features
from feeds.ingest.stories.rules import Verdict, same_story
from feeds.ingest.stories.search import Index, Known


@dataclass(frozen=True, slots=True)
class Joined:
    """An entry that joins a story."""

    key: str
    story: str
    like: str
    """The key of the entry that it is like."""
    reasons: tuple[str, ...]


class Arrangement:
    """Entries, taken in the order of publication; and which of them join which story."""

    def __init__(self) -> None:
        self._index = Index()
        self._known: dict[str, Known] = {}
        """Those with a pair, as they stand now."""
        self._pairs: defaultdict[str, dict[str, Verdict]] = defaultdict(dict)

    def take(self, one: Known) -> None:
        """Compare an entry with those before it: two that cannot join need not be compared."""
        if one.features.alert:
            return
        for before in self._index.add(one):
            other = self._known.get(before.features.key, before)
            if (one.free or other.free) and (verdict := same_story(one.features, other.features)).joined:
                for here, there in ((one, other), (other, one)):
                    self._pairs[here.features.key][there.features.key] = verdict
                    self._known[here.features.key] = here

    def settle(self) -> list[Joined]:
        """Which of those that were taken join which story, the oldest first. Whoever has joined is not named again."""
        found = []
        founders = {one.story for key, one in self._known.items() if one.story != key}
        for key in sorted(self._pairs, key=lambda key: self._known[key].features.order):
            one = self._known[key]
            if not one.free or key in founders or (best := self._best(one.features)) is None:
                continue
            like = self._known[best]
            founders.add(like.story)
            self._known[key] = replace(one, story=like.story, first=like.first, free=False)
            found.append(Joined(key, like.story, best, self._pairs[key][best].reasons))
        return found

    def _best(self, one: Features) -> str | None:
        """The surest of the entries whose story began before it; of equals, the oldest."""
        older = [
            (-verdict.strength, self._known[key].features.order, key)
            for key, verdict in self._pairs[one.key].items()
            if self._known[key].first < one.order
        ]
        return min(older)[2] if older else None


def arrange(entries: Iterable[Features]) -> list[Joined]:
    """Which of these, all of them new, join which story."""
    arrangement = Arrangement()
    for one in sorted(entries, key=lambda one: (one.published, one.key)):
        arrangement.take(Known(one, one.key, one.order, free=True))
    return arrangement.settle()


def nearest(one: Features, others: Iterable[Features]) -> list[tuple[Features, Verdict]]:
    """The entries that are most like it, with the verdict on each."""
    index = Index()
    for other in sorted(others, key=lambda other: (other.published, other.key)):
        index.add(Known(other, other.key, other.order, free=False))
    return [(found.features, same_story(one, found.features)) for found in index.nearest(one)]
