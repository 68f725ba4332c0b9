"""Dates as feeds write them, into aware UTC.

feedparser reads no RFC 822 date without a zone and no Ukrainian month name, and takes EET, EEST and MSK for UTC,
two to three hours wrong. So the raw string is read here first, and what is not understood here is left to feedparser.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

# Offsets in hours. RFC 822 §5.1 names the American ones; the others are what East European servers write.
ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4, "TRT": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january січ січня січень янв января",
            "feb february лют лютого лютий фев февраля",
            "mar march бер березня березень мар марта",
            "apr april кві квіт квітня квітень апр апреля",
            "may тра трав травня травень май мая",
            "jun june чер черв червня червень июн июня",
            "jul july лип липня липень июл июля",
            "aug august сер серп серпня серпень авг августа",
            "sep sept september вер вересня вересень сен сентября",
            "oct october жов жовт жовтня жовтень окт октября",
            "nov november лис листоп листопада листопад ноя ноября",
            "dec december гру груд грудня грудень дек декабря",
        ),
        start=1,
    )
    for name in names.split()
}
_LONGEST = 100
"""Characters; the patterns would take long over a long one that is no date."""
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
# The weekday may have an apostrophe (п'ятниця); the time may follow a word (о 14:05).
_RFC822 = re.compile(
    r"(?:[^\W\d_](?:[^\W\d_]|['’ʼ]){1,11}\.?,?\s+)?"
    r"(?P<day>\d{1,2})[\s-]+(?P<month>[^\W\d_]{3,10})\.?[\s-]+(?P<year>\d{4}|\d{2})"
    rf"(?:\s*(?:р\.|року|р|г\.|года))?(?:,?\s+(?:(?:о|об|в|at)\s+)?{_CLOCK})?"
    r"\s*(?P<zone>(?:GMT|UTC)?[+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?\s*(?:\([^)]*\))?\Z"
)
# Day first, as in all of Europe.
_DOTTED = re.compile(
    rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}})(?:,?\s+{_CLOCK})?\s*(?P<zone>[+-]\d{{2}}:?\d{{2}})?\Z"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:[Tt\s]+(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?\Z"
)


def parse_date(text: str | None, zone: str) -> datetime | None:
    """Read an RFC 822, RFC 3339 or ISO 8601 date, month names in English, Ukrainian or Russian; ``None`` if it is none.

    ``zone`` is the IANA zone of the source, for a date that names none. A local time that a change of clocks
    leaves out is read by the clock as it was before; one that comes twice is the first of the two.
    """
    if not text or len(text := text.strip()) > _LONGEST:
        return None
    match = _RFC822.match(text) or _ISO.match(text) or _DOTTED.match(text)
    if match is None:
        return None
    month = match["month"].lower()
    number = int(month) if month.isdecimal() else MONTHS.get(month, MONTHS.get(month[:3]))
    if number is None:
        return None
    second = int(match["second"] or 0)
    try:
        moment = datetime(
            full_year(match["year"]), number, int(match["day"]),
            int(match["hour"] or 0), int(match["minute"] or 0), 59 if second == 60 else second,
            tzinfo=time_zone(match["zone"], zone),
        )  # fmt: skip
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # 31 February, hour 25, year 1 in a zone east of UTC
        return None


def full_year(digits: str) -> int:
    """The year that two or four digits name (RFC 2822 §4.3)."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)


@lru_cache(maxsize=256)
def time_zone(name: str | None, default: str) -> timezone | ZoneInfo:
    """The zone of a date: ``name`` as dates write it (``EEST``, ``+0300``, ``GMT+03:00``), else the IANA ``default``.

    :raises ValueError: an offset that no clock has.
    """
    if not name:
        return ZoneInfo(default)
    signed = name[3:] if name[:3] in ("GMT", "UTC") and len(name) > 3 else name
    if signed[0] in "+-":
        digits = signed[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(offset if signed[0] == "+" else -offset)
    hours = ZONES.get(name.upper())
    return ZoneInfo(default) if hours is None else timezone(timedelta(hours=hours))
