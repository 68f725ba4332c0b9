"""What a picture is, by its first bytes: a Content-Type is a claim, and a browser would act on it."""

from __future__ import annotations

import re

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
}
"""Of every media type that is taken for a picture. SVG is not among them: it is a document, and may hold scripts."""

_TYPES = {extension: kind for kind, extension in EXTENSIONS.items()}
_NAME = re.compile(rf"[0-9a-f]{{64}}\.({'|'.join(_TYPES)})\Z")
_BEGINNINGS = {
    b"\xff\xd8\xff": "image/jpeg",  # SOI and the next marker (ITU-T T.81 B.1.1.2)
    b"\x89PNG\r\n\x1a\n": "image/png",  # RFC 2083 §3.1
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_BRANDS = (b"avif", b"avis")
_LONGEST_BOX = 256
"""Bytes of an ``ftyp`` box that are looked at: a brand has four, and files name some five."""


def media_type(body: bytes) -> str | None:
    """``image/jpeg``, ``png``, ``gif``, ``webp`` or ``avif``; ``None`` for everything else."""
    for beginning, kind in _BEGINNINGS.items():
        if body.startswith(beginning):
            return kind
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":  # RFC 9649 §2.4
        return "image/webp"
    return "image/avif" if _is_avif(body) else None


def file_name(digest: str, kind: str) -> str:
    """What a picture's file is called: the SHA-256 of its bytes in hex, and the extension of its media type."""
    return f"{digest}.{EXTENSIONS[kind]}"


def type_of(name: str) -> str | None:
    """The media type of a file with a name from :func:`file_name`; ``None`` for any other name."""
    found = _NAME.match(name)
    return _TYPES[found[1]] if found else None


def _is_avif(body: bytes) -> bool:
    """An ISO base media file that names AVIF among its brands (ISO/IEC 14496-12 §4.3, AVIF §6.2)."""
    if body[4:8] != b"ftyp":
        return False
    box = body[: min(int.from_bytes(body[:4], "big"), _LONGEST_BOX)]
    # The major brand, four bytes of a version, then the compatible brands.
    return any(box[place : place + 4] in _BRANDS for place in (8, *range(16, len(box), 4)))
