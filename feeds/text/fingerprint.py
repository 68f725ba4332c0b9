"""Fingerprints: short names of content, for telling whether something has changed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

_LIST = 1 << 63
"""Marks a number of items, where the length of a text would stand."""


def fingerprint(*fields: str | Iterable[str], size: int = 16) -> str:
    """Hex digest over ``fields`` in order, ``size`` bytes long.

    Every text is preceded by its length and every list by its number of items: no two different field lists meet.
    """
    digest = blake2b(digest_size=size)
    for field in fields:
        texts = [field] if isinstance(field, str) else list(field)
        if not isinstance(field, str):
            digest.update((_LIST | len(texts)).to_bytes(8, "big"))
        for text in texts:
            data = text.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
    return digest.hexdigest()


def fingerprint_bytes(data: bytes) -> str:
    """Hex digest of raw bytes, 16 bytes long."""
    return blake2b(data, digest_size=16).hexdigest()
