"""Passwords: which may be used, what is kept, what is right."""

from __future__ import annotations

import threading
import time
import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from feeds.editing import passwords as module
from feeds.editing.passwords import Passwords, check_password
from feeds.errors import AccountError

RIGHT = "сім мостів над Лопанню"


def test_default_is_that_of_the_standard() -> None:
    """Argon2id with 64 MiB, three passes and four lanes, at the least (RFC 9106 §4)."""
    kept = Passwords().hashed(RIGHT)
    found = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert found.memory_cost >= RFC_9106_LOW_MEMORY.memory_cost == 65536
    assert found.time_cost >= RFC_9106_LOW_MEMORY.time_cost
    assert Passwords().is_right(kept, RIGHT)


def test_right_and_wrong(passwords: Passwords) -> None:
    """The same password is right, however its letters are composed, and no other one; nobody's never is."""
    kept = passwords.hashed("Йшла їжачиха лісом")
    assert passwords.is_right(kept, unicodedata.normalize("NFD", "Йшла їжачиха лісом"))
    assert not passwords.is_right(kept, "Йшла їжачиха лісок")
    assert not passwords.is_right(kept, "")
    assert not passwords.is_right(None, RIGHT)
    assert passwords.hashed(RIGHT) != passwords.hashed(RIGHT)


@pytest.mark.parametrize("broken", ["", "x", "$1$abc$def", "plain text of a password"])
def test_what_is_no_hash_is_nobodys(passwords: Passwords, broken: str) -> None:
    """Where something else stands in the place of a hash, no password is right."""
    assert not passwords.is_right(broken, broken)
    assert not passwords.is_right(broken, RIGHT)


@pytest.mark.parametrize("given", ["я" * 501, "x" * 1001, "\udc80" * 12])
def test_what_nobody_can_have(passwords: Passwords, given: str) -> None:
    """More than 1,000 bytes, or what is no text, is never right, and cannot be chosen."""
    assert not passwords.is_right(passwords.hashed(RIGHT), given)
    with pytest.raises(AccountError, match=r"longer than 1000 bytes|no character"):
        check_password("olena", given)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("olena", "одинадцять!", "the password has 11 characters; give it at least 12"),
        ("olena", unicodedata.normalize("NFD", "йййййй"), "has 6 characters"),
        ("Olena.Kovalenko", "olena.kovalenko", "the password is the name"),
        ("Ольга-Ковальчук", unicodedata.normalize("NFD", "ОЛЬГА-КОВАЛЬЧУК"), "the password is the name"),
    ],
)
def test_what_may_not_be_chosen(name: str, given: str, said: str) -> None:
    """Fewer than twelve characters, however they are composed, and the name itself."""
    with pytest.raises(AccountError, match=said):
        check_password(name, given)


def test_what_may_be_chosen() -> None:
    """Twelve characters of any kind, and up to 1,000 bytes."""
    check_password("olena", "дванадцять!!")
    check_password("olena", "я" * 500)
    check_password("olena", " " * 11 + "\N{SEEDLING}")


def test_another_way_of_hashing(passwords: Passwords) -> None:
    """What was hashed in another way than is usual now is known as such."""
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    kept = passwords.hashed(RIGHT)
    assert stronger.is_outdated(kept)
    assert stronger.is_right(kept, RIGHT)
    assert not stronger.is_outdated(stronger.hashed(RIGHT))


def test_two_at_once_and_no_more() -> None:
    """However many sign in at the same moment, two hashes are made at a time."""

    class Counting(PasswordHasher):
        most = running = 0

        def verify(self, *given: object) -> bool:
            with lock:
                self.running += 1
                self.most = max(self.most, self.running)
            time.sleep(0.002)
            with lock:
                self.running -= 1
            return True

    lock, hasher = threading.Lock(), Counting(time_cost=1, memory_cost=8, parallelism=1)
    passwords = Passwords(hasher)
    kept = passwords.hashed(RIGHT)
    threads = [threading.Thread(target=passwords.is_right, args=(kept, RIGHT)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hasher.most == 2
    assert module._TURNS.acquire(blocking=False)
    module._TURNS.release()


def test_no_password_is_long_work(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too long is put into no order of marks, which takes time with the square of its length."""
    lengths: list[int] = []
    normalize = unicodedata.normalize
    monkeypatch.setattr(unicodedata, "normalize", lambda form, text: lengths.append(len(text)) or normalize(form, text))
    hostile = "a" + "\u0301" * 60_000 + "\u0316" * 60_000
    assert not passwords.is_right(None, hostile)
    with pytest.raises(AccountError):
        check_password("olena", hostile)
    assert max(lengths, default=0) <= 1000
