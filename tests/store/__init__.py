"""The database: its schema, its migrations, its questions, and what goes wrong with files."""
