"""One refresh of a city whose sources are out to harm, beside good ones, each at a host of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from feeds.model import RefreshSummary, SourceOutcome
from tests.fetch.loopback import Server
from tests.fetch.test_guard import Names
from tests.jobs.city import City

from .hostile_sites import GOOD, HOSTILE, OK, hostile_city


@dataclass
class Seen:
    """A refresh, looked at from outside."""

    city: City
    servers: dict[str, Server]
    summary: RefreshSummary
    order: list[str]
    """Source ids, as their outcomes came."""

    def outcome(self, name: str) -> SourceOutcome:
        return next(one for one in self.summary.sources if one.source_id == name)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """What the whole module looks at."""
    city = City(tmp_path_factory.mktemp("city"))
    order: list[str] = []
    with pytest.MonkeyPatch.context() as names, hostile_city(city) as servers:
        Names(names, ["127.0.0.1"], ["10.0.0.1"])
        summary = city.run(on_source=lambda outcome: order.append(outcome.source_id))
        yield Seen(city, servers, summary, order)


@pytest.mark.parametrize("name", HOSTILE)
def test_harm_is_bounded(seen: Seen, name: str) -> None:
    """A hostile source is refused with its code and one readable line, or read within bounds."""
    outcome, state = seen.outcome(name), seen.city.state(name)
    assert (outcome.code or outcome.status) in HOSTILE[name].expected
    assert state.error_code == outcome.code
    if outcome.code:
        assert state.last_error is not None and state.last_error.isprintable()
    elif HOSTILE[name].warning:
        assert HOSTILE[name].warning in str(state.warning)


def test_good_ones_do_not_wait(seen: Seen) -> None:
    """Good sources have brought all of theirs while hostile ones are still at it, though these were asked first."""
    assert [seen.outcome(name).status for name in GOOD] == [OK] * len(GOOD)
    assert [seen.outcome(name).new for name in GOOD] == [5, 1, 1, 1]
    last = max(map(seen.order.index, GOOD))
    later = [name for name in HOSTILE if seen.order.index(name) > last]
    assert {"body-by-the-byte", "headers-by-the-byte", "slow-article"} <= set(later)
    assert [seen.outcome(name).code for name in later].count("parse-timeout") >= 3


def test_nothing_is_asked_for_that_a_document_names(seen: Seen) -> None:
    """A document type from elsewhere is not fetched."""
    assert seen.servers["dtd-from-elsewhere"].paths() == ["/"]


def test_a_name_that_turns_private(seen: Seen) -> None:
    """A name whose second answer is a private address is asked once: the redirect to itself is refused."""
    assert seen.servers["rebinding"].paths() == ["/"]
    assert "10.0.0.1" in str(seen.city.state("rebinding").last_error)


def test_pictures_without_end(seen: Seen) -> None:
    """A picture that never ends is given up; its entry is there all the same."""
    assert seen.summary.pictures.failed == 1
    assert "/picture.jpg" in seen.servers["pictures"].paths()


def test_what_is_published_is_small(seen: Seen) -> None:
    """All that the hostile ones brought makes no edition of megabytes."""
    documents = seen.city.documents()
    assert b"Good news" in documents["/editions/all-original.json"]
    assert max(map(len, documents.values())) < 3_000_000
