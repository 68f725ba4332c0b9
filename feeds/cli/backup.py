"""``backup`` and ``restore``: the database as one file."""

from __future__ import annotations

from pathlib import Path

import click

from feeds.cli.main import Context
from feeds.store import backup

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command("backup", short_help="Write a copy of the database to a file.")
@_FILE
@click.pass_obj
def backup_command(context: Context, file: Path) -> None:
    """Write a whole copy of the database to FILE, while everything goes on.

    FILE is replaced in one step. Pictures and settings are not in it: copy `pictures/` of the data folder, and the
    folder of settings, as well.
    """
    service = context.service()
    size = backup.back_up(service.database_file, file)
    context.out.line(f"{file}: {size / 1e6:.1f} MB")
    pictures = service.data / "pictures"
    if pictures.exists():
        context.out.note(f"{pictures}: is not in it; copy it as well")


@click.command("restore", short_help="Begin with a backup, where there is no database yet.")
@_FILE
@click.pass_obj
def restore_command(context: Context, file: Path) -> None:
    """Make the database of a data folder that has none from FILE, which `visnyk backup` wrote.

    It is looked through for damage, and brought up to date if an older Visnyk wrote it.
    """
    service = context.service()
    with service.lock():
        backup.restore(file, service.database_file)
    context.out.line(f"{service.database_file}: restored from {file}")
