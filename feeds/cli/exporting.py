"""``export``: the published documents as files for any static host."""

from __future__ import annotations

import json
from pathlib import Path

import click

from feeds.cli.files import replace_file
from feeds.cli.main import Context
from feeds.health import report


@click.command("export", short_help="Write the published feeds to a folder.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.pass_obj
def export_command(context: Context, folder: Path, as_json: bool) -> None:
    """Write editions, the subscription list and healthz to FOLDER, at the paths they are served at.

    A file is replaced in one step and only if its bytes differ; nothing else in FOLDER is touched.
    """
    with context.service() as service:
        service.publish()
        files = {path: document.body for path, document in service.renderings().items()}
        files["/healthz"] = json.dumps(report(service.reading.status())).encode() + b"\n"
    written = sum(replace_file(folder / path.lstrip("/"), body) for path, body in files.items())
    if as_json:
        context.out.json({"files": len(files), "written": written})
    else:
        context.out.line(f"{folder}: {len(files)} files, {written} written")
