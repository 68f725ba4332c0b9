"""Dates as city sites write them for people: with words, without a year, ``Сьогодні``, ``2 години тому``.

A grammar of our own, not dateparser: that fails on trailing text, ``1-го червня``, ``щойно`` and a leading
``опубліковано``, and costs 0.74 ms a text where this takes some 0.02. What is read here is a line
that *is* a date, perhaps with a label before it and a category after it. A sentence that begins with a date
(``10 червня відбудеться…``) and a span (``8 – 10 червня``) tell when something takes place, not when it was
published, and give nothing. Nor do dates with slashes: one cannot see which number is the month.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from feeds.text.dates import MONTHS, ZONES, full_year, parse_date, time_zone

_LONGEST = 200
"""Characters; a longer text is a paragraph, and the patterns would take long over it."""
_AHEAD = timedelta(days=1)
"""How far ahead of now a date without a year may lie: clocks differ, and tomorrow's news is published tonight."""
_LEAP_YEARS_APART = 8
"""Years between two 29 Februaries, at most (1896 and 1904)."""

_POLISH = (
    "sty styczeń stycznia", "lut luty lutego", "marzec marca", "kwi kwiecień kwietnia", "maj maja",
    "cze czerwiec czerwca", "lip lipiec lipca", "sie sierpień sierpnia", "wrz wrzesień września",
    "paź październik października", "lis listopad listopada", "gru grudzień grudnia",
)  # fmt: skip
_MONTH_NUMBERS = MONTHS | {name: number for number, names in enumerate(_POLISH, start=1) for name in names.split()}
_DAYS_BACK = {
    name: days
    for days, names in enumerate(
        (
            "сьогодні сегодня today dzisiaj dziś",
            "вчора учора вчера yesterday wczoraj",
            "позавчора позавчера przedwczoraj",
        )
    )
    for name in names.split()
}
_WEEKDAYS = (
    "понеділок вівторок середа середу четвер п'ятниця п'ятницю субота суботу неділя неділю пн вт ср чт пт сб нд "
    "понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье вс "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela"
).split()
_LEADS = (
    "опубліковано опублікована оприлюднено розміщено розміщена створено додано оновлено оновлена дата публікації "
    "створення розміщення оприлюднення новини новина за від опубликовано опубликована обновлено добавлено размещено "
    "публикации published posted updated last publication date on opublikowano dodano data publikacji"
).split()
# By the beginning of the word. Months and years are rough, as is what people mean by them.
_UNITS = {
    "півгодин": timedelta(minutes=30), "полчас": timedelta(minutes=30), "сек": timedelta(seconds=1),
    "sec": timedelta(seconds=1), "sek": timedelta(seconds=1), "хв": timedelta(minutes=1), "мин": timedelta(minutes=1),
    "min": timedelta(minutes=1), "год": timedelta(hours=1), "час": timedelta(hours=1), "hour": timedelta(hours=1),
    "hr": timedelta(hours=1), "godz": timedelta(hours=1), "день": timedelta(days=1), "дн": timedelta(days=1),
    "day": timedelta(days=1), "dzień": timedelta(days=1), "dni": timedelta(days=1), "доб": timedelta(days=1),
    "тиж": timedelta(weeks=1), "недел": timedelta(weeks=1), "week": timedelta(weeks=1), "tydz": timedelta(weeks=1),
    "tyg": timedelta(weeks=1), "міс": timedelta(days=30), "мес": timedelta(days=30), "month": timedelta(days=30),
    "mies": timedelta(days=30), "рік": timedelta(days=365), "рок": timedelta(days=365), "year": timedelta(days=365),
    "rok": timedelta(days=365), "lat": timedelta(days=365),
}  # fmt: skip
# "A few" is three, for want of better; moment.js writes it for seconds only.
_AMOUNTS = dict.fromkeys("a an one один одну одна".split(), 1) | dict.fromkeys(
    ["a few", "кілька", "декілька", "несколько", "kilka"], 3
)


def _any(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first, and nothing longer than it."""
    return rf"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?!\w)"


def _clock(tag: str) -> str:
    """A pattern for a time of day, its groups named with ``tag``: 21:36 and 2:05 pm, 21.36 only after a word for at."""
    return (
        rf"(?:(?P<{tag}_at>о|об|в|at|o|godz\.)\s*)?(?P<{tag}_hour>[0-9]{{1,2}})(?({tag}_at)[:.]|:)"
        rf"(?P<{tag}_minute>[0-9]{{2}})(?::(?P<{tag}_second>[0-9]{{2}}))?(?![0-9:]|\.[0-9])"
        rf"(?:\s*(?P<{tag}_half>[ap])\.?\s?m(?!\w)\.?)?"
    )


def _amount(tag: str) -> str:
    """A pattern for 2 hours, groups ``n`` and ``u`` with ``tag``."""
    return rf"(?:(?P<n{tag}>[0-9]{{1,3}}|{_any(_AMOUNTS)})\s*)?(?P<u{tag}>{'|'.join(_UNITS)})[^\W\d_]*\.?"


_GAP = r"[\s,;|·•/()—–-]"
_YEAR_WORD = r"(?:-?го)?(?:\s*(?:року|рік|р|года|г|roku|r)(?!\w)\.?)?"
# With a colon, -12:00 is the end of an event.
_OFFSET = r"\+[0-9]{2}:[0-9]{2}(?![0-9])|[+-][0-9]{4}(?![0-9])"
_ZONE = rf"(?:\s*(?P<zone>(?-i:(?:GMT|UTC)[+-][0-9]{{2}}:?[0-9]{{2}}|{_any(ZONES)})|{_OFFSET}))?"
_MONTH = _any(_MONTH_NUMBERS) + r"\.?"
_FORMS = (
    r"(?P<d1>[0-9]{1,2})(?:-?(?:го|е|є|ше)|st|nd|rd|th|\.)?[\s-]+(?:of\s+)?"
    rf"(?P<m1>{_MONTH})(?:[,\s-]+(?P<y1>[0-9]{{4}})(?![0-9:]){_YEAR_WORD})?",
    rf"(?P<m2>{_MONTH})\s+(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:])(?:,?\s+(?P<y2>[0-9]{{4}})(?![0-9:]))?",
    rf"(?P<d3>[0-9]{{1,2}})\.(?P<m3>[0-9]{{1,2}})(?:\.(?P<y3>[0-9]{{4}}|[0-9]{{2}}))?(?![0-9]|[.:][0-9]){_YEAR_WORD}",
    rf"(?P<back>{_any(_DAYS_BACK)})",
)
_LINE = re.compile(
    rf"(?:{_any([*_WEEKDAYS, *_DAYS_BACK])}\.?{_GAP}+)?(?:{_clock('before')}{_GAP}+)?"
    rf"(?:{'|'.join(_FORMS)})(?:{_GAP}+{_any(_WEEKDAYS)})?(?:{_GAP}*{_clock('after')}{_ZONE})?",
    re.IGNORECASE,
)
_TIME = re.compile(_clock("after"), re.IGNORECASE)
_AGO = re.compile(
    rf"{_amount('1')}(?:\s*(?:,|і|та|и|and|i)?\s*{_amount('2')})?\s+(?:тому|назад|ago|temu)(?!\w)", re.IGNORECASE
)
_JUST_NOW = re.compile(r"(?:щойно|только что|just now|przed chwilą)(?!\w)", re.IGNORECASE)
_ISO = re.compile(r"(?P<year>[0-9]{4})-?(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})(?:[Tt\s]|\Z)")
_LEAD = re.compile(rf"\W*(?:{_any(_LEADS)}[\s:]+){{0,4}}", re.IGNORECASE)
# A date may begin after a sign that parts it from what stands before, but not within a span of numbers.
_START = re.compile(r"\A|[\n|·•]|(?<![0-9])\s[/—–-](?=\s)")
# What may follow it, or not.
_SPAN = re.compile(r"\s*[—–-]\s*[0-9]")
_SENTENCE = re.compile(r"\s*,?\s*[a-zß-öø-ÿа-яёіїєґ]")
_PARTED = re.compile(r"\s*\.?\s*\Z|\s*[\n|·•/()]|\s+[—–-]\s|,?\s+[A-ZА-ЯІЇЄҐ]{2}|,\s+[A-ZА-ЯІЇЄҐ]")
# 31 June, hour 25, a span; year 1 in a zone east of UTC; auguſt, which re takes for august, and lower() does not.
_UNREADABLE = (ValueError, OverflowError, KeyError)
# A Latin i in a Ukrainian word: сiчня.
_LATIN_I = re.compile(r"(?<=[а-яєїґ])i|i(?=[а-яєїґ])", re.IGNORECASE)


def parse_city_date(text: str, zone: str, now: datetime, day: date | None = None) -> datetime | None:
    """The moment that a date line of a page tells, in UTC, to the second; ``None`` if it tells none.

    ``zone`` is the IANA zone of the site, for all that names none; ``now`` is aware, in any zone. ``day`` is what
    :func:`parse_day` read in a heading above, for a line with a time alone. A date without a time is midnight; one
    without a year is the newest that is at most a day ahead of ``now`` (a weekday beside it is not looked at). Of a
    change of clocks: a local time that is left out is read by the clock before it, one that comes twice is the first
    (``fold=0``, PEP 495).
    """
    local = now.astimezone(ZoneInfo(zone))
    try:
        for line in _lines(text):
            if (moment := _moment(line, zone, local, day)) is not None:
                return moment.astimezone(UTC).replace(microsecond=0)
    except _UNREADABLE:
        return None
    return None


def parse_day(text: str, now: datetime, zone: str | None = None) -> date | None:
    """The day that a heading over some news names, in words or figures; ``None`` if it names none.

    ``Сьогодні`` is the day of the aware ``now`` in ``zone`` (IANA), or in the zone of ``now`` itself without one.
    """
    local = now.astimezone(ZoneInfo(zone)) if zone else now
    try:
        for line in _lines(text):
            if iso := _ISO.match(line):
                return date(int(iso["year"]), int(iso["month"]), int(iso["day"]))
            if match := _date_line(line):
                return _day(match, local, time())
    except _UNREADABLE:
        return None
    return None


def _lines(text: str) -> Iterator[str]:
    """What ``text`` says from each place on where a date may begin, labels left out."""
    if len(text) > _LONGEST:
        return
    text = _LATIN_I.sub("і", text.strip().replace("’", "'").replace("ʼ", "'"))
    for start in _START.finditer(text):
        yield _LEAD.sub("", text[start.end() :], count=1)


def _moment(line: str, zone: str, local: datetime, day: date | None) -> datetime | None:
    if _ISO.match(line):
        return parse_date(line, zone)
    if _JUST_NOW.match(line):
        return local
    if ago := _AGO.match(line):
        # In UTC: a day with a change of clocks has not 24 hours by the wall.
        return local.astimezone(UTC) - _length(ago["n1"], ago["u1"]) - _length(ago["n2"], ago["u2"])
    if match := _date_line(line):
        clock = _time(match, "after") or _time(match, "before") or time()
        return datetime.combine(_day(match, local, clock), clock, time_zone(match["zone"], zone))
    if day and (match := _TIME.match(line)):
        _refuse_span(line, match)
        return datetime.combine(day, _time(match, "after") or time(), local.tzinfo)
    return None


def _date_line(line: str) -> re.Match[str] | None:
    """The date at the beginning of ``line``, unless it is the first words of a sentence; ValueError for a span."""
    match = _LINE.match(line)
    if match is None:
        return None
    _refuse_span(line, match)
    clock = match["after_hour"] or match["before_hour"]
    year = match["y1"] or match["y2"] or match["y3"]
    if match["d3"] and not year and not clock:  # a price, or a number of a version
        return None
    if clock and year:
        return match
    if clock or year:
        return None if _SENTENCE.match(line, match.end()) else match
    return match if _PARTED.match(line, match.end()) else None


def _refuse_span(line: str, match: re.Match[str]) -> None:
    # An error, so that the end of the span is not tried next.
    if _SPAN.match(line, match.end()):
        raise ValueError("a span")


def _day(match: re.Match[str], local: datetime, clock: time) -> date:
    """The day of a ``_LINE``; ``clock`` decides whether it would be too far ahead. ValueError if there is none."""
    if match["back"]:
        return local.date() - timedelta(days=_DAYS_BACK[match["back"].lower()])
    day, name, year = next(match.group(*keys) for keys in _KEYS if match[keys[0]])
    name = name.lower().rstrip(".")
    month = int(name) if name.isdecimal() else _MONTH_NUMBERS[name]
    return date(full_year(year), month, int(day)) if year else _newest(month, int(day), local, clock)


_KEYS = (("d1", "m1", "y1"), ("d2", "m2", "y2"), ("d3", "m3", "y3"))


def _newest(month: int, day: int, local: datetime, clock: time) -> date:
    """The newest day of that name whose ``clock`` is at most a day ahead of ``local``."""
    date(2000, month, day)  # ValueError for a day that is in no year; 2000 has a 29 February
    latest = local.replace(tzinfo=None) + _AHEAD
    years = range(local.year + 1, local.year - 1 - _LEAP_YEARS_APART, -1)
    days = (date(year, month, day) for year in years if (month, day) != (2, 29) or isleap(year))
    return next(found for found in days if datetime.combine(found, clock) <= latest)


def _time(match: re.Match[str], tag: str) -> time | None:
    """The time of day of the groups named with ``tag``, if they matched; ValueError for hour 25."""
    if not match[f"{tag}_hour"]:
        return None
    hour, half = int(match[f"{tag}_hour"]), (match[f"{tag}_half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(match[f"{tag}_minute"]), int(match[f"{tag}_second"] or 0))


def _length(amount: str | None, unit: str | None) -> timedelta:
    """Of ``2 години``; one of the unit where no amount is named."""
    if not unit:
        return timedelta()
    number = 1 if not amount else int(amount) if amount.isdecimal() else _AMOUNTS[amount.lower()]
    return number * _UNITS[unit.lower()]
