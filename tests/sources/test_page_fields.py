"""The dates and pictures of news on web pages."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from .page_corpus import NOW, item, read_list


def dated(text: str, heading: str = "", now: datetime = NOW, zone: str = "Europe/Kyiv") -> str | None:
    """The local time that is read of an item whose date node says ``text``."""
    body = f"<h2>{heading}</h2><ul>{item(more=f'<b>{text}</b>')}</ul>"
    rules = {"heading": "h2"} if heading else {}
    feed = read_list(body, date=("b",), changes={"timezone": zone}, now=now, **rules)
    moment = feed.entries[0].published
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M%z}" if moment else None


# --- dates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "heading", "local"),
    [
        ("28.03.2026 23:59", "", "2026-03-28 23:59+0200"),
        ("29.03.2026 03:30", "", "2026-03-29 04:30+0300"),  # left out: read by the clock before
        ("29.03.2026 04:00", "", "2026-03-29 04:00+0300"),
        ("03:30", "29 березня 2026", "2026-03-29 04:30+0300"),
        ("02:59", "29 березня 2026", "2026-03-29 02:59+0200"),
        ("25.10.2026 03:30", "", "2026-10-25 03:30+0300"),  # comes twice: the first
        ("25.10.2026 04:00", "", "2026-10-25 04:00+0200"),
        ("03:30", "25 жовтня 2026", "2026-10-25 03:30+0300"),
        ("25.10.2026", "", "2026-10-25 00:00+0300"),
        ("", "25 жовтня 2026", "2026-10-25 00:00+0300"),
        ("26.10.2026", "", "2026-10-26 00:00+0200"),
    ],
)
def test_dates_around_the_changes_of_clocks(text: str, heading: str, local: str) -> None:
    """Winter and summer time in Kyiv, of a date in the item and of a time below a heading."""
    assert dated(text, heading) == local


@pytest.mark.parametrize(
    ("now", "text", "local"),
    [
        ("2026-03-29T00:30", "Сьогодні, 02:10", "2026-03-29 02:10+0200"),
        ("2026-03-29T21:30", "Вчора, 14:05", "2026-03-29 14:05+0300"),  # past midnight in Kyiv
        ("2026-10-25T20:59", "Сьогодні, 00:10", "2026-10-25 00:10+0300"),
        ("2026-10-25T21:59", "Вчора", "2026-10-24 00:00+0300"),
        ("2026-10-25T22:00", "Вчора", "2026-10-25 00:00+0300"),
        ("2026-10-25T02:30", "3 години тому", "2026-10-25 02:30+0300"),
    ],
)
def test_today_and_yesterday_around_the_changes_of_clocks(now: str, text: str, local: str) -> None:
    """What ``today`` is, is seen from Kyiv at the moment when the page was fetched."""
    assert dated(text, now=datetime.fromisoformat(now).replace(tzinfo=UTC)) == local


def test_the_zone_is_that_of_the_source() -> None:
    """A page of another country is read by its own clock."""
    assert dated("25.10.2026 02:30", zone="Europe/Brussels") == "2026-10-25 02:30+0200"


@pytest.mark.parametrize(
    ("nodes", "local"),
    [
        ("<b>10 червня 2022</b><b>21:36</b>", "2022-06-10 21:36"),
        ("<b><b>10 червня 2022</b> 21:36</b>", "2022-06-10 21:36"),
        ('<b title="10.06.2022 21:36">3 роки тому</b>', "2022-06-10 21:36"),
        ('<b title="10.06.2022">10.06.2022 21:36</b>', "2022-06-10 21:36"),
        ('<b title="10.06.2022">11.06.2022 21:36</b>', "2022-06-10 00:00"),
        ('<b title="Дата">10.06.2022 21:36</b>', "2022-06-10 21:36"),
        ('<b content="2022-06-10T18:36:00Z"></b>', "2022-06-10 21:36"),
        ('<b><time datetime="2022-06-10 18:36Z">колись</time></b>', "2022-06-10 21:36"),
        ('<b><time datetime="PT3M"></time> 10.06.2022 21:36</b>', "2022-06-10 21:36"),
        ("<b>10.06.2022 21:36</b>" + "<b>Схожа новина, теж колись була написана</b>" * 9, "2022-06-10 21:36"),
        ("<b>10.06.2022</b><b>у суботу була сесія, на якій усе вирішили</b>", "2022-06-10 00:00"),
        ("<b>9 – 10 червня 2022</b>", None),
    ],
)
def test_what_the_nodes_of_a_date_say_together(nodes: str, local: str | None) -> None:
    """Joined, nested ones once; an attribute for programs first, unless the words say the time as well."""
    moment = read_list(item(more=nodes), date=("b",)).entries[0].published

    assert (moment and f"{moment.astimezone(ZoneInfo('Europe/Kyiv')):%Y-%m-%d %H:%M}") == local


def test_a_date_beats_the_heading_and_a_strange_heading_ends_the_day() -> None:
    """An item's own date counts; below a heading that names no day, a lone time tells nothing."""
    body = f"""<h2>24 червня 2026</h2>{item("/1", more="<b>23 червня 2026, 10:00</b>")}
        <h2>Оголошення</h2>{item("/2", more="<b>10:00</b>")}"""
    feed = read_list(body, date=("b",), heading="h2")

    assert [str(entry.published) for entry in feed.entries] == ["2026-06-23 07:00:00+00:00", "None"]
    assert feed.warnings == (
        "dates not read: 1, the first: '10:00'", "headings with a day not read: 1, the first: 'Оголошення'",
    )  # fmt: skip


def test_without_a_moment_of_fetching_only_whole_dates_are_read() -> None:
    """Nobody knows what today is, so nothing is guessed."""
    body = "<h2>24 червня 2026</h2>" + item(more="<b>{}</b>")
    read = [
        read_list(body.replace("{}", text), now=None, date=("b",), heading="h2").entries[0].published
        for text in ("18 червня 2026, 14:00", "Вчора", "14:00")
    ]

    assert read == [datetime(2026, 6, 18, 11, tzinfo=UTC), None, None]


# --- pictures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "picture"),
    [
        ('<img class="i" src="a.jpg">', "/a.jpg image/jpeg"),
        ('<img class="i" src="blank.gif" data-src="/b.png?x=1">', "/b.png?x=1 image/png"),
        ('<img class="i" src="data:image/png;base64,AA" data-original="c">', None),
        ('<img class="i" src="data:image/png;base64,AA" srcset="d.webp 300w, e.webp 1200w">', "/e.webp image/webp"),
        ('<img class="i" srcset="a,b.jpg 1x,c.jpg 2x">', "/c.jpg image/jpeg"),
        ('<img class="i" data-srcset="g.avif 2x">', "/g.avif image/avif"),
        ('<a class="i" href="h.JPEG#z"><img src="small.jpg"></a>', "/h.JPEG#z image/jpeg"),
        ('<a class="i" href="/news/1"><img src="small.jpg"></a>', "/small.jpg image/jpeg"),
        ('<p class="i" style="color:red; background: #fff url( \'/j.jpg\' ) no-repeat"></p>', "/j.jpg image/jpeg"),
        ('<p class="i" data-background="url(k.png)" ></p>', "/k.png image/png"),
        ('<p class="i" data-bg="dark"></p>', None),
        ('<p class="i" data-bg="/files/view/5"></p>', "/files/view/5 image/*"),
        ('<p class="i"><meta content="2026-01-01"><source srcset="l.webp"><img src="l.jpg"></p>', "/l.jpg image/jpeg"),
        ('<picture class="i"><source srcset="m.webp 1x"></picture>', "/m.webp image/webp"),
        ('<p class="i"><img src="/count.gif" width="1" height="1"></p>', None),
        ('<p class="i"><video data-src="/film.mp4"></video><iframe data-src="/x/y"></iframe></p>', None),
        ('<meta class="i" content="/n.png">', "/n.png image/png"),
        ('<p class="i">Без картинки</p><p class="i"><img src="o.jpg"></p>', "/o.jpg image/jpeg"),
        ('<img class="i" src="javascript:x">', None),
    ],
)  # fmt: skip
def test_where_a_picture_comes_from(markup: str, picture: str | None) -> None:
    """Late loading, sets, links to files, backgrounds; never a placeholder or a picture that counts visits."""
    files = read_list(item(more=markup), image=".i").entries[0].enclosures

    assert [f"{file.url.removeprefix('https://misto.example')} {file.type}" for file in files] == (
        [picture] if picture else []
    )
