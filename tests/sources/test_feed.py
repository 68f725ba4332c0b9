"""What reading RSS and Atom does beyond the documents of the corpus."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ReadError
from feeds.model import Enclosure, Person
from feeds.sources import feed as reader

from .reading import document, only_entry, read_text, rss, source


def error_of(body: str | bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_text(body)
    return caught.value.code


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("&#55357;&#56960;", "🚀"),
        ("&#xD83D;&#xde80;&#xD83D;", "🚀�"),
        ("&#1114112;", "�"),
        (f"a&#{'9' * 5000};b", "a�b"),
        (f"&#{'0' * 30}65;", "A"),
        ("a&#x0B;&#xFFFF;b", "ab"),
        ("a &#150; b", "a – b"),
        ("&amp;amp;lt;", "&lt;"),
        ("AT&amp;T", "AT&T"),
        ("  два\n  рядки ", "два рядки"),
    ],
)
def test_references_in_titles(title: str, text: str) -> None:
    """Surrogates in pairs are one character; impossible ones are marked as such, controls are dropped."""
    assert only_entry(rss(f"<title>{title}</title>")).title == text


def test_an_endless_guid_gets_a_short_name() -> None:
    """A guid of more than a thousand characters is named by its fingerprint, one of a thousand is kept."""
    long, kept = (only_entry(rss(f"<guid isPermaLink='false'>{'g' * size}</guid>")).guid for size in (5000, 1000))

    assert long is not None
    assert len(long) == 32
    assert kept == "g" * 1000


def test_a_title_is_made_where_there_is_none() -> None:
    """Without a title, the first words of the text stand for it; a title that is a whole text is cut."""
    words = "слово " * 200

    assert only_entry(rss(f"<description>{words}</description>")).title == "слово " * 12 + "слово…"
    assert len(only_entry(rss(f"<title>{words}</title>")).title) <= 500


def test_a_summary_that_says_the_same_is_dropped() -> None:
    """A summary with the words of the content is none; a shorter one is kept."""
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    item = "<description>{}</description><content:encoded>&lt;p>Повний &lt;b>текст&lt;/b>&lt;/p></content:encoded>"

    assert only_entry(rss(item.format("Повний текст"), attributes=spaces)).summary == ""
    assert only_entry(rss(item.format("Повний"), attributes=spaces)).summary == "Повний"


def test_the_longest_html_content_is_taken() -> None:
    """Of several contents, HTML goes before text and the longer before the shorter."""
    entry = only_entry(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x:1</id><content type="text">a very long text</content>'
        '<content type="html">&lt;p>a&lt;/p></content><content type="html">&lt;p>ab&lt;/p></content></entry></feed>'
    )

    assert entry.content == "<p>ab</p>"


def test_content_types_with_parameters_are_understood() -> None:
    """``text/html; charset=utf-8`` is HTML."""
    entry = only_entry(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x:1</id>'
        '<content type="text/html; charset=utf-8">&lt;p>a&lt;/p></content></entry></feed>'
    )

    assert entry.content == "<p>a</p>"


def test_authors_are_persons() -> None:
    """A name with an address, an address alone, a creator said twice: each person once."""
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    persons = [
        only_entry(rss(f"<title>x</title>{authors}", attributes=spaces)).authors
        for authors in (
            "<author>olena@city.net (Олена)</author>",
            "<author>olena@city.net</author>",
            "<dc:creator>Олена</dc:creator><dc:creator>Олена</dc:creator>",
            "<author> </author>",
        )
    ]

    assert persons == [
        (Person("Олена", None, "olena@city.net"),),
        (Person("olena@city.net", None, "olena@city.net"),),
        (Person("Олена"),),
        (),
    ]


def test_relative_links_of_rss_belong_to_the_site() -> None:
    """In RSS they are resolved against the site's address, without one against the feed's."""
    item = '<title>x</title><link>/1</link><enclosure url="a.mp3"/>'
    with_site = only_entry(rss(item, "<link>https://city.example/n/</link>"))
    without = only_entry(rss(item))

    assert (with_site.link, with_site.enclosures) == (
        "https://city.example/1",
        (Enclosure("https://city.example/n/a.mp3"),),
    )
    assert (without.link, without.enclosures) == (
        "https://feeds.example/1",
        (Enclosure("https://feeds.example/dir/a.mp3"),),
    )


@pytest.mark.parametrize("base", ["http://h:99999/", "http://[", "javascript:x", "http://1.2.3.999/", "tel:1"])
def test_a_broken_base_does_no_harm(base: str) -> None:
    """An xml:base that is no address leaves the entry readable, with no link made of it."""
    entry = only_entry(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}"><entry><id>x:1</id><link href="a"/>'
        '<content type="html">&lt;a href="b">c&lt;/a></content></entry></feed>'
    )

    assert entry.title == "c"
    assert entry.link is None or "feeds.example" in entry.link or "1.2.3" in entry.link


@pytest.mark.parametrize("date", ["0000", "0000-01", "0001-01-01T00:00:00+23:00", "0000-00-00T00:00:00Z"])
def test_a_date_before_all_dates_is_none(date: str) -> None:
    """Year 0, which feedparser lets through, is no date."""
    assert only_entry(rss(f"<title>x</title><pubDate>{date}</pubDate>")).published is None


def test_a_document_that_feedparser_fails_on_is_no_feed() -> None:
    """Whatever exception escapes from feedparser is a ReadError: here, a KeyError of a misplaced text input."""
    assert error_of("<rss><channel><item><textinput><name>x</name></textinput></item></channel></rss>") == "not-a-feed"


def test_the_limit_of_memory_is_not_blamed_on_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A MemoryError while parsing stays one: the process says which limit it was."""

    def parse(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reader.feedparser, "parse", parse)
    with pytest.raises(MemoryError):
        reader.read_feed(document(rss("<title>x</title>")), source())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<!-- a --><!DOCTYPE HTML PUBLIC '-//W3C'><p>x", "html"),
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "html"),
        ("<!-- never closed <rss>", "not-a-feed"),
        ("<!DOCTYPE rss SYSTEM 'a[b' ['<!ENTITY a \"b\">']><rss/>", "dtd"),
        ("<rss version='2.0'><channel><item><title>x</title></item>", "truncated"),
        ("<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'><atom:title>x</atom:title>", "truncated"),
        ("hello", "not-a-feed"),
        ("[1]", "not-a-feed"),
        ("{", "truncated"),
        ('{"version": 1}', "not-a-feed"),
        ('{"a": }', "not-a-feed"),
    ],
)
def test_what_is_no_news(body: str, code: str) -> None:
    """Pages, document types of their own, and documents that break off are told apart."""
    assert error_of(body) == code


@pytest.mark.parametrize(
    "body",
    [
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "<rss version='2.0'><channel><title>x</title></channel></rss >" + " " * 5000,
        "<rss version='2.0'><channel></channel></rss><!-- cached in 0.1 s -->",
        "<!DOCTYPE rss PUBLIC '-//N//DTD [x]//EN' 'http://n.example/d.dtd'><rss version='0.91'><channel/></rss>",
        "<!-- <!DOCTYPE rss [ --><rss version='2.0'><channel/></rss>",
        "\ufeff \n<rss version='2.0'><channel/></rss>",
    ],
)
def test_a_feed_without_news_is_a_feed(body: str) -> None:
    """An empty feed is read, with spaces and comments around it, or a document type of the old days."""
    assert read_text(body).entries == ()


def test_malformed_xml_is_said() -> None:
    """A feed that is read all the same says so, once and in one line."""
    (warning,) = read_text(rss("<title>a & b</title>")).warnings

    assert warning.startswith("is not well-formed XML")


SYNDICATION = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def pace(channel: str) -> timedelta | None:
    return read_text(rss("<title>x</title>", channel, SYNDICATION)).pace


def period(name: str) -> str:
    return f"<sy:updatePeriod>{name}</sy:updatePeriod>"


def frequency(times: str) -> str:
    return f"<sy:updateFrequency>{times}</sy:updateFrequency>"


@pytest.mark.parametrize(
    ("channel", "minutes"),
    [
        ("<ttl>45</ttl>", 45),
        ("<ttl> 45 </ttl>" + period("daily"), 45),
        ("<ttl>9999999</ttl>", 24 * 60),
        ("<ttl>0</ttl>" + period("hourly"), 60),
        (period("\n hourly\t"), 60),
        (period("Hourly") + frequency("\n4 "), 15),
        (period("hourly") + frequency("1000"), 1),
        (period("daily") + frequency("3"), 8 * 60),
        (frequency("2"), 12 * 60),
        (period("weekly") + frequency("14"), 12 * 60),
        (period("monthly"), 24 * 60),
        (period("yearly") + frequency("9999999"), 1),
    ],
)
def test_the_pace_that_a_publisher_asks_for(channel: str, minutes: int) -> None:
    """RSS says minutes, the syndication module how often in a period; from a minute to a day is believed."""
    assert pace(channel) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "channel",
    [
        "",
        "<ttl></ttl>",
        "<ttl>-5</ttl>",
        "<ttl>1.5</ttl>",
        "<ttl>an hour</ttl>",
        "<ttl>99999999999999999999</ttl>",
        "<ttl>٣</ttl>",
        period("often"),
        period("hourly") + frequency("0"),
        period("hourly") + frequency("-1"),
        period("hourly") + frequency("many"),
        "<item><title>x</title><ttl>5</ttl></item>",
    ],
)
def test_no_pace_is_made_of_nonsense(channel: str) -> None:
    """Negative, endless and unknown numbers and periods ask for nothing."""
    assert pace(channel) is None


@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from(["hourly", "daily", "x", ""]))
def test_a_pace_is_never_out_of_bounds(ttl: str, times: str, name: str) -> None:
    """Whatever stands there, it is nothing, or between a minute and a day."""
    safe = ttl.replace("<", "").replace("&", ""), times.replace("<", "").replace("&", "")
    asked = pace(f"<ttl>{safe[0]}</ttl>{period(name)}{frequency(safe[1])}")

    assert asked is None or timedelta(minutes=1) <= asked <= timedelta(days=1)


@pytest.mark.parametrize(
    ("address", "older"),
    [
        ("?page=2", "https://feeds.example/dir/feed.xml?page=2"),
        ("https://feeds.example/dir/feed.xml?page=2", "https://feeds.example/dir/feed.xml?page=2"),
        ("http://FEEDS.example/2", "http://FEEDS.example/2"),
        ("https://feeds.example/dir/feed.xml", None),
        ("https://other.example/2", None),
        ("//other.example/2", None),
        ("file:///etc/passwd", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_older_entries_are_on_the_next_page(address: str, older: str | None) -> None:
    """A paged feed links its next page (RFC 5005 §3), another one of the same host; RSS borrows the link."""
    link = f'<link rel="next" href="{address}"/>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="?"/>{link}<title>x</title></feed>'
    borrowed = rss("<title>x</title>", link.replace("<link", "<atom:link"), 'xmlns:atom="http://www.w3.org/2005/Atom"')

    assert [read_text(body).older for body in (atom, borrowed)] == [older, older]


def test_links_of_entries_lead_to_no_older_page() -> None:
    """What an entry calls its next is another entry."""
    entry = '<entry><id>x:1</id><title>x</title><link rel="next" href="https://feeds.example/2"/></entry>'

    assert read_text(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>').older is None
