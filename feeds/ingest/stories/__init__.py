"""Which entries tell the same news: features of an entry, the verdict on two of them, and who joins whom. Pure."""

from __future__ import annotations

from feeds.ingest.stories.arranging import Arrangement, Joined, arrange, nearest
from feeds.ingest.stories.features import Features, Order, features_of
from feeds.ingest.stories.rules import NEAR, WINDOW, Verdict, same_story
from feeds.ingest.stories.search import Known

__all__ = [
    "NEAR",
    "WINDOW",
    "Arrangement",
    "Features",
    "Joined",
    "Known",
    "Order",
    "Verdict",
    "arrange",
    "features_of",
    "nearest",
    "same_story",
]
