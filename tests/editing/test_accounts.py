"""Accounts: who may sign in, how often anybody may try, and for how long it holds."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import subprocess
import sys
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from feeds.editing.accounts import IDLE, LONGEST, Accounts
from feeds.editing.passwords import Passwords
from feeds.errors import AccountError, SignInError, StoreError, TooManyTries
from feeds.store import deeds
from feeds.store.backup import back_up, restore
from feeds.store.database import Database, open_sqlite
from feeds.store.schema import deed, editor, sitting
from tests.editing.signing import HOME, OTHER, RIGHT, Clock, log, refused
from tests.jobs.documents import NOON
from tests.postgresql import Cluster


def sittings(database: Database) -> int:
    """How many are signed in."""
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(sitting)) or 0


# --- signing in ---------------------------------------------------------------------------------------------------


def test_signing_in(accounts: Accounts, database: Database) -> None:
    """Name and password give a token of 43 characters that names its editor; only a hash of it is kept."""
    token = accounts.sign_in("Olena", RIGHT, HOME)
    assert re.fullmatch(r"[\w-]{43}", token)
    assert accounts.editor_of(token) == "Olena"
    assert accounts.sign_in("Olena", RIGHT, HOME) != token
    with database.read() as connection:
        kept = connection.scalars(select(sitting.c.token)).all()
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    assert token not in kept
    for nobodys in ("", "x" * 43, kept[0], "\udc80"):
        assert accounts.editor_of(nobodys) is None


@pytest.mark.parametrize("name", ["olena", "OLENA", " Olena "])
def test_names_have_no_case(accounts: Accounts, name: str) -> None:
    """A name is typed as it comes; the editor is called as the account is."""
    assert accounts.editor_of(accounts.sign_in(name, RIGHT, HOME)) == "Olena"


def test_names_in_any_composition(accounts: Accounts) -> None:
    """A name with й is the same name however й is made."""
    accounts.add_editor("Андрій", RIGHT)
    assert accounts.editor_of(accounts.sign_in(unicodedata.normalize("NFD", "андрій"), RIGHT, HOME)) == "Андрій"
    with pytest.raises(AccountError, match="there is an editor 'Андрій' already"):
        accounts.add_editor(unicodedata.normalize("NFD", "АНДРІЙ"), RIGHT)


def test_one_refusal_for_all(accounts: Accounts) -> None:
    """Wrong name, wrong password, disabled account, no name at all: the same words."""
    accounts.add_editor("ivan", RIGHT)
    accounts.disable("ivan")
    found = [refused(accounts, "Olena"), refused(accounts, "olga", RIGHT), refused(accounts, "ivan", RIGHT)]
    found += [refused(accounts, "", RIGHT), refused(accounts, "x" * 100_000, "y" * 100_000)]
    assert {str(error) for error in found} == {"the name or the password is wrong"}


def test_one_time_for_all(database: Database, tmp_path: Path, clock: Clock) -> None:
    """A password is looked at once, and in the same way, whether or not there is such a name."""

    class Noting(PasswordHasher):
        asked: list[str]

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - its name there
            self.asked.append(str(hash).rpartition("$")[0].rpartition("$")[0])
            return super().verify(hash, password)

    hasher = Noting(time_cost=1, memory_cost=8, parallelism=1)
    hasher.asked = []
    accounts = Accounts(lambda: database, tmp_path, clock, Passwords(hasher))
    accounts.add_editor("Olena", RIGHT)
    accounts.add_editor("ivan", RIGHT)
    accounts.disable("ivan")
    for name in ("Olena", "olga", "ivan", "x" * 1000):
        refused(accounts, name)
    assert len(hasher.asked) == 4
    assert len(set(hasher.asked)) == 1


def test_a_better_hash_at_the_next_chance(database: Database, tmp_path: Path, clock: Clock, accounts: Accounts) -> None:
    """Where passwords are hashed in a better way by now, whoever signs in gets such a hash."""
    stronger = Accounts(
        lambda: database, tmp_path, clock, Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    )
    refused(stronger, "Olena")
    assert "t=1" in stored(database, "Olena")
    token = stronger.sign_in("Olena", RIGHT, HOME)
    assert "m=16,t=2" in stored(database, "Olena")
    assert stronger.editor_of(token) == "Olena"
    assert accounts.editor_of(accounts.sign_in("Olena", RIGHT, HOME)) == "Olena"


def stored(database: Database, name: str) -> str:
    """What is kept of a password."""
    with database.read() as connection:
        return str(connection.scalar(select(editor.c.password).where(editor.c.name == name)))


def test_a_password_changed_meanwhile(database: Database, tmp_path: Path, clock: Clock, passwords: Passwords) -> None:
    """Whoever has the old password is not let in by it, though it was right when the looking began."""

    class Slow(Passwords):
        before: Callable[[], None]

        def is_right(self, stored: str | None, password: str) -> bool:
            right = passwords.is_right(stored, password)
            self.before()
            return right

    slow = Slow()
    accounts, admin = (
        Accounts(lambda: database, tmp_path, clock, slow),
        Accounts(lambda: database, tmp_path, clock, passwords),
    )
    admin.add_editor("Olena", RIGHT)
    for change in (lambda: admin.set_password("olena", "another password"), lambda: admin.disable("olena")):
        slow.before = change
        with pytest.raises(SignInError):
            accounts.sign_in("Olena", RIGHT, HOME)
        assert sittings(database) == 0
        admin.set_password("olena", RIGHT)


# --- tries --------------------------------------------------------------------------------------------------------


def test_five_a_name(accounts: Accounts, clock: Clock) -> None:
    """After five tries that failed by a name nobody may try, the right password neither, until the oldest is 15 minutes
    old; the error says how long that is."""
    for _ in range(5):
        assert isinstance(refused(accounts, "Olena", address=OTHER), SignInError)
        clock.later(minutes=1)
    for name in ("Olena", "OLENA"):
        error = refused(accounts, name, RIGHT)
        assert isinstance(error, TooManyTries)
        assert error.seconds == 600
    assert "wait 600 s" in str(error)
    assert "visnyk editors unlock" in str(error)
    clock.later(seconds=599)
    assert isinstance(refused(accounts, "Olena", RIGHT), TooManyTries)
    clock.later(seconds=1)
    assert accounts.sign_in("Olena", RIGHT, HOME)


def test_five_a_name_that_nobody_has(accounts: Accounts) -> None:
    """What has no account is locked in the same way: nobody learns who has one."""
    found = [type(refused(accounts, "Olga", address=OTHER)) for _ in range(5)]
    assert found == [SignInError] * 5
    error = refused(accounts, " olga")
    assert isinstance(error, TooManyTries)
    assert error.seconds == 900


def test_twenty_an_address(accounts: Accounts) -> None:
    """After twenty from one address nobody there may try, by whatever name; elsewhere everybody may."""
    for number in range(20):
        assert isinstance(refused(accounts, f"name-{number}"), SignInError)
    assert isinstance(refused(accounts, "Olena", RIGHT), TooManyTries)
    assert accounts.sign_in("Olena", RIGHT, OTHER)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "unknown", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_who_is_one_address(accounts: Accounts, first: str, second: str, *, same: bool) -> None:
    """Of IPv6 a household has a whole network; IPv4 written as IPv6 is IPv4."""
    for number in range(20):
        refused(accounts, f"name-{number}", address=first)
    assert isinstance(refused(accounts, "another", address=second), TooManyTries if same else SignInError)


def test_right_passwords_count_for_nothing(accounts: Accounts) -> None:
    """Signing in is no failed try, however often."""
    for _ in range(25):
        accounts.sign_in("Olena", RIGHT, HOME)
    assert isinstance(refused(accounts, "Olena"), SignInError)


def test_unlocking(accounts: Accounts, database: Database) -> None:
    """What an editor is locked out by is forgotten where somebody unlocks the name, but stays in the log."""
    for _ in range(5):
        refused(accounts, "Olena")
    assert accounts.editors()[0].locked == 900
    assert accounts.unlock("olena", by="root") == 5
    assert accounts.editors()[0].locked == 0
    assert accounts.sign_in("Olena", RIGHT, HOME)
    assert [one.kind for one in log(database)].count("sign-in-failed") == 5
    assert accounts.unlock("olena") == 0


def test_fifty_at_once(tmp_path: Path, clock: Clock) -> None:
    """Of fifty that try at the same moment, on databases of their own, five passwords are looked at."""

    class Counting(Passwords):
        looked = 0

        def is_right(self, stored: str | None, password: str) -> bool:
            with lock:
                self.looked += 1
            return super().is_right(stored, password)

    lock, counting = threading.Lock(), Counting(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    databases = [open_sqlite(tmp_path / "visnyk.sqlite") for _ in range(3)]
    each = [Accounts(lambda database=database: database, tmp_path, clock, counting) for database in databases]  # type: ignore[misc]
    each[0].add_editor("Olena", RIGHT)
    start, came = threading.Barrier(50), Counter[str]()

    def guess(number: int) -> None:
        start.wait()
        try:
            each[number % 3].sign_in("Olena", f"wrong password {number}", f"192.0.2.{number}")
        except (SignInError, TooManyTries) as error:
            came[type(error).__name__] += 1

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for database in databases:
        database.close()
    assert came == {"SignInError": 5, "TooManyTries": 45}
    assert counting.looked == 5


def test_on_postgresql(postgresql: Cluster, tmp_path: Path, clock: Clock, passwords: Passwords) -> None:
    """The same on PostgreSQL: of twenty at once five are looked at, and all else is as it is in SQLite."""
    with postgresql.database() as database:
        accounts = Accounts(lambda: database, tmp_path, clock, passwords)
        accounts.add_editor("Olena", RIGHT)
        token = accounts.sign_in("olena", RIGHT, HOME)
        start, came = threading.Barrier(10), Counter[str]()

        def guess(number: int) -> None:
            start.wait()
            for turn in range(2):
                came[type(refused(accounts, "OLENA", address=f"192.0.2.{number}{turn}")).__name__] += 1

        threads = [threading.Thread(target=guess, args=(number,)) for number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert came == {"SignInError": 5, "TooManyTries": 15}
        assert accounts.unlock("olena", by="root") == 5
        clock.later(minutes=2)
        assert accounts.editor_of(token) == "Olena"
        accounts.set_password("olena", "another password")
        assert accounts.editor_of(token) is None
        accounts.disable("olena")
        [one] = accounts.editors()
        assert (one.disabled, one.signed_in, one.locked, accounts.open) == (clock(), NOON, 0, False)
        clock.later(days=40)
        with database.write() as connection:
            deeds.trim(connection, clock(), kept=1, most=1)
        assert Counter(line.kind for line in log(database)) == {"account": 4, "sign-in": 1, "sign-in-failed": 5}
        assert log(database)[-2].detail == {"did": "password"}


def test_tries_of_another_process(accounts: Accounts, database: Database, tmp_path: Path) -> None:
    """What failed in a process that has ended counts in every other one."""
    code = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from argon2 import PasswordHasher
from feeds.editing.accounts import Accounts
from feeds.editing.passwords import Passwords
from feeds.errors import SignInError
from feeds.store.database import open_sqlite
database = open_sqlite(Path(sys.argv[1]) / "visnyk.sqlite")
quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
accounts = Accounts(lambda: database, Path(sys.argv[1]), lambda: datetime.fromisoformat(sys.argv[2]), quick)
for name in ("Olena", "olga") * 5:
    try:
        accounts.sign_in(name, "a wrong password", "192.0.2.1")
    except SignInError:
        pass
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path), NOON.isoformat()], check=True, timeout=60)
    assert isinstance(refused(accounts, "Olena", RIGHT, OTHER), TooManyTries)
    assert isinstance(refused(accounts, "OLGA", RIGHT, OTHER), TooManyTries)


def test_clock_set_back(accounts: Accounts, clock: Clock) -> None:
    """Where the clock was set back, nobody has to wait for longer than fifteen minutes."""
    for _ in range(5):
        refused(accounts, "Olena")
    clock.later(days=-2)
    error = refused(accounts, "Olena")
    assert isinstance(error, TooManyTries)
    assert error.seconds == 900


# --- the log of tries ---------------------------------------------------------------------------------------------


def test_what_is_written_down(accounts: Accounts, database: Database) -> None:
    """Every try with name and address; a right one is a line of its own kind; of passwords nothing, nor of what was
    typed for a name that nobody has, which may be one."""
    accounts.sign_in("olena", RIGHT, "2001:db8:1:2::7")
    refused(accounts, "OLENA", address="2001:db8:1:2::7")
    refused(accounts, RIGHT, "olena")
    accounts.sign_out(accounts.sign_in("olena", RIGHT, HOME), HOME)
    lines = [(one.editor, one.kind, one.address, one.detail) for one in log(database)[1:]]
    unknown = lines[2][0]
    assert re.fullmatch(r"\?[0-9a-f]{16}", unknown)
    assert lines == [
        ("Olena", "sign-in", "2001:db8:1:2::7", {}),
        ("Olena", "sign-in-failed", "2001:db8:1:2::/64", {"from": "2001:db8:1:2::7"}),
        (unknown, "sign-in-failed", HOME, {}),
        ("Olena", "sign-in", HOME, {}),
        ("Olena", "sign-out", HOME, {}),
    ]
    assert RIGHT not in repr(log(database))


def test_a_port_makes_nobody_somebody_else(accounts: Accounts, database: Database) -> None:
    """Some proxies tell a client's port, which is another one each time: tries are counted by the address alone."""
    refused(accounts, "olga", address="192.0.2.7:50001")
    refused(accounts, "olga", address="[2001:db8:1:2::7]:50002")
    assert [one.address for one in log(database)[-2:]] == ["192.0.2.7", "2001:db8:1:2::/64"]


def test_old_tries_are_dropped(accounts: Accounts, database: Database, clock: Clock) -> None:
    """Failed tries that are older than thirty days and not among the newest are dropped; what was done never is."""
    refused(accounts, "olga")
    clock.later(days=31)
    for name in ("ivan", "petro"):
        refused(accounts, name)
    before = log(database)
    with database.write() as connection:
        deeds.trim(connection, clock(), kept=3, most=3)
    assert log(database) == before
    with database.write() as connection:
        deeds.trim(connection, clock(), kept=1, most=3)
    assert log(database) == [before[0], *before[2:]]
    with database.write() as connection:
        deeds.trim(connection, clock() + timedelta(minutes=16), kept=1, most=1)
    assert [one.kind for one in log(database)] == ["account", "sign-in-failed", "sign-in-failed"]  # of the same second
    clock.later(minutes=20)
    refused(accounts, "olga")
    with database.write() as connection:
        deeds.trim(connection, clock(), kept=1, most=1)
    assert [one.kind for one in log(database)] == ["account", "sign-in-failed"]


def test_tries_that_count_are_never_dropped(accounts: Accounts, database: Database, clock: Clock) -> None:
    """However many tries there are, those of the last fifteen minutes stay: they are what is counted."""
    for number in range(7):
        clock.later(seconds=1)
        refused(accounts, f"name-{number}")
    with database.write() as connection:
        deeds.trim(connection, clock(), kept=1, most=1)
    assert len(log(database)) == 8


def test_the_log_is_trimmed_by_itself(
    accounts: Accounts, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever tries on and on does not fill the disk."""
    monkeypatch.setattr(deeds, "_TRIM_EVERY", 10)
    monkeypatch.setattr(deeds.trim, "__defaults__", (5, 20))
    for number in range(60):
        clock.later(minutes=16)
        refused(accounts, f"name-{number}", address=f"192.0.2.{number}")
    assert len(log(database)) <= 31


# --- sittings -----------------------------------------------------------------------------------------------------


def test_idle(accounts: Accounts, clock: Clock) -> None:
    """Whoever was away for more than twelve hours has to sign in again; whoever comes by before does not."""
    token = accounts.sign_in("Olena", RIGHT, HOME)
    for _ in range(3):
        clock.later(seconds=IDLE.total_seconds())
        assert accounts.editor_of(token) == "Olena"
    clock.later(seconds=IDLE.total_seconds() + 1)
    assert accounts.editor_of(token) is None


def test_too_old(accounts: Accounts, clock: Clock, database: Database) -> None:
    """After seven days everybody signs in again; what has ended is removed then."""
    token = accounts.sign_in("Olena", RIGHT, HOME)
    end = clock() + LONGEST
    while clock() < end:
        assert accounts.editor_of(token) == "Olena"
        clock.later(hours=12)
    assert accounts.editor_of(token) == "Olena"
    clock.later(seconds=1)
    assert accounts.editor_of(token) is None
    fresh = accounts.sign_in("Olena", RIGHT, HOME)
    assert sittings(database) == 1
    assert accounts.editor_of(fresh) == "Olena"


def test_seen_once_a_minute(accounts: Accounts, clock: Clock, database: Database) -> None:
    """That somebody is still there is written once a minute, not with every page."""

    def seen() -> datetime | None:
        with database.read() as connection:
            return connection.scalar(select(sitting.c.seen))

    token = accounts.sign_in("Olena", RIGHT, HOME)
    clock.later(seconds=59)
    accounts.editor_of(token)
    assert seen() == NOON
    clock.later(seconds=1)
    accounts.editor_of(token)
    assert seen() == NOON + timedelta(minutes=1)


def test_no_room_to_write(
    accounts: Accounts, clock: Clock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be written, those who are signed in stay so."""
    token = accounts.sign_in("Olena", RIGHT, HOME)
    clock.later(minutes=5)

    def full(_seconds: int) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(database, "write", full)
    assert accounts.editor_of(token) == "Olena"


def test_what_ends_sittings(accounts: Accounts) -> None:
    """Signing in ends no other sitting, signing out ends one; another password or a disabled account ends all."""
    accounts.add_editor("ivan", RIGHT)
    ivans = accounts.sign_in("ivan", RIGHT, HOME)
    first, second, third = (accounts.sign_in("Olena", RIGHT, HOME) for _ in range(3))
    accounts.sign_out(first)
    accounts.sign_out(first)
    accounts.sign_out("nobody's")
    assert [accounts.editor_of(token) for token in (first, second, third)] == [None, "Olena", "Olena"]
    accounts.set_password("olena", "another password")
    assert [accounts.editor_of(token) for token in (second, third)] == [None, None]
    assert isinstance(refused(accounts, "Olena", RIGHT), SignInError)
    fourth = accounts.sign_in("Olena", "another password", HOME)
    accounts.disable("OLENA")
    accounts.enable("OLENA")
    assert accounts.editor_of(fourth) is None
    assert accounts.editor_of(ivans) == "ivan"


def test_a_disabled_account(accounts: Accounts, database: Database) -> None:
    """Whoever is disabled is out at once, though their sitting were still there, and may sign in when enabled again."""
    token = accounts.sign_in("Olena", RIGHT, HOME)
    with database.write() as connection:
        connection.execute(editor.update().values(disabled=NOON))
    assert accounts.editor_of(token) is None
    assert isinstance(refused(accounts, "Olena", RIGHT), SignInError)
    accounts.enable("olena")
    assert accounts.sign_in("Olena", RIGHT, HOME)


def test_changing_ones_own_password(accounts: Accounts, database: Database) -> None:
    """An editor who knows the old password gives a new one, and is signed out everywhere; tries are counted."""
    token = accounts.sign_in("Olena", RIGHT, HOME)
    with pytest.raises(AccountError, match="11 characters"):
        accounts.change_password("Olena", HOME, RIGHT, "eleven char", token)
    with pytest.raises(SignInError):
        accounts.change_password("Olena", HOME, "not the old one", "a new password", token)
    assert accounts.editor_of(token) == "Olena"
    accounts.change_password("Olena", HOME, RIGHT, "a new password", token)
    assert accounts.editor_of(token) is None
    last = log(database)[-1]
    assert (last.editor, last.kind, last.subject, last.detail) == ("Olena", "account", "Olena", {"did": "password"})
    token = accounts.sign_in("Olena", "a new password", HOME)
    for _ in range(5):
        with pytest.raises(SignInError):
            accounts.change_password("Olena", HOME, RIGHT, "a newer password", token)
    with pytest.raises(TooManyTries):
        accounts.change_password("Olena", HOME, "a new password", "a newer password", token)


# --- accounts -----------------------------------------------------------------------------------------------------


def test_open(database: Database, tmp_path: Path, clock: Clock, passwords: Passwords) -> None:
    """There is a desk while there is somebody who may sign in."""
    accounts = Accounts(lambda: database, tmp_path, clock, passwords)
    assert not accounts.open
    accounts.add_editor("Olena", RIGHT)
    assert accounts.open
    accounts.disable("Olena")
    assert not accounts.open
    accounts.enable("Olena")
    assert accounts.open


@pytest.mark.parametrize("name", ["Ольга", "o.kovalenko", "a_b-c", "7", "ї" * 64])
def test_names_that_may_be(accounts: Accounts, name: str) -> None:
    """Letters of any script, digits, and . _ -."""
    accounts.add_editor(name, RIGHT)
    assert accounts.editor_of(accounts.sign_in(name, RIGHT, HOME)) == name


@pytest.mark.parametrize("name", ["", " ", "a b", "a\n", "x" * 65, "a/b", "?0123", "<b>", "a@b", "\u202eabc", "a,b"])
def test_names_that_may_not(accounts: Accounts, database: Database, name: str) -> None:
    """Nothing else: names stand in logs, tables and addresses."""
    with pytest.raises(AccountError, match=r"is no name: 1 to 64 letters, digits and \. _ -"):
        accounts.add_editor(name, RIGHT)
    assert len(log(database)) == 1


def test_accounts_cannot_be_had_twice(accounts: Accounts) -> None:
    """A name that is in use, in whatever case, is not given again, and keeps its password."""
    with pytest.raises(AccountError, match="there is an editor 'Olena' already"):
        accounts.add_editor("OLENA", "another password")
    assert accounts.sign_in("Olena", RIGHT, HOME)


def test_added_at_once(tmp_path: Path, clock: Clock, passwords: Passwords) -> None:
    """Of many that add the same name at once, one does."""
    database = open_sqlite(tmp_path / "visnyk.sqlite")
    accounts = Accounts(lambda: database, tmp_path, clock, passwords)
    start, came = threading.Barrier(8), Counter[str]()

    def add(name: str) -> None:
        start.wait()
        try:
            accounts.add_editor(name, RIGHT)
        except AccountError:
            came["refused"] += 1
        else:
            came["added"] += 1

    threads = [threading.Thread(target=add, args=(name,)) for name in ("ivan", "Ivan", "IVAN", "iVan") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (came["added"], len(accounts.editors())) == (1, 1)
    database.close()


@pytest.mark.parametrize("verb", ["disable", "enable", "unlock"])
def test_nobody_of_that_name(accounts: Accounts, database: Database, verb: str) -> None:
    """What is done to a name that nobody has is an error that names those there are, and no line in the log."""
    with pytest.raises(AccountError, match="no editor 'olga'; known: Olena"):
        getattr(accounts, verb)("olga")
    with pytest.raises(AccountError, match="no editor 'olga'"):
        accounts.set_password("olga", RIGHT)
    assert len(log(database)) == 1


def test_what_was_done_to_accounts(accounts: Accounts, database: Database, clock: Clock) -> None:
    """Each change of an account is in the log: who, to whom, what."""
    accounts.disable("olena", by="root")
    accounts.enable("olena", by="root")
    accounts.set_password("olena", "another password", by="root")
    accounts.unlock("olena", by="root")
    assert [(one.editor, one.kind, one.subject, one.address, one.detail["did"]) for one in log(database)] == [
        ("", "account", "Olena", None, "add"),
        ("root", "account", "Olena", None, "disable"),
        ("root", "account", "Olena", None, "enable"),
        ("root", "account", "Olena", None, "password"),
        ("root", "account", "Olena", None, "unlock"),
    ]
    [one] = accounts.editors()
    assert (one.name, one.created, one.disabled, one.signed_in) == ("Olena", NOON, None, None)
    clock.later(minutes=5)
    accounts.sign_in("Olena", "another password", HOME)
    assert accounts.editors()[0].signed_in == clock()


def test_accounts_travel_with_a_backup(accounts: Accounts, database: Database, tmp_path: Path, clock: Clock) -> None:
    """Where the database was restored, editors sign in as before, the log is there, and a new key is made."""
    token = accounts.sign_in("Olena", RIGHT, HOME)
    before = accounts.secret
    back_up(tmp_path / "visnyk.sqlite", tmp_path / "copy")
    restore(tmp_path / "copy", tmp_path / "new" / "visnyk.sqlite")
    restored = open_sqlite(tmp_path / "new" / "visnyk.sqlite")
    moved = Accounts(lambda: restored, tmp_path / "new", clock, accounts._passwords)
    assert moved.sign_in("olena", RIGHT, HOME)
    assert moved.editor_of(token) == "Olena"
    assert log(restored)[: len(log(database))] == log(database)
    assert moved.secret != before
    restored.close()


def test_nothing_is_kept_of_passwords(accounts: Accounts, database: Database, tmp_path: Path) -> None:
    """No password stands anywhere in the files of the database."""
    accounts.sign_in("Olena", RIGHT, HOME)
    refused(accounts, "Olena", "a wrong password")
    database.close()
    whole = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert RIGHT.encode() not in whole
    assert b"a wrong password" not in whole
    assert b"$argon2id$" in whole
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(deed)) == 3


def test_a_locked_database_is_told_soon(accounts: Accounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who signs in while another program keeps the database locked learns so after some seconds, and no password is
    looked at; so does who signs out."""
    monkeypatch.setattr("feeds.editing.accounts._PATIENCE", 1)
    token = accounts.sign_in("Olena", RIGHT, HOME)
    other = sqlite3.connect(tmp_path / "visnyk.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for verb in (lambda: accounts.sign_in("Olena", RIGHT, HOME), lambda: accounts.sign_out(token)):
        with pytest.raises(StoreError, match="another program has kept it locked for 1 s"):
            verb()
    other.close()
    assert accounts.editor_of(token) == "Olena"
