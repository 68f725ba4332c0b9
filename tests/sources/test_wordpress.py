"""WordPress: ``corpus_wordpress/NAME`` beside ``NAME.expected.json``, and what no file shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ReadError
from feeds.ingest.decide import Known, decide
from feeds.model import Entry, Kind, ParsedEntry, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.readers import read
from feeds.sources.wordpress import _plain_markup
from feeds.text.html import clean

from .plainly import plain

CORPUS = Path(__file__).with_name("corpus_wordpress")
NAMES = sorted(path.name for path in CORPUS.iterdir() if not path.name.endswith(".expected.json"))
POSTS = "https://misto.example/wp-json/wp/v2/posts?per_page=20&_embed=wp:featuredmedia,author,wp:term"
FEED = "https://misto.example/latest/feed/"
SOURCE = Source("city", Kind.WORDPRESS, "https://misto.example/latest/", "Місто", language="uk")


def read_body(body: bytes | str, url: str, **headers: str) -> ParsedFeed:
    document = Document(body.encode() if isinstance(body, str) else body, url, headers=headers)
    return read(document, SOURCE)


def read_file(name: str) -> ParsedFeed:
    return read_body((CORPUS / name).read_bytes(), POSTS if name.endswith(".json") else FEED)


def read_posts(*posts: object, url: str = POSTS, **headers: str) -> ParsedFeed:
    return read_body(json.dumps(posts), url, **headers)


def post(number: int = 1, **more: object) -> dict[str, object]:
    return {"id": number, "content": {"rendered": f"<p>Допис {number}</p>"}, **more}


def outcome(name: str) -> Any:
    try:
        return plain(read_file(name))
    except ReadError as error:
        return {"error": error.code, "message": error.message}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_read_as_expected(name: str) -> None:
    """Reading the document gives the fields, or the error, in the file beside it."""
    assert outcome(name) == json.loads((CORPUS / f"{name}.expected.json").read_text("utf-8"))


def test_a_post_is_the_same_by_either_way() -> None:
    """Feed and REST interface give the same guids and, of what both say, the same words."""
    posts, feed = read_file("posts.json").entries, read_file("feed.xml").entries

    assert [entry.guid for entry in posts] == [entry.guid for entry in feed]
    assert [entry.fingerprint for entry in posts] == [entry.fingerprint for entry in feed]
    assert [entry.published for entry in posts] == [entry.published for entry in feed]


@pytest.mark.parametrize(("first", "then"), [("feed.xml", "posts.json"), ("posts.json", "feed.xml")])
def test_changing_the_way_makes_no_news(first: str, then: str) -> None:
    """What was stored by one way is neither new nor changed when it comes by the other."""
    now = datetime(2026, 6, 26, tzinfo=UTC)
    stored = decide(SOURCE, [], read_file(first), now).new
    decision = decide(SOURCE, [known(entry) for entry in stored], read_file(then), now)

    assert len(stored) == 2
    assert (decision.new, decision.changed) == ((), ())


def known(entry: Entry) -> Known:
    return Known(**{name: getattr(entry, name) for name in Known.__slots__})


@pytest.mark.parametrize(
    ("url", "headers", "wanted"),
    [
        (POSTS, {"x-wp-totalpages": "7"}, f"{POSTS}&page=2"),
        (f"{POSTS}&page=6", {"x-wp-totalpages": "7"}, f"{POSTS}&page=7"),
        (f"{POSTS}&page=7", {"x-wp-totalpages": "7"}, None),
        (POSTS, {"x-wp-totalpages": "many"}, None),
        (POSTS, {"x-wp-totalpages": "9" * 5000}, f"{POSTS}&page=2"),
        (POSTS, {}, None),
        (POSTS.replace("20", "2"), {}, POSTS.replace("20", "2") + "&page=2"),
        (f"{POSTS}&page=x", {"x-wp-totalpages": "7"}, f"{POSTS}&page=2"),
        ("https://misto.example/?rest_route=/wp/v2/posts", {"x-wp-totalpages": "2"},
         "https://misto.example/?rest_route=/wp/v2/posts&page=2"),
    ],
)  # fmt: skip
def test_the_next_page_of_posts(url: str, headers: dict[str, str], wanted: str | None) -> None:
    """By the number of pages that the server names; if it names none, as long as pages are full."""
    feed = read_posts(post(1), post(2), url=url, **headers)

    assert feed.older == wanted
    assert feed.info.self_url is not None and "page=" not in feed.info.self_url.replace("per_page=", "")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (FEED, f"{FEED}?paged=2"),
        (f"{FEED}?paged=2", f"{FEED}?paged=3"),
        ("https://misto.example/?feed=rss2", "https://misto.example/?feed=rss2&paged=2"),
        ("https://feeds.service.example/misto", None),
    ],
)
def test_the_next_page_of_a_feed(url: str, wanted: str | None) -> None:
    """The same address with the next number, as long as it is WordPress that answers."""
    feed = read_body((CORPUS / "feed.xml").read_bytes(), url)

    assert feed.older == wanted
    assert feed.info.self_url == url.partition("?paged")[0]


def test_past_the_end_there_is_nothing() -> None:
    """A page beyond the last is no error but the end, whether it is empty or WordPress says so."""
    empty_feed = (CORPUS / "error-nothing.xml").read_bytes()
    words = '{"code": "rest_post_invalid_page_number", "message": "…"}'
    ends = [
        read_body("[]", f"{POSTS}&page=3"),
        read_body(words, f"{POSTS}&page=3"),
        read_body(empty_feed, f"{FEED}?paged=3"),
    ]

    assert [(feed.entries, feed.older, feed.warnings) for feed in ends] == [((), None, ())] * 3


def test_a_page_without_public_posts_leads_on() -> None:
    """Posts behind a password are left out and counted; the pages behind them are not lost."""
    feed = read_posts(post(1, content={"rendered": "", "protected": True}), **{"x-wp-totalpages": "2"})

    assert (feed.entries, feed.warnings) == ((), ("posts behind a password: 1",))
    assert feed.older == f"{POSTS}&page=2"


def test_a_post_without_a_guid_has_the_one_that_wordpress_makes() -> None:
    """The site's address with the number of the post, in whatever folder WordPress is."""
    (one,) = read_posts(post(5)).entries
    (other,) = read_posts(post(5), url="https://misto.example/blog/wp-json/wp/v2/posts").entries

    assert (one.guid, other.guid) == ("https://misto.example/?p=5", "https://misto.example/blog/?p=5")


def test_the_sentence_about_where_it_appeared_must_be_that() -> None:
    """A last paragraph with two links is news, unless they lead to the post itself and to its site."""
    last = "<p>Див. <a href='https://misto.example/a'>а</a> і <a href='https://misto.example/'>б</a>.</p>"
    item = f"<link>https://misto.example/p</link><description><![CDATA[<p>Текст</p>{last}]]></description>"
    (entry,) = read_body(f"<rss version='2.0'><channel><item>{item}</item></channel></rss>", FEED).entries

    assert entry.content.endswith("б</a>.</p>")


@pytest.mark.parametrize(
    ("picture", "shown"),
    [
        ("https://misto.example/u/a.jpg", False),
        ("https://misto.example/u/a-scaled.jpg", False),
        ("https://misto.example/u/b.jpg", True),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_featured_picture_is_not_shown_twice(picture: str, shown: bool) -> None:
    """It is an enclosure, unless the text has it already, in whatever size."""
    text = {"rendered": '<p>x</p><img src="https://misto.example/u/a-300x200.jpg">'}
    media = {"wp:featuredmedia": [{"source_url": picture, "mime_type": "image/jpeg"}]}
    (entry,) = read_posts(post(content=text, _embedded=media)).entries

    assert [file.url for file in entry.enclosures] == [picture] * shown


def test_mojibake_is_told() -> None:
    """What had to be done to decode the posts is among the warnings."""
    body = json.dumps([post(title={"rendered": "Новини міста"})], ensure_ascii=False).encode()

    assert read_body(body.replace(b" 1</p>", b" \xff</p>"), POSTS).warnings == (
        "is UTF-8, but characters are broken: 1",
    )


_KEYS = st.sampled_from(
    "id guid link title content excerpt rendered protected date date_gmt modified _embedded author wp:term name code "
    "taxonomy wp:featuredmedia source_url media_details filesize mime_type message version items".split()
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6), st.just("https://h/\ud800")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=6)),
    max_leaves=15,
)


@given(st.lists(_JSON, max_size=4), st.dictionaries(_KEYS, _JSON, max_size=4), _JSON)
def test_posts_of_any_shape_are_read_or_left_out(items: list[object], more: dict[str, object], extra: object) -> None:
    """Whatever types the fields have, no post stops the others, and what is read is clean."""
    whole = {**more, **post(7), "_embedded": {"author": extra, "wp:term": extra, "wp:featuredmedia": extra}}
    feed = read_posts(*items, whole)

    assert feed.entries[-1].content == "<p>Допис 7</p>"
    for entry in feed.entries:
        check_clean(entry)


@given(_JSON)
def test_any_json_is_read_or_refused(answer: object) -> None:
    """Whatever JSON comes, it is posts or a ReadError of one line."""
    try:
        feed = read_body(json.dumps(answer), POSTS)
    except ReadError as error:
        assert "\n" not in error.message
        return
    for entry in feed.entries:
        check_clean(entry)


def check_clean(entry: ParsedEntry) -> None:
    assert (clean(entry.content), clean(entry.summary)) == (entry.content, entry.summary)
    assert all(url is None or url.startswith("http") for url in (entry.link, *(file.url for file in entry.enclosures)))


def test_emoji_between_quotation_marks() -> None:
    """A picture in place of an emoji becomes what it says, written as text is written."""
    image = '<img src="https://s.w.org/images/core/emoji/15/1.png" alt="🎨&quot; &amp; &lt;b&gt;">'
    item = f"<item><guid>1</guid><title>x</title><description><![CDATA[<p>a {image}</p>]]></description></item>"
    (entry,) = read_body(f"<rss version='2.0'><channel>{item}</channel></rss>", FEED).entries
    assert clean(entry.content) == entry.content
    assert '🎨" &amp; &lt;b&gt;' in entry.content


def test_cut_off_within_a_box() -> None:
    """Where the sentence that WordPress appends is cut off, no half of a tag is left."""
    link = "https://misto.example/a"
    appeared = (
        f'<p>The post <a href="{link}">Назва</a> appeared first on <a href="https://misto.example/">Місто</a>.</p>'
    )
    plain = _plain_markup(f"<div><p>Новина.</p>{appeared}</div>", link)
    assert clean(plain) == plain
