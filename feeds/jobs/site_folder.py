"""The folder of an exported site: what we wrote into it, and nothing else, is replaced or removed.

``.visnyk-export.json`` lists our files, so that what has not changed need not be read, nor made, again. While there is
something to write, each file is noted in ``.visnyk-export.journal`` before it gets its name: whenever we are killed, the
next export knows every file that is ours, and goes on behind the last page that was whole.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from feeds.errors import StoreError
from feeds.text.fingerprint import fingerprint_bytes

MANIFEST: Final = ".visnyk-export.json"
JOURNAL: Final = ".visnyk-export.journal"
_FRESH: Final = ".visnyk-export.new"
"""What is being written, until it is whole; one is enough, and what a killed process left is written over."""
_VERSION: Final = 1
_PACKED: Final = ".gz"
_TEXTS: Final = frozenset({".html", ".css", ".svg", ".atom", ".rss", ".json", ".opml"})
"""What is also there compressed; pictures are already."""
# As feeds.jobs.addresses makes them; the list lies where others can write, and names what is to be removed.
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
    """What a page was made from, and which other addresses it needs to be there."""

    stamp: str | None
    """``None``: that is not known, so it is made each time."""
    needs: tuple[str, ...]


class SiteFolder:
    """One export into a folder; a context manager, which holds a lock on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = 0
        self.removed = 0
        self._files: dict[str, Written] = {}
        self._pages: dict[str, Made] = {}
        self._kept: set[str] = set()
        self._asked: set[str] = set()
        self._loaded = b""
        self._journal: BinaryIO | None = None
        self._folders: set[Path] = set()

    def __enter__(self) -> SiteFolder:
        with _writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.path)
        try:
            self._load()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        if self._journal is not None:
            self._journal.close()
        os.close(self._lock)

    @property
    def number(self) -> int:
        """How many files there are of this export."""
        return len(self._kept)

    # --- one page -------------------------------------------------------------------------------------------------

    def known(self, address: str, stamp: str | None, name: str) -> Made | None:
        """What was noted of a page that was made from the same and whose files are as we left them."""
        made = self._pages.get(address)
        if made is None or stamp is None or made.stamp != stamp or name not in self._files:
            return None
        return made if all(self._is_whole(one) for one in (name, name + _PACKED) if one in self._files) else None

    def keep(self, address: str, name: str) -> None:
        """A page that is :meth:`known` stays as it is."""
        self._asked.add(address)
        self._kept |= {one for one in (name, name + _PACKED) if one in self._files}

    def put(self, address: str, made: Made, name: str, body: bytes) -> None:
        """Write a page if its bytes are others; beside it, compressed, if that is worth it and smaller.

        :raises StoreError: it cannot be written; what was there is still there.
        """
        unchanged = self._put(name, body)
        if os.path.splitext(name)[1] in _TEXTS and not (unchanged and self._is_packed(name)):
            self._pack(name, body)
        self.keep(address, name)
        if self._pages.get(address) != made:
            self._pages[address] = made
            self._log("page", address, made.stamp, made.needs)

    def finish(self) -> None:
        """Remove our files of pages that are no more, and write the list; nothing where nothing has changed."""
        for name in sorted(self._files.keys() - self._kept):
            self._remove(name)
        self._pages = {address: made for address, made in self._pages.items() if address in self._asked}
        content = _dumped(self._files, self._pages)
        if content != self._loaded:
            with _writing(self.path / MANIFEST):
                self._replace(MANIFEST, content)
        with _writing(self.path / JOURNAL):
            (self.path / JOURNAL).unlink(missing_ok=True)

    # --- files ----------------------------------------------------------------------------------------------------

    def _put(self, name: str, body: bytes, modified: int | None = None) -> bool:
        """Write one file; whether it was there as it should be."""
        digest = fingerprint_bytes(body)
        known = self._files.get(name)
        if known is not None and known.digest == digest and self._is_whole(name):
            return True
        path = self.path / name
        with _writing(path):
            if path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body:
                self._note(name, Written(digest, len(body), path.stat().st_mtime_ns))
                return False
            if path.parent not in self._folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(path.parent)
            self._replace(name, body, digest, modified)
        self.written += 1
        return False

    def _replace(self, name: str, body: bytes, digest: str | None = None, modified: int | None = None) -> None:
        """In one step: whoever reads finds the old file or the new one. With a digest it is noted before."""
        fresh = self.path / _FRESH
        try:
            fresh.write_bytes(body)
            if modified is not None:
                os.utime(fresh, ns=(modified, modified))
            if digest is not None:
                self._note(name, Written(digest, len(body), fresh.stat().st_mtime_ns))
            fresh.replace(self.path / name)
        except BaseException:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise

    def _pack(self, name: str, body: bytes) -> None:
        packed = gzip.compress(body, 9, mtime=0)
        if len(packed) < len(body):
            # nginx wants both to be of one moment (ngx_http_gzip_static_module).
            self._put(name + _PACKED, packed, self._files[name].modified)
        elif name + _PACKED in self._files:
            self._remove(name + _PACKED)

    def _is_packed(self, name: str) -> bool:
        return name + _PACKED not in self._files or self._is_whole(name + _PACKED)

    def _is_whole(self, name: str) -> bool:
        """Is a file of ours as we left it? Where only its date is another one, it is read, and the date noted."""
        known, path = self._files[name], self.path / name
        try:
            found = path.stat()
            if (found.st_size, found.st_mtime_ns) == (known.size, known.modified):
                return True
            if found.st_size != known.size or fingerprint_bytes(path.read_bytes()) != known.digest:
                return False
        except OSError:
            return False
        self._note(name, Written(known.digest, known.size, found.st_mtime_ns))
        return True

    def _remove(self, name: str) -> None:
        path = self.path / name
        try:
            path.unlink(missing_ok=True)
        except NotADirectoryError:  # a file of somebody else is where its folder was
            pass
        except OSError as error:
            raise StoreError(f"{path}: cannot be removed: {error.strerror}") from error
        self.removed += 1
        del self._files[name]
        for folder in list(path.parents)[: name.count("/")]:
            with suppress(OSError):  # others have something in it
                folder.rmdir()

    # --- the list -------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        manifest, journal = self.path / MANIFEST, self.path / JOURNAL
        with _reading(manifest):
            if manifest.exists():
                self._loaded = manifest.read_bytes()
                self._files, self._pages = _parsed(self._loaded)
        with _reading(journal):
            lines = journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []
            for line in lines:  # what is behind the last line end is half a line: its file never got its name
                self._replay(*json.loads(line))
        if not self._files and (self.path / "index.html").exists():
            raise StoreError(
                f"{self.path}: has an index.html, and no {MANIFEST} to say that it is Visnyk's; name an empty folder"
            )

    def _replay(self, kind: str, name: str, *values: Any) -> None:
        if kind == "page":
            self._pages[name] = Made(values[0], tuple(values[1]))
        else:
            self._files[_ours(name)] = Written(*values)

    def _note(self, name: str, written: Written) -> None:
        self._files[name] = written
        self._log("file", name, written.digest, written.size, written.modified)

    def _log(self, *values: object) -> None:
        if self._journal is None:
            # Unbuffered: what is killed next has told the system, whose memory outlives it.
            self._journal = (self.path / JOURNAL).open("ab", buffering=0)
        self._journal.write(json.dumps(values).encode() + b"\n")


def _dumped(files: dict[str, Written], pages: dict[str, Made]) -> bytes:
    value = {
        "visnyk": _VERSION,
        "files": {name: [one.digest, one.size, one.modified] for name, one in files.items()},
        "pages": {address: [one.stamp, *one.needs] for address, one in pages.items()},
    }
    return json.dumps(value, sort_keys=True, indent=0).encode()


def _parsed(data: bytes) -> tuple[dict[str, Written], dict[str, Made]]:
    value = json.loads(data)
    if value["visnyk"] != _VERSION:
        raise ValueError("was written by another version of Visnyk")
    files = {_ours(name): Written(*values) for name, values in value["files"].items()}
    return files, {address: Made(stamp, tuple(needs)) for address, (stamp, *needs) in value["pages"].items()}


def _ours(name: str) -> str:
    if not _OURS.fullmatch(name):
        raise ValueError(f"names {name!r}, which no export writes")
    return name


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"{path}: is no list of files of ours: empty the folder, and export anew") from error


def _locked(path: Path) -> int:
    """The folder, open and locked against a second export until it is closed."""
    try:
        folder = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise StoreError(f"{path}: cannot be opened: {error.strerror}") from error
    try:
        import fcntl

        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # not on this system
        pass
    except BlockingIOError as error:
        os.close(folder)
        raise StoreError(f"{path}: another export is writing it; wait until it has ended") from error
    except OSError:  # some network file systems have no locks
        pass
    return folder
