"""``topics.toml``: what news can be about, and by which words that is known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from feeds.config.files import load_unique
from feeds.config.table import Table
from feeds.config.values import Id, Phrase
from feeds.model import Topic

_SHORTEST_BEGINNING = 3
_BEGINNING = re.compile(r"([\w'’ʼ]*)\*")


def _beginnings(phrase: str) -> str:
    for beginning in _BEGINNING.findall(phrase):
        if len(beginning) < _SHORTEST_BEGINNING:
            raise ValueError(f"has fewer than {_SHORTEST_BEGINNING} letters before a *: too many words begin so")
    return phrase


Word = Annotated[Phrase, AfterValidator(_beginnings)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class TopicTable(Table):
    """``[[topic]]``."""

    id: Id
    title: Name
    title_uk: Name | None = None
    words: tuple[Word, ...] = ()
    categories: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not (self.words or self.categories):
            raise ValueError("has neither words nor categories: nothing would be about it")
        return self


class TopicsTable(Table):
    """``topics.toml``."""

    topic: tuple[TopicTable, ...] = ()


def load_topics(path: Path) -> tuple[Topic, ...]:
    """Read and check the topics in the file at ``path``; none where there is no such file.

    :raises ConfigError: naming file, key, value and reason.
    """
    if not path.exists():
        return ()
    return tuple(Topic(**topic.model_dump()) for topic in load_unique(path, "topic", TopicsTable).topic)
