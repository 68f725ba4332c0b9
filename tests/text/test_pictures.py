"""What a picture is, by its first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.pictures import EXTENSIONS, file_name, media_type, type_of

DIGEST = "0123456789abcdef" * 4


def avif(*brands: bytes, size: int | None = None) -> bytes:
    """The beginning of an ISO base media file: the major brand, a version, the compatible brands."""
    content = brands[0] + b"\0\0\0\0" + b"".join(brands[1:])
    return (size or len(content) + 8).to_bytes(4, "big") + b"ftyp" + content + b"\0\0\0\x10meta"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"GIF87a\1\0\1\0", "image/gif"),
        (b"GIF89a\1\0\1\0", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (avif(b"avif", b"mif1"), "image/avif"),
        (avif(b"mif1", b"miaf", b"avif"), "image/avif"),
        (avif(b"avis", size=0xFFFFFFFF), "image/avif"),
        (b"", None),
        (b"GIF", None),
        (b"\x89PNG", None),
        (b"RIFF\x24\0\0\0WAVEfmt ", None),
        (avif(b"isom", b"mp42"), None),
        (avif(b"isom", b"mp42", size=8) + b"avif", None),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', None),
        (b"<!DOCTYPE html><title>404</title>", None),
        (b"%PDF-1.7", None),
        (b"BM\x36\0\0\0", None),
    ],
)
def test_first_bytes(body: bytes, kind: str | None) -> None:
    """JPEG, PNG, GIF, WebP and AVIF are told by how they begin; films, documents and fragments are none of them."""
    assert media_type(body) == kind


@given(st.text(max_size=300))
def test_no_markup_is_a_picture(text: str) -> None:
    """Whatever stands in a page, an XML document or an SVG, it is no picture."""
    assert media_type(b"<" + text.encode("utf-8", "surrogatepass")) is None


@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    """Any bytes at all have a known type or none."""
    assert media_type(body) in {*EXTENSIONS, None}


@pytest.mark.parametrize("kind", EXTENSIONS)
def test_names(kind: str) -> None:
    """A file's name says its type."""
    name = file_name(DIGEST, kind)
    assert name.startswith(f"{DIGEST}.")
    assert type_of(name) == kind


@pytest.mark.parametrize(
    "name",
    [
        "", "..", "../visnyk.sqlite", f"../{DIGEST}.jpg", f"ab/{DIGEST}.jpg", f"{DIGEST}.svg", f"{DIGEST}.html", DIGEST,
        f"{DIGEST.upper()}.jpg", f"{DIGEST}.jpg\n", f"{DIGEST}.jpg.html", f"{DIGEST[1:]}.jpg", f"{DIGEST}xjpg",
        f"{DIGEST}.JPG", f"{DIGEST}.jpg.new",
    ],
)  # fmt: skip
def test_other_names(name: str) -> None:
    """What is not exactly such a name is none, above all nothing that leads elsewhere."""
    assert type_of(name) is None
