"""How large a picture is, by the first bytes of its file: a page says it, so that nothing moves when the picture comes.

Pure, but for :func:`measured`, which reads a file of ours. What cannot be measured (AVIF, for one) gets a box of a
usual shape from the style sheet.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

_ENOUGH: Final = 128 * 1024
"""Bytes that are looked at: a JPEG may have a small picture and a colour profile before its size."""
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a frame header (ITU-T T.81 B.1.1.3)."""
_LONGEST: Final = 65_535
"""Pixels of a side; who tells more than a JPEG can is not believed."""

Size = tuple[int, int]
"""Width and height in pixels, 1 or more."""


@lru_cache(maxsize=4096)
def measured(path: Path) -> Size | None:
    """The size of a copied picture, whose file never changes; ``None``: it cannot be told."""
    try:
        with path.open("rb") as file:
            return size_of(file.read(_ENOUGH))
    except OSError:  # what is gone cannot be shown either
        return None


def size_of(data: bytes) -> Size | None:
    """Of the beginning of a file; ``None``: it is no PNG, GIF, WebP or JPEG, or does not tell."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":  # which comes first (PNG §5.6)
        size = _big(data[16:20], 4), _big(data[20:24], 4)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        size = _little(data[6:8], 2), _little(data[8:10], 2)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        size = _of_webp(data)
    elif data.startswith(b"\xff\xd8"):
        size = _of_jpeg(data)
    else:
        return None
    return size if all(0 < side <= _LONGEST for side in size) else None


def _of_webp(data: bytes) -> Size:
    """RFC 9649 §2.5 to 2.7: three kinds of files, each with its own header."""
    kind = data[12:16]
    if kind == b"VP8X":
        return _little(data[24:27], 3) + 1, _little(data[27:30], 3) + 1
    if kind == b"VP8L":
        bits = _little(data[21:25], 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return _little(data[26:28], 2) & 0x3FFF, _little(data[28:30], 2) & 0x3FFF
    return 0, 0


def _of_jpeg(data: bytes) -> Size:
    """From segment to segment, up to the first frame header (ITU-T T.81 B.2.2)."""
    at = 2
    while data[at : at + 1] == b"\xff" and at + 1 < len(data):
        marker = data[at + 1]
        if marker in _FRAMES:
            return _big(data[at + 7 : at + 9], 2), _big(data[at + 5 : at + 7], 2)
        # A second 0xFF fills up; every other marker here has a segment, and its length counts itself.
        at += 1 if marker == 0xFF else 2 + max(_big(data[at + 2 : at + 4], 2), 2)
    return 0, 0


def _big(data: bytes, octets: int) -> int:
    """Big-endian; 0 where the file ends before."""
    return int.from_bytes(data, "big") if len(data) == octets else 0


def _little(data: bytes, octets: int) -> int:
    return int.from_bytes(data, "little") if len(data) == octets else 0
