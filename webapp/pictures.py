"""Copied pictures: serving them, and where they stand on an entry's page."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, send_file, url_for

from feeds.editions.pictures import addresses
from feeds.model import EntryView
from feeds.text.pictures import type_of

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


def kept(view: EntryView) -> dict[str, str]:
    """Where the pictures of an entry are served here, by the addresses that its source gave."""
    return {url: url_for(ENDPOINT, name=PurePosixPath(copy.path).name) for url, copy in view.pictures.items()}


def gallery(view: EntryView, pictures: dict[str, str]) -> list[str]:
    """The pictures that come with an entry and do not stand in its text, each once; ``pictures`` from :func:`kept`."""
    in_text = {pictures.get(url) for url in addresses((), view.entry.summary, view.entry.content)}
    beside = (pictures[item.url] for item in view.entry.enclosures if item.url in pictures)
    return [address for address in dict.fromkeys(beside) if address not in in_text]
