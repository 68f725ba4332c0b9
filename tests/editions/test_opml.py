"""OPML: one file to subscribe to everything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.editions.opml import write_opml
from feeds.model import Edition, Site

from .documents import EDITION, SITE


def outlines(*editions: Edition) -> list[dict[str, str]]:
    """The attributes of each outline."""
    root = etree.fromstring(write_opml(SITE, editions))
    return [{str(name): str(value) for name, value in node.items()} for node in root.iterfind("body/outline")]


def test_head() -> None:
    """The list names itself and its owner, and no date, which would be another one each time."""
    root = etree.fromstring(write_opml(SITE, [EDITION]))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [(node.tag, node.text) for node in root.iterfind("head/*")] == [
        ("title", "Visnyk of Kharkiv"),
        ("ownerName", "Visnyk of Kharkiv"),
    ]


def test_outlines() -> None:
    """Each edition has one outline, in the order given."""
    first, second = outlines(EDITION, replace(EDITION, id="b", title='"B" & <c>\x00'))
    assert first == {
        "type": "rss",
        "text": "Kharkiv in English",
        "title": "Kharkiv in English",
        "xmlUrl": "https://visnyk.example.org/editions/all-en.atom",
        "htmlUrl": "https://visnyk.example.org/",
        "language": "en",
    }
    assert (second["title"], second["xmlUrl"]) == (
        '"B" & <c>',
        "https://visnyk.example.org/editions/b.atom",
    )


def test_partners_stand_together() -> None:
    """Editions that carry a partner's news first are in a folder of their own, after all others, in the order given."""
    leeds = replace(EDITION, id="partner-leeds", first="leeds")
    espoo = replace(EDITION, id="partner-espoo", first="espoo")
    root = etree.fromstring(write_opml(SITE, [leeds, EDITION, espoo]))
    own, folder = root.findall("body/outline")
    assert own.get("xmlUrl") == "https://visnyk.example.org/editions/all-en.atom"
    assert dict(folder.items()) == {"text": "Partner cities"}
    assert [node.get("xmlUrl") for node in folder] == [
        "https://visnyk.example.org/editions/partner-leeds.atom",
        "https://visnyk.example.org/editions/partner-espoo.atom",
    ]


@pytest.mark.parametrize("mode", ["original", "bilingual", "", "no tag"])
def test_no_language(mode: str) -> None:
    """An edition in no single language names none."""
    (only,) = outlines(replace(EDITION, language=mode))
    assert "language" not in only


@given(text=st.text(st.characters()))
def test_any_text(text: str) -> None:
    """Any text in any field gives well-formed XML, the same each time."""
    site, edition = Site(text, text), Edition(text, text, text)
    body = write_opml(site, [edition, EDITION])
    assert len(etree.fromstring(body).findall("body/outline[@xmlUrl]")) == 2
    assert write_opml(site, [edition, EDITION]) == body
