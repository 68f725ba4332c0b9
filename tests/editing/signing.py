"""Signing in to a city's desk, with a clock that a test moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from feeds.editing.accounts import Accounts
from feeds.errors import SignInError, TooManyTries, VisnykError
from feeds.model import Deed
from feeds.store import deeds
from feeds.store.database import Database
from tests.jobs.documents import NOON

RIGHT = "сім мостів над Лопанню"
HOME, OTHER = "192.0.2.7", "198.51.100.9"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **passed: float) -> None:
        """``minutes=5``."""
        self.now += timedelta(**passed)


def log(database: Database) -> list[Deed]:
    """The whole log, oldest first."""
    with database.read() as connection:
        return deeds.load_deeds(connection, 1000)[::-1]


def refused(
    accounts: Accounts,
    name: str,
    password: str = "wrong and long enough",
    address: str = HOME,
    proofs: Sequence[str] = (),
) -> VisnykError:
    """Why this name and password do not let anybody in."""
    with pytest.raises((SignInError, TooManyTries)) as error:
        accounts.sign_in(name, password, address, proofs)
    return error.value
