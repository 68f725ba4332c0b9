"""Who may sit at the desk: accounts, signing in and out, and for how long that holds."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from feeds.editing.clients import client_of
from feeds.editing.devices import device_proof, known_device
from feeds.editing.passwords import Passwords, check_password
from feeds.editing.secret import FILE, load_secret
from feeds.errors import AccountError, SignInError, StoreError, TooManyTries
from feeds.model import Editor
from feeds.store import deeds, editors
from feeds.store.database import Database

IDLE: Final = timedelta(hours=12)
"""Whoever was not seen for so long has to sign in again …"""
LONGEST: Final = timedelta(days=7)
"""… and so has everybody after this."""
_LOOK: Final = timedelta(minutes=1)
"""Between two notes that somebody is still there: a note is a transaction that writes."""
_NAME: Final = re.compile(r"[\w.-]{1,64}\Z")
_PATIENCE: Final = 5
"""Seconds that somebody who signs in or out waits for a database that another program keeps locked."""
_LONGEST_NAME: Final = 200
"""Characters that are looked at of what somebody types for a name."""

_Known = Callable[[editors.Account | None], str | None]
"""What the tries of whoever tries to be the editor of this account are counted by; ``None``: as a stranger's."""


@dataclass(frozen=True, slots=True)
class _Try:
    """A try to sign in that is booked: the password may be looked at."""

    number: int
    account: editors.Account | None
    """``None``: nobody has this name, or may sign in by it."""


class Accounts:
    """Editors and their sittings; thread-safe, and right beside other processes on the same data."""

    def __init__(
        self,
        database: Callable[[], Database],
        data: Path,
        clock: Callable[[], datetime],
        passwords: Passwords | None = None,
    ) -> None:
        self._open = database
        self._data = data
        self._clock = clock
        self._passwords = passwords or Passwords()

    @property
    def _database(self) -> Database:
        return self._open()

    @property
    def open(self) -> bool:
        """Is there anybody who may sign in?"""
        with self._database.read() as connection:
            return editors.any_may_sign_in(connection)

    @cached_property
    def secret(self) -> bytes:
        """32 bytes for signatures, the same in every process on these data.

        :raises StoreError: they cannot be read or made.
        """
        return load_secret(self._data / FILE)

    # --- signing in ---------------------------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str, address: str, proofs: Sequence[str] = ()) -> str:
        """A token by which the editor is known from now on: 43 characters that nobody can guess, kept nowhere here.

        ``proofs`` are what the browser has of :meth:`device_proof`: whoever has this editor's waits for nobody else.

        :raises SignInError: name or password are wrong, or the account is disabled.
        :raises TooManyTries: by this name or from this address, whether or not there is such a name.
        """
        account, number = self._let_in(name, password, address, lambda found: known_device(self.secret, found, proofs))
        better = self._passwords.hashed(password) if self._passwords.is_outdated(account.password) else None
        token = secrets.token_urlsafe(32)
        with self._still_right(account) as connection:
            now = self._clock()
            deeds.turn_try(connection, number, deeds.SIGN_IN, account.name, address)
            if better is not None:
                editors.set_hash(connection, account.name, better)
            editors.drop_ended(connection, now - LONGEST, now - IDLE)
            editors.begin_sitting(connection, _digest(token), account.name, now)
        return token

    def device_proof(self, token: str) -> str | None:
        """What a browser is to keep in which whoever has this token has just signed in; ``None``: nobody has."""
        with self._database.read() as connection:
            sitting = editors.find_sitting(connection, _digest(token))
            account = editors.find_account(connection, sitting.editor) if sitting else None
        return device_proof(self.secret, account) if account else None

    def editor_of(self, token: str) -> str | None:
        """Who has this token; ``None``: nobody, or they have been away for too long, or may not work here any more."""
        digest, now = _digest(token), self._clock()
        with self._database.read() as connection:
            sitting = editors.find_sitting(connection, digest)
        if sitting is None or now - sitting.began > LONGEST or now - sitting.seen > IDLE:
            return None
        if now - sitting.seen >= _LOOK:
            # Where the disk is full or somebody holds the database, that is no reason to throw anybody out.
            with suppress(StoreError), self._database.write(_PATIENCE) as connection:
                editors.note_seen(connection, digest, now)
        return sitting.editor

    def sign_out(self, token: str, address: str | None = None) -> None:
        """The token is good for nothing any more."""
        with self._database.write(_PATIENCE) as connection:
            name = editors.end_sitting(connection, _digest(token))
            if name is not None:
                deeds.note_deed(connection, self._clock(), name, "sign-out", None, address)

    def change_password(self, by: str, address: str, old: str, new: str, token: str) -> str:
        """An editor's own, who knows the old one and has this token. They are signed out everywhere, and their browsers
        are strangers now but for this one: what it is to keep (:meth:`device_proof`).

        :raises SignInError: the old one is wrong.
        :raises TooManyTries: by this token; what others have tried does not count.
        :raises AccountError: the new one cannot be used.
        """
        check_password(by, new)
        account, number = self._let_in(by, old, address, lambda _: f"sitting {_digest(token)[:16]}")
        fresh = self._passwords.hashed(new)
        with self._still_right(account) as connection:
            did = {"did": "password"}
            deeds.turn_try(connection, number, "account", account.name, address, account.name, did)
            editors.set_hash(connection, account.name, fresh)
            editors.end_sittings(connection, account.name)
        return device_proof(self.secret, replace(account, password=fresh))

    def _let_in(self, name: str, password: str, address: str, known: _Known) -> tuple[editors.Account, int]:
        """The account of whoever knows its password, and the number of the try.

        The password is looked at between two transactions, since that takes a tenth of a second on purpose.
        """
        booked = self._book(name, address, known)
        stored = booked.account.password if booked.account else None
        if not self._passwords.is_right(stored, password) or booked.account is None:
            raise SignInError
        return booked.account, booked.number

    def _book(self, name: str, address: str, known: _Known) -> _Try:
        name, client = name.strip()[:_LONGEST_NAME], client_of(address)
        detail = {} if client == address else {"from": address[:64]}
        unknown = self._unknown(name)
        with self._database.write(_PATIENCE) as connection:
            now = self._clock()
            account = editors.find_account(connection, name)
            by = account.name if account else unknown
            whose = known(account)
            wait = deeds.seconds_to_wait(connection, by, client, now, whose)
            if wait:
                raise TooManyTries(wait)
            number = deeds.book_try(connection, by, client, now, detail, whose)
        return _Try(number, None if account is None or account.disabled else account)

    def _unknown(self, name: str) -> str:
        """What is written down in the place of a name that nobody has: people type their passwords there."""
        digest = hmac.new(self.secret, editors.folded(name).encode("utf-8", "replace"), hashlib.sha256)
        return f"?{digest.hexdigest()[:16]}"

    @contextmanager
    def _still_right(self, account: editors.Account) -> Iterator[Connection]:
        """A transaction for whoever knew the password, unless the account has changed since it was looked at."""
        with self._database.write(_PATIENCE) as connection:
            if editors.find_account(connection, account.name) != account:
                raise SignInError
            yield connection

    # --- accounts -----------------------------------------------------------------------------------------------------

    def editors(self) -> tuple[Editor, ...]:
        """All of them by name, those who are disabled too."""
        with self._database.read() as connection:
            now = self._clock()
            return tuple(
                replace(one, locked=deeds.longest_wait(connection, one.name, now))
                for one in editors.load_editors(connection)
            )

    def add_editor(self, name: str, password: str, *, by: str | None = None, address: str | None = None) -> None:
        """A new account.

        :raises AccountError: the name is in use, in whatever case, or name or password cannot be used.
        """
        name = unicodedata.normalize("NFC", name)
        if not _NAME.match(name):
            raise AccountError(f"{name!r} is no name: 1 to 64 letters, digits and . _ -")
        check_password(name, password)
        self._ensure_new(name)
        fresh = self._passwords.hashed(password)
        with self._database.write() as connection:
            known = editors.find_account(connection, name)
            if known is not None:
                raise _in_use(known.name)
            self._note(connection, by, address, "add", name)
            editors.add_account(connection, name, fresh, self._clock())

    def set_password(self, name: str, password: str, *, by: str | None = None, address: str | None = None) -> None:
        """Another one. The editor is signed out everywhere, and tries that failed count no more.

        :raises AccountError: there is no such editor, or the password cannot be used.
        """
        with self._database.read() as connection:
            check_password(_account(connection, name).name, password)
        fresh = self._passwords.hashed(password)
        with self._changing(name, "password", by, address) as (connection, own):
            editors.set_hash(connection, own, fresh)
            editors.end_sittings(connection, own)
            deeds.forgive(connection, own, self._clock())

    def disable(self, name: str, *, by: str | None = None, address: str | None = None) -> None:
        """May not sign in any more, and is signed out everywhere; what they did stays, and stays under their name.

        :raises AccountError: there is no such editor.
        """
        with self._changing(name, "disable", by, address) as (connection, own):
            editors.set_disabled(connection, own, self._clock())
            editors.end_sittings(connection, own)

    def enable(self, name: str, *, by: str | None = None, address: str | None = None) -> None:
        """May sign in again.

        :raises AccountError: there is no such editor.
        """
        with self._changing(name, "enable", by, address) as (connection, own):
            editors.set_disabled(connection, own, None)

    def unlock(self, name: str, *, by: str | None = None, address: str | None = None) -> int:
        """Forget the tries to sign in by this name that failed; how many there were.

        :raises AccountError: there is no such editor.
        """
        with self._changing(name, "unlock", by, address) as (connection, own):
            return deeds.forgive(connection, own, self._clock())

    @contextmanager
    def _changing(self, name: str, did: str, by: str | None, address: str | None) -> Iterator[tuple[Connection, str]]:
        """A transaction that changes an account, and its name as it is written; noted in the log."""
        with self._database.write() as connection:
            own = _account(connection, name).name
            self._note(connection, by, address, did, own)
            yield connection, own

    def _note(self, connection: Connection, by: str | None, address: str | None, did: str, name: str) -> None:
        deeds.note_deed(connection, self._clock(), by or "", "account", name, address, {"did": did})

    def _ensure_new(self, name: str) -> None:
        with self._database.read() as connection:
            known = editors.find_account(connection, name)
        if known is not None:
            raise _in_use(known.name)


def _account(connection: Connection, name: str) -> editors.Account:
    found = editors.find_account(connection, name)
    if found is None:
        known = ", ".join(one.name for one in editors.load_editors(connection)) or "none"
        raise AccountError(f"no editor {name!r}; known: {known}")
    return found


def _in_use(name: str) -> AccountError:
    return AccountError(f"there is an editor {name!r} already")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
