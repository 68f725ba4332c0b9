"""A database of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.store.database import Database, open_sqlite


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """New and empty."""
    opened = open_sqlite(tmp_path / "visnyk.sqlite")
    yield opened
    opened.close()
