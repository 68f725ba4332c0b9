"""Findings and corrections of translations, versions in the memory, what was spent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from feeds.store.schema import Instant

revision = "0003"
down_revision = "0002"

_OLD = ["source_hash", "source_language", "target_language", "origin"]
_NEW = [*_OLD, "version", "terms"]


def upgrade() -> None:
    """Forward."""
    op.add_column("translation", sa.Column("findings", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("translation", sa.Column("landed", Instant()))
    op.add_column("translation", sa.Column("corrected", Instant()))
    # Whole translations of before were there to read when they last changed, at the latest.
    op.execute("UPDATE translation SET landed = updated WHERE state IN ('translated', 'reviewed')")
    op.add_column("memory", sa.Column("version", sa.String(length=64), nullable=False, server_default=sa.text("''")))
    op.add_column("memory", sa.Column("terms", sa.String(length=32), nullable=False, server_default=sa.text("''")))
    op.add_column("memory", sa.Column("author", sa.Text()))
    op.drop_index("ix_memory_source_hash_source_language_target_language_origin", "memory")
    op.create_index("ix_memory_place", "memory", _NEW, unique=True)
    op.create_table(
        "spending",
        sa.Column("engine", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("engine", "day", name=op.f("pk_spending")),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made", Instant(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("source_language", sa.String(length=35), nullable=False),
        sa.Column("target_language", sa.String(length=35), nullable=False),
        sa.Column("source_hash", sa.String(length=32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_source_hash"), "correction", ["source_hash"], unique=False)


def downgrade() -> None:
    """Back: one translation of each origin is kept, the newest."""
    op.drop_table("correction")
    op.drop_table("spending")
    op.execute(
        "DELETE FROM memory WHERE id NOT IN (SELECT max(id) FROM memory "
        "GROUP BY source_hash, source_language, target_language, origin)"
    )
    op.drop_index("ix_memory_place", "memory")
    op.create_index("ix_memory_source_hash_source_language_target_language_origin", "memory", _OLD, unique=True)
    for name in ("author", "terms", "version"):
        op.drop_column("memory", name)
    for name in ("corrected", "landed", "findings"):
        op.drop_column("translation", name)
