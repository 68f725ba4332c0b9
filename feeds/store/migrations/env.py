"""How Alembic runs our migrations: in the connection and the transaction that it is given."""

from __future__ import annotations

from alembic import context

from feeds.store.schema import metadata

connection = context.config.attributes["connection"]
# SQLite changes a table by making it anew, which Alembic calls batch mode.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
context.run_migrations()
