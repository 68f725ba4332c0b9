"""Search: an index of words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from feeds.store.schema import Terms

revision = "0006"
down_revision = "0005"

_WORDS = {
    "sqlite": "CREATE VIRTUAL TABLE words USING fts5(title, text, content = '', tokenize = 'ascii')",
    "postgresql": "CREATE INDEX ix_indexed_terms ON indexed USING gin (terms)",
}


def upgrade() -> None:
    """Forward; what is there is indexed by the next publish."""
    foreign = sa.ForeignKey("entry.key", name=op.f("fk_indexed_entry_key"))
    op.create_table(
        "indexed",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_key", sa.String(length=16), foreign, nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("terms", Terms(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_indexed")),
    )
    op.create_index(op.f("ix_indexed_entry_key"), "indexed", ["entry_key"], unique=True)
    op.execute(_WORDS[op.get_bind().dialect.name])


def downgrade() -> None:
    """Back: the index is forgotten, and that there was one."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE words")
    op.drop_table("indexed")
    op.execute("DELETE FROM note WHERE name = 'indexed-revision'")
