"""The termbase of a running service: read again whenever the file has changed, at the desk or in a spreadsheet."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from feeds.config.terms import FILE, load_termbase
from feeds.errors import ConfigError
from feeds.translation.terms import Termbase

_log = logging.getLogger(__name__)

_Stamp = tuple[int, int, int] | None
"""When the file was changed, its size and number; ``None``: there is none."""


class Terms:
    """The approved terms in a folder of settings; thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._known: Termbase | None = None
        self._stamp: _Stamp = None

    def now(self) -> Termbase:
        """Those that the file has now. Where it is broken, those that it had before: somebody is at work on it, and the
        service goes on; that is told once.

        :raises ConfigError: it is broken, and none were read before.
        """
        with self._lock:
            stamp = self._look()
            if self._known is None or stamp != self._stamp:
                self._known = self._read(self._known)
                self._stamp = stamp  # of before the reading: what is changed during it is read again
            return self._known

    def _read(self, before: Termbase | None) -> Termbase:
        try:
            return load_termbase(self._path)
        except ConfigError as error:
            if before is None:
                raise
            _log.warning("visnyk: %s; the terms that were read before hold", error)
            return before

    def _look(self) -> _Stamp:
        try:
            found = os.stat(self._path)
        except OSError:  # whatever it is, reading says it
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
