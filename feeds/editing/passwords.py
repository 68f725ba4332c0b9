"""Passwords: which may be used, what is kept of them (Argon2id, RFC 9106), and whether one is right."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import HashingError, InvalidHashError, VerificationError, VerifyMismatchError

from feeds.errors import AccountError

SHORTEST: Final = 12
"""Characters (NIST SP 800-63B-4 asks for 15 where nothing else is asked for, 8 elsewhere; tries are counted here)."""
LONGEST: Final = 1000
"""Bytes in UTF-8."""
_TURNS: Final = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB: a hundred people who sign in at once must not take six gigabytes."""


class Passwords:
    """Hashes passwords, and looks whether one is right; thread-safe.

    The default is the second recommended option of RFC 9106 (§4): 64 MiB, three passes, four lanes.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hashed(self, password: str) -> str:
        """What is kept of it: a text that tells how it was made (PHC).

        :raises AccountError: there is no memory left for it.
        """
        try:
            with _TURNS:
                return self._hasher.hash(_bytes(password))
        except HashingError as error:
            raise AccountError(f"a password cannot be hashed: {error}") from error

    def is_right(self, stored: str | None, password: str) -> bool:
        """Is ``stored`` of this password? Of nobody's (``None``) it never is, and that takes as long to say.

        :raises AccountError: there is no memory left for it.
        """
        nobody = self._nobody  # made here, whoever asks first
        try:
            given = _bytes(password)
        except AccountError:
            given, stored = b"", None
        try:
            with _TURNS:
                self._hasher.verify(stored or nobody, given)
        except (VerifyMismatchError, InvalidHashError):
            return False
        except VerificationError as error:
            raise AccountError(f"a password cannot be looked at: {error}") from error
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Would it be made in another way today?"""
        return self._hasher.check_needs_rehash(stored)

    @cached_property
    def _nobody(self) -> str:
        return self.hashed(secrets.token_urlsafe(32))


def check_password(name: str, password: str) -> None:
    """May this be the password of the editor of this name?

    :raises AccountError: it may not, with the reason.
    """
    length = len(_bytes(password).decode())
    if length < SHORTEST:
        raise AccountError(f"the password has {length} characters; give it at least {SHORTEST}")
    if _same(name, password):
        raise AccountError("the password is the name: anybody would try that first")


def _bytes(password: str) -> bytes:
    """What is hashed. In NFC, since one keyboard writes й as one character and another one as two, of which nobody sees
    anything, and whoever typed it on the one would not get in on the other (RFC 8265 §4.2.2).

    :raises AccountError: it is too long, or no text.
    """
    if len(password) > LONGEST:  # before anything else: to put 100,000 marks in order takes a minute (UAX #15)
        raise AccountError(f"the password is longer than {LONGEST} bytes")
    try:
        given = unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError as error:
        raise AccountError("the password has something in it that is no character") from error
    if len(given) > LONGEST:
        raise AccountError(f"the password is longer than {LONGEST} bytes")
    return given


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFKC", one).casefold() == unicodedata.normalize("NFKC", other).casefold()
