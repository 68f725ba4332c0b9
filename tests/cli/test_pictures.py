"""Copied pictures as commands and the website show them: summaries, warnings, the export, the server."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from feeds.cli.following import Rounds
from feeds.cli.main import NOTHING_WORKED, OK
from feeds.cli.out import Out
from feeds.service import open_service
from tests.cli.conftest import Run
from tests.cli.helping import City, configure
from webapp import create_app

PNG = b"\x89PNG\r\n\x1a\n"
NAME = f"{hashlib.sha256(PNG).hexdigest()}.png"
DOCUMENTS = {"editions/all-en.atom", "editions/all-en.rss", "editions/all-en.json", "subscriptions.opml", "healthz"}


@pytest.fixture
def config(city: City, tmp_path: Path) -> Path:
    """A source with a picture that is there and one that is not, both to be copied; its settings."""
    city.answers["/there"] = (200, {"Content-Type": "image/png"}, PNG)
    shown = "".join(f"&lt;img src='{city.url}{path}'&gt;" for path in ("/there", "/gone"))
    feed = (
        "<rss version='2.0'><channel><title>Місто</title><item><guid>urn:x-test:1</guid><title>Міст</title>"
        f"<description>Міст {shown}</description></item></channel></rss>"
    )
    city.answers["/feed"] = (200, {"Content-Type": "application/rss+xml"}, feed.encode())
    return configure(tmp_path / "config", {"lviv": f"{city.url}/feed"}, options=['pictures = "copy"'])


def files(folder: Path) -> set[str]:
    """Every file below ``folder``."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_summary(config: Path, run: Run) -> None:
    """A refresh says how many pictures were copied and how many failed; the next one, which has none, is silent."""
    assert "pictures      1 copied, 1 failed\n" in run("refresh")[1]
    assert "pictures" not in run("refresh")[1]


def test_summary_for_scripts(config: Path, run: Run) -> None:
    """The same as JSON, with the time that it took."""
    summary = json.loads(run("refresh", "--json")[1])
    assert summary["pictures"] == {"copied": 1, "failed": 1, "warning": None}
    assert set(summary["seconds"]) == {"fetch", "translate", "publish", "pictures"}


def test_warning(config: Path, run: Run, tmp_path: Path) -> None:
    """What keeps pictures from being copied is said in the summary, and a refresh is no failure because of it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "pictures").touch()
    code, out, _ = run("refresh")
    assert code == OK
    assert f"pictures      {tmp_path / 'data' / 'pictures'}" in out
    assert "cannot be written: Not a directory\n" in out


def test_warning_is_said_once(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`run` says so in one of its rounds, and not every half minute."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "pictures").touch()
    with open_service(str(config), str(tmp_path / "data")) as service:
        rounds = Rounds(service, Out())
        for _ in range(3):
            rounds.next()
    assert capsys.readouterr().err.count("cannot be written: Not a directory") == 1


def test_export(config: Path, run: Run, tmp_path: Path) -> None:
    """The pictures that exported pages and documents show are exported, at the path they are served at, and written
    once."""
    run("refresh")
    out = tmp_path / "out"
    assert run("export", out)[0] == OK
    assert DOCUMENTS | {f"pictures/{NAME}"} <= files(out)
    assert (out / "pictures" / NAME).read_bytes() == PNG
    assert f"/pictures/{NAME}" in (out / "editions/all-en.atom").read_text("utf-8")
    [page] = out.glob("en/entry/*/index.html")
    assert f'<img src="../../../pictures/{NAME}"' in page.read_text("utf-8")
    assert json.loads(run("export", out, "--json")[1])["written"] == 0


def test_export_of_a_late_picture(city: City, config: Path, run: Run, tmp_path: Path) -> None:
    """A picture that is copied after its entry was exported is shown by the next export."""
    there = city.answers.pop("/there")
    run("refresh")
    out = tmp_path / "out"
    run("export", out)
    assert not (out / "pictures").exists()
    city.answers["/there"] = there
    with open_service(str(config), str(tmp_path / "data")) as service, service.database.write() as connection:
        connection.exec_driver_sql("UPDATE picture SET attempts = 0, next_try = 0 WHERE url LIKE '%/there'")
    run("refresh")
    assert json.loads(run("export", out, "--json")[1])["written"] > 0
    [page] = out.glob("en/entry/*/index.html")
    assert f'<img src="../../../pictures/{NAME}"' in page.read_text("utf-8")
    assert (out / "pictures" / NAME).read_bytes() == PNG


def test_export_without_the_file(config: Path, run: Run, tmp_path: Path) -> None:
    """A copy that somebody has removed costs the export that picture, no more."""
    run("refresh")
    copy = tmp_path / "data" / "pictures" / NAME[:2] / NAME
    copy.unlink()
    assert run("export", tmp_path / "out")[0] == OK
    assert files(tmp_path / "out") >= DOCUMENTS
    assert not (tmp_path / "out" / "pictures").exists()


def test_export_of_an_unreadable_file(config: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that cannot be read is an error that names it; what was exported before stays."""

    def refuse(path: Path, **how: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    run("refresh")
    out = tmp_path / "out"
    run("export", out)
    (out / "pictures" / NAME).unlink()
    monkeypatch.setattr("webapp.pictures.send_file", refuse)
    code, _, err = run("export", out, "--json")
    assert code == NOTHING_WORKED
    assert err.count("\n") == 1
    assert f"Permission denied: '{tmp_path / 'data' / 'pictures' / NAME[:2] / NAME}'" in err
    assert files(out) >= DOCUMENTS


def test_website(config: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry's page shows the copy and links to what could not be copied; the copy is served from a relative data
    folder too."""
    run("refresh")
    monkeypatch.chdir(tmp_path)
    with open_service("config", "data") as service:
        [row] = service.reading.front("en").items
        client = create_app(service.reading).test_client()
        page = client.get(f"/en/entry/{row.lead.entry.key}").text
        assert f'<img src="/pictures/{NAME}"' in page
        assert '/gone" rel="noopener external">' in page
        with client.get(f"/pictures/{NAME}") as response:
            assert (response.status_code, response.data) == (200, PNG)
        for path in ("/pictures/..%2Fvisnyk.sqlite", "/pictures/../visnyk.sqlite", f"/pictures/{NAME}%00"):
            assert client.get(path).status_code == 404
        assert service.reading.entry("0" * 16, "en") is None
