"""Dates as feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.text.dates import parse_date

KYIV = "Europe/Kyiv"


def read(text: str | None, zone: str = KYIV) -> str | None:
    moment = parse_date(text, zone)
    return moment and f"{moment:%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Fri, 14 Mar 2025 10:30:00 +0200", "2025-03-14T08:30:00"),
        ("14 Mar 2025 10:30 GMT", "2025-03-14T10:30:00"),
        ("Fri, 14 Mar 2025 10:30:00 -05:30", "2025-03-14T16:00:00"),
        ("Fri, 14-Mar-2025 10:30:00 UTC", "2025-03-14T10:30:00"),
        ("Fri, 14 Mar 2025 10:30:00 GMT+0200", "2025-03-14T08:30:00"),
        ("Fri, 14 Mar 2025 10:30:00 +0200 (EET)", "2025-03-14T08:30:00"),
        ("Fri, 14 Mar 2025 10:30:60 GMT", "2025-03-14T10:30:59"),
        ("14 Mar 2025", "2025-03-13T22:00:00"),
    ],
)
def test_rfc_822(text: str, utc: str) -> None:
    """RFC 822 dates with an offset or a zone, without a time, with a leap second or a comment."""
    assert read(text) == utc


@pytest.mark.parametrize(
    ("zone", "utc"),
    [("EET", "08:30"), ("EEST", "07:30"), ("MSK", "07:30"), ("CET", "09:30"), ("CEST", "08:30"), ("EST", "15:30"),
     ("Z", "10:30"), ("", "08:30"), ("QQT", "08:30")],
)  # fmt: skip
def test_zones_by_name(zone: str, utc: str) -> None:
    """East European zones are what they say; an unknown one or none at all is the source's own."""
    assert read(f"Fri, 14 Mar 2025 10:30:00 {zone}") == f"2025-03-14T{utc}:00"


@pytest.mark.parametrize(("year", "full"), [("25", 2025), ("49", 2049), ("50", 1950), ("99", 1999)])
def test_years_of_two_digits(year: str, full: int) -> None:
    """Up to 49 they are of this century, from 50 of the last (RFC 2822 §4.3)."""
    assert read(f"1 Jul {year} 12:00 GMT") == f"{full}-07-01T12:00:00"


@pytest.mark.parametrize(
    "text",
    [
        "15 липня 2025 р., 10:30", "15 липня 2025 року о 10:30", "15 лип 2025, 10:30", "Вівторок, 15 липня 2025 10:30",
        "Вт, 15 июл 2025 10:30:00", "15 июля 2025 г. в 10:30", "15 ЛИПНЯ 2025 10:30", "15.07.2025 10:30",
        "15.7.2025, 10:30:00", "2025-07-15T10:30:00+03:00", "2025-07-15T07:30:00Z", "2025-07-15T07:30:00.123456Z",
        "2025-07-15 10:30", "20250715T103000+0300", "2025-07-15T10:30+03", " 2025-07-15t07:30z ",
    ],
)  # fmt: skip
def test_the_same_moment_in_many_words(text: str) -> None:
    """Ukrainian and Russian months, dotted and ISO forms all name half past ten in Kyiv."""
    assert read(text) == "2025-07-15T07:30:00"


@pytest.mark.parametrize("day", ["п'ятниця", "п’ятниця", "Пт.", "субота"])
def test_days_of_the_week(day: str) -> None:
    """A weekday before the date is skipped, with an apostrophe in it too."""
    assert read(f"{day}, 4 квітня 2025 12:00") == "2025-04-04T09:00:00"


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("30 Mar 2025 02:59:59", "2025-03-30T00:59:59"),
        ("30 Mar 2025 03:30:00", "2025-03-30T01:30:00"),
        ("30 Mar 2025 04:00:00", "2025-03-30T01:00:00"),
        ("26 Oct 2025 02:59:59", "2025-10-25T23:59:59"),
        ("26 Oct 2025 03:30:00", "2025-10-26T00:30:00"),
        ("26 Oct 2025 04:00:00", "2025-10-26T02:00:00"),
        ("26 Oct 2025 03:30:00 EET", "2025-10-26T01:30:00"),
    ],
)
def test_changes_of_clocks(local: str, utc: str) -> None:
    """In Kyiv, a time that never was is read by winter's clock; of two that were, the first; a named zone decides."""
    assert read(local) == utc


@pytest.mark.parametrize(
    "text",
    [
        None, "", "  ", "завтра", "1 ²²² 2020", "31 Feb 2025", "14 Mar 2025 25:00", "14 Mar 2025 10:61",
        "1 Jan 0001 00:00",
        "31 Dec 9999 23:00 -0500", "14 Xyz 2025", "2025-13-01", "32.01.2025", "14 Mar 2025 10:30 +9999", "10:30",
        "14 Mar 2025 10:30:75", "1 Jan 2025" + " " * 100_000 + "x", "14/03/2025",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str | None) -> None:
    """Days, hours and months that are none, other notations, and texts too long to be a date give nothing."""
    assert parse_date(text, KYIV) is None


_scraps = st.sampled_from(
    [
        "Fri, ",
        "14",
        " ",
        "-",
        "Mar",
        "липня",
        "2025",
        "25",
        "10:30",
        ":",
        "+0200",
        "EET",
        "T",
        "Z",
        "(",
        ")",
        "р.",
        ".",
        "²",
    ]
)


@given(st.one_of(st.text(), st.lists(_scraps, max_size=10).map("".join)), st.sampled_from([KYIV, "UTC", "Asia/Tokyo"]))
@example("1 ١٢٣ 2020", KYIV)
def test_any_text_is_a_moment_in_utc_or_none(text: str, zone: str) -> None:
    """Nothing raises, and what comes out is aware and in UTC."""
    moment = parse_date(text, zone)

    assert moment is None or moment.tzinfo is UTC


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_dates_that_we_write_are_read_back(moment: datetime, offset: int) -> None:
    """RFC 822 and RFC 3339 forms of any moment and offset give that moment, to the second."""
    moment = moment.replace(microsecond=0)
    sign, minutes = "+-"[offset < 0], abs(offset)
    utc = (moment - timedelta(minutes=offset)).replace(tzinfo=UTC)

    assert parse_date(f"{moment:%a, %d %b %Y %H:%M:%S} {sign}{minutes // 60:02}{minutes % 60:02}", KYIV) == utc
    assert parse_date(f"{moment.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}", KYIV) == utc
