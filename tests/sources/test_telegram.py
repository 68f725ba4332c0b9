"""Pages of Telegram's channel preview: ``corpus_telegram/NAME.html`` beside ``NAME.json``, and what no file shows."""

from __future__ import annotations

import json
import pickle
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.errors import ReadError
from feeds.text.html import clean, strip_controls
from feeds.text.urls import is_iri

from .telegram_pages import CORPUS, NAMES, URL, made, older, outcome, page, read, text


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_as_expected(name: str) -> None:
    """Reading the page gives the fields, or the error, in the file beside it."""
    assert outcome(name) == json.loads((CORPUS / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", [name for name in NAMES if "error" not in name])
def test_what_is_read_is_clean_and_the_same_each_time(name: str) -> None:
    """The same page gives the same entries, their HTML is sanitised, their names are IRIs."""
    feed = read(page(name))

    assert feed == read(page(name)) == pickle.loads(pickle.dumps(feed))
    assert feed.info.self_url == URL
    for entry in feed.entries:
        assert clean(entry.content) == entry.content
        assert is_iri(entry.guid) and entry.guid == entry.link


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("<!-- nothing -->", "not-a-channel"),
        ("<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "not-a-channel"),
        ("{}", "not-a-channel"),
        (b"\xef\xbb\xbf\xff\x00\xff", "encoding"),
        ('<p class="tgme_channel_history">', "no-entries"),
        ('<p class="tgme_channel_history"><p class="tgme_widget_message">', "no-entries"),
        ('<p class="tgme_channel_history"><p class="tgme_widget_message" data-post="../../x">', "no-entries"),
        ('<p class="tgme_channel_history"><p class="tgme_widget_message" data-post="misto/1?x=1">', "no-entries"),
        ('<p class="not_tgme_channel_history">', "not-a-channel"),
    ],
)
def test_what_is_no_channel_is_an_error(body: str | bytes, code: str) -> None:
    """An answer without the shape of a channel is never an empty channel."""
    with pytest.raises(ReadError) as caught:
        read(body)

    assert caught.value.code == code
    assert "\n" not in caught.value.message


def test_the_newest_post_comes_first() -> None:
    """The page is written oldest first, the feed is read newest first."""
    guids = [entry.guid for entry in read(page("text")).entries]

    assert guids == [f"https://t.me/misto_kh/{number}" for number in (104, 103, 102, 101)]


def test_a_page_of_service_posts_only_is_no_error() -> None:
    """Posts were found, but none of them says anything: no entries and no warning."""
    only = re.sub(r'data-post="misto_kh/10[1-4]"', "", page("text"))

    assert read(only).entries == () == read(only).warnings


def test_a_channel_without_posts_is_read_with_a_warning_unless_its_end_was_asked_for() -> None:
    """Telegram shows "no posts" to who asks too often, too; beyond the oldest post it is what was to come."""
    (warning,) = read(page("start")).warnings

    assert "no posts" in warning
    assert read(page("start"), f"{URL}?before=2").warnings == ()


def test_mojibake_is_told() -> None:
    """What had to be done to decode the page is among the warnings."""
    body = page("text").replace(' charset="utf-8"', "").encode() + b"\xff"

    assert read(body).warnings == ("is UTF-8, but characters are broken: 1",)


@pytest.mark.parametrize(
    ("body", "url", "wanted"),
    [
        (page("text"), URL, f"{URL}?before=101"),
        (page("text"), f"{URL}?before=180#x", f"{URL}?before=101"),
        (page("text").replace('rel="prev"', 'rel="next"'), URL, f"{URL}?before=101"),
        (page("text").replace("tme_messages_more", "more"), URL, f"{URL}?before=101"),
        (page("text").replace("?before=101", "?q=1&before=101"), URL, f"{URL}?before=101"),
        (page("text").replace("/s/misto_kh?before=101", "https://evil.example/?before=101"), URL, f"{URL}?before=101"),
        (page("text").replace("before=101", "before=1;drop").replace('before="101"', 'before="x"'), URL, None),
        (page("start"), f"{URL}?before=2", None),
    ],
)
def test_the_older_page_is_this_page_before_a_number(body: str, url: str, wanted: str | None) -> None:
    """The number comes from the link or the button, the address from us; at the start there is none."""
    assert older(body, url) == wanted


def test_a_channel_is_walked_back_through_to_its_start() -> None:
    """Three pages and an empty one: each says where the one before it is, all that they belong to the same channel."""
    names, url, found = ["paging-1", "paging-2", "paging-3", "start"], URL, []
    for name in names:
        feed = read(page(name), url)
        found += [int((entry.guid or "").rpartition("/")[2]) for entry in feed.entries]
        assert feed.info.self_url == URL and feed.warnings == ()
        assert (feed.older is None) is (name == "start")
        url = feed.older or url

    assert found == [43, 42, 41, 25, 22, 3, 2]
    assert url == f"{URL}?before=2"


@pytest.mark.parametrize(
    ("asked", "said", "wanted"),
    [
        (None, 41, 41),
        (None, 500, 41),
        (None, 7, 7),
        (44, 41, 41),
        (41, 41, None),
        (30, 41, None),
        (9, 7, 7),
        (5, 1, None),
    ],
)
def test_the_number_falls_from_page_to_page(asked: int | None, said: int, wanted: int | None) -> None:
    """Never above the oldest post shown, always below what was asked for: a page cannot send its reader in circles."""
    body = page("paging-1").replace("before=41", f"before={said}").replace('before="41"', f'before="{said}"')
    url = URL if asked is None else f"{URL}?before={asked}"

    assert older(body, url) == (None if wanted is None else f"{URL}?before={wanted}")


def test_the_channels_name_comes_from_its_posts_then_from_the_address() -> None:
    """A channel that was renamed, or written in other letter case, is linked by the name its posts have."""
    renamed = page("text").replace("misto_kh/105", "New_Name/105")

    assert read(page("text"), "https://t.me/s/Old_Name").info.link == "https://t.me/misto_kh"
    assert read(renamed, "https://t.me/s/Old_Name").info.link == "https://t.me/New_Name"
    assert read(page("start"), "https://t.me/s/Old_Name").info.link == "https://t.me/Old_Name"
    assert read(page("start"), "https://example.org/").info.link is None


def test_a_channel_without_a_title_has_the_configured_one() -> None:
    """The source's own title stands in."""
    assert read(page("text").replace("tgme_channel_info_header_title", "x")).info.title == "Канал"


@pytest.mark.parametrize(
    "inner",
    [
        "<div>" * 10_000 + "глибоко",
        text("<b>" * 10_000 + "глибоко"),
        '<i class="emoji">' * 10_000 + "x",
        text('<i class="emoji"><b>' * 10_000 + "🔴"),
        text('<div class="tgme_widget_message_text">' * 10_000 + "x"),
        f'<a class="tgme_widget_message_photo_wrap" style="background-image:url({" " * 500_000}x"></a>',
        f'<a class="tgme_widget_message_photo_wrap" style="{"background-image:" * 50_000}"></a>',
        f'<a class="{"tgme " * 200_000}" href="{"x" * 1_000_000}">x</a>',
        text(f'<a href="https://h/{"x" * 1_000_000}" onclick="{"y" * 1_000_000}">x</a>'),
        text("а. " * 300_000),
        text("<br>" * 100_000 + "кінець"),
        '<a class="tgme_widget_message_reply" href="javascript:alert(1)">' + text("x") + "</a>",
        '<a class="tgme_widget_message_link_preview" href="http://["></a>',
        '<time datetime="9999-99-99T99:99:99+99:99"></time><time datetime="' + "9" * 100_000 + '"></time>',
        "<!-- c --><?pi x?>" + text("<!-- c --><?pi x?>&bogus;&#x110000;&#xD800;"),
        '<video src="javascript:x"></video><video></video><audio src="data:x"></audio>',
    ],
)
def test_hostile_posts_are_read_and_clean(inner: str) -> None:
    """Deep nesting, endless attributes and addresses that are none do no harm."""
    entry = made(inner)

    assert clean(entry.content) == entry.content
    assert entry.title and len(entry.title) <= 120
    assert all(file.url.startswith("https://") for file in entry.enclosures)


def test_nothing_dangerous_comes_through() -> None:
    """Scripts, handlers and links that run something are taken out wherever words are taken from."""
    bad = '<img src=x onerror=alert(1)><script>alert(2)</script>&lt;script&gt;<a href="javascript:alert(3)">x</a>'
    named = "".join(
        f'<div class="{name}">{bad}</div>'
        for name in ("tgme_widget_message_document_title", "tgme_widget_message_inline_button")
    )
    quoted = (
        f'<div class="tgme_widget_message_reply" href="javascript:x"><p class="tgme_widget_message_text">{bad}</div>'
    )
    content = made(quoted + text(bad) + named).content

    assert not re.search(r"<script|onerror|javascript:|alert\(2\)", content)
    assert content.count("&lt;script&gt;") == 3


_BODIES = [page(name).encode() for name in NAMES]
_SCRAPS = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([
        b"<", b">", b"&", b'"', b"</div>", b"</a>", b"<div>", b"<a>", b"</section>", b"<!--", b"\x00", b"\xff\xfe",
        b"&#1;", b"&#55357;", b"&#1114112;", b"<tr>", b"<svg>", b"<template>", b"<p>", b"<select>", b"<plaintext>",
        b"<script>", b'class="tgme_widget_message_text"', b'class="emoji"', b' data-post="x/1"', b"<math><mi>",
        b"background-image:url(", b"url(//[)", b"javascript:", b"?q=%23", b"?before=", "й".encode("cp1251"), b"http://[",
        b'<i class="emoji">', b'<div class="tgme_widget_message" data-post="x/1">', b"onclick=", b"<frameset>",
        b"<title>", b"<style>",
    ]),
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A page of the corpus with pieces cut out, doubled and put in."""
    body = draw(st.sampled_from(_BODIES))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 40)))
        body = body[:start] + draw(_SCRAPS) + body[start : end if draw(st.booleans()) else start] + body[end:]
    return body


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(damaged(), st.sampled_from([URL, f"{URL}?before=5", "https://t.me/nema", "http://127.0.0.1:8000/s/x"]))
def test_damage_ends_in_posts_or_our_error(body: bytes, url: str) -> None:
    """Whatever is done to a page, it is read and clean, or refused with a ReadError of one line."""
    try:
        feed = read(body, url)
    except ReadError as error:
        assert error.message == strip_controls(error.message).replace("\n", "")
        return
    for entry in feed.entries:
        assert clean(entry.content) == entry.content
        assert is_iri(entry.guid)
        assert entry.title and strip_controls(entry.title) == entry.title
    assert feed.older is None or feed.older.startswith(f"{url.partition('?')[0]}?before=")
