"""Atom: nothing that a reader could use gets lost."""

from __future__ import annotations

from calendar import timegm
from dataclasses import replace
from datetime import datetime
from time import struct_time
from typing import Any

import pytest
from lxml import etree

from feeds.editions.atom import AtomWriter
from feeds.editions.feedgen_repair import NAMESPACE
from feeds.model import EditionItem, FeedInfo, State

from .documents import DOUBTED, ITEM, NASTY, SOURCE, STORY, UPDATED, archived, document, item, nasty, ordinary, whole
from .reading import ATOM, HISTORY, TOMBSTONES, atom_tree, parsed

WRITER = AtomWriter()
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(*items: EditionItem) -> Any:
    """Write, validate, and read back with feedparser."""
    body = WRITER.write(document(*items))
    atom_tree(body)
    return parsed(body, WRITER.media_type)


def seconds(moment: datetime) -> int:
    return int(moment.replace(microsecond=0).timestamp())


def stamp(moment: struct_time) -> int:
    return timegm(moment)


def test_feed_metadata() -> None:
    """A feed names itself, its address, its page, its language, its author and its software."""
    feed = read().feed
    assert feed.id == "tag:visnyk.example.org,2026:editions:all-en"
    assert (feed.title, feed.language, feed.generator) == ("Kharkiv in English", "en", "Visnyk")
    assert stamp(feed.updated_parsed) == seconds(UPDATED)
    assert feed.author_detail == {"name": "Visnyk of Kharkiv", "href": "https://visnyk.example.org"}
    assert feed.links == [
        {"href": "https://visnyk.example.org/editions/all-en.atom", "rel": "self", "type": "application/atom+xml"},
        {"href": "https://visnyk.example.org/", "rel": "alternate", "type": "text/html"},
    ]
    assert "subtitle" not in feed


def test_entry_fields() -> None:
    """Every field of an entry comes back from a reader as it went in."""
    (entry,) = read(ITEM).entries
    assert (entry.id, entry.title, entry.summary) == (ITEM.id, ITEM.title, ITEM.summary)
    assert entry.title_detail.type == "text/plain"
    assert (entry.content[0].value, entry.content[0].type, entry.content[0].language) == (
        ITEM.content,
        "text/html",
        "en",
    )
    assert stamp(entry.published_parsed) == seconds(ITEM.published)
    assert stamp(entry.updated_parsed) == seconds(ITEM.updated)
    assert [tag.term for tag in entry.tags] == ["Transport", "Partners"]
    assert [author.name for author in entry.authors] == ["Олена Ko", "Іван"]
    assert (entry.authors[0].email, entry.authors[0].href) == ("olena@example.org", "https://city.example.net/olena")


def test_second_author() -> None:
    """An author without addresses gets none of the one before (feedparser would mix them up)."""
    authors = atom_tree(WRITER.write(document(ITEM))).findall(f"{ATOM}entry/{ATOM}author")
    assert [[node.text for node in author] for author in authors] == [
        ["Олена Ko", "olena@example.org", "https://city.example.net/olena"],
        ["Іван"],
    ]


def test_entry_links() -> None:
    """An entry's links keep relation, media type, language and length, which feedgen alone loses."""
    links = [dict(link.attrib) for link in atom_tree(WRITER.write(document(ITEM))).iterfind(f"{ATOM}entry/{ATOM}link")]
    assert links == [
        {"rel": "alternate", "href": ITEM.url, "hreflang": "en"},
        {"rel": "via", "href": "https://city.example.net/news/1", "hreflang": "uk"},
        {"rel": "enclosure", "href": "https://city.example.net/a.mp3", "type": "audio/mpeg", "length": "12345"},
        {"rel": "enclosure", "href": "https://city.example.net/b.pdf", "type": "application/pdf"},
    ]


def test_entry_source() -> None:
    """An entry carries the whole metadata of the feed it comes from, in that feed's language."""
    (entry,) = read(ITEM).entries
    source = entry.source
    assert (source.id, source.title, source.rights, source.subtitle) == (
        SOURCE.id,
        SOURCE.title,
        SOURCE.rights,
        SOURCE.subtitle,
    )
    assert (source.title_detail.language, source.updated) == ("uk", "2026-10-21T08:00:00Z")
    assert [(link.rel, link.href) for link in source.links] == [("self", SOURCE.self_url), ("alternate", SOURCE.link)]
    assert source.author_detail == {
        "name": "Прес-служба",
        "email": "press@city.example.net",
        "href": "https://city.example.net/press",
    }


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        (replace(SOURCE, id=None), SOURCE.self_url),
        (replace(SOURCE, id=None, self_url=None), SOURCE.link),
    ],
)
def test_source_without_id(info: FeedInfo, expected: str) -> None:
    """A source that gave no id is named by an address of its own."""
    assert read(item(1, source=info)).entries[0].source.id == expected


def test_unsigned_source_is_its_own_author() -> None:
    """Where nobody signed, the author is the source, not the city that republishes it."""
    unsigned = item(1, authors=(), source=replace(SOURCE, authors=()))
    root = atom_tree(WRITER.write(document(unsigned)))
    assert root.findtext(f"{ATOM}entry/{ATOM}source/{ATOM}author/{ATOM}name") == SOURCE.title
    assert root.find(f"{ATOM}entry/{ATOM}author") is None


def test_unknown_source_is_left_out() -> None:
    """An entry of which the source is unknown has no empty source element."""
    assert atom_tree(WRITER.write(document(NASTY["empty strings"]))).find(f"{ATOM}entry/{ATOM}source") is None


def test_languages() -> None:
    """The feed, each entry and each source carry their own language."""
    root = atom_tree(WRITER.write(ordinary()))
    assert root.get(LANG) == "mul"
    assert [entry.get(LANG) for entry in root.iterfind(f"{ATOM}entry")] == ["en", "uk", "uk"]
    assert {source.get(LANG) for source in root.iter(f"{ATOM}source")} == {"uk"}


def test_story() -> None:
    """The other entries of a story are links in their pages' language, with titles in their own."""
    root = atom_tree(WRITER.write(document(STORY)))
    assert [dict(link.attrib) for link in root.iterfind(f"{ATOM}entry/{ATOM}link[@rel='related']")] == [
        {"rel": "related", "href": "https://t.me/kharkiv/77", "hreflang": "uk", "title": "П’ять трамваїв", LANG: "uk"},
        {
            "rel": "related",
            "href": "https://eurocities.example/trams",
            "hreflang": "en",
            "title": "Five trams",
            LANG: "en",
        },
    ]
    assert [dict(node.attrib) for node in root.iterfind(f"{ATOM}entry/{ATOM}category[@scheme]")] == [
        {"term": "air-raid", "scheme": NAMESPACE, "label": "Air raid"},
        {"term": "partner-leipzig", "scheme": NAMESPACE, "label": "Leipzig"},
        {"term": "topic-transport", "scheme": NAMESPACE, "label": "Public transport"},
    ]


def test_tombstones() -> None:
    """What was taken down has a tombstone each, before the entries."""
    root = atom_tree(WRITER.write(whole()))
    assert [dict(node.attrib) for node in root.iterfind(f"{TOMBSTONES}deleted-entry")] == [
        {"ref": "tag:visnyk.example.org,2026:gone", "when": "2026-10-19T08:00:00Z"},
        {"ref": "urn:uuid:bacd3c2b-06eb-55b2-890b-2423e8dfa7e3", "when": "2026-10-18T00:00:00Z"},
    ]
    tags = [node.tag for node in root]
    assert tags.index(f"{TOMBSTONES}deleted-entry") < tags.index(f"{ATOM}entry")


def test_page_of_the_archive() -> None:
    """A page of the archive is marked as one and names no hub and no other language."""
    root = atom_tree(WRITER.write(archived()))
    assert root.find(f"{HISTORY}archive") is not None
    assert [link.get("rel") for link in root.iterfind(f"{ATOM}link")] == [
        "self", "alternate", "current", "prev-archive", "next",
    ]  # fmt: skip


def test_rare_namespaces() -> None:
    """A feed without history does not speak of its namespaces, which validators do not know."""
    body = WRITER.write(document(ITEM))
    assert b"syndication/history" not in body and b"tombstones" not in body


def test_label() -> None:
    """Whatever should be translated says how far that came; an original says nothing."""
    root = atom_tree(WRITER.write(ordinary()))
    labels = [
        [(node.tag, node.text) for node in entry.iterchildren(f"{{{NAMESPACE}}}*")]
        for entry in root.iterfind(f"{ATOM}entry")
    ]
    original = (f"{{{NAMESPACE}}}original", "https://city.example.net/news/1")
    assert labels == [
        [
            (f"{{{NAMESPACE}}}state", "translated"),
            (f"{{{NAMESPACE}}}engine", "libretranslate+human"),
            (f"{{{NAMESPACE}}}translated", "2026-10-21T06:59:30Z"),
            original,
        ],
        [],
        [(f"{{{NAMESPACE}}}state", "failed"), original],
    ]
    assert root.nsmap["visnyk"] == NAMESPACE


def test_doubts_and_corrections() -> None:
    """Each thing that may be wrong stands there once, with its check, and so does the time of a correction."""
    root = atom_tree(WRITER.write(document(DOUBTED)))
    assert [node.text for node in root.iter(f"{{{NAMESPACE}}}warning")] == [
        "number: 42 is missing", "name: “Lvov” stands where <Lviv> should",
    ]  # fmt: skip
    assert [node.text for node in root.iter(f"{{{NAMESPACE}}}corrected")] == ["2026-10-21T06:59:30Z"]
    assert read(DOUBTED).entries[0].visnyk_corrected == "2026-10-21T06:59:30Z"


@pytest.mark.parametrize("state", [state for state in State if state is not State.NOT_NEEDED])
def test_every_state_is_labelled(state: State) -> None:
    """A subscriber sees each state by its name."""
    assert read(item(1, state=state)).entries[0].visnyk_state == state.value


def test_summary_that_is_the_content() -> None:
    """A summary that only repeats the content is left out."""
    root = atom_tree(WRITER.write(document(item(1, summary=ITEM.content))))
    assert root.find(f"{ATOM}entry/{ATOM}summary") is None


@pytest.mark.parametrize("name", NASTY)
def test_nasty_entry(name: str) -> None:
    """An entry that has broken feeds gives a valid feed, whole and in order between its neighbours."""
    entries = read(item(1), item(2, NASTY[name]), item(3)).entries
    assert [entry.title for entry in entries][::2] == [ITEM.title] * 2
    assert len({entry.id for entry in entries}) == 3


def test_all_nasty_entries() -> None:
    """A feed of nothing but such entries keeps every one of them."""
    body = WRITER.write(nasty())
    atom_tree(body)
    titles = [entry.title for entry in parsed(body, WRITER.media_type).entries]
    assert len(titles) == len(NASTY)
    assert titles[0] == "abc d"
    assert titles[2].startswith("Перше речення") and titles[2].endswith("…")
    assert titles[3] == "Entry of 2026-10-20"
    assert titles[list(NASTY).index("lone surrogates")] == "a\ufffdb 😀"


def test_long_content() -> None:
    """Content of 200 KB arrives whole."""
    content = read(NASTY["200 KB"]).entries[0].content[0].value
    assert content == NASTY["200 KB"].content
    assert len(content.encode()) > 200_000


def test_addresses_are_encoded() -> None:
    """Quotes, spaces and other letters in an address are percent-encoded, a domain name becomes ASCII."""
    alternate, via, enclosure = (link.href for link in read(NASTY["quotes in addresses"]).entries[0].links)
    assert alternate == "https://city.example.net/a%22b'c%20%3Cd%3E?q=%22e%22%7Cf#g%5Eh"
    assert via.startswith("https://xn--l1aeie2h.xn--j1amh:8080/%D0%BD")
    assert "/100%25/" in via and via.endswith("%5B1%5D?q=%D1%97#%D1%94")
    assert enclosure == "https://city.example.net/x%22y.png"


def test_script_address_is_no_link() -> None:
    """An address that is not http(s) never becomes a link."""
    body = WRITER.write(document(NASTY["title only"]))
    assert b"javascript" not in body
    assert atom_tree(body).findtext(f"{ATOM}entry/{ATOM}content") == "1 &lt; 2 &amp;amp; &lt;/b&gt;"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<id>", "<id x='1'>"),
        ('rel="via"', 'rel="source"'),
        ('hreflang="uk"', 'hreflang="u k"'),
        ("05:01Z</published>", "05:01</published>"),
        ('type="html"', 'type="text/html"'),
        ('xmlns:visnyk="urn:x-visnyk:1"', 'xmlns:visnyk="http://www.w3.org/2005/Atom"'),
        ('rel="prev-archive"', 'rel="previous archive"'),
        ("<fh:archive ", "<fh:archived "),
        (' when="2026-10-18T00:00:00Z"', ' when="2026-10-18"'),
        (' ref="urn:', ' id="urn:'),
        ("<visnyk:state>translated<", "<visnyk:state>done<"),
        ("<visnyk:engine>", "<visnyk:engine/><visnyk:engine>"),
    ],
)
def test_the_grammar_itself(right: str, wrong: str) -> None:
    """The grammar that these tests rely on refuses what RFC 4287, 5005 and 6721 and our documentation forbid."""
    written = WRITER.write(archived()).decode()
    assert right in written
    atom_tree(written.encode())
    with pytest.raises(etree.DocumentInvalid):
        atom_tree(written.replace(right, wrong, 1).encode())
