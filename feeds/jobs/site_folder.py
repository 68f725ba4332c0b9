"""The folder of an exported site: our files in it are replaced one by one, and removed; all others are left alone."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from feeds.errors import StoreError
from feeds.jobs.site_list import MANIFEST, Made, SiteList, Written
from feeds.text.fingerprint import fingerprint_bytes

_FRESH: Final = ".visnyk-export.new"
"""What is being written, until it is whole. One is enough, and the next export takes the place of a killed one's."""
_PACKED: Final = ".gz"
_TEXTS: Final = frozenset({".html", ".css", ".js", ".svg", ".atom", ".rss", ".json", ".opml", ".xml", ".txt"})
"""What is there compressed too; pictures are in themselves."""
_THEIRS: Final = frozenset({"robots.txt"})
"""What whoever has one of their own means to have."""


class SiteFolder:
    """One export into a folder, which is locked meanwhile; a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = 0
        self.removed = 0
        self._list = SiteList(path)
        self._kept: set[str] = set()
        self._addresses: set[str] = set()
        self._folders: set[Path] = set()

    def __enter__(self) -> SiteFolder:
        with _writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.path)
        try:
            self._list.load()
            if not self._list.files and (self.path / "index.html").exists():
                reason = f"has an index.html, and no {MANIFEST} that says it is ours; name an empty folder"
                raise StoreError(f"{self.path}: {reason}")
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._list.close()
        os.close(self._lock)

    @property
    def number(self) -> int:
        """How many files this export has."""
        return len(self._kept)

    # --- pages ----------------------------------------------------------------------------------------------------

    def known(self, address: str, stamp: str | None, name: str) -> Made | None:
        """What was noted of a page, if it was made from the same and its files are as we left them."""
        made = self._list.pages.get(address)
        if made is None or stamp is None or made.stamp != stamp or name not in self._list.files:
            return None
        return made if all(self._is_whole(one) for one in self._files_of(name)) else None

    def keep(self, address: str, name: str) -> None:
        """This page stays as it is."""
        self._addresses.add(address)
        self._kept.update(self._files_of(name))

    def put(self, address: str, made: Made, name: str, body: bytes) -> None:
        """Write a page if its bytes are others, and compressed beside it, if that is smaller.

        :raises StoreError: it cannot be written; what was there is still there.
        """
        if name in _THEIRS and name not in self._list.files and (self.path / name).exists():
            return
        unchanged = self._has(name, fingerprint_bytes(body))
        modified = self._list.files[name].modified if unchanged else time.time_ns()
        if os.path.splitext(name)[1] in _TEXTS and not (unchanged and all(map(self._is_whole, self._files_of(name)))):
            # First: killed in between, the page itself is still the old one, and so both are made again.
            self._pack(name, body, modified)
        self._put(name, body, modified)
        self._list.note_page(address, made)
        self.keep(address, name)

    def finish(self) -> None:
        """Remove our files of pages that are no more, and write the list; nothing where nothing has changed.

        :raises StoreError: that cannot be done.
        """
        for name in sorted(self._list.files.keys() - self._kept):
            self._remove(name)
        for address in self._list.pages.keys() - self._addresses:
            del self._list.pages[address]
        content = self._list.content()
        with _writing(self.path / MANIFEST):
            if content is not None:
                self._replace(MANIFEST, content)
            self._list.forget_journal()
            (self.path / _FRESH).unlink(missing_ok=True)

    def _files_of(self, name: str) -> list[str]:
        return [one for one in (name, name + _PACKED) if one in self._list.files]

    # --- files ----------------------------------------------------------------------------------------------------

    def _pack(self, name: str, body: bytes, modified: int) -> None:
        packed = gzip.compress(body, 9, mtime=0)
        if len(packed) < len(body):
            # nginx wants a file and its compressed form to be of one moment (ngx_http_gzip_static_module).
            self._put(name + _PACKED, packed, modified)
        elif name + _PACKED in self._list.files:
            self._remove(name + _PACKED)

    def _put(self, name: str, body: bytes, modified: int) -> None:
        digest = fingerprint_bytes(body)
        if self._has(name, digest):
            return
        path = self.path / name
        with _writing(path):
            if path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body:
                self._list.note_file(name, Written(digest, len(body), path.stat().st_mtime_ns))
                return
            if path.parent not in self._folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(path.parent)
            self._replace(name, body, digest, modified)
        self.written += 1

    def _replace(self, name: str, body: bytes, digest: str | None = None, modified: int | None = None) -> None:
        """In one step: whoever reads finds the old file or the new one. With a digest it is noted first."""
        fresh = self.path / _FRESH
        try:
            fresh.write_bytes(body)
            if modified is not None:
                os.utime(fresh, ns=(modified, modified))
            if digest is not None:
                self._list.note_file(name, Written(digest, len(body), fresh.stat().st_mtime_ns))
            fresh.replace(self.path / name)
        except BaseException:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise

    def _has(self, name: str, digest: str) -> bool:
        known = self._list.files.get(name)
        return known is not None and known.digest == digest and self._is_whole(name)

    def _is_whole(self, name: str) -> bool:
        """Is a file of ours as we left it? Where its date alone is another one, it is read, and that date noted."""
        known, path = self._list.files[name], self.path / name
        try:
            found = path.stat()
            if found.st_size != known.size:
                return False
            if found.st_mtime_ns == known.modified:
                return True
            if fingerprint_bytes(path.read_bytes()) != known.digest:
                return False
        except OSError:
            return False
        self._list.note_file(name, Written(known.digest, known.size, found.st_mtime_ns))
        return True

    def _remove(self, name: str) -> None:
        path = self.path / name
        try:
            path.unlink()
            self.removed += 1
        except (FileNotFoundError, NotADirectoryError):  # somebody else did, or has put a file in place of its folder
            pass
        except OSError as error:
            raise StoreError(f"{path}: cannot be removed: {error.strerror}") from error
        del self._list.files[name]
        for folder in list(path.parents)[: name.count("/")]:
            with suppress(OSError):  # others have something in it
                folder.rmdir()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error


def _locked(path: Path) -> int:
    """The folder, open, and locked against another export until it is closed."""
    try:
        folder = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise StoreError(f"{path}: cannot be opened: {error.strerror}") from error
    try:
        import fcntl

        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(folder)
        raise StoreError(f"{path}: another export is writing it; wait until it has ended") from error
    except (ImportError, OSError):  # neither every system nor every file system has locks
        pass
    return folder
