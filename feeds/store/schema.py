"""The tables. SQLAlchemy Core; the same schema on SQLite and PostgreSQL, changed by Alembic migrations only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    event,
    false,
    text,
    true,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime as milliseconds since 1970: exact, sortable, the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


class Terms(TypeDecorator[Any]):
    """What :mod:`feeds.store.wordindex` keeps of the words of an entry: bytes in SQLite, a tsvector in PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Of each database its own."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(LargeBinary())
        from sqlalchemy.dialects.postgresql import TSVECTOR  # here: it takes 20 ms

        return dialect.type_descriptor(TSVECTOR())


source_state = Table(
    "source_state",
    metadata,
    Column("source_id", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("location", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String(64)),
    Column("info", JSON),
    Column("last_checked", Instant),
    Column("last_success", Instant),
    Column("last_error", Text),
    Column("error_code", String(32)),
    Column("warning", Text),
    Column("failures", Integer, nullable=False),
    Column("next_due", Instant),
    Column("not_before", Instant),
    Column("retired", Boolean, nullable=False),
    Column("backfill", Text),
    Column("gap", Float),
    Column("newest", Instant),
    Column("pace", Float),
)

# Nearly no entry is in it.
_ALERTS = Index("ix_entry_alert_published", "alert", "published")

# SQLite reads a row from its beginning: what entries are looked up by stands before the long texts. What came later
# stands behind them, where ADD COLUMN puts it.
entry = Table(
    "entry",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("source_id", String(64), nullable=False),
    Column("atom_id", Text, nullable=False),
    Column("guid", Text),
    Column("link", Text),
    Column("language", String(35), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("published", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("categories", JSON, nullable=False),
    Column("enclosures", JSON, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("dated", Boolean, nullable=False, server_default=true()),
    Column("listed", String(64)),
    Column("alert", String(64)),
    Column("all_clear", Boolean, nullable=False, server_default=false()),
    Column("closed", Instant),
    # Goes up whenever something changes that anybody is shown of it: see :mod:`feeds.store.revisions`.
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    Index(None, "source_id", "guid"),
    Index(None, "source_id", "link"),
    # With the alert: 3 ms instead of 125 for the newest of 100,000 entries without the alerts among them.
    Index(None, "source_id", "published", "key", "alert"),
    Index(None, "published", "key"),
    _ALERTS,
    # Covers the questions of what is to be translated and how far it has got, asked in every refresh: half the time.
    Index(None, "source_id", "language", "published", "key", "fingerprint"),
    Index(None, "revision"),
)

# In SQLite alone: to say it for PostgreSQL would load its dialect, 20 ms at each start.
_ALERTS.dialect_options["sqlite"]["where"] = entry.c.alert.is_not(None)

translation = Table(
    "translation",
    metadata,
    Column("entry_key", String(16), ForeignKey("entry.key"), primary_key=True),
    Column("language", String(35), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("updated", Instant, nullable=False),
    Column("engine", Text),
    Column("reason", Text),
    Column("fingerprint", String(64), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Instant),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("findings", JSON, nullable=False, server_default="[]"),
    Column("landed", Instant),
    Column("corrected", Instant),
    Index(None, "language", "state"),
)

memory = Table(
    "memory",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_language", String(35), nullable=False),
    Column("target_language", String(35), nullable=False),
    Column("source_hash", String(32), nullable=False),
    Column("origin", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("created", Instant, nullable=False),
    # Of the engine, as it names it; of the terms that were in force for this unit, a fingerprint; of a human, the name.
    Column("version", String(64), nullable=False, server_default=text("''")),
    Column("terms", String(32), nullable=False, server_default=text("''")),
    Column("author", Text),
    # A unit has at most one translation of each origin, version and state of its terms; the hash keeps it small.
    Index(
        "ix_memory_place", "source_hash", "source_language", "target_language", "origin", "version", "terms",
        unique=True,
    ),
)  # fmt: skip

# What was sent to each engine on each day (UTC), counted before it is sent; of "memory" what it saved.
spending = Table(
    "spending",
    metadata,
    Column("engine", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("requests", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
)

# What editors did, a row each: who, when, and the unit as it was before and after.
correction = Table(
    "correction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made", Instant, nullable=False),
    Column("author", Text, nullable=False),
    Column("source_language", String(35), nullable=False),
    Column("target_language", String(35), nullable=False),
    Column("source_hash", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Index(None, "source_hash"),
)

rendering = Table(
    "rendering",
    metadata,
    Column("path", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("etag", String(64), nullable=False),
    Column("last_modified", Instant, nullable=False),
    Column("inputs", String(64), nullable=False),
)

# One row a name: the time of the last whole refresh, the number that goes up with every publish.
note = Table(
    "note",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

# One row an address of a picture that is to be kept; ``digest`` names its file, and is NULL until it is there.
picture = Table(
    "picture",
    metadata,
    Column("url", Text, primary_key=True),
    Column("source_id", String(64), nullable=False),
    Column("digest", String(64)),
    Column("media_type", String(64)),
    Column("size", Integer),
    Column("first_seen", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Instant),
    Column("reason", Text),
    Index(None, "next_try"),
    Index(None, "source_id", "digest"),
)

# What the robots.txt of a site says (RFC 9309); ``body`` is NULL where the site gave none.
robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("body", Text),
    Column("status", String(32), nullable=False),
    Column("checked", Instant, nullable=False),
    Column("asked", Instant, nullable=False),
)

# What was found out about an entry from its words: ``kind`` is "partner", "topic" or "edition".
tag = Table(
    "tag",
    metadata,
    Column("entry_key", String(16), ForeignKey("entry.key"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("term", String(64), primary_key=True),
    Index(None, "kind", "term", "entry_key"),
)

# Entries that tell what an older one told first; whatever is not here is a story of its own.
joining = Table(
    "joining",
    metadata,
    Column("entry_key", String(16), ForeignKey("entry.key"), primary_key=True),
    Column("story", String(16), ForeignKey("entry.key"), nullable=False),
    Column("joined", Instant, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("by_hand", Boolean, nullable=False),
    Index(None, "story"),
)

# Entries that must not be published.
withdrawal = Table(
    "withdrawal",
    metadata,
    Column("entry_key", String(16), ForeignKey("entry.key"), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("reason", Text),
)

# How far an edition has looked at what changed, and by which rules it chose.
edition_state = Table(
    "edition_state",
    metadata,
    Column("edition", String(64), primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("rules", String(32), nullable=False),
)

# A story as an edition shows it: under which id, since when in these words, and in which page of the archive. ``item``
# is NULL until it has been shown, ``page`` until it is in the archive.
issued = Table(
    "issued",
    metadata,
    Column("edition", String(64), primary_key=True),
    Column("story", String(16), ForeignKey("entry.key"), primary_key=True),
    Column("item", Text),
    Column("digest", String(32), nullable=False),
    Column("updated", Instant),
    Column("published", Instant, nullable=False),
    Column("page", Integer),
    Index(None, "edition", "page", "published"),
)

# Items that were taken down, as each edition says so.
tombstone = Table(
    "tombstone",
    metadata,
    Column("edition", String(64), primary_key=True),
    Column("item", Text, primary_key=True),
    Column("since", Instant, nullable=False),
)

# Finished pages of archives; where the address of the site belongs stands a placeholder.
archive = Table(
    "archive",
    metadata,
    Column("path", Text, primary_key=True),
    Column("edition", String(64), nullable=False),
    Column("page", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("last_modified", Instant, nullable=False),
    Index(None, "edition", "page"),
)

# Which entries a page of an archive shows, and as which items: they can be taken down from there.
archived = Table(
    "archived",
    metadata,
    Column("edition", String(64), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("entry_key", String(16), primary_key=True),
    Index(None, "entry_key"),
)

# What hubs are still to be told (WebSub): a row each hub and document.
ping = Table(
    "ping",
    metadata,
    Column("hub", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Instant, nullable=False),
    Column("reason", Text),
)

# Who may sign in to the desk. ``password`` is an Argon2id hash in the PHC string format (RFC 9106); ``disabled`` is set
# where somebody may no more: the name stays, for what it has done.
editor = Table(
    "editor",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("password", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("disabled", Instant),
)

# Who is signed in. ``token`` is a hash of what the browser has: whoever reads the database can sign in with none.
sitting = Table(
    "sitting",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("editor", String(64), ForeignKey("editor.name"), nullable=False),
    Column("began", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
)

# The audit log of the desk: every deed and every try to sign in. It is only added to.
deed = Table(
    "deed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made", Instant, nullable=False),
    Column("editor", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("subject", Text),
    Column("address", String(64)),
    Column("detail", JSON, nullable=False),
    Index(None, "kind", "made"),
)

# What is searched, a row an entry: see :mod:`feeds.store.wordindex`. ``digest`` is of its terms.
indexed = Table(
    "indexed",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entry_key", String(16), ForeignKey("entry.key"), nullable=False),
    Column("digest", String(32), nullable=False),
    Column("terms", Terms, nullable=False),
    Index(None, "entry_key", unique=True),
)

# In which the terms are looked up: what no database knows but one. ``ascii`` parts words at spaces alone, as they have
# letters and digits only (sqlite.org/fts5.html#ascii_tokenizer).
_WORDS = {
    "sqlite": "CREATE VIRTUAL TABLE words USING fts5(title, text, content = '', tokenize = 'ascii')",
    "postgresql": "CREATE INDEX ix_indexed_terms ON indexed USING gin (terms)",
}


@event.listens_for(indexed, "after_create")
def _create_words(_table: Table, connection: Connection, **_given: object) -> None:
    connection.execute(text(_WORDS[connection.dialect.name]))
