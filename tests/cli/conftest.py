"""A city on loopback and the program in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feeds.cli.main import main
from tests.cli.helping import City

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def city() -> Iterator[City]:
    """A fresh loopback city."""
    with City() as running:
        yield running


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the program in this process on ``tmp_path``: exit code, stdout, stderr."""
    for name in ("VISNYK_CONFIG", "VISNYK_DATA", "VISNYK_BASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        folders = ["--config", str(tmp_path / "config"), "--data", str(tmp_path / "data")]
        with pytest.raises(SystemExit) as ended:
            main([*folders, *map(str, arguments)])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call
