"""Imported by the fork server alone, before the readers: what its children are not to do.

Python has each child import the main module of the program that started it, for functions that may be defined there.
Ours are not; and the script ``visnyk`` imports the command line and all behind it: 30 MB and 0.1 s for each worker.
"""

from __future__ import annotations

from multiprocessing import spawn


def _not_needed(_: str) -> None:
    """In place of importing a main module by its name or its path."""


spawn._fixup_main_from_name = spawn._fixup_main_from_path = _not_needed  # type: ignore[attr-defined]
