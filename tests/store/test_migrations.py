"""The schema, made in one step, and by the migrations: the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Connection, inspect, text

import feeds.store.database
from feeds.errors import StoreError
from feeds.store.database import HEAD, Database, downgrade, open_sqlite, upgrade
from feeds.store.schema import metadata
from feeds.store.sources import load_states
from feeds.store.viewing import newest_entries


@pytest.fixture
def created(tmp_path: Path) -> Iterator[Database]:
    """A new database as everybody gets it."""
    database = open_sqlite(tmp_path / "created.sqlite")
    yield database
    database.close()


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Database]:
    """A database that went through every migration."""
    database = Database(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    with database.write() as connection:
        upgrade(connection)
    yield database
    database.close()


_OF_FTS5 = {"words", "words_config", "words_data", "words_docsize", "words_idx"}
"""What SQLite makes of one virtual table; SQLAlchemy knows nothing of it."""
_NOT_IN_TABLES = {*_OF_FTS5, "ix_indexed_terms"}
"""Nor of an index that PostgreSQL alone has."""


def shape(connection: Connection) -> dict[str, Any]:
    """Every table with its columns in order, keys and indexes, as the database tells them."""
    seen = inspect(connection)
    return {
        table: {
            "columns": [
                (one["name"], str(one["type"]), one["nullable"], one["default"]) for one in seen.get_columns(table)
            ],
            "primary key": seen.get_pk_constraint(table),
            "foreign keys": seen.get_foreign_keys(table),
            "unique": seen.get_unique_constraints(table),
            "indexes": sorted(
                (str(one["name"]), one["column_names"], bool(one["unique"])) for one in seen.get_indexes(table)
            ),
        }
        for table in seen.get_table_names()
    }


def missing(connection: Connection) -> list[Any]:
    """What Alembic would do to make a database what the program expects."""
    options = {
        "compare_type": True,
        # PostgreSQL cannot compare JSON.
        "compare_server_default": lambda *given: False if isinstance(given[2].type, JSON) else None,
        "include_name": lambda name, kind, parents: name not in _NOT_IN_TABLES,
    }  # fmt: skip
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def test_head() -> None:
    """The version that a new database is marked with is the newest migration, and there is only one newest."""
    config = Config()
    config.set_main_option("script_location", str(feeds.store.database._MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_same_schema(created: Database, migrated: Database) -> None:
    """What is created at once and what the migrations make are the same, to the column and the index."""
    with created.read() as one, migrated.read() as other:
        assert shape(one) == shape(other)
        assert set(shape(one)) == {*metadata.tables, *_OF_FTS5, "alembic_version"}
        words = text("SELECT sql FROM sqlite_master WHERE name = 'words'")
        assert one.execute(words).scalar_one() == other.execute(words).scalar_one()


@pytest.mark.parametrize("name", ["created", "migrated"])
def test_same_as_the_tables(name: str, request: pytest.FixtureRequest) -> None:
    """Alembic finds nothing to add to either to make it what the program expects."""
    database: Database = request.getfixturevalue(name)
    with database.read() as connection:
        assert missing(connection) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]


def test_down_and_up(migrated: Database) -> None:
    """All migrations can be taken back, and made again."""
    with migrated.read() as connection:
        before = shape(connection)
    with migrated.write() as connection:
        downgrade(connection, "base")
    with migrated.read() as connection:
        assert set(shape(connection)) == {"alembic_version"}
    with migrated.write() as connection:
        upgrade(connection)
    with migrated.read() as connection:
        assert shape(connection) == before


def test_broken_migration_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that breaks off half-way leaves the database as it was: SQLite takes back tables, too."""
    database = Database(f"sqlite:///{tmp_path / 'visnyk.sqlite'}")

    def breaks_off() -> None:
        with database.write() as connection:
            upgrade(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks_off()
    with database.read() as connection:
        assert shape(connection) == {}
    database.close()


_NEXT = f"""
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{HEAD}"


def upgrade():
    with op.batch_alter_table("note") as table:
        table.add_column(sa.Column("more", sa.Text()))
"""


def test_older_version_is_brought_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that stands at an older migration gets the newer ones when it is opened, and keeps what is in it."""
    path = tmp_path / "visnyk.sqlite"
    database = open_sqlite(path)
    with database.write() as connection:
        connection.execute(text("INSERT INTO note VALUES ('name', 'value')"))
    database.close()
    migrations = tmp_path / "with 100% more"
    shutil.copytree(feeds.store.database._MIGRATIONS, migrations)
    (migrations / "versions" / "next.py").write_text(_NEXT)
    monkeypatch.setattr(feeds.store.database, "_MIGRATIONS", migrations)
    monkeypatch.setattr(feeds.store.database, "HEAD", "next")
    opened = open_sqlite(path)
    with opened.read() as connection:
        assert connection.execute(text("SELECT name, value, more FROM note")).one() == ("name", "value", None)
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "next"
    opened.close()


def test_first_version_keeps_its_entries(tmp_path: Path) -> None:
    """A database of the first version is brought up to date with what is in it, and is read as before."""
    database = Database(f"sqlite:///{tmp_path / 'visnyk.sqlite'}")
    with database.write() as connection:
        upgrade(connection, "0001")
        connection.execute(
            text(
                "INSERT INTO entry VALUES ('0123456789abcdef', 'city', 'urn:x:1', 'g', NULL, 'uk', 'f', 1000, 2000,"
                " 1000, '[]', '[]', '[]', 'Title', '', '<p>Text</p>')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO source_state VALUES ('city', 'https://c.example/', NULL, NULL, NULL, 'h', NULL, 1, 1,"
                " NULL, NULL, NULL, 0, NULL, NULL, 0)"
            )
        )
    database.close()
    opened = open_sqlite(tmp_path / "visnyk.sqlite")
    with opened.read() as connection:
        [(found, _)] = newest_entries(connection, ["city"], "en", None, 10)
        state = load_states(connection)["city"]
    opened.close()
    assert (found.title, found.dated, found.alert, found.closed) == ("Title", True, None, None)
    assert (state.body_hash, state.backfill, state.gap) == ("h", None, None)


def test_emptied_database_is_filled(migrated: Database) -> None:
    """A database whose migrations were all taken back is as good as a new one."""
    with migrated.write() as connection:
        downgrade(connection, "base")
    migrated.migrate()
    with migrated.read() as connection:
        assert "entry" in shape(connection)


def test_newer_version_is_refused(tmp_path: Path) -> None:
    """A database that a newer Visnyk wrote is left alone, with one line that says what to do."""
    path = tmp_path / "visnyk.sqlite"
    database = open_sqlite(path)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        open_sqlite(path)
    assert str(caught.value) == (
        f"{path}: its schema '9999' is unknown: it was written by a newer Visnyk; update the program"
    )
    assert path.read_bytes() == before


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    """Opening a database that is up to date writes nothing."""
    path = tmp_path / "visnyk.sqlite"
    open_sqlite(path).close()
    before = path.read_bytes()
    open_sqlite(path).close()
    assert path.read_bytes() == before
