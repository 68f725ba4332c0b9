"""A reading that looks like a real day of a city, with every state, for the browser and for pictures of the pages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from feeds.model import Enclosure, Person, State
from tests.webapp.memory import NOON, MemoryReading

_SAMPLES = Path(__file__).parent / "samples"


def _sample(name: str) -> str:
    return (_SAMPLES / name).read_text(encoding="utf-8")


def sample_city() -> MemoryReading:
    """Three days of news in every state, from sources that fare in every way, in three editions."""
    city = MemoryReading()
    _sources(city)
    _today(city)
    _alerts(city)
    _before(city)
    for edition_id, title, language in (
        ("all-en", "City news in English", "en"),
        ("all-bilingual", "City news, English and original", "bilingual"),
        ("all-original", "Новини міста мовою оригіналу", "original"),
    ):
        city.add_edition(edition_id, title=title, language=language)
        for extension, media_type in (("atom", "application/atom+xml"), ("rss", "application/rss+xml")):
            city.publish(f"/editions/{edition_id}.{extension}", b"<feed/>" * 200, media_type)
    city.reasons = (("google: no answer within 10 s", 3), ("inline codes were lost", 1))
    return city


def long_entry(city: MemoryReading) -> str:
    """The key of the entry that has everything."""
    return next(view.entry.key for view in city.front().items if view.entry.enclosures)


def _sources(city: MemoryReading) -> None:
    city.add_source("city", title="Харківська міська рада", language="uk", rights="CC BY 4.0")
    city.add_source("metro", title="Kharkiv Metro", language="uk")
    city.add_source("eurocities", title="Eurocities", language="en")
    city.add_source("oblast", title="Обласна військова адміністрація", verified=False)
    city.add_source("library", title="City library", enabled=False)
    city.add_source("old", title="Old press office")
    city.check("city", next_due=NOON + timedelta(minutes=30))
    city.check("metro", next_due=NOON + timedelta(minutes=30))
    city.check("eurocities", next_due=NOON + timedelta(hours=1))
    city.check(
        "oblast", last_error="the server answered 503 Service Unavailable", failures=4,
        last_success=NOON - timedelta(days=2), next_due=NOON + timedelta(hours=4),
    )  # fmt: skip
    city.check("old", last_error="410 Gone", retired=True)
    city.add_source("school", title="School No. 7", verified=False)


def _today(city: MemoryReading) -> None:
    tram = city.add_entry(
        "Вулицею Мироносицькою знову курсують трамваї: рух відкрили після семи місяців ремонту",
        content=_sample("tram-uk.html"), authors=(Person("Олена Коваль"),), categories=("Транспорт", "Ремонт доріг"),
        enclosures=(Enclosure("https://city.example/files/tram-map.pdf", "application/pdf", 2_412_000),),
        updated=NOON + timedelta(minutes=40),
    )  # fmt: skip
    city.translate(
        tram, "Trams run along Myronosytska Street again: the line reopened after seven months of works",
        content=_sample("tram-en.html"),
    )  # fmt: skip
    metro = city.add_entry("Метро: змінено графік на вихідні", source_id="metro", published=NOON - timedelta(hours=1))
    city.translate(
        metro, "Metro: weekend timetable changed", State.REVIEWED, engine="google+human",
        content="<p>On Saturday and Sunday trains run every nine minutes on all three lines, from 05:30 to 22:00.</p>",
    )  # fmt: skip
    city.add_entry(
        "У парку Шевченка висадили сто двадцять молодих лип", published=NOON - timedelta(hours=2),
        content="<p>До толоки долучилися школярі, студенти та міські служби. Дерева прижилися добре.</p>",
    )  # fmt: skip


def _alerts(city: MemoryReading) -> None:
    """One that is open, one that was ended, and the all-clear that ended it."""
    raid = city.add_entry("🔴 Харків: повітряна тривога!", published=NOON - timedelta(minutes=20))
    city.translate(raid, "🔴 Kharkiv: air-raid alert!", content="<p>Go to the nearest shelter.</p>")
    city.alert(raid)
    water = city.add_entry("Аварія на водогоні: Новобаварський район без води", published=NOON - timedelta(hours=1))
    city.translate(water, "Water main broken: Novobavarskyi district has no water")
    city.alert(water, "No water")
    night = city.add_entry("🔴 Харків: повітряна тривога!", published=NOON - timedelta(hours=8))
    city.translate(night, "🔴 Kharkiv: air-raid alert!")
    city.alert(night, closed=NOON - timedelta(hours=7))
    over = city.add_entry("🟢 Харків: відбій повітряної тривоги", published=NOON - timedelta(hours=7))
    city.translate(over, "🟢 Kharkiv: air-raid alert over")
    city.alert(over, all_clear=True)


def _before(city: MemoryReading) -> None:
    partial = city.add_entry("Конкурс для молодих архітекторів", published=NOON - timedelta(days=1, hours=2))
    city.translate(
        partial, "Competition for young architects", State.PARTIAL, reason="one passage lost its links",
        content="<p>Entries are welcome until 30 November; the jury meets in Espoo and Kharkiv.</p>",
    )  # fmt: skip
    failed = city.add_entry("Відключення води на Салтівці 22 жовтня", published=NOON - timedelta(days=1, hours=4))
    city.translate(failed, "", State.FAILED, content="", engine=None, reason="the engine answered with an error page")
    english = city.add_entry(
        "Leeds and Kharkiv sign a twinning programme for schools", source_id="eurocities", language="en",
        published=NOON - timedelta(days=2),
        content="<p>Forty schools take part in the first year; lessons are held online and in both languages.</p>",
    )  # fmt: skip
    city.translate(english, "", State.NOT_NEEDED, content="", engine=None)
