"""Who may sign in to the desk, and who is signed in, in the database."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from feeds.model import Editor
from feeds.store.schema import deed, editor, sitting


@dataclass(frozen=True, slots=True)
class Account:
    """What is to be known of an editor who wants to sign in."""

    name: str
    password: str
    """A hash of it."""
    disabled: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody is signed in."""

    editor: str
    began: datetime
    seen: datetime


def folded(name: str) -> str:
    """What a name is compared by: however it is typed, it is the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


# --- accounts -----------------------------------------------------------------------------------------------------


def any_may_sign_in(connection: Connection) -> bool:
    """Is there an account that is not disabled?"""
    return bool(connection.scalar(select(exists().where(editor.c.disabled.is_(None)))))


def find_account(connection: Connection, name: str) -> Account | None:
    """The account of this name, in whatever case. There are few: all are looked at, as no database folds as we do."""
    wanted = folded(name)
    for row in connection.execute(select(editor.c.name, editor.c.password, editor.c.disabled)):
        if folded(row.name) == wanted:
            return Account(row.name, row.password, row.disabled is not None)
    return None


def load_editors(connection: Connection) -> list[Editor]:
    """All of them by name, with when each signed in last."""
    last = select(func.max(deed.c.made)).where(deed.c.kind == "sign-in", deed.c.editor == editor.c.name)
    columns = (editor.c.name, editor.c.created, editor.c.disabled, last.scalar_subquery().label("signed_in"))
    return [Editor(*row) for row in connection.execute(select(*columns).order_by(editor.c.name))]


def add_account(connection: Connection, name: str, password: str, now: datetime) -> None:
    """One more; ``password`` is a hash."""
    connection.execute(insert(editor).values(name=name, password=password, created=now))


def set_hash(connection: Connection, name: str, password: str) -> None:
    """Another hash: of another password, or of the same in a better way."""
    connection.execute(update(editor).where(editor.c.name == name).values(password=password))


def set_disabled(connection: Connection, name: str, since: datetime | None) -> None:
    """May sign in no more, or again."""
    connection.execute(update(editor).where(editor.c.name == name).values(disabled=since))


# --- sittings -----------------------------------------------------------------------------------------------------


def begin_sitting(connection: Connection, token: str, name: str, now: datetime) -> None:
    """Somebody has signed in; ``token`` is a hash of what the browser gets."""
    connection.execute(insert(sitting).values(token=token, editor=name, began=now, seen=now))


def find_sitting(connection: Connection, token: str) -> Sitting | None:
    """Of an editor who may still sign in."""
    columns = (sitting.c.editor, sitting.c.began, sitting.c.seen)
    query = select(*columns).join(editor, editor.c.name == sitting.c.editor)
    row = connection.execute(query.where(sitting.c.token == token, editor.c.disabled.is_(None))).first()
    return Sitting(*row) if row else None


def note_seen(connection: Connection, token: str, now: datetime) -> None:
    """They are still there."""
    connection.execute(update(sitting).where(sitting.c.token == token).values(seen=now))


def end_sitting(connection: Connection, token: str) -> str | None:
    """This one; whose it was."""
    name = connection.scalar(select(sitting.c.editor).where(sitting.c.token == token))
    connection.execute(delete(sitting).where(sitting.c.token == token))
    return name


def end_sittings(connection: Connection, name: str) -> None:
    """All of an editor."""
    connection.execute(delete(sitting).where(sitting.c.editor == name))


def drop_ended(connection: Connection, began: datetime, seen: datetime) -> None:
    """Those that began, or were seen last, before these moments."""
    connection.execute(delete(sitting).where(or_(sitting.c.began < began, sitting.c.seen < seen)))
