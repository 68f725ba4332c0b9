"""The floors of the house, and what is not imported before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.jobs.documents import atom, items
from tests.jobs.site import Feed, Server

REPOSITORY = Path(__file__).parents[1]
HEAVY = set("aiohttp feedparser feedgen flask deep_translator requests lxml alembic pebble rich".split())


def imported(code: str) -> set[str]:
    """The top-level packages that a new process has imported after it ran ``code``."""
    script = f"{code}\nimport json, sys; print(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_floors() -> None:
    """No lower floor imports a higher one, pages ask the read side only, and pure floors do no I/O."""
    pytest.importorskip("importlinter", reason="import-linter is not installed")
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "module",
    ["feeds.cli.main", "feeds.service", "feeds.config", "feeds.reading", "feeds.jobs.publish", "feeds.store.database"],
)
def test_light_modules(module: str) -> None:
    """What every command imports brings none of the heavy libraries with it."""
    assert imported(f"import {module}").isdisjoint(HEAVY)


def test_help_is_light() -> None:
    """``visnyk --help`` imports none of them either."""
    code = "import sys; from feeds.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    assert imported(code).isdisjoint(HEAVY)


def test_settings_know_no_database() -> None:
    """Reading the settings needs no database library."""
    assert "sqlalchemy" not in imported("import feeds.config")


_REFRESH = """
from pathlib import Path
from tests.jobs.city import City
city = City(Path({folder!r}))
city.translated_by("http://127.0.0.1:9")
city.add("city", {url!r}, language="en")
summary = city.run()
assert summary.count({status!r}) == 1, summary
"""


def test_refresh_without_news_is_light(tmp_path: Path) -> None:
    """A refresh that finds nothing new asks the source, and imports no engine, no reader and no writer."""
    with Server() as server:
        url = server.on("/feed", Feed(atom(items(1)), etag='"1"'))
        imported(_REFRESH.format(folder=str(tmp_path), url=url, status="ok"))
        second = imported(_REFRESH.format(folder=str(tmp_path), url=url, status="unchanged"))
    assert second & HEAVY == {"aiohttp"}
