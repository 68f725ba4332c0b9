"""A city to read of."""

from __future__ import annotations

import pytest

from tests.webapp.city import City


@pytest.fixture
def city() -> City:
    """Empty, with thirty rows on a page."""
    return City(page_size=30)
