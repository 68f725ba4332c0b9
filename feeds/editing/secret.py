"""The secret of an installation: what the desk's signatures are made with, in a file of the data folder."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from feeds.errors import StoreError

FILE: Final = "desk.key"
"""Its name in the data folder."""
LENGTH: Final = 32
"""Bytes."""


def load_secret(path: Path) -> bytes:
    """The secret in the file at ``path``; made at the first use, for this user's eyes alone.

    :raises StoreError: it cannot be read or made, or is no secret.
    """
    try:
        if not path.exists():
            _make(path)
        secret = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path}: cannot be read or made: {error.strerror}") from error
    if len(secret) != LENGTH:
        raise StoreError(f"{path}: is no key of {LENGTH} bytes; remove it, and a new one is made")
    return secret


def _make(path: Path) -> None:
    """Whole from the beginning, though two processes make it at once: the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)  # unlike a renaming, it never replaces one
    finally:
        fresh.unlink(missing_ok=True)
