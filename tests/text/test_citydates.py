"""Dates as city sites write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.text.citydates import parse_city_date, parse_day

KYIV = "Europe/Kyiv"
NOW = datetime(2026, 6, 25, 12, 0, 30, 500, tzinfo=UTC)
"""A Thursday, three in the afternoon in Kyiv."""
HEADING = date(2026, 6, 23)


def read(text: str, now: datetime = NOW, zone: str = KYIV, day: date | None = None) -> str | None:
    """The local time that was read, to the minute."""
    moment = parse_city_date(text, zone, now, day)
    assert moment is None or moment.tzinfo is UTC
    return moment and f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    "text",
    [
        "10 червня 2022 21:36", "10 червня 2022, 21:36", "10 Червня 2022, 21:36", "10 ЧЕРВНЯ 2022 21:36:59",
        "10 червня 2022 р. о 21:36", "10 червня 2022 року об 21.36", "10-го червня 2022-го року, 21:36",
        "опубліковано 10 червня 2022 р. о 21:36", "Опубліковано: 10.06.2022 21:36", "Дата публікації: 10.06.2022 21:36",
        "10 червня 2022 21:36 МІЖНАРОДНЕ СПІВРОБІТНИЦТВО", "10 червня 2022 21:36 переглядів: 125",
        "10 червня 2022 21:36МІЖНАРОДНЕ", "п'ятниця, 10 червня 2022, 21:36", "П’ятниця 10 червня 2022 | 21:36",
        "пт, 10 чер. 2022 - 21:36", "10 червня 2022 (п’ятниця) 21:36", "21:36, 10.06.2022", "21:36 | 10 червня 2022",
        "10.06.2022 21:36", "10.6.22, 21:36", "10.06.2022 р. 21:36", "Новини | 10 червня 2022 | 21:36",
        "Прес-служба — 10 червня 2022, 21:36", "Новини\n 10\n червня\n 2022 21:36", "🕒 10 червня 2022 21:36",
        "(10.06.2022 21:36)", "10\u00a0червня\u00a02022 21:36", "10 июня 2022 г. в 21:36", "10 czerwca 2022, 21:36",
        "10 June 2022 21:36", "June 10, 2022 at 9:36 pm", "Friday, June 10th, 2022 9:36 p.m.",
        "10th of June 2022, 21:36", "Posted on Fri, 10 Jun 2022 21:36", "2022-06-10 21:36", "2022-06-10T18:36:00Z",
        "10 June 2022 18:36 GMT",
        "10 Jun 2022 19:36 +0100", "10.06.2022 20:36 CEST", "10 червня 2022 20:36 +02:00",
        "Сьогодні, 10 червня 2022, 21:36",
    ],
)  # fmt: skip
def test_the_same_moment_in_many_words(text: str) -> None:
    """Labels, weekdays, categories, separators and languages aside, all of these are one evening in Kyiv."""
    assert read(text) == "2022-06-10 21:36"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("10.06.2022", "2022-06-10"), ("10 червня 2022 Новини", "2022-06-10"), ("25 June 2026", "2026-06-25"),
        ("June 25, 2026", "2026-06-25"), ("1-го червня", "2026-06-01"), ("п'ятниця, 10 червня", "2026-06-10"),
        ("1 червня КУЛЬТУРА", "2026-06-01"), ("10 сiчня", "2026-01-10"), ("5 stycznia", "2026-01-05"),
        ("3 октября 2025 г.", "2025-10-03"), ("2026-06-01", "2026-06-01"), ("1 May", "2026-05-01"),
        ("Сьогодні", "2026-06-25"), ("Вчора.", "2026-06-24"), ("позавчора", "2026-06-23"), ("Dziś", "2026-06-25"),
        ("вчора | Новини", "2026-06-24"),
    ],
)  # fmt: skip
def test_dates_without_a_time(text: str, local: str) -> None:
    """They are midnight in the zone of the site."""
    assert read(text) == f"{local} 00:00"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("Сьогодні, 14:05", "2026-06-25 14:05"), ("сьогодні о 14.05", "2026-06-25 14:05"),
        ("Вчора о 9:15", "2026-06-24 09:15"), ("09:15 учора", "2026-06-24 09:15"),
        ("Вчера в 9:15", "2026-06-24 09:15"), ("Yesterday at 12:05 am", "2026-06-24 00:05"),
        ("today, 12:05 PM", "2026-06-25 12:05"), ("Позавчора, 23 червня, 23:10", "2026-06-23 23:10"),
        ("10.06 14:05", "2026-06-10 14:05"), ("10 червня 14:05 Новини", "2026-06-10 14:05"),
        ("щойно", "2026-06-25 15:00"), ("Just now", "2026-06-25 15:00"), ("2 години тому", "2026-06-25 13:00"),
        ("Оновлено 2 год. 15 хв. тому", "2026-06-25 12:45"), ("годину тому", "2026-06-25 14:00"),
        ("півгодини тому", "2026-06-25 14:30"), ("2 часа назад", "2026-06-25 13:00"),
        ("an hour ago", "2026-06-25 14:00"), ("a few minutes ago", "2026-06-25 14:57"),
        ("декілька хвилин тому", "2026-06-25 14:57"), ("5 mins ago", "2026-06-25 14:55"),
        ("3 дні тому", "2026-06-22 15:00"), ("тиждень тому", "2026-06-18 15:00"),
        ("2 dni temu", "2026-06-23 15:00"), ("місяць тому", "2026-05-26 15:00"), ("рік тому", "2025-06-25 15:00"),
    ],
)  # fmt: skip
def test_dates_by_the_clock_of_now(text: str, local: str) -> None:
    """Today, yesterday and so long ago are counted back from now in the zone of the site."""
    assert read(text) == local


@pytest.mark.parametrize(
    ("now", "text", "local"),
    [
        # In Kyiv it is already tomorrow, and next year.
        ("2025-12-31T22:30", "Сьогодні", "2026-01-01 00:00"),
        ("2025-12-31T22:30", "1 січня", "2026-01-01 00:00"),
        ("2025-12-31T12:00", "1 січня", "2026-01-01 00:00"),
        ("2025-12-31T12:00", "1 січня 14:00", "2026-01-01 14:00"),
        ("2025-12-31T12:00", "1 січня 14:01", "2025-01-01 14:01"),
        ("2025-12-31T12:00", "2 січня", "2025-01-02 00:00"),
        ("2026-01-01T12:00", "31 грудня", "2025-12-31 00:00"),
        ("2026-06-25T12:00", "29 лютого", "2024-02-29 00:00"),
        ("1903-06-25T12:00", "29 лютого", "1896-02-29 00:00"),
    ],
)
def test_a_date_without_a_year(now: str, text: str, local: str) -> None:
    """It is the newest one that is at most a day ahead of now."""
    assert read(text, datetime.fromisoformat(now).replace(tzinfo=UTC)) == local


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("29 березня 2026 02:59", "29T00:59"), ("29 березня 2026 03:30", "29T01:30"), ("29.03.2026 04:00", "29T01:00"),
        ("25 жовтня 2026 02:59", "24T23:59"), ("25 жовтня 2026 03:30", "25T00:30"), ("25.10.2026 04:00", "25T02:00"),
        ("25 жовтня 2026 03:30 EET", "25T01:30"),
    ],
)  # fmt: skip
def test_changes_of_clocks(local: str, utc: str) -> None:
    """A time that never was is read by winter's clock; of two that were, the first; a named zone decides."""
    moment = parse_city_date(local, KYIV, NOW)

    assert moment and f"{moment:%dT%H:%M}" == utc


def test_hours_ago_are_counted_in_elapsed_time() -> None:
    """Two hours before 04:30 on the night of summer's clock are 01:30."""
    assert read("2 години тому", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == "2026-03-29 01:30"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("14:05", "2026-06-23 14:05"), ("о 14:05", "2026-06-23 14:05"), ("14:05 У місті відкрили парк",
        "2026-06-23 14:05"), ("10 червня 14:05", "2026-06-10 14:05"), ("Сьогодні, 14:05", "2026-06-25 14:05"),
        ("щойно", "2026-06-25 15:00"), ("14:05-16:00", None), ("25:05", None), ("Новини", None), ("", None),
    ],
)  # fmt: skip
def test_a_time_under_the_heading_of_a_day(text: str, local: str | None) -> None:
    """A time alone is of that day; a line that names its own day keeps it; nothing is made up for the rest."""
    assert read(text, day=HEADING) == local


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10 червня 2022", date(2022, 6, 10)), ("П’ЯТНИЦЯ, 10 ЧЕРВНЯ", date(2026, 6, 10)),
        ("Новини за 10 червня 2022 року", date(2022, 6, 10)), ("Сьогодні", date(2026, 6, 25)),
        ("Вчора, 24 червня", date(2026, 6, 24)), ("Tuesday, June 23", date(2026, 6, 23)),
        ("23.06.2026", date(2026, 6, 23)), ("2026-06-23", date(2026, 6, 23)), ("14:05", None), ("2026-06-31", None),
        ("2 години тому", None), ("Новини", None), ("31 червня", None), ("", None),
    ],
)  # fmt: skip
def test_the_heading_of_a_day(text: str, day: date | None) -> None:
    """It names a day in words or in figures; a time alone or a word is no heading."""
    assert parse_day(text, NOW, KYIV) == day


def test_today_in_a_heading_is_of_the_zone() -> None:
    """At half past ten in the evening in UTC it is already tomorrow in Kyiv."""
    now = datetime(2026, 6, 25, 22, 30, tzinfo=UTC)

    assert parse_day("Сьогодні", now) == date(2026, 6, 25)
    assert parse_day("Сьогодні", now, KYIV) == date(2026, 6, 26)
    assert parse_day("Сьогодні", now.astimezone(ZoneInfo(KYIV))) == date(2026, 6, 26)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "Новини", "червень", "червень 2026", "14:05", "завтра", "10", "10.06", "31 червня", "0 червня",
        "10 червня 2022 25:00", "10 червня 2022 21:61", "32.01.2026", "10.13.2026", "25/06/2026", "06/25/2026",
        "5 марок", "10 auguſt 2022", "31.12.9999 23:00 EST", "01.01.0001 00:30", "2026-06-31", "1 січня 0000",
        # What takes place, not what was published.
        "8-10 червня", "8–10 червня 2022", "8 – 10 червня 2022", "10 червня – 12 червня 2022",
        "10.06.2022 - 12.06.2022", "10.06.2022 14:00-16:00", "10 червня відбудеться засідання",
        "10 червня 2022 року, у п'ятницю, відбудеться засідання", "Сьогодні о 14:05 у місті лунала сирена",
        "Сьогодні в місті", "Вчора Харків підтримали міста Європи", "Засідання, 10 червня 2022",
        "10 червня 2022" + " НОВИНИ" * 40,
    ],
)  # fmt: skip
def test_what_is_no_date_line(text: str) -> None:
    """Impossible days and hours, ambiguous figures, spans and sentences give nothing rather than a false date."""
    assert read(text) is None


_scraps = st.sampled_from(
    "10 31 2022 22 червня ЧЕРВНЯ june лис 29 лютого . , | / – - : о at 21:36 25:61 9:36pm pm р. року -го сьогодні "
    "вчора тому ago години 999 рік кілька щойно п'ятниця опубліковано EET +0200 +99:99 "
    "2022-06-10 T18:36 Z і ſ ı İ K".split()
)
_texts = st.one_of(st.text(max_size=30), st.lists(_scraps, max_size=8).map(" ".join), st.lists(_scraps).map("".join))
_nows = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))


@given(_texts, st.sampled_from([KYIV, "UTC", "Asia/Tokyo"]), _nows, st.none() | st.dates())
@example("999 років тому", KYIV, datetime(2, 1, 1, tzinfo=UTC), None)
@example("10 червня", KYIV, datetime(9999, 6, 1, tzinfo=UTC), None)
@example("29 лютого", KYIV, datetime(3, 6, 1, tzinfo=UTC), None)
@example("23:00", "UTC", NOW, date.max)
@example("00:30", KYIV, NOW, date.min)
@example("1 ²²² 2020", KYIV, NOW, None)
def test_any_text_is_a_moment_in_utc_or_none(text: str, zone: str, now: datetime, day: date | None) -> None:
    """Nothing raises, and what comes out is aware, in UTC and to the second."""
    moment = parse_city_date(text, zone, now, day)
    parse_day(text, now, zone)

    assert moment is None or (moment.tzinfo is UTC and moment.microsecond == 0)


_MONTHS = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split()


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.sampled_from([KYIV, "America/New_York"]))
def test_local_times_are_read_as_zoneinfo_reads_them(moment: datetime, zone: str) -> None:
    """Of every local minute, the moment is that of fold=0, changes of clocks included."""
    expected = moment.replace(second=0, microsecond=0, fold=0, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    for text in (f"{moment.day} {_MONTHS[moment.month - 1]} {moment:%Y, %H:%M}", f"{moment:%d.%m.%Y о %H.%M}"):
        assert parse_city_date(text, zone, NOW) == expected


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.integers(0, 363))
def test_a_date_without_a_year_is_read_back(now: datetime, days: int) -> None:
    """Whatever day of the year before now is written without its year is that day."""
    local = now.astimezone(ZoneInfo(KYIV)) - timedelta(days=days)
    text = f"{local.day} {_MONTHS[local.month - 1]} о {local:%H:%M}"

    assert parse_city_date(text, KYIV, now) == local.replace(second=0, microsecond=0, fold=0).astimezone(UTC)
