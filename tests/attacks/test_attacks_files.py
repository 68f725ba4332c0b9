"""Files beside those that are served, and hosts that are not ours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from tests.attacks.asking import ROOT, Whole, faults, whole
from tests.webapp.sample_city import sample_city

SECRET = b"the secret of the house"
UPWARDS = (
    "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", "%252e%252e%252f", "%c0%ae%c0%ae/", "..;/",
    "./../", "%00../", "..%00/",
)  # fmt: skip
TARGETS = ("secret.txt", "visnyk.sqlite", "desk.secret", "base.html", "templates/base.html", "etc/passwd", "wsgi.py")
FOLDERS = ("/pictures/", "/assets/", "/static/", "/static/css/", "/editions/", "/editions/all-en/", "/embed/", "/")


@pytest.fixture(scope="module")
def program() -> Iterator[Whole]:
    """A city with a file beside its data that is nobody's business."""
    city = sample_city()
    (city.folder / "pictures").mkdir(exist_ok=True)
    for name in ("secret.txt", "pictures/secret.txt", "pictures/.hidden"):
        (city.folder / name).write_bytes(SECRET)
    (city.folder / "pictures" / "link.png").symlink_to(city.folder / "secret.txt")
    with whole(city) as one:
        yield one


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_way_up(program: Whole, folder: str) -> None:
    """However the way up is written, whatever lies beside a folder of files is not found there."""
    depths = (1, 2, 6)
    for step, target, depth in product(UPWARDS, TARGETS, depths):
        answer = program.ask(folder + step * depth + target)
        assert answer.status in (301, 302, 308, 404), (step, target)
        assert SECRET not in answer.body and b"root:" not in answer.body and b"{% block" not in answer.body
        assert faults(answer, program.city) == []


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/secret.txt", "/pictures/.hidden", "/pictures/link.png", "/pictures/", "/static/", "/static/css/",
        "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/assets/10-base.css", "/assets/../static/embed.css",
        "/editions/", "/editions/%2e%2e/healthz", "/static/..", "/static/.", "/static/css", "/.visnyk-export.json",
    ],
)  # fmt: skip
def test_nothing_but_what_is_served(program: Whole, path: str) -> None:
    """Folders are not listed, and a file is served only if it is one that we made to be."""
    answer = program.ask(path)
    assert answer.status in (301, 308, 404)
    assert SECRET not in answer.body


@pytest.mark.parametrize("path", ["/en/", "/", "/en", "/en//about", "/static/../en", "/embed/all-en", "/healthz"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "news.example.evil.example",
        "news.example@evil.example",
        "evil.example:80",
        "",
        "news.example, evil",
    ],
)
def test_foreign_hosts(program: Whole, path: str, host: str) -> None:
    """Under a name that is not its own nothing is built: no page, no redirect, no answer that repeats the name."""
    answer = program.ask(path, HTTP_HOST=host)
    assert answer.status == 400
    assert b"evil" not in answer.body and "evil" not in str(answer.headers)


def test_feeds_are_the_same_under_any_name(program: Whole) -> None:
    """A feed is the same bytes whatever host is named: there is nothing in it that a request has said."""
    ours, theirs = (program.ask("/editions/all-en.atom", HTTP_HOST=host) for host in ("news.example", "evil.example"))
    assert (ours.status, ours) == (200, theirs)


@pytest.mark.parametrize(
    "path", ["/", "/en", "/en//about", "/alerts", "/favicon.ico", "/desk", "/en/desk/", "//evil.example/"]
)
def test_what_is_said_of_another_host(program: Whole, path: str) -> None:
    """What a request says of another host, port or prefix is in no answer, and a redirect stays in the house."""
    said = {
        "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_SERVER": "evil.example",
        "HTTP_X_HOST": "evil.example", "HTTP_X_FORWARDED_PREFIX": "/evil", "HTTP_X_ORIGINAL_URL": "/evil",
        "HTTP_X_REWRITE_URL": "/evil", "HTTP_X_SCRIPT_NAME": "/evil", "HTTP_FORWARDED": "host=evil.example;proto=https",
        "HTTP_X_FORWARDED_PORT": "666", "HTTP_REFERER": "https://evil.example/", "HTTP_HOST": "news.example:8443",
    }  # fmt: skip
    for environ in (said, {**said, "wsgi.url_scheme": "https"}):
        answer = program.ask(path, **environ)
        assert answer.status in (200, 301, 302, 303, 308, 403, 404)
        assert "evil" not in answer.headers.get("location", "").removeprefix("/evil.example/")
        assert "8443" not in str(answer.headers) and b"8443" not in answer.body
        assert faults(answer, program.city) == []


def test_the_house_is_not_in_its_pages(program: Whole) -> None:
    """No page says where the program or its data lie."""
    for path in ("/en/status", "/en/about", "/healthz", "/en/nowhere", "/sitemap.xml", "/robots.txt"):
        answer = program.ask(path)
        assert str(ROOT).encode() not in answer.body and str(program.city.folder).encode() not in answer.body
        assert "server" not in answer.headers and "x-powered-by" not in answer.headers
