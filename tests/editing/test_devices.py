"""Strangers who guess at a name keep out each other, and not the editor in the browser where she works."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from feeds.editing.accounts import Accounts
from feeds.editing.devices import device_proof, known_device
from feeds.editing.passwords import Passwords
from feeds.errors import SignInError, TooManyTries
from feeds.store.database import Database, open_sqlite
from feeds.store.editors import Account
from feeds.store.schema import editor, sitting
from tests.editing.signing import HOME, OTHER, RIGHT, Clock, log, refused
from tests.postgresql import Cluster

WRONG = "wrong and long enough"


def known(accounts: Accounts, name: str = "Olena", password: str = RIGHT, address: str = HOME) -> str:
    """What a browser keeps in which this editor has signed in."""
    proof = accounts.device_proof(accounts.sign_in(name, password, address))
    assert proof is not None
    return proof


def lock_out(accounts: Accounts, name: str = "Olena", address: str = OTHER) -> None:
    """Have strangers try this name until nobody may."""
    for _ in range(5):
        refused(accounts, name, address=address)
    assert isinstance(refused(accounts, name, address=address), TooManyTries)


# --- proofs -------------------------------------------------------------------------------------------------------


def test_proofs() -> None:
    """One is of an editor, of a password and of an installation, each is another one, and nothing of them is in it."""
    account, secret = Account("Olena", "$argon2id$one", disabled=False), b"s" * 32
    one, other = device_proof(secret, account), device_proof(secret, account)
    assert re.fullmatch(r"[0-9a-f]{16}\.[0-9a-f]{64}", one)
    assert known_device(secret, account, [one]) == f"device {one[:16]}"
    assert known_device(secret, account, [other]) != known_device(secret, account, [one])
    for elsewhere in (
        Account("olga", account.password, disabled=False),
        Account(account.name, "$argon2id$two", disabled=False),
        Account(account.name, account.password, disabled=True),
        None,
    ):
        assert known_device(secret, elsewhere, [one]) is None
    assert known_device(b"t" * 32, account, [one]) is None


@pytest.mark.parametrize(
    "forge",
    [
        lambda proof: "",
        lambda proof: ".",
        lambda proof: proof[:16],
        lambda proof: proof[:-1],
        lambda proof: proof + "0",
        lambda proof: proof + "x" * 1000,
        lambda proof: proof.upper(),
        lambda proof: "0" * 16 + proof[16:],
        lambda proof: "\udc80.\udc80",
    ],
)
def test_forged_proofs(forge: Callable[[str], str]) -> None:
    """What is not signed by this installation proves nothing, whatever it is."""
    account = Account("Olena", "$argon2id$one", disabled=False)
    assert known_device(b"s" * 32, account, [forge(device_proof(b"s" * 32, account))]) is None


def test_proofs_of_several() -> None:
    """Editors who share a browser are each known in it; of many proofs the first twenty are looked at."""
    olena, ivan = (Account(name, "$argon2id$", disabled=False) for name in ("Olena", "ivan"))
    secret = b"s" * 32
    proofs = [device_proof(secret, olena), device_proof(secret, ivan)]
    assert known_device(secret, olena, proofs) == f"device {proofs[0][:16]}"
    assert known_device(secret, ivan, proofs) == f"device {proofs[1][:16]}"
    assert known_device(secret, ivan, ["x.y"] * 18 + proofs)
    assert known_device(secret, ivan, ["x.y"] * 19 + proofs) is None


def test_a_proof_lets_nobody_in(accounts: Accounts) -> None:
    """It is no token; a token is what it is made for, and it must be one that holds."""
    token = accounts.sign_in("Olena", RIGHT, HOME)
    proof = accounts.device_proof(token)
    assert proof is not None and accounts.editor_of(proof) is None
    assert isinstance(refused(accounts, "Olena", proofs=[proof]), SignInError)
    accounts.sign_out(token)
    for nobodys in (token, "", proof):
        assert accounts.device_proof(nobodys) is None


# --- tries --------------------------------------------------------------------------------------------------------


def test_strangers_cannot_keep_an_editor_out(accounts: Accounts, clock: Clock) -> None:
    """However long strangers go on, she signs in in her own browser, and nobody else does."""
    proof = known(accounts)
    for _ in range(4):
        lock_out(accounts)
        assert isinstance(refused(accounts, "Olena", RIGHT), TooManyTries)
        assert accounts.sign_in("olena", RIGHT, HOME, [proof])
        clock.later(minutes=16)


def test_nor_from_her_own_address(accounts: Accounts) -> None:
    """Twenty tries from the office keep out strangers there, and not whoever is known."""
    proof = known(accounts)
    for number in range(20):
        refused(accounts, f"name-{number}")
    assert isinstance(refused(accounts, "Olena", RIGHT), TooManyTries)
    assert accounts.sign_in("Olena", RIGHT, HOME, [proof])


def test_a_browser_has_five_tries_of_its_own(accounts: Accounts, clock: Clock) -> None:
    """After five that failed in it a browser is locked, with the right password too; others of hers and strangers are
    not, and its tries count for no address."""
    proof, other = known(accounts), known(accounts)
    for _ in range(5):
        assert isinstance(refused(accounts, "Olena", proofs=[proof]), SignInError)
        clock.later(minutes=1)
    error = refused(accounts, "Olena", RIGHT, proofs=[proof])
    assert isinstance(error, TooManyTries)
    assert error.seconds == 600
    for _ in range(4):
        for one in ([other], []):
            assert isinstance(refused(accounts, "Olena", proofs=one), SignInError)
    assert accounts.sign_in("Olena", RIGHT, HOME, [other])
    assert accounts.sign_in("Olena", RIGHT, HOME)
    for number in range(16):  # with the four strangers' there are twenty now
        assert isinstance(refused(accounts, f"name-{number}"), SignInError)
    clock.later(minutes=10)
    assert accounts.sign_in("Olena", RIGHT, HOME, [proof])


def test_another_editors_browser_is_a_strangers(accounts: Accounts) -> None:
    """What one editor's browser keeps is worth nothing for the name of another."""
    accounts.add_editor("ivan", RIGHT)
    ivans = known(accounts, "ivan")
    lock_out(accounts)
    assert isinstance(refused(accounts, "Olena", RIGHT, proofs=[ivans]), TooManyTries)
    assert isinstance(refused(accounts, "olga", RIGHT, proofs=[ivans]), SignInError)


@pytest.mark.parametrize("how", ["changed", "reset", "reset to the same", "disabled"])
def test_when_browsers_are_strangers_again(accounts: Accounts, how: str) -> None:
    """When the password is changed or reset, or the account is closed, no browser is known any more."""
    proof, token = known(accounts), accounts.sign_in("Olena", RIGHT, HOME)
    password = RIGHT if how in ("reset to the same", "disabled") else "another password"
    if how == "changed":
        accounts.change_password("Olena", HOME, RIGHT, password, token)
    elif how == "disabled":
        accounts.disable("Olena")
    else:
        accounts.set_password("Olena", password)
    lock_out(accounts)
    assert isinstance(refused(accounts, "Olena", password, proofs=[proof]), TooManyTries)


def test_a_better_hash_of_the_same_password(
    database: Database, tmp_path: Path, clock: Clock, accounts: Accounts
) -> None:
    """Who is given a better hash while signing in gets a proof that goes with it."""
    hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    stronger = Accounts(lambda: database, tmp_path, clock, Passwords(hasher))
    proof = known(stronger)
    lock_out(accounts)
    assert accounts.sign_in("Olena", RIGHT, HOME, [proof])


def test_unlocking_is_for_browsers_too(accounts: Accounts) -> None:
    """What a browser was locked out by is forgotten as well; the list of editors shows the longest wait there is."""
    proof = known(accounts)
    for _ in range(5):
        refused(accounts, "Olena", proofs=[proof])
    assert accounts.editors()[0].locked == 900
    assert accounts.unlock("olena") == 5
    assert accounts.editors()[0].locked == 0
    assert accounts.sign_in("Olena", RIGHT, HOME, [proof])
    for proofs in ([proof], [], [known(accounts)]):
        for _ in range(3):
            refused(accounts, "Olena", proofs=proofs)
    assert accounts.editors()[0].locked == 0
    assert accounts.unlock("olena") == 9


def test_what_is_written_down_of_browsers(accounts: Accounts, database: Database) -> None:
    """A try that failed in a browser that is known says in which one; nothing of it stands in other lines."""
    proof = known(accounts)
    refused(accounts, "Olena", proofs=[proof])
    refused(accounts, "Olena")
    accounts.sign_in("Olena", RIGHT, HOME, [proof])
    lines = [(one.kind, one.editor, one.subject, one.detail) for one in log(database)[2:]]
    assert lines == [
        ("sign-in-failed", "Olena", f"device {proof[:16]}", {}),
        ("sign-in-failed", "Olena", None, {}),
        ("sign-in", "Olena", None, {}),
    ]
    assert proof[17:] not in repr(log(database))


def test_looked_at_alike(database: Database, tmp_path: Path, clock: Clock) -> None:
    """Known or not, whether or not there is such a name, a password is looked at once and refused in the same words."""

    class Counting(PasswordHasher):
        asked = 0

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - its name there
            self.asked += 1
            return super().verify(hash, password)

    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    accounts = Accounts(lambda: database, tmp_path, clock, Passwords(hasher))
    accounts.add_editor("Olena", RIGHT)
    proof = known(accounts)
    hasher.asked = 0
    found = {str(refused(accounts, name, proofs=one)) for name in ("Olena", "olga") for one in ([proof], ["x.y"], [])}
    assert (found, hasher.asked) == ({"the name or the password is wrong"}, 6)


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Database]]:
    """A database, opened three times where it is a file."""
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgresql")
        with cluster.database() as database:
            yield [database]
        return
    databases = [open_sqlite(tmp_path / "shared.sqlite") for _ in range(3)]
    yield databases
    for database in databases:
        database.close()


def test_fifty_at_once_with_a_proof(shared: list[Database], tmp_path: Path, clock: Clock) -> None:
    """Of fifty that try at the same moment with what one browser keeps, five passwords are looked at; strangers have
    five of their own."""

    class Counting(Passwords):
        looked = 0

        def is_right(self, stored: str | None, password: str) -> bool:
            with lock:
                self.looked += 1
            return super().is_right(stored, password)

    lock, counting = threading.Lock(), Counting(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    each = [Accounts(lambda database=database: database, tmp_path, clock, counting) for database in shared]  # type: ignore[misc]
    each[0].add_editor("Olena", RIGHT)
    proof = known(each[0])
    counting.looked = 0
    start, came = threading.Barrier(10), Counter[tuple[bool, str]]()

    def guess(number: int) -> None:
        start.wait()
        for turn in range(10):
            one = [proof] if (number + turn) % 2 else []
            try:
                each[number % len(each)].sign_in("Olena", WRONG, f"192.0.2.{number}{turn}", one)
            except (SignInError, TooManyTries) as error:
                came[bool(one), type(error).__name__] += 1

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    came_of_one = (("SignInError", 5), ("TooManyTries", 45))
    assert came == {(known, name): times for known in (True, False) for name, times in came_of_one}
    assert counting.looked == 10


# --- a new password -----------------------------------------------------------------------------------------------


def test_strangers_cannot_keep_her_from_a_new_password(accounts: Accounts) -> None:
    """Who is signed in changes her password though her name and her address are locked, and signs in with it then in
    the same browser, which is known at once."""
    token = accounts.sign_in("Olena", RIGHT, HOME)
    lock_out(accounts)
    for number in range(20):
        refused(accounts, f"name-{number}")
    proof = accounts.change_password("Olena", HOME, RIGHT, "another password", token)
    assert isinstance(refused(accounts, "Olena", "another password"), TooManyTries)
    assert accounts.sign_in("Olena", "another password", HOME, [proof])


def test_a_sitting_has_five_tries_of_its_own(accounts: Accounts, database: Database) -> None:
    """Who guesses at the old password at a desk that somebody has left has five tries, which keep out nobody else."""
    token, other = (accounts.sign_in("Olena", RIGHT, HOME) for _ in range(2))
    for _ in range(5):
        with pytest.raises(SignInError):
            accounts.change_password("Olena", HOME, WRONG, "another password", token)
    with pytest.raises(TooManyTries):
        accounts.change_password("Olena", HOME, RIGHT, "another password", token)
    failed = [one for one in log(database) if one.kind == "sign-in-failed"]
    assert {(one.subject or "")[:8] for one in failed} == {"sitting "}
    assert len({one.subject for one in failed}) == 1
    assert accounts.sign_in("Olena", RIGHT, HOME)
    assert accounts.change_password("Olena", HOME, RIGHT, "another password", other)


def test_nothing_is_kept_of_browsers(accounts: Accounts, database: Database) -> None:
    """No table has a row for a browser: proofs are signed, and that is all."""
    before = accounts.sign_in("Olena", RIGHT, HOME)
    proof = accounts.device_proof(before)
    with database.read() as connection:
        rows = [*connection.execute(select(editor)), *connection.execute(select(sitting))]
    assert proof is not None
    assert proof[:16] not in repr(rows) and proof[17:] not in repr(rows)
