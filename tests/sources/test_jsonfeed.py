"""JSON Feed, beyond the documents of the corpus."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ReadError
from feeds.model import Kind, ParsedFeed
from feeds.text.html import clean

from .reading import read_text

_VERSION = "https://jsonfeed.org/version/1.1"
_KEYS = st.sampled_from(
    "id url external_url title content_html content_text summary image date_published date_modified language tags "
    "authors author attachments name mime_type size_in_bytes items version".split()
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6), st.just("https://h/\ud800")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=5)),
    max_leaves=12,
)


def read(feed: object) -> ParsedFeed:
    return read_text(json.dumps(feed), Kind.JSONFEED)


def read_item(**item: Any) -> ParsedFeed:
    return read({"version": _VERSION, "title": "T", "items": [item]})


@given(st.lists(_JSON, max_size=4), st.dictionaries(_KEYS, _JSON, max_size=4))
def test_items_of_any_shape_are_read_or_left_out(items: list[object], more: dict[str, object]) -> None:
    """Whatever types the fields have, no item stops the others, and what is read is clean."""
    feed = read({**more, "version": _VERSION, "items": [*items, {"id": "last", "content_html": "<p>x</p>"}]})

    assert feed.entries[-1].content == "<p>x</p>"
    for entry in feed.entries:
        assert clean(entry.content) == entry.content
        assert entry.link is None or entry.link.startswith("http")


@pytest.mark.parametrize(
    ("given_id", "guid"), [(7, "7"), (1.5, "1.5"), (" x ", "x"), (True, None), (None, None), ([], None)]
)
def test_ids_are_strings(given_id: object, guid: str | None) -> None:
    """A number is coerced to a string, as the specification asks; other types are no id."""
    (entry,) = read_item(id=given_id, title="x").entries

    assert entry.guid == guid


@pytest.mark.parametrize("size", [-1, True, 10**30, "12", 1.5, None])
def test_sizes_that_are_none(size: object) -> None:
    """Negative, boolean, endless and other sizes are not believed."""
    (entry,) = read_item(id="1", attachments=[{"url": "https://h/a", "size_in_bytes": size}]).entries

    assert entry.enclosures[0].length is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "empty"),
        ("[]", "not-a-feed"),
        ("<rss/>", "not-a-feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": {}}', "not-a-feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [}', "not-a-feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [{"title": "a}', "truncated"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [{"title": "a"}', "truncated"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [tru', "truncated"),
        ('{"items": ' + "[" * 100_000, "not-a-feed"),
    ],
)
def test_what_is_no_json_feed(body: str, code: str) -> None:
    """Other JSON is no feed, a document that breaks off is truncated, wherever it breaks."""
    with pytest.raises(ReadError) as caught:
        read_text(body, Kind.JSONFEED)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("next_url", "older"),
    [
        ("https://feeds.example/dir/feed.json?page=2", "https://feeds.example/dir/feed.json?page=2"),
        ("?page=2", "https://feeds.example/dir/feed.xml?page=2"),
        ("https://other.example/2", None),
        ([], None),
        (None, None),
    ],
)
def test_older_items_are_at_the_next_url(next_url: object, older: str | None) -> None:
    """``next_url`` is the page with older items, if it is on the same host."""
    assert read({"version": _VERSION, "items": [], "next_url": next_url}).older == older


def test_words_with_half_a_character() -> None:
    """A character that JSON was cut in is dropped, wherever it stands: no database and no feed can hold it."""
    body = f'{{"version":"{_VERSION}","items":[{{"id":"1\\ud83d","title":"a\\ud83d","tags":["b\\ud83d\\u000b"]}}]}}'
    (entry,) = read_text(body, Kind.JSONFEED).entries
    assert (entry.guid, entry.title, entry.categories) == ("1", "a", ("b",))
