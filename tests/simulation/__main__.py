"""Simulate the week and print what came of it: ``python -m tests.simulation``, about three minutes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from .figures import table
from .run import simulate


def main() -> None:
    """Run it."""
    with tempfile.TemporaryDirectory(prefix="visnyk-simulation-") as folder:
        print(table(simulate(Path(folder), say=lambda line: print(line, flush=True))))


if __name__ == "__main__":
    main()
