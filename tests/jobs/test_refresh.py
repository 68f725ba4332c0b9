"""Asking sources: what is asked, how often, and what is remembered of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import feeds.jobs.keeping
import feeds.jobs.refresh
from feeds.errors import StoreError
from feeds.fetch.client import Fetcher, Request
from feeds.ingest.decide import Decision, decide
from feeds.jobs.trial import try_source
from feeds.model import Source
from feeds.store.sources import load_states, save_state

from .city import City
from .documents import NOON, atom, item, items
from .site import Feed, Server, conditions, http

ETAG, DATE = '"v1"', "Sun, 01 Mar 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("validators", "expected"),
    [
        ({"etag": ETAG}, {"if-none-match": ETAG}),
        ({"last_modified": DATE}, {"if-modified-since": DATE}),
        ({"etag": ETAG, "last_modified": DATE}, {"if-none-match": ETAG, "if-modified-since": DATE}),
        ({}, {}),
    ],
    ids=["etag", "date", "both", "neither"],
)
def test_conditional(city: City, site: Server, validators: dict[str, str], expected: dict[str, str]) -> None:
    """The second request says exactly what the first answer was marked with."""
    city.add("city", site.on("/feed", Feed(atom(items(2)), **validators)))
    assert city.ask()["city"].status == "ok"
    assert city.ask()["city"].status == "unchanged"
    assert [conditions(asked) for asked in site.asked] == [{}, expected]
    assert city.state("city").last_success == NOON


def test_unchanged_body_is_not_read_again(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that knows no 304 costs a request, but nothing is read and nothing is stored."""
    city.add("city", site.on("/feed", http(body=atom(items(2)))))
    city.ask()

    def refuse(*_: object) -> None:
        raise AssertionError("the document was read again")

    monkeypatch.setattr("feeds.sources.pool.ReaderPool.submit", refuse)
    city.later(minutes=1)
    outcome = city.ask()["city"]
    assert (outcome.status, outcome.new, outcome.changed) == ("unchanged", 0, 0)
    assert city.state("city").last_success == NOON + timedelta(minutes=1)


def test_new_validators_of_the_same_body_are_kept(city: City, site: Server) -> None:
    """What marks an unchanged document may change, and the newest is what the next request says."""
    feed = Feed(atom(items(1)), etag=ETAG)
    city.add("city", site.on("/feed", feed))
    city.ask()
    feed.etag = '"v2"'
    assert city.ask()["city"].status == "unchanged"
    city.ask()
    assert [conditions(asked).get("if-none-match") for asked in site.asked] == [None, ETAG, '"v2"']


def test_news_and_changes(city: City, site: Server) -> None:
    """New and changed entries are counted, and what a source no longer lists stays."""
    feed = Feed(atom(items(3)))
    city.add("city", site.on("/feed", feed))
    assert city.ask()["city"].new == 3
    feed.body = atom([item(5), item(4), item(3).but(title="Виправлена новина")])
    outcome = city.ask()["city"]
    assert (outcome.new, outcome.changed) == (2, 1)
    assert city.titles() == [item(5).title, item(4).title, "Виправлена новина", item(2).title, item(1).title]


def test_permanent_redirect_is_remembered(city: City, site: Server) -> None:
    """Where permanent redirects lead is asked directly from then on; where temporary ones lead is not."""
    moved = site.on("/new", Feed(atom(items(1)), etag=ETAG))
    city.add("moved", site.on("/old", http("301 Moved Permanently", location=moved)))
    city.add("away", site.on("/away", http("302 Found", location=moved)))
    city.ask()
    assert city.state("moved").location == moved
    assert city.state("away").location is None
    del site.asked[:]
    assert {one.status for one in city.ask().values()} == {"unchanged"}
    assert sorted(site.paths()) == ["/away", "/new", "/new"]


def test_max_age_is_waited_for(city: City, site: Server) -> None:
    """A source that said how long its answer is good is not asked before, unless somebody insists."""
    city.add("city", site.on("/feed", Feed(atom(items(1)), cache_control="max-age=600")))
    city.ask()
    city.later(seconds=599)
    skipped = city.ask()["city"]
    assert (skipped.status, skipped.detail) == ("skipped", "not before 2026-03-01 12:10:00 UTC")
    assert len(site.asked) == 1
    assert city.ask(force=True)["city"].status == "unchanged"
    city.later(seconds=600)
    assert city.ask()["city"].status == "unchanged"
    assert len(site.asked) == 3


def test_retry_after_is_waited_for(city: City, site: Server) -> None:
    """A source that asked for patience gets it, also after an error."""
    busy = http("503 Service Unavailable", retry_after=120)
    city.add("city", site.on("/feed", busy, busy, Feed(atom(items(1)))))
    failed = city.ask()["city"]
    assert (failed.status, failed.code) == ("failed", "http-503")
    assert city.ask()["city"].status == "skipped"
    assert city.ask(force=True)["city"].status == "failed"
    city.later(seconds=121)
    assert city.ask()["city"].new == 1
    assert city.state("city").failures == 0
    assert len(site.asked) == 3


def test_own_interval_holds_in_the_loop_only(city: City, site: Server) -> None:
    """Our own interval keeps the follow loop from asking, never an editor who asks for a refresh."""
    city.add("city", site.on("/feed", Feed(atom(items(1)), etag=ETAG)), interval=600)
    assert city.ask(own_interval=True)["city"].status == "ok"
    city.later(seconds=599)
    assert city.ask(own_interval=True)["city"].status == "skipped"
    assert city.ask()["city"].status == "unchanged"
    city.later(seconds=601)
    assert city.ask(own_interval=True)["city"].status == "unchanged"
    assert len(site.asked) == 3


def test_failures_are_asked_less_and_less(city: City, site: Server) -> None:
    """The follow loop asks a failing source at doubling intervals."""
    city.add("city", site.on("/feed", http("500 Internal Server Error")), interval=600)
    waits = []
    for _ in range(4):
        assert city.ask(own_interval=True, chance=1.0)["city"].status == "failed"
        due = city.state("city").next_due
        assert due is not None
        waits.append((due - city.now).total_seconds())
        city.now = due
    assert waits == [600, 2400, 9600, 38400]


def test_gone_is_left_alone(city: City, site: Server) -> None:
    """A source that is gone for good is not asked again until it has a new address."""
    city.add("city", site.on("/feed", http("410 Gone")))
    assert city.ask()["city"].code == "gone"
    city.later(days=30)
    skipped = city.ask()["city"]
    assert skipped.status == "skipped" and "gone for good" in str(skipped.detail)
    city.source("city")["url"] = site.on("/new", Feed(atom(items(2))))
    assert city.ask()["city"].new == 2
    assert site.paths() == ["/feed", "/new"]


def test_gone_that_is_back(city: City, site: Server) -> None:
    """A source that answers again when somebody insists is an ordinary one again."""
    city.add("city", site.on("/feed", http("410 Gone"), Feed(atom(items(2)))))
    city.ask()
    assert city.ask(force=True)["city"].status == "ok"
    assert city.ask()["city"].status == "unchanged"


def test_gone_behind_a_redirect_is_only_a_failure(city: City, site: Server) -> None:
    """A 410 where a redirect leads, or led once, does not retire the configured address: that is asked again."""
    gone = http("410 Gone")
    city.add("away", site.on("/away", http("302 Found", location=site.on("/elsewhere", gone))))
    new = site.on("/new", Feed(atom(items(1))), gone)
    back = Feed(atom(items(2)))
    city.add("moved", site.on("/old", http("301 Moved Permanently", location=new), back))
    assert (city.ask()["away"].code, city.state("moved").location) == ("gone", new)
    assert city.ask()["moved"].code == "gone"
    assert [(city.state(name).retired, city.state(name).location) for name in ("away", "moved")] == [(False, None)] * 2
    assert {name: one.status for name, one in city.ask().items()} == {"away": "failed", "moved": "ok"}


def test_what_is_skipped_tells_how_it_fared(city: City, site: Server) -> None:
    """A source that is not asked is failing if it failed when it was; one that is switched off is not."""
    city.add("good", site.on("/good", Feed(atom(items(1)), cache_control="max-age=600")))
    city.add("busy", site.on("/busy", http("503 Service Unavailable", retry_after=120)))
    city.add("gone", site.on("/gone", http("410 Gone")))
    city.add("off", site.url("/gone"), enabled=False)
    city.ask()
    outcomes = city.ask()
    assert {one.status for one in outcomes.values()} == {"skipped"}
    assert [name for name, one in outcomes.items() if one.failing] == ["busy", "gone"]


def test_large_documents_take_turns(city: City, site: Server) -> None:
    """More large documents than may be in memory at once, some of them bad, are all read in the end."""
    count = 2 * feeds.jobs.refresh._LARGE_BODIES
    for number in range(count):
        large = item(1, f"s{number}").but(content="<p>" + "word " * 240_000 + "</p>")
        city.add(f"s{number}", site.on(f"/{number}", Feed(atom([large]))))
        city.add(f"bad{number}", site.on(f"/bad{number}", http(body=b"nonsense " * 200_000)))
    assert [one.status for one in city.ask().values()] == ["ok", "failed"] * count


def test_new_address_starts_afresh(city: City, site: Server) -> None:
    """Of a source whose address was changed nothing is remembered, but its entries are known."""
    city.add("city", site.on("/old", Feed(atom(items(2)), etag=ETAG, cache_control="max-age=900")))
    city.ask()
    city.source("city")["url"] = site.on("/new", Feed(atom(items(3)), etag=ETAG))
    outcome = city.ask()["city"]
    assert (outcome.status, outcome.new, outcome.changed) == ("ok", 1, 0)
    assert conditions(site.asked[-1]) == {}
    assert city.state("city").url == site.url("/new")


def test_read_otherwise_is_asked_for_anew(city: City, site: Server) -> None:
    """A source whose language was changed in the settings is asked without conditions, since a 304 would hide that."""
    city.add("city", site.on("/feed", Feed(atom(items(1)), etag=ETAG)))
    city.ask()
    city.source("city")["language"] = "en"
    city.ask()
    assert [conditions(asked) for asked in site.asked] == [{}, {}]


def test_switched_off_is_skipped(city: City, site: Server) -> None:
    """A source that is switched off is not asked, not even by force, and nothing is remembered of it."""
    city.add("off", site.on("/off", Feed(atom(items(1)))), enabled=False)
    city.add("on", site.on("/on", Feed(atom(items(1, "on")))))
    outcomes = city.ask(force=True)
    assert outcomes["off"].status == "skipped" and "sources.toml" in str(outcomes["off"].detail)
    assert outcomes["on"].status == "ok"
    assert site.paths() == ["/on"]


def test_outcomes_in_configured_order(city: City, site: Server) -> None:
    """Outcomes stand in the order of the settings, whoever answered first."""
    for name in "cab":
        city.add(name, site.on(f"/{name}", Feed(atom(items(1, name)))))
    city.add("off", "http://127.0.0.1:9/", enabled=False)
    assert list(city.ask()) == ["c", "a", "b", "off"]


def test_nothing_due_asks_nothing(city: City) -> None:
    """Without a source that is due there is nothing to do."""
    city.add("off", "http://127.0.0.1:9/", enabled=False)
    assert city.ask()["off"].status == "skipped"


# --- transactions -------------------------------------------------------------------------------------------------


class _Broken(Exception):
    pass


def test_half_a_source_is_nothing_of_it(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure between entries and state leaves nothing of that source, and the next refresh takes all of it."""
    city.add("city", site.on("/feed", Feed(atom(items(3)), etag=ETAG)))
    real = feeds.jobs.keeping.apply

    def apply(connection: Any, state: Any, decision: Decision) -> None:
        real(connection, state, decision)
        raise _Broken

    monkeypatch.setattr(feeds.jobs.keeping, "apply", apply)
    assert city.ask()["city"].code == "crash"
    monkeypatch.setattr(feeds.jobs.keeping, "apply", real)
    assert city.titles() == []
    assert city.ask()["city"].new == 3
    assert [conditions(asked) for asked in site.asked] == [{}, {}]


def test_a_fault_costs_one_source_its_turn(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that nobody foresaw, in fetching or in storing, is that source's failure; the others are complete."""
    for name in ("first", "stored", "fetched", "last"):
        city.add(name, site.on(f"/{name}", Feed(atom(items(2, name)))))
    fetch = Fetcher.fetch

    def breaks(source: Source, *rest: Any) -> Decision:
        if source.id == "stored":
            raise _Broken("of\na kind")
        return decide(source, *rest)

    async def breaks_too(self: Fetcher, request: Request, *rest: Any) -> Any:
        if "fetched" in request.url:
            raise _Broken("of a kind")
        return await fetch(self, request, *rest)

    monkeypatch.setattr(feeds.jobs.keeping, "decide", breaks)
    monkeypatch.setattr(Fetcher, "fetch", breaks_too)
    outcomes = city.ask()
    assert [one.status for one in outcomes.values()] == ["ok", "failed", "failed", "ok"]
    assert len(city.titles()) == 4
    for name in ("stored", "fetched"):
        assert (outcomes[name].code, outcomes[name].detail) == ("crash", "_Broken: of a kind")
        assert (city.state(name).error_code, city.state(name).failures) == ("crash", 1)


def test_full_disk_is_one_error(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that cannot be written ends the refresh with one error, no group of them."""
    for name in "abc":
        city.add(name, site.on(f"/{name}", Feed(atom(items(1, name)))))

    def full(*_: object) -> None:
        raise StoreError("visnyk.sqlite: the disk is full")

    monkeypatch.setattr(feeds.jobs.keeping, "apply", full)
    with pytest.raises(StoreError, match="the disk is full") as caught:
        city.ask()
    assert "\n" not in str(caught.value)


def test_many_unchanged_are_all_written(city: City, site: Server) -> None:
    """Of more sources without news than are written at once, the state of every one is written."""
    count = 2 * feeds.jobs.keeping._STRETCH + 7
    for number in range(count):
        city.add(f"s{number}", site.on(f"/{number}", Feed(atom([item(1, f"s{number}")]), etag=ETAG)))
    city.ask()
    city.later(minutes=10)
    assert [one.status for one in city.ask().values()] == ["unchanged"] * count
    assert {city_state.last_checked for city_state in _states(city)} == {city.now}


def _states(city: City) -> list[Any]:
    with city.open() as service:
        return [row.state for row in service.reading.status().sources]


def test_same_link_twice_in_one_run(city: City, site: Server) -> None:
    """Two sources may list the same entry: each has its own."""
    for name in ("one", "other"):
        city.add(name, site.on(f"/{name}", Feed(atom(items(2)))))
    assert [one.new for one in city.ask().values()] == [2, 2]
    assert len(city.entries()) == 4


# --- one source, tried ----------------------------------------------------------------------------------------------


def test_trying_stores_nothing(city: City, site: Server) -> None:
    """A source can be tried: what it gives is shown and nothing of it is remembered."""
    city.add("city", site.on("/feed", Feed(atom(items(2), title="Моє місто"))))
    with city.open() as service:
        feed = try_source(service.source("city"), service.settings.http, service.settings.parse, NOON)[1]
        assert (feed.info.title, len(feed.entries)) == ("Моє місто", 2)
        (status,) = service.reading.status().sources
        assert (status.state, status.entries) == (None, 0)


def test_trying_what_is_gone(city: City, site: Server) -> None:
    """A source that is gone says so when it is tried."""
    city.add("city", site.on("/feed", http("410 Gone")))
    with city.open() as service, pytest.raises(feeds.errors.FetchError, match="gone for good"):
        service.check(service.source("city"))


def cut_off(city: City, hosts: int) -> None:
    """Sources on so many hosts at which nobody listens."""
    for number in range(1, hosts + 1):
        city.add(f"s{number}", f"http://127.0.0.{number}:9/feed")


def test_a_machine_that_is_cut_off(city: City) -> None:
    """Where nothing of several hosts answers, all are asked again soon, for a day; then as dead ones."""
    cut_off(city, 3)
    for _ in range(3):
        assert {one.code for one in city.ask().values()} == {"connection"}
        assert {city.state(f"s{number}").next_due for number in (1, 2, 3)} == {city.now + timedelta(minutes=10)}
        city.later(minutes=10)
    assert city.state("s1").failures == 3
    with city.open() as service, service.database.write() as connection:
        for number in (1, 2, 3):
            save_state(connection, replace(load_states(connection)[f"s{number}"], failures=144))
    city.ask()
    due = city.state("s1").next_due
    assert due is not None and due >= city.now + timedelta(days=1)


@pytest.mark.parametrize("hosts", [1, 2])
def test_hosts_that_are_down(city: City, hosts: int) -> None:
    """One or two hosts that do not answer are down."""
    cut_off(city, hosts)
    city.ask()
    due = city.state("s1").next_due
    assert due is not None and due > city.now + timedelta(minutes=10)


def test_some_hosts_answer(city: City, site: Server) -> None:
    """Where one source answers, the machine is not cut off, whatever the answer."""
    cut_off(city, 3)
    city.add("there", site.on("/feed", http("404 Not Found")))
    city.ask()
    due = city.state("s1").next_due
    assert due is not None and due > city.now + timedelta(minutes=10)


def test_being_cut_off_forgets_nothing(city: City, site: Server) -> None:
    """Where a source has moved to, and its validators, are known after an outage as before."""
    cut_off(city, 3)
    moved = site.on("/new", Feed(atom(items(1)), etag=ETAG))
    city.add("moved", site.on("/old", http("301 Moved Permanently", location=moved)))
    city.ask()
    before = city.state("moved")
    assert (before.location, before.etag) == (moved, ETAG)
    site.on("/new", drop)
    site.on("/old", drop)
    assert city.ask()["moved"].code == "connection"
    after = city.state("moved")
    assert (after.location, after.etag, after.failures) == (moved, ETAG, 1)


async def drop(_asked: Any, writer: Any) -> None:
    """Hang up without a word."""
    writer.close()
