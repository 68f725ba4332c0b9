"""Which files of a folder are ours, and what they were made from: the memory of exports.

``.visnyk-export.json`` is the list. While an export writes, each file is noted in ``.visnyk-export.journal`` before it
gets its name: whenever it is killed, the next one knows every file that is ours, and which pages are whole.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from feeds.errors import StoreError

MANIFEST: Final = ".visnyk-export.json"
JOURNAL: Final = ".visnyk-export.journal"
_VERSION: Final = 1
# As feeds.jobs.addresses makes them. The list lies where others may write, and names what is to be removed.
_OURS: Final = re.compile(r"(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*[A-Za-z0-9_~-][A-Za-z0-9._~-]*")


@dataclass(frozen=True, slots=True)
class Written:
    """A file as we left it."""

    digest: str
    size: int
    modified: int
    """Nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a page was made from, and which other addresses have to be there for it."""

    stamp: str | None
    """``None``: nobody can tell, so it is made each time."""
    needs: tuple[str, ...] = ()


class SiteList:
    """The list of one folder."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, Written] = {}
        """By name, below the folder."""
        self.pages: dict[str, Made] = {}
        """By address."""
        self._manifest = folder / MANIFEST
        self._path = folder / JOURNAL
        self._loaded = b""
        self._journal: BinaryIO | None = None

    def load(self) -> None:
        """Read the list, and what an export that was killed had noted.

        :raises StoreError: it cannot be read.
        """
        with _reading(self._manifest):
            if self._manifest.exists():
                self._loaded = self._manifest.read_bytes()
                self._take(json.loads(self._loaded))
        with _reading(self._path):
            if self._path.exists():
                whole, end, half = self._path.read_bytes().rpartition(b"\n")
                for line in whole.splitlines():
                    self._replay(*json.loads(line))
                if half:  # its file never got its name
                    os.truncate(self._path, len(whole + end))

    def note_file(self, name: str, written: Written) -> None:
        """A file is about to be ours."""
        self.files[name] = written
        self._log("file", name, written.digest, written.size, written.modified)

    def note_page(self, address: str, made: Made) -> None:
        """The files of a page are there."""
        if self.pages.get(address) != made:
            self.pages[address] = made
            self._log("page", address, made.stamp, made.needs)

    def content(self) -> bytes | None:
        """The list as it is to be written; ``None`` where it has not changed."""
        value = {
            "visnyk": _VERSION,
            "files": {name: [one.digest, one.size, one.modified] for name, one in self.files.items()},
            "pages": {address: [one.stamp, *one.needs] for address, one in self.pages.items()},
        }
        content = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
        return None if content == self._loaded else content

    def forget_journal(self) -> None:
        """All that it says is in the list."""
        self.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the journal."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def _take(self, value: Any) -> None:
        if value["visnyk"] != _VERSION:
            raise ValueError("was written by another version of Visnyk")
        self.files = {_ours(name): Written(*values) for name, values in value["files"].items()}
        self.pages = {address: Made(stamp, tuple(needs)) for address, (stamp, *needs) in value["pages"].items()}

    def _replay(self, kind: str, name: str, *values: Any) -> None:
        if kind == "page":
            self.pages[name] = Made(values[0], tuple(values[1]))
        else:
            self.files[_ours(name)] = Written(*values)

    def _log(self, *values: object) -> None:
        if self._journal is None:
            # Unbuffered: who is killed has told the system, and that outlives it.
            self._journal = self._path.open("ab", buffering=0)
        self._journal.write(json.dumps(values).encode() + b"\n")


def _ours(name: str) -> str:
    if not _OURS.fullmatch(name):
        raise ValueError(f"names {name!r}, which no export writes")
    return name


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"{path}: is no list of an export: empty the folder, and export anew") from error
