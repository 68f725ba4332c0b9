"""Taking an item out of a finished page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feeds.editions.redact import redacted
from feeds.editions.writers import WRITERS, EditionWriter
from feeds.model import Tombstone

from .documents import document, item
from .reading import atom_tree

GONE = Tombstone("urn:uuid:00000000-0000-5000-8000-000000000002", datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
EACH = pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.extension)


def page(writer: EditionWriter) -> bytes:
    """Three items."""
    ids = [f"urn:uuid:00000000-0000-5000-8000-00000000000{number}" for number in (1, 2, 3)]
    items = (
        item(int(one[-1]), id=one, title=f"Title {one[-1]}", summary="", content=f"<p>Text {one[-1]} &amp; more</p>")
        for one in ids
    )
    return writer.write(replace(document(*items), page=1))


@EACH
@pytest.mark.parametrize("grave", [GONE, None], ids=["grave", "none"])
def test_only_that_one(writer: EditionWriter, grave: Tombstone | None) -> None:
    """The item is gone with all its words, and every other byte of an item is what it was."""
    before = page(writer)
    after = redacted(before, GONE.id, grave)
    assert b"Text 2" not in after and b"Title 2" not in after
    assert (GONE.id.encode() in after) == (grave is not None)
    for number in (b"1", b"3"):
        assert _item(before, number) == _item(after, number)


@EACH
def test_again(writer: EditionWriter) -> None:
    """What is not there, or no longer, leaves the page as it is."""
    before = page(writer)
    assert redacted(before, "urn:x-nobody", GONE) == before or writer.extension == "json"
    assert redacted(before, "urn:x-nobody", None) == before


def test_atom_is_valid() -> None:
    """A page with a tombstone is valid, and says when (RFC 6721 §3)."""
    after = atom_tree(redacted(page(WRITERS[0]), GONE.id, GONE))
    (grave,) = after.iterfind("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert dict(grave.attrib) == {"ref": GONE.id, "when": "2026-03-01T12:00:00Z"}


def test_json_says_so() -> None:
    """A page in JSON names what is gone in our own object."""
    after = json.loads(redacted(page(WRITERS[2]), GONE.id, GONE))
    assert after["_visnyk"]["deleted"] == [{"id": GONE.id, "since": "2026-03-01T12:00:00Z"}]


def _item(body: bytes, number: bytes) -> bytes:
    """From an item's title to its text."""
    begin = body.index(b"Title " + number)
    return body[begin : body.index(b"Text " + number, begin)]
