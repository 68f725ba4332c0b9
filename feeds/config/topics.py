"""``topics.toml``: what news can be about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from feeds.config.files import load_unique
from feeds.config.table import Table
from feeds.config.values import Id, Phrase
from feeds.model import Topic


class TopicTable(Table):
    """``[[topic]]``."""

    id: Id
    title: str = Field(min_length=1)
    title_uk: Annotated[str, Field(min_length=1)] | None = None
    words: tuple[Phrase, ...] = ()
    categories: tuple[Phrase, ...] = ()

    @model_validator(mode="after")
    def _finds(self) -> Self:
        if not self.words and not self.categories:
            raise ValueError("has neither words nor categories: nothing could be about it")
        return self


class TopicsTable(Table):
    """``topics.toml``."""

    topic: tuple[TopicTable, ...] = ()


def load_topics(path: Path) -> tuple[Topic, ...]:
    """Read and check the file at ``path``; no topics where there is none.

    :raises ConfigError: naming file, key, value and reason.
    """
    if not path.exists():
        return ()
    return tuple(Topic(**topic.model_dump()) for topic in load_unique(path, "topic", TopicsTable).topic)
