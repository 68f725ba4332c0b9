"""The desk: who may sign in, who is signed in, and what was done there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from feeds.store.schema import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "editor",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("created", Instant(), nullable=False),
        sa.Column("disabled", Instant()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_editor")),
    )
    op.create_table(
        "sitting",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column(
            "editor", sa.String(length=64), sa.ForeignKey("editor.name", name=op.f("fk_sitting_editor")), nullable=False
        ),
        sa.Column("began", Instant(), nullable=False),
        sa.Column("seen", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sitting")),
    )
    op.create_table(
        "deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made", Instant(), nullable=False),
        sa.Column("editor", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("address", sa.String(length=64)),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed")),
    )
    op.create_index(op.f("ix_deed_kind_made"), "deed", ["kind", "made"], unique=False)


def downgrade() -> None:
    """Back: accounts and the log are forgotten."""
    for table in ("deed", "sitting", "editor"):
        op.drop_table(table)
