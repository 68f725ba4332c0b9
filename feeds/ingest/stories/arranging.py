"""Who joins whom: each entry that may still join, the story of the older entry that it is most like.

A subscriber gets every entry once. So what has been shown as a story of its own stays one; an entry joins when it
arrives, and whoever has others joined to it joins nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feeds.ingest.stories.features import Features
from feeds.ingest.stories.rules import Verdict, same_story
from feeds.ingest.stories.search import Index


@dataclass(frozen=True, slots=True)
class Known:
    """How an entry stands when others are compared with it."""

    features: Features
    story: str
    """The key of its story; its own while it is alone or the first."""
    free: bool
    """It may join: it is new to everybody, alone, and no editor has spoken."""
    new: bool = True
    """It has not been compared with the others yet."""


@dataclass(frozen=True, slots=True)
class Joined:
    """An entry that joins a story."""

    key: str
    story: str
    like: str
    """The key of the entry that it is like."""
    reasons: tuple[str, ...]


def arrange(entries: Iterable[Known]) -> list[Joined]:
    """Which of these join which story; the oldest first, as they came."""
    by_key = {one.features.key: one for one in entries}
    pairs = _pairs(by_key)
    first = {key: by_key[one.story].features.order for key, one in by_key.items() if one.story in by_key}
    story = {key: one.story for key, one in by_key.items()}
    founders = {one.story for key, one in by_key.items() if one.story != key}
    found = []
    for key in sorted(pairs, key=lambda key: by_key[key].features.order):
        one = by_key[key]
        if not one.free or key in founders:
            continue
        joined = _best(one.features, pairs[key], by_key, first)
        if joined is None:
            continue
        like, verdict = joined
        story[key] = story[like]
        first[key] = first.get(like, by_key[like].features.order)
        founders.add(story[like])
        found.append(Joined(key, story[like], like, verdict.reasons))
    return found


def _pairs(by_key: Mapping[str, Known]) -> dict[str, dict[str, Verdict]]:
    """Verdicts on what is worth comparing and tells the same, both ways round."""
    index = Index()
    pairs: defaultdict[str, dict[str, Verdict]] = defaultdict(dict)
    for one in sorted(by_key.values(), key=lambda one: (one.features.published, one.features.key)):
        if one.features.alert:
            continue
        for other in index.add(one.features):
            known = by_key[other.key]
            if not ((one.new and one.free) or (known.new and known.free)):
                continue
            verdict = same_story(one.features, other)
            if verdict.joined:
                pairs[one.features.key][other.key] = verdict
                pairs[other.key][one.features.key] = verdict
    return pairs


def _best(
    one: Features, verdicts: Mapping[str, Verdict], by_key: Mapping[str, Known], first: Mapping[str, tuple[object, ...]]
) -> tuple[str, Verdict] | None:
    """The surest of the entries whose story began before it; of equals, the oldest."""
    older = [
        (-verdict.strength, by_key[key].features.order, key)
        for key, verdict in verdicts.items()
        if first.get(key, by_key[key].features.order) < one.order
    ]
    if not older:
        return None
    key = min(older)[2]
    return key, verdicts[key]
