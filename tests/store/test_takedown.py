"""Entries that were taken down, in the database: what each line names, when, for how long; and their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from feeds.ingest.decide import Decision
from feeds.model import AlertRule, Enclosure, Entry, SourceState, State, Takedown
from feeds.store.alerts import open_alerts
from feeds.store.database import Database
from feeds.store.dropping import drop_copies, want_again
from feeds.store.pictures import copies, due_pictures, picture_copied, renew_links, want_pictures
from feeds.store.revisions import next_revision, revision
from feeds.store.schema import entry as entries
from feeds.store.schema import issued, withdrawal
from feeds.store.sources import apply
from feeds.store.takedown import is_settled, pictures_settled, pictures_to_settle, unmatched, withdraw, withdrawn_keys
from feeds.store.translations import count_reasons, count_states, to_translate
from feeds.store.viewing import count_entries, is_withdrawn, newest_entries, one_entry

from .rows import NOON, entry, store, translate, translation

LATER = NOON + timedelta(days=1)
ONE, TWO = f"{1:016x}", f"{2:016x}"


def take(database: Database, *lines: str | Takedown, now: datetime = NOON) -> tuple[str, ...]:
    """Have this list stand; the keys of what changed."""
    with database.write() as connection:
        return withdraw(connection, listed(lines), now)


def listed(lines: Sequence[str | Takedown]) -> list[Takedown]:
    """A list of lines, as configured."""
    return [Takedown(line, None) if isinstance(line, str) else line for line in lines]


def settled(database: Database, *lines: str | Takedown) -> bool:
    """Is there nothing to be done for this list?"""
    with database.read() as connection:
        return is_settled(connection, listed(lines))


def down(database: Database) -> set[str]:
    """The keys of what is taken down."""
    with database.read() as connection:
        return set(withdrawn_keys(connection))


def change(database: Database, *changed: Entry) -> None:
    """What a source says of known entries now."""
    with database.write() as connection:
        apply(connection, SourceState("city", "https://city.example/feed"), Decision(changed=changed))


@pytest.mark.parametrize(
    "line",
    [ONE, "https://city.example/1", "https://city.example/1/", "tag:city.example:1",
     f"https://news.example/entry/{ONE}", f"http://127.0.0.1:8000/entry/{ONE}#original"],
)  # fmt: skip
def test_every_way_to_name_an_entry(database: Database, line: str) -> None:
    """Key, link, id and the address of its page name an entry, and no other."""
    store(database, entry(1), entry(2))
    assert take(database, line) == (ONE,)
    assert down(database) == {ONE}


def test_id_of_a_translation(database: Database) -> None:
    """The id under which a translation went out names the entry that it was made from, also if that came later."""
    name = "urn:uuid:7b1f1d8e-0000-5000-8000-000000000001"
    assert take(database, name) == ()
    store(database, entry(1), entry(2))
    assert take(database, name) == ()
    with database.write() as connection:
        row = {"edition": "all-en", "story": ONE, "item": name, "digest": "", "published": NOON}
        connection.execute(insert(issued), [row, {**row, "story": TWO, "item": "urn:uuid:another"}])
        next_revision(connection)
    assert not settled(database, name)
    assert take(database, name) == (ONE,)


def test_same_link_of_several_sources(database: Database) -> None:
    """A link that several sources have given takes down the entries of all of them: everywhere."""
    store(database, entry(1), entry(2, source_id="metro", link="https://city.example/1"))
    assert set(take(database, "https://city.example/1")) == {ONE, TWO}


def test_what_comes_later(database: Database) -> None:
    """A line that names nothing yet waits for its entry, and names others that come after it too."""
    assert take(database, "https://city.example/1") == ()
    store(database, entry(1))
    assert not settled(database, "https://city.example/1")
    assert take(database, "https://city.example/1") == (ONE,)
    store(database, entry(2, source_id="metro", link="https://city.example/1"))
    assert take(database, "https://city.example/1", now=LATER) == (TWO,)
    with database.read() as connection:
        known = connection.execute(select(withdrawal.c.entry_key, withdrawal.c.since)).all()
    assert set(map(tuple, known)) == {(ONE, NOON), (TWO, LATER)}


def test_what_was_there_before_its_line(database: Database) -> None:
    """A line that joins others looks at all entries, and not at new ones alone."""
    store(database, entry(1), entry(2))
    take(database, ONE)
    assert take(database, ONE, "https://city.example/2") == (TWO,)


def test_link_that_changes(database: Database) -> None:
    """An entry stays down though its source gives it another link, also when other lines come and go."""
    store(database, entry(1), entry(2))
    line = "https://city.example/1"
    take(database, line)
    change(database, entry(1, link="https://city.example/moved"))
    assert take(database, line) == ()
    assert take(database, TWO, line) == (TWO,)
    assert take(database, line) == (TWO,)
    assert down(database) == {ONE}
    assert take(database) == (ONE,)
    assert take(database, line) == ()


def test_coming_back(database: Database) -> None:
    """Without its line an entry is back; with it again it is down since then; both give it a new revision."""
    store(database, entry(1), entry(2))

    def revisions() -> list[int]:
        with database.read() as connection:
            return list(connection.execute(select(entries.c.revision).order_by(entries.c.key)).scalars())

    first = revisions()
    take(database, ONE)
    taken = revisions()
    assert take(database) == (ONE,)
    back = revisions()
    assert first[0] < taken[0] < back[0]
    assert first[1] == taken[1] == back[1]
    take(database, ONE, now=LATER)
    with database.read() as connection:
        assert connection.execute(select(withdrawal.c.since)).scalars().all() == [LATER]


def test_two_lines_for_one_entry(database: Database) -> None:
    """An entry that two lines name stays down until both are gone; the reason is that of the first."""
    store(database, entry(1))
    link = "https://city.example/1"
    take(database, Takedown(link, "a letter"), Takedown(ONE, "a call"))
    assert take(database, ONE) == ()
    assert down(database) == {ONE}
    assert take(database) == (ONE,)


def test_reasons(database: Database) -> None:
    """A reason is kept for the editor; another one changes nothing that anybody is shown."""
    store(database, entry(1))
    take(database, Takedown(ONE, "a letter"), Takedown(ONE, "a call"))
    with database.read() as connection:
        assert connection.execute(select(withdrawal.c.reason)).scalar() == "a letter"
        before = revision(connection)
    assert not settled(database, Takedown(ONE, "a court"))
    assert take(database, Takedown(ONE, "a court"), now=LATER) == ()
    with database.read() as connection:
        assert tuple(connection.execute(select(withdrawal.c.reason, withdrawal.c.since)).one()) == ("a court", NOON)
        assert revision(connection) == before


def test_settled(database: Database) -> None:
    """There is nothing to be done without a list, and with one that was done, until something changes."""
    store(database, entry(1))
    assert settled(database)
    assert not settled(database, ONE)
    take(database, ONE)
    assert settled(database, ONE)
    assert not settled(database)
    store(database, entry(2))
    assert not settled(database, ONE)
    take(database, ONE)
    assert settled(database, ONE)
    take(database)
    store(database, entry(3))
    assert settled(database)


def test_many(database: Database) -> None:
    """A list that is longer than one question may be works as a short one does."""
    store(database, *(entry(number) for number in range(1, 1301)))
    lines = [f"https://city.example/{number}" for number in range(1, 1301)]
    assert len(take(database, *lines)) == 1300
    assert take(database, *lines) == ()
    assert len(take(database, lines[0])) == 1299
    assert down(database) == {ONE}


def test_lines_that_name_nothing(database: Database) -> None:
    """The editor is told which lines name no entry, by their places; asking changes nothing."""
    store(database, entry(1))
    lines = listed(["https://city.example/1", "https://city.example/gone", "urn:uuid:1", ONE])
    with database.read() as connection:
        assert unmatched(connection, lines) == (2, 3)
        assert unmatched(connection, []) == ()
    assert down(database) == set()


# --- nowhere to be seen, and not paid for -------------------------------------------------------------------------


def test_nowhere_on_pages(database: Database) -> None:
    """Lists, counts, open alerts and the entry's own page know nothing of it."""
    raid = AlertRule("raid", "Air raid", ("тривога",))
    store(database, entry(1), entry(2), entry(3, alert="raid"))
    take(database, TWO, f"{3:016x}")
    with database.read() as connection:
        shown = newest_entries(connection, ("city",), "en", None, 9)
        assert [one.key for one, _ in shown] == [ONE]
        assert one_entry(connection, TWO, ("city",), "en") is None
        assert one_entry(connection, ONE, ("city",), "en") is not None
        assert (is_withdrawn(connection, TWO), is_withdrawn(connection, ONE)) == (True, False)
        assert count_entries(connection) == {"city": (1, entry(1).published)}
        assert open_alerts(connection, ("city",), "en", (raid,), NOON, 9) == []


def test_not_translated(database: Database) -> None:
    """It is not translated, and counts among no translations, until it comes back."""
    store(database, entry(1), entry(2))
    translate(database, translation(entry(1), State.FAILED, reason="too long"))
    take(database, ONE, TWO)

    def asked() -> tuple[list[str], int, int]:
        with database.read() as connection:
            due = to_translate(connection, "en", ["uk"], ["city"], NOON, None, 9)
            counts = count_states(connection, "en", ["uk"], ["city"])
            return [one.key for one, _ in due], sum(counts.values()), len(count_reasons(connection, "en", ["city"], 9))

    assert asked() == ([], 0, 0)
    take(database)
    assert asked() == ([TWO, ONE], 2, 1)


# --- pictures -----------------------------------------------------------------------------------------------------

A, B, C = (f"https://cdn.example/{name}.jpg" for name in "abc")
A_DIGEST, B_DIGEST = "a" * 64, "b" * 64


def pictured(number: int, *urls: str, **fields: str) -> Entry:
    """An entry with these pictures, the first of them in its text."""
    first, *others = urls
    enclosures = tuple(Enclosure(url, "image/jpeg") for url in others)
    return entry(number, content=f'<p><img src="{first}"></p>', enclosures=enclosures, **fields)


def keep(database: Database, **digests: str) -> None:
    """Have the pictures copied that are named by their letters."""
    urls = {"a": A, "b": B, "c": C}
    with database.write() as connection:
        want_pictures(connection, "city", [urls[name] for name in digests], NOON)
        for name, digest in digests.items():
            if digest:
                picture_copied(connection, urls[name], digest, "image/jpeg", 10)


def drop(database: Database, *sources: str) -> list[str]:
    """Forget what is to be forgotten now; the names of the files."""
    with database.write() as connection:
        names = drop_copies(connection, pictures_to_settle(connection), sources or ("city",))
        pictures_settled(connection)
        return names


def kept(database: Database) -> set[str]:
    """The addresses of the pictures that there are copies of."""
    with database.read() as connection:
        return set(copies(connection, [A, B, C]))


def test_pictures_go_with_their_entry(database: Database) -> None:
    """Copies that an entry showed alone are forgotten when it is taken down, once; others are not."""
    store(database, pictured(1, A, B), pictured(2, C))
    keep(database, a=A_DIGEST, b=B_DIGEST, c="c" * 64)
    take(database, ONE)
    assert drop(database) == [f"{A_DIGEST}.jpg", f"{B_DIGEST}.jpg"]
    assert kept(database) == {C}
    assert drop(database) == []


def test_picture_that_another_entry_shows(database: Database) -> None:
    """A picture that another entry shows stays, until that is taken down too."""
    store(database, pictured(1, A), pictured(2, B, A))
    keep(database, a=A_DIGEST, b=B_DIGEST)
    take(database, ONE)
    assert drop(database) == []
    assert kept(database) == {A, B}
    take(database, ONE, TWO)
    assert drop(database) == [f"{A_DIGEST}.jpg", f"{B_DIGEST}.jpg"]


def test_picture_of_a_source_that_links(database: Database) -> None:
    """An entry of a source whose pictures are not copied shows no copy, so it keeps none."""
    store(database, pictured(1, A), pictured(2, A, source_id="metro"))
    keep(database, a=A_DIGEST)
    take(database, ONE)
    assert drop(database, "city") == [f"{A_DIGEST}.jpg"]


def test_same_picture_at_two_addresses(database: Database) -> None:
    """A file that another entry shows under another address stays; one whose other address no entry has goes."""
    store(database, pictured(1, A), pictured(2, B))
    keep(database, a=A_DIGEST, b=A_DIGEST, c=A_DIGEST)
    take(database, ONE)
    assert drop(database) == []
    assert kept(database) == {B}
    take(database, ONE, TWO)
    assert drop(database) == [f"{A_DIGEST}.jpg"]
    assert kept(database) == set()


def test_picture_that_was_still_to_come(database: Database) -> None:
    """A picture that has not been copied yet is not copied any more."""
    store(database, pictured(1, A))
    keep(database, a="")
    take(database, ONE)
    assert drop(database) == []
    with database.read() as connection:
        assert due_pictures(connection, {"city"}, LATER, 9) == []


def test_new_links_of_a_post_that_is_down(database: Database) -> None:
    """When its source signs its links anew, its pictures are not wanted again."""
    store(database, pictured(1, A, B, guid="post"))
    take(database, ONE)
    with database.write() as connection:
        renew_links(connection, "city", {"post": [Enclosure(C, "image/jpeg")]}, LATER, enough=5)
        assert due_pictures(connection, {"city"}, LATER, 9) == []


def test_pictures_come_back_with_their_entry(database: Database) -> None:
    """The pictures of an entry that came back are wanted again, of a source whose pictures are copied."""
    store(database, pictured(1, A), pictured(2, B, source_id="metro"), pictured(3, C))
    keep(database, a=A_DIGEST, b=B_DIGEST)
    take(database, ONE, TWO)
    drop(database, "city", "metro")
    take(database)
    with database.write() as connection:
        keys = pictures_to_settle(connection)
        want_again(connection, keys, ("city",), LATER)
        assert {one.url for one in due_pictures(connection, {"city", "metro"}, LATER, 9)} == {A}
