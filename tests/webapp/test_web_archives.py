"""Pages of archives as they are served."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client

from feeds.service import Service, open_service
from tests.cli.helping import City, configure
from webapp import create_app
from webapp.documents import documents


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """Two pages, of three entries each, and a feed."""
    with City() as city:
        config = configure(tmp_path / "config", {"lviv": city.feed("/a", 16)})
        (config / "editions.toml").write_text("[[edition]]\nid = 'all'\ntitle = 'All'\nlimit = 9\n", "utf-8")
        opened = open_service(str(config), str(tmp_path / "data"))
        opened.refresh()
        opened.publishing.publish_all()
        return opened


def test_served(service: Service) -> None:
    """A page has its media type, a validator and a day to be kept; who has it is told so; others may read it."""
    with service:
        client = Client(documents(create_app(service.reading), service.reading))
        for extension, kind in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
            answer = client.get(f"/editions/all/1.{extension}")
            assert (answer.status_code, answer.content_type) == (200, f"application/{kind}; charset=utf-8")
            assert answer.headers["Cache-Control"] == "public, max-age=86400"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            again = client.get(f"/editions/all/1.{extension}", headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b"")
            assert b"visnyk.invalid" not in answer.data and b"127.0.0.1:8000" in answer.data


@pytest.mark.parametrize(
    "path", ["all/0.atom", "all/99.atom", "all/1.xml", "all/01.atom", "other/1.atom", "all/-1.atom"]
)
def test_not_there(service: Service, path: str) -> None:
    """What is no page of an archive of a configured edition is 404."""
    with service:
        assert Client(create_app(service.reading)).get(f"/editions/{path}").status_code == 404


def test_linked(service: Service) -> None:
    """The feed leads to the newest page, each page to the one before."""
    with service:
        paths = service.reading.archive_paths()
        last = len(paths) // 3
        assert f"/editions/all/{last}.atom" in paths and last >= 2
        feed = service.renderings()["/editions/all.atom"].body.decode()
        assert f'rel="prev-archive" href="http://127.0.0.1:8000/editions/all/{last}.atom"' in feed
