"""Copied pictures: how they are served, and how a page shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from feeds.model import Enclosure
from webapp.headers import POLICY

from .city import City
from .page import tree

DIGEST = "ab" * 32
NAME = f"{DIGEST}.png"
BODY = b"\x89PNG\r\n\x1a\n" + bytes(range(100))
URL = "https://cdn.example/photo.png?sig=1&exp=2"
IMAGE = '<p>Міст <img src="https://cdn.example/photo.png?sig=1&amp;exp=2" alt="Міст увечері" width="640"></p>'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copied picture."""
    path = tmp_path / NAME
    path.write_bytes(BODY)
    return path


@pytest.fixture
def key(reading: City, file: Path) -> str:
    """An entry that shows the picture in its text, and its translation."""
    key = reading.add_entry("Міст", content=IMAGE)
    reading.translate(key, "Bridge", content=IMAGE)
    reading.keep_picture(key, URL, file)
    return key


def get(client: FlaskClient, path: str = f"/pictures/{NAME}", **headers: str) -> Any:
    """An answer, read to its end."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.get(path, headers=named) as response:
        response.get_data()
        return response


# --- serving ------------------------------------------------------------------------------------------------------


def test_served_for_ever(client: FlaskClient, key: str) -> None:
    """A copy is served as what it is, to be kept for a year without a question, and never taken for a page."""
    response = get(client)
    assert (response.status_code, response.data) == (200, BODY)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["ETag"] == f'"{DIGEST}"'
    assert int(response.headers["Content-Length"]) == len(BODY)


@pytest.mark.parametrize("condition", [f'"{DIGEST}"', f'W/"{DIGEST}"', "*", f'"other", "{DIGEST}"'])
def test_who_has_it_is_told_so(client: FlaskClient, key: str, condition: str) -> None:
    """A client that names the copy at hand gets 304 without a body, and may keep it as long again."""
    response = get(client, If_None_Match=condition)
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["Cache-Control"].endswith("immutable")
    assert response.headers["ETag"] == f'"{DIGEST}"'


def test_head(client: FlaskClient, key: str) -> None:
    """HEAD says the same as GET, without the body."""
    with client.head(f"/pictures/{NAME}") as response:
        assert (response.status_code, response.get_data()) == (200, b"")
        assert int(response.headers["Content-Length"]) == len(BODY)
        assert response.headers["ETag"] == f'"{DIGEST}"'


def test_ranges(client: FlaskClient, key: str) -> None:
    """A part can be asked for; one that is not there is 416, with the size."""
    response = get(client, Range="bytes=0-7")
    assert (response.status_code, response.data) == (206, BODY[:8])
    assert response.headers["Content-Range"] == f"bytes 0-7/{len(BODY)}"
    assert response.headers["Cache-Control"].endswith("immutable")
    response = get(client, Range="bytes=5000-")
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(BODY)}"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/pictures/", "/pictures/none.png", f"/pictures/{'cd' * 32}.png", f"/pictures/ab/{NAME}"]
)
def test_not_there(client: FlaskClient, key: str, path: str) -> None:
    """What is no copy is 404, and no cache keeps that: it may come."""
    response = get(client, path)
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"


# --- on a page ----------------------------------------------------------------------------------------------------


def test_shown_in_the_text(client: FlaskClient, key: str) -> None:
    """A picture that we have a copy of is shown, in the original and in the translation, and loads nothing else."""
    page = tree(client, f"/en/entry/{key}")
    images = page.xpath("//div[contains(@class, 'prose')]//img")
    assert [image.get("src") for image in images] == [f"/pictures/{NAME}"] * 2
    assert {(image.get("alt"), image.get("width"), image.get("loading")) for image in images} == {
        ("Міст увечері", "640", "lazy")
    }
    assert "img-src 'self'" in POLICY
    assert not page.xpath("//img[not(starts-with(@src, '/pictures/'))]")


def test_enclosed_pictures(client: FlaskClient, reading: City, file: Path) -> None:
    """Enclosed pictures are shown below the text, each once, and are not in the list of files; others still are."""
    film = "https://cdn.example/film.mp4"
    enclosures = (Enclosure(URL, "image/*"), Enclosure(film, "video/mp4"), Enclosure(URL + "&again", "image/*"))
    key = reading.add_entry("Міст", enclosures=enclosures)
    reading.keep_picture(key, URL, file)
    reading.keep_picture(key, URL + "&again", file)
    page = tree(client, f"/en/entry/{key}")
    [image] = page.xpath("//section[@class='gallery']/img")
    assert image.get("src") == f"/pictures/{NAME}"
    assert image.get("alt") == "Picture, not described by its source"
    assert page.xpath("//dt[.='Files']/following-sibling::dd//a/@href") == [film]


def test_enclosed_picture_that_stands_in_the_text(client: FlaskClient, reading: City, file: Path) -> None:
    """A picture of the text that is enclosed too is not shown twice; without other files there is no list of them."""
    key = reading.add_entry("Міст", content=IMAGE, enclosures=(Enclosure(URL, "image/png"),))
    reading.keep_picture(key, URL, file)
    page = tree(client, f"/en/entry/{key}")
    assert len(page.xpath("//img")) == 1
    assert not page.xpath("//section[@class='gallery'] | //dt[.='Files']")


def test_several_enclosed_pictures(client: FlaskClient, reading: City, file: Path, tmp_path: Path) -> None:
    """Several pictures are counted for those who do not see them."""
    second = tmp_path / f"{'cd' * 32}.png"
    second.write_bytes(BODY)
    enclosures = (Enclosure(URL, "image/png"), Enclosure("https://cdn.example/2", "image/png"))
    key = reading.add_entry("Міст", enclosures=enclosures)
    reading.keep_picture(key, URL, file)
    reading.keep_picture(key, "https://cdn.example/2", second)
    page = tree(client, f"/en/entry/{key}")
    assert page.xpath("//section[@class='gallery']/img/@alt") == [
        f"Picture {number} of 2, not described by its source" for number in (1, 2)
    ]


def test_without_a_copy(client: FlaskClient, reading: City) -> None:
    """A picture of which there is no copy stays a link, and an enclosed one a file."""
    key = reading.add_entry("Міст", content=IMAGE, enclosures=(Enclosure(URL, "image/png"),))
    page = tree(client, f"/en/entry/{key}")
    assert not page.xpath("//img")
    assert page.xpath("//a[@class='picture']/@href") == [URL]
    assert page.xpath("//dt[.='Files']/following-sibling::dd//a/@href") == [URL]
