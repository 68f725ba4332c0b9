"""The style sheet, one file for browsers and several for people: each part of the pages has its own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, make_response

from webapp.shown import digest

ENDPOINT: Final = "assets.style"
_PARTS: Final = Path(__file__).parent / "static" / "css"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
"""As long as caches are told anything (RFC 9111 §1.2.2, RFC 8246): the name changes with the bytes."""


def blueprint() -> Blueprint:
    """``/assets/<name>``."""
    files = Blueprint("assets", __name__)
    sheets = {folder.name: _joined(folder) for folder in (_PARTS, *(one for one in _PARTS.iterdir() if one.is_dir()))}
    names = {f"{name}-{digest(body)}.css": body for name, body in sheets.items()}

    @files.get("/assets/<name>")
    def style(name: str) -> Response:
        if name not in names:
            abort(404)
        answer = make_response(names[name])
        answer.headers["Content-Type"] = "text/css; charset=utf-8"
        answer.headers["Cache-Control"] = _FOR_EVER
        return answer

    files.record_once(
        lambda state: state.app.jinja_env.globals.update(sheets={name.rsplit("-", 1)[0]: name for name in names})
    )
    return files


def _joined(folder: Path) -> bytes:
    """The parts in the order of their names, which begin with a number."""
    return b"\n".join(part.read_bytes() for part in sorted(folder.glob("*.css")))
