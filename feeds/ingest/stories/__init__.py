"""Which entries tell the same news: features of an entry, the verdict on two of them, and who joins whom. Pure."""

from __future__ import annotations

from feeds.ingest.stories.arranging import Joined, Known, arrange
from feeds.ingest.stories.features import Features, features_of
from feeds.ingest.stories.rules import NEAR, WINDOW, Verdict, same_story

__all__ = ["NEAR", "WINDOW", "Features", "Joined", "Known", "Verdict", "arrange", "features_of", "same_story"]
