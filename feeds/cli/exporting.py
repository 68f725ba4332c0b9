"""``export``: the published documents as files for any static host."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from feeds.cli.files import replace_file
from feeds.cli.main import Context
from feeds.editions.pictures import FOLDER, mentioned
from feeds.errors import StoreError
from feeds.health import report
from feeds.reading import Reading


@click.command("export", short_help="Write the published feeds to a folder.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.pass_obj
def export_command(context: Context, folder: Path, as_json: bool) -> None:
    """Write editions, the pictures they show, the subscription list and healthz to FOLDER, at the paths they are
    served at.

    A file is replaced in one step and only if its bytes differ; nothing else in FOLDER is touched.
    """
    with context.service() as service:
        service.publish()
        files = {path: document.body for path, document in service.renderings().items()}
        files["/healthz"] = json.dumps(report(service.reading.status())).encode() + b"\n"
        pictures = _pictures(service.reading, files.values())
    # Before the documents: at no moment does one that is there show a picture that is not. Read one at a time.
    written = sum(replace_file(folder / path.lstrip("/"), _read(source)) for path, source in pictures.items())
    written += sum(replace_file(folder / path.lstrip("/"), body) for path, body in files.items())
    number = len(files) + len(pictures)
    if as_json:
        context.out.json({"files": number, "written": written})
    else:
        context.out.line(f"{folder}: {number} files, {written} written")


def _pictures(reading: Reading, documents: Iterable[bytes]) -> dict[str, Path]:
    """The files of all pictures that these documents show, by the paths they are served at."""
    names = sorted({name for document in documents for name in mentioned(document)})
    return {FOLDER + name: source for name in names if (source := reading.picture(name))}


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        raise StoreError(f"{source}: cannot be read: {error.strerror}") from error
