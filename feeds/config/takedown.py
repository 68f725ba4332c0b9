"""``takedown.toml``: entries that must not be published. Read anew at each publish."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from feeds.config.files import load
from feeds.config.table import Table
from feeds.model import Takedown
from feeds.text.urls import absolute, is_iri

FILE = "takedown.toml"
"""Its name in the folder of settings."""

_KEY = re.compile(r"[0-9a-f]{16}\Z")


def _names_an_entry(text: str) -> str:
    # Anything else matches no entry, now or later: the editor would take down nothing, and not be told.
    if not (_KEY.match(text) or is_iri(text) or absolute(text)):
        raise ValueError("is no address, id or key (16 hex digits, at the end of the address of its page) of an entry")
    return text


class TakedownTable(Table):
    """``[[takedown]]``."""

    entry: Annotated[str, AfterValidator(_names_an_entry)]
    reason: Annotated[str, Field(min_length=1)] | None = None


class TakedownsTable(Table):
    """``takedown.toml``."""

    takedown: tuple[TakedownTable, ...] = ()


def load_takedowns(path: Path) -> tuple[Takedown, ...]:
    """What the file at ``path`` lists; nothing where there is no such file.

    :raises ConfigError: naming file, key, value and reason.
    """
    if not path.exists():
        return ()
    return tuple(Takedown(one.entry, one.reason) for one in load(path, TakedownsTable).takedown)
