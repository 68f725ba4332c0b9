"""Copied pictures: serving them, and where they stand on an entry's page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, send_file, url_for

from feeds.editions.pictures import addresses
from feeds.model import EntryView
from feeds.text.pictures import type_of
from webapp.shown import Picture
from webapp.sizes import measured

if TYPE_CHECKING:
    from feeds.reading import Reading

ENDPOINT: Final = "pictures.picture"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
"""A year, the most that caches are told (RFC 9111 §1.2.2), and no question in between (RFC 8246): the name is made
from the bytes."""


def blueprint(reading: Reading) -> Blueprint:
    """``/pictures/<name>``."""
    files = Blueprint("pictures", __name__)

    @files.get("/pictures/<name>")
    def picture(name: str) -> Response:
        path = reading.picture(name)
        if path is None:
            abort(404)
        # Absolute: Flask takes a relative path to be below the folder of its own code.
        answer = send_file(path.absolute(), mimetype=type_of(name), conditional=True, etag=PurePosixPath(name).stem)
        answer.headers["Cache-Control"] = _FOR_EVER
        return answer

    return files


def kept(view: EntryView, reading: Reading) -> dict[str, Picture]:
    """The pictures of an entry that are served here, by the addresses that its source gave."""
    return {url: _shown(PurePosixPath(copy.path).name, reading) for url, copy in view.pictures.items()}


def _shown(name: str, reading: Reading) -> Picture:
    path = reading.picture(name)
    return Picture(url_for(ENDPOINT, name=name), measured(path) if path else None)


def gallery(view: EntryView, pictures: Mapping[str, Picture]) -> list[Picture]:
    """The pictures that come with an entry and do not stand in its text, each once; ``pictures`` from :func:`kept`."""
    in_text = {pictures.get(url) for url in addresses((), view.entry.summary, view.entry.content)}
    beside = (pictures[item.url] for item in view.entry.enclosures if item.url in pictures)
    return [picture for picture in dict.fromkeys(beside) if picture not in in_text]
