"""The first schema: sources, entries, translations, memory, renderings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from feeds.store.schema import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "entry",
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("atom_id", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("published", Instant(), nullable=False),
        sa.Column("updated", Instant(), nullable=False),
        sa.Column("first_seen", Instant(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("enclosures", sa.JSON(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_entry")),
    )
    op.create_index(op.f("ix_entry_published_key"), "entry", ["published", "key"], unique=False)
    op.create_index(op.f("ix_entry_source_id_guid"), "entry", ["source_id", "guid"], unique=False)
    op.create_index(
        op.f("ix_entry_source_id_language_published_key_fingerprint"),
        "entry",
        ["source_id", "language", "published", "key", "fingerprint"],
        unique=False,
    )
    op.create_index(op.f("ix_entry_source_id_link"), "entry", ["source_id", "link"], unique=False)
    op.create_index(op.f("ix_entry_source_id_published_key"), "entry", ["source_id", "published", "key"], unique=False)
    op.create_table(
        "memory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_language", sa.String(length=35), nullable=False),
        sa.Column("target_language", sa.String(length=35), nullable=False),
        sa.Column("source_hash", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("created", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory")),
    )
    op.create_index(
        op.f("ix_memory_source_hash_source_language_target_language_origin"),
        "memory",
        ["source_hash", "source_language", "target_language", "origin"],
        unique=True,
    )
    op.create_table(
        "note",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_note")),
    )
    op.create_table(
        "rendering",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("last_modified", Instant(), nullable=False),
        sa.Column("inputs", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_rendering")),
    )
    op.create_table(
        "source_state",
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.String(length=64), nullable=True),
        sa.Column("info", sa.JSON(), nullable=True),
        sa.Column("last_checked", Instant(), nullable=True),
        sa.Column("last_success", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("error_code", sa.String(length=32), nullable=True),
        sa.Column("warning", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_due", Instant(), nullable=True),
        sa.Column("not_before", Instant(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_source_state")),
    )
    op.create_table(
        "translation",
        sa.Column("entry_key", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("updated", Instant(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", Instant(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_key"], ["entry.key"], name=op.f("fk_translation_entry_key")),
        sa.PrimaryKeyConstraint("entry_key", "language", name=op.f("pk_translation")),
    )
    op.create_index(op.f("ix_translation_language_state"), "translation", ["language", "state"], unique=False)


def downgrade() -> None:
    """Back."""
    for table in ("note", "rendering", "memory", "translation", "entry", "source_state"):
        op.drop_table(table)
