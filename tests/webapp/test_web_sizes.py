"""How large pictures are, by their first bytes."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Enclosure
from tests.webapp.city import City
from tests.webapp.page import tree
from webapp.sizes import measured, size_of

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 320, 180)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffffe2000601020304ffc4000401ffffc000110800c8012c0301")
"""As a browser writes it, with a fill byte and a table in front of the frame."""
WEBP = bytes.fromhex("52494646c002000057454250565038580a000000200000002b0100c70000")
LOSSY = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
LOSSLESS = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
URL = "https://cdn.example/photo.png"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (PNG, (320, 180)), (b"GIF89a" + struct.pack("<HH", 7, 5), (7, 5)), (JPEG, (300, 200)), (WEBP, (300, 200)),
        (LOSSY, (1, 1)), (LOSSLESS, (1, 1)),
        # No picture, one that ends too soon, one that says nothing sensible.
        (b"", None), (b"<svg/>", None), (PNG[:22], None), (JPEG[:-6], None), (WEBP[:26], None), (b"\xff\xd8", None),
        (PNG[:16] + struct.pack(">II", 0, 180), None), (PNG[:16] + struct.pack(">II", 2**31, 180), None),
        (b"RIFF\0\0\0\0WEBPXXXX" + bytes(20), None),
    ],
)  # fmt: skip
def test_sizes(data: bytes, size: tuple[int, int] | None) -> None:
    """Each kind tells its size in its header; nothing is guessed."""
    assert size_of(data) == size


@given(st.sampled_from([PNG[:8], b"\xff\xd8", b"\xff\xd8\xff\xff", WEBP[:16], LOSSY[:16], b"GIF89a", b""]), st.binary())
def test_any_bytes(beginning: bytes, rest: bytes) -> None:
    """Whatever is in a file, the answer is a size or none, and it comes."""
    size = size_of(beginning + rest)
    assert size is None or min(size) > 0


def test_file_that_is_gone(tmp_path: Path) -> None:
    """A file that is not there has no size."""
    assert measured(tmp_path / "none.png") is None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copied picture of 320 by 180 pixels."""
    path = tmp_path / f"{'ab' * 32}.png"
    path.write_bytes(PNG)
    return path


@pytest.mark.parametrize(
    ("told", "shown"),
    [("", ("320", "180")), ('width="160"', ("160", "90")), ('width="640" height="640"', ("320", "180")),
     ('width="50%" height="0"', ("320", "180"))],
)  # fmt: skip
def test_pictures_take_their_room(
    client: FlaskClient, reading: City, file: Path, told: str, shown: tuple[str, str]
) -> None:
    """A picture in the text says its own shape, and is no larger than its source shows it."""
    key = reading.add_entry(content=f'<p><img src="{URL}" alt="Міст" {told}></p>')
    reading.keep_picture(key, URL, file)
    [image] = tree(client, f"/en/entry/{key}").xpath("//img")
    assert (image.get("width"), image.get("height")) == shown
    assert image.get("class") is None


def test_enclosed_pictures_take_their_room(client: FlaskClient, reading: City, file: Path, tmp_path: Path) -> None:
    """So does one beside the text; one that cannot be measured has a box of a usual shape."""
    other = tmp_path / f"{'cd' * 32}.avif"
    other.write_bytes(b"\0\0\0\x1cftypavif")
    key = reading.add_entry(enclosures=(Enclosure(URL, "image/png"), Enclosure(URL + "2", "image/avif")))
    reading.keep_picture(key, URL, file)
    reading.keep_picture(key, URL + "2", other, "image/avif")
    first, second = tree(client, f"/en/entry/{key}").find_class("gallery")[0]
    assert (first.get("width"), first.get("height"), first.get("class")) == ("320", "180", None)
    assert (second.get("width"), second.get("class")) == (None, "unsized")
