"""Pages, articles, paging, adaptive intervals, alerts, pictures, robots.txt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from feeds.store.schema import Instant

revision = "0002"
down_revision = "0001"

_NEWEST = ("source_id", "published", "key")
_STATE = ("backfill", "gap", "newest", "pace")
_ENTRY = ("dated", "listed", "alert", "all_clear", "closed")


def upgrade() -> None:
    """Forward."""
    for column in (
        sa.Column("backfill", sa.Text()),
        sa.Column("gap", sa.Float()),
        sa.Column("newest", Instant()),
        sa.Column("pace", sa.Float()),
    ):
        op.add_column("source_state", column)
    for column in (
        sa.Column("dated", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("listed", sa.String(length=64)),
        sa.Column("alert", sa.String(length=64)),
        sa.Column("all_clear", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("closed", Instant()),
    ):
        op.add_column("entry", column)
    op.drop_index(op.f("ix_entry_source_id_published_key"), "entry")
    op.create_index(op.f("ix_entry_source_id_published_key_alert"), "entry", [*_NEWEST, "alert"], unique=False)
    raised = sa.text("alert IS NOT NULL")
    op.create_index(
        op.f("ix_entry_alert_published"),
        "entry",
        ["alert", "published"],
        unique=False,
        sqlite_where=raised,
    )
    op.create_table(
        "picture",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("first_seen", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_picture")),
    )
    op.create_index(op.f("ix_picture_next_try"), "picture", ["next_try"], unique=False)
    op.create_index(op.f("ix_picture_source_id_digest"), "picture", ["source_id", "digest"], unique=False)
    op.create_table(
        "robots",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("checked", Instant(), nullable=False),
        sa.Column("asked", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("robots")
    op.drop_table("picture")
    op.drop_index(op.f("ix_entry_alert_published"), "entry")
    op.drop_index(op.f("ix_entry_source_id_published_key_alert"), "entry")
    op.create_index(op.f("ix_entry_source_id_published_key"), "entry", list(_NEWEST), unique=False)
    for name in reversed(_ENTRY):
        op.drop_column("entry", name)
    for name in reversed(_STATE):
        op.drop_column("source_state", name)
