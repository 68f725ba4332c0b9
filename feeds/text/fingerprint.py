"""Fingerprints: short names of content, for telling whether something has changed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b


def fingerprint(*fields: str | Iterable[str], size: int = 16) -> str:
    """Hex digest over ``fields`` in order, ``size`` bytes long; lengths are mixed in, so no two field lists meet."""
    digest = blake2b(digest_size=size)
    for field in fields:
        for text in (field,) if isinstance(field, str) else ("\x00list", *field):
            data = text.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
    return digest.hexdigest()


def fingerprint_bytes(data: bytes) -> str:
    """Hex digest of raw bytes, 16 bytes long."""
    return blake2b(data, digest_size=16).hexdigest()
