"""Which pictures are kept, and copies in their place."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from feeds.editions.pictures import (
    addresses,
    copies_pictures,
    copy_of,
    copying_sources,
    markup_with_copies,
    mentioned,
    wanted_pictures,
    with_copies,
)
from feeds.model import Enclosure, Fallback, Kind, Pictures, Source, State
from feeds.text.html import clean, to_text
from tests.store.rows import entry, translation

SITE = "https://news.example"
PHOTO, MAP = "https://cdn.example/photo?a=1&b=2", "https://cdn.example/map.png"
COPY = copy_of("ab" * 32, "image/jpeg", 1234)
COPIES = {PHOTO: COPY}
OURS = f"{SITE}/pictures/{'ab' * 32}.jpg"
SHOWN = '<p>Text <img src="https://cdn.example/photo?a=1&amp;b=2" alt="A > B"> and more</p>'

PIECES = st.sampled_from(
    [
        SHOWN, "<p>", "</p>", "<img src='https://cdn.example/photo?a=1&b=2'>", "<img alt='src=\"x\"'>", "words & more",
        f'<img src="{MAP}" title=\'"\' width=1>', '<a href="https://cdn.example/photo?a=1&amp;b=2">', "</a>", "<img",
        "<img src=x alt='<img>'>", "<pre>", "<!--", "Ї", '"', "'",
    ]
)  # fmt: skip


def source(**fields: Any) -> Source:
    """A source of kind feed unless told otherwise."""
    return Source(**{"id": "city", "kind": Kind.FEED, "url": "https://city.example/", "title": "City", **fields})


@pytest.mark.parametrize(
    ("fields", "copied"),
    [
        ({}, False),
        ({"kind": Kind.TELEGRAM}, True),
        ({"kind": Kind.TELEGRAM, "pictures": Pictures.LINK}, False),
        ({"pictures": Pictures.COPY}, True),
        ({"pictures": Pictures.LINK}, False),
        ({"fallbacks": (Fallback(Kind.TELEGRAM, "https://t.me/s/city"),)}, True),
        ({"fallbacks": (Fallback(Kind.WORDPRESS, "https://city.example/"),)}, False),
    ],
)
def test_whose_pictures_are_copied(fields: dict[str, Any], copied: bool) -> None:
    """Telegram's, on whatever way they come, and those of sources that say so; never where the editor wants links."""
    assert copies_pictures(source(**fields)) is copied
    assert copying_sources([source(**fields)]) == ({"city"} if copied else set())


def test_wanted() -> None:
    """Wanted are enclosures that are images and images in the text, each once, and only what can be asked for."""
    given_entry = entry(
        1,
        enclosures=(
            Enclosure(MAP, "IMAGE/png"), Enclosure("https://cdn.example/a.mp3", "audio/mpeg"),
            Enclosure("https://cdn.example/b", None), Enclosure(MAP, "image/*"),
        ),
        summary='<img src="https://cdn.example/c"><img src="/relative"><img alt="none">',
        content=SHOWN + '<img title="src=&quot;x&quot;" src="https://cdn.example/d"><p>src="https://cdn.example/e"</p>',
    )  # fmt: skip
    assert wanted_pictures(given_entry) == [MAP, "https://cdn.example/c", PHOTO, "https://cdn.example/d"]


def test_wanted_is_bounded() -> None:
    """An entry with a hundred thousand pictures does not keep us busy."""
    assert len(addresses((), "".join(f'<img src="https://cdn.example/{n}">' for n in range(1000)))) == 100


def test_copies_in_the_place_of_pictures() -> None:
    """In the summary, the text, the translation and the enclosures; all other addresses and words stay."""
    video = Enclosure("https://cdn.example/v.mp4", "video/mp4")
    original = entry(
        1, summary=SHOWN, content=SHOWN, enclosures=(Enclosure(PHOTO, "image/*"), video, Enclosure(MAP, "image/png"))
    )
    english = translation(original, content=SHOWN, summary=SHOWN)
    [(kept, translated)] = with_copies([(original, english)], {"city"}, COPIES, SITE)
    shown = SHOWN.replace("https://cdn.example/photo?a=1&amp;b=2", OURS)
    assert kept == replace(
        original, summary=shown, content=shown,
        enclosures=(Enclosure(OURS, "image/jpeg", 1234), video, Enclosure(MAP, "image/png")),
    )  # fmt: skip
    assert translated == replace(english, content=shown, summary=shown)


def test_other_sources_keep_their_links() -> None:
    """An entry of a source whose pictures are not copied stays as it is, though its neighbour has the same picture."""
    rows = [(entry(1, content=SHOWN), None), (entry(2, content=SHOWN, source_id="metro"), None)]
    kept = with_copies(rows, {"metro"}, COPIES, SITE)
    assert kept[0] == rows[0]
    assert OURS in kept[1][0].content
    assert with_copies(rows, {"city", "metro"}, {}, SITE) == rows


def test_the_same_picture_twice_is_one_enclosure() -> None:
    """Two addresses of one picture lead to one copy, and it is not enclosed twice."""
    original = entry(1, enclosures=(Enclosure(PHOTO, "image/jpeg"), Enclosure(MAP, "image/png")))
    [(kept, _)] = with_copies([(original, None)], {"city"}, {PHOTO: COPY, MAP: COPY}, SITE)
    assert kept.enclosures == (Enclosure(OURS, "image/jpeg", 1234),)


def test_pending_translation() -> None:
    """A translation without words stays without words."""
    original = entry(1, content=SHOWN)
    pending = translation(original, State.PENDING, content="", title="")
    assert with_copies([(original, pending)], {"city"}, COPIES, SITE)[0][1] == pending


def test_mentioned() -> None:
    """The copies that a document leads to are found in it, in whatever format it is, and nothing else is."""
    other = f"{'cd' * 32}.webp"
    written = f'{{"a": "{OURS}", "b": "&lt;img src=&quot;{SITE}/pictures/{other}&quot;&gt;", "c": "/pictures/x.jpg"}}'
    assert mentioned(written.encode()) == {f"{'ab' * 32}.jpg", other}


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_markup(fragment: str) -> None:
    """However it is nested, pictures are found as a parser finds them, all copies are put in and no word is lost."""
    markup = clean(fragment)
    tree = fragment_fromstring(markup, create_parent="div")
    parsed = [str(image.get("src")) for image in tree.iter("img") if image.get("src")]
    assert addresses((), markup) == list(dict.fromkeys(parsed))
    copies = {**COPIES, MAP: copy_of("cd" * 32, "image/png", 5)}
    changed = markup_with_copies(markup, copies, SITE)
    assert clean(changed) == changed
    assert to_text(changed) == to_text(markup)
    assert set(addresses((), changed)).isdisjoint(copies)
    back = changed
    for url, copy in copies.items():
        back = back.replace(f'src="{SITE}{copy.path}"', f'src="{html.escape(url)}"')
    assert back == markup
