"""Tags, stories, takedowns, what editions have shown, archives, pings to hubs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from feeds.store.schema import Instant

revision = "0004"
down_revision = "0003"

_NEW = ("ping", "archived", "archive", "tombstone", "issued", "edition_state", "withdrawal", "joining", "tag")


def upgrade() -> None:
    """Forward."""
    op.add_column("entry", sa.Column("revision", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.create_index(op.f("ix_entry_revision"), "entry", ["revision"], unique=False)
    _about_entries()
    _about_editions()
    op.create_table(
        "ping",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", Instant(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("hub", "topic", name=op.f("pk_ping")),
    )


def _about_entries() -> None:
    op.create_table(
        "tag",
        _of_entry("tag"),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_key", "kind", "term", name=op.f("pk_tag")),
    )
    op.create_index(op.f("ix_tag_kind_term_entry_key"), "tag", ["kind", "term", "entry_key"], unique=False)
    op.create_table(
        "joining",
        _of_entry("joining"),
        _of_entry("joining", "story"),
        sa.Column("joined", Instant(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("entry_key", name=op.f("pk_joining")),
    )
    op.create_index(op.f("ix_joining_story"), "joining", ["story"], unique=False)
    op.create_table(
        "withdrawal",
        _of_entry("withdrawal"),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("entry_key", name=op.f("pk_withdrawal")),
    )


def _about_editions() -> None:
    op.create_table(
        "edition_state",
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("edition", name=op.f("pk_edition_state")),
    )
    op.create_table(
        "issued",
        sa.Column("edition", sa.String(length=64), nullable=False),
        _of_entry("issued", "story"),
        sa.Column("item", sa.Text()),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("updated", Instant()),
        sa.Column("published", Instant(), nullable=False),
        sa.Column("page", sa.Integer()),
        sa.PrimaryKeyConstraint("edition", "story", name=op.f("pk_issued")),
    )
    op.create_index(op.f("ix_issued_edition_page_published"), "issued", ["edition", "page", "published"], unique=False)
    op.create_table(
        "tombstone",
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("edition", "item", name=op.f("pk_tombstone")),
    )
    op.create_table(
        "archive",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("last_modified", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_archive")),
    )
    op.create_index(op.f("ix_archive_edition_page"), "archive", ["edition", "page"], unique=False)
    op.create_table(
        "archived",
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("entry_key", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("edition", "page", "item", "entry_key", name=op.f("pk_archived")),
    )
    op.create_index(op.f("ix_archived_entry_key"), "archived", ["entry_key"], unique=False)


def _of_entry(table: str, column: str = "entry_key") -> sa.Column[str]:
    foreign = sa.ForeignKey("entry.key", name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.String(length=16), foreign, nullable=False)


def downgrade() -> None:
    """Back: what editions have shown is forgotten, entries stay."""
    for table in _NEW:
        op.drop_table(table)
    op.drop_index(op.f("ix_entry_revision"), "entry")
    op.drop_column("entry", "revision")
