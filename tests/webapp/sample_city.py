"""A city on a real day, with every state, for the browser and for pictures of the pages."""

from __future__ import annotations

import hashlib
import struct
import zlib
from datetime import timedelta
from pathlib import Path

from feeds.model import Enclosure, Person, State
from tests.webapp.city import NOON, City

_SAMPLES = Path(__file__).parent / "samples"


def _sample(name: str) -> str:
    return (_SAMPLES / name).read_text(encoding="utf-8")


def sample_city() -> City:
    """Three days of news in every state, from sources that fare in every way, in three editions; with partners, topics,
    a story that three sources tell, and a translation into Ukrainian."""
    city = City()
    _settings(city)
    _sources(city)
    _today(city)
    _alerts(city)
    _before(city)
    _together(city)
    for edition_id, title, language in (
        ("all-en", "City news in English", "en"),
        ("all-bilingual", "City news, English and original", "bilingual"),
        ("all-original", "Новини міста мовою оригіналу", "original"),
    ):
        city.add_edition(edition_id, title=title, language=language)
        for extension, media_type in (("atom", "application/atom+xml"), ("rss", "application/rss+xml")):
            city.publish(f"/editions/{edition_id}.{extension}", b"<feed/>" * 200, media_type)
        city.publish(f"/editions/{edition_id}.json", b'{"items": []}', "application/feed+json")
    city.publish("/subscriptions.opml", b"<opml/>", "text/x-opml")
    city.spend("google", 123_456)
    city.spend("google", 2_345_678, NOON - timedelta(days=3))
    return city


def long_entry(city: City) -> str:
    """The key of the entry that has everything."""
    return next(one.lead.entry.key for one in city.reading.front("en").items if one.lead.entry.authors)


def told_by_three(city: City) -> str:
    """The key of the entry that began the story which three sources tell."""
    return next(one.lead.entry.key for one in city.reading.front("en").items if len(one.others) == 2)


def keep_drawing(city: City, key: str, url: str, colour: tuple[int, int, int]) -> None:
    """A copy of an entry's picture at ``url``: a broad stripe of a colour under a pale sky, 320 by 180 pixels."""
    body = png(320, 180, [(225, 232, 240)] * 70 + [colour] * 80 + [(120, 120, 115)] * 30)
    file = city.folder / f"{hashlib.sha256(body).hexdigest()}.png"
    file.write_bytes(body)
    city.keep_picture(key, url, file)


def png(width: int, height: int, lines: list[tuple[int, int, int]]) -> bytes:
    """A PNG (RFC 2083) of lines of one colour each."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    pixels = b"".join(b"\0" + bytes(line) * width for line in lines)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _settings(city: City) -> None:
    city.add_partner("leeds", name="Leeds", country="GB", names={"uk": "Лідс"})
    city.add_partner("espoo", name="Espoo", country="FI", latitude=60.2, longitude=24.65, names={"uk": "Еспоо"})
    city.add_partner("poznan", name="Poznań", country="PL", latitude=52.4, longitude=16.93, names={"uk": "Познань"})
    city.add_topic("transport", title="Transport", title_uk="Транспорт")
    city.add_topic("education", title="Schools and education", title_uk="Школи та освіта")
    city.add_topic("energy", title="Water, heat and power")


def _sources(city: City) -> None:
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


def _today(city: City) -> None:
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
    keep_drawing(city, tram, "https://city.example/tram.jpg", (70, 110, 160))
    transport = city.settings.topics[0]
    city.tag(tram, transport)
    metro = city.add_entry("Метро: змінено графік на вихідні", source_id="metro", published=NOON - timedelta(hours=1))
    city.translate(
        metro, "Metro: weekend timetable changed", State.REVIEWED, engine="google+human",
        content="<p>On Saturday and Sunday trains run every nine minutes on all three lines, from 05:30 to 22:00.</p>",
    )  # fmt: skip
    city.tag(metro, transport)
    lindens = city.add_entry(
        "У парку Шевченка висадили сто двадцять молодих лип", published=NOON - timedelta(hours=2),
        content="<p>До толоки долучилися школярі, студенти та міські служби. Дерева прижилися добре.</p>",
        enclosures=tuple(Enclosure(f"https://city.example/linden-{number}.png", "image/png") for number in (1, 2)),
    )  # fmt: skip
    for number, enclosure in enumerate(city.stored(lindens).enclosures):
        keep_drawing(city, lindens, enclosure.url, (40, 120 + 60 * number, 60))


def _alerts(city: City) -> None:
    """One that is open, one that was ended, and the all-clear that ended it."""
    raid = city.add_entry("🔴 Харків: повітряна тривога!", published=NOON - timedelta(minutes=20))
    city.translate(raid, "🔴 Kharkiv: air-raid alert!", content="<p>Go to the nearest shelter.</p>")
    city.alert(raid, title_uk="Повітряна тривога")
    water = city.add_entry("Аварія на водогоні: Новобаварський район без води", published=NOON - timedelta(hours=1))
    city.translate(water, "Water main broken: Novobavarskyi district has no water")
    city.alert(water, "No water", "Немає води")
    night = city.add_entry("🔴 Харків: повітряна тривога!", published=NOON - timedelta(hours=8))
    city.translate(night, "🔴 Kharkiv: air-raid alert!")
    city.alert(night, title_uk="Повітряна тривога", closed=NOON - timedelta(hours=7))
    over = city.add_entry("🟢 Харків: відбій повітряної тривоги", published=NOON - timedelta(hours=7))
    city.translate(over, "🟢 Kharkiv: air-raid alert over")
    city.alert(over, title_uk="Повітряна тривога", all_clear=True)


def _before(city: City) -> None:
    leeds, espoo, _ = city.settings.partners
    partial = city.add_entry("Конкурс для молодих архітекторів", published=NOON - timedelta(days=1, hours=2))
    city.translate(
        partial, "Competition for young architects", State.PARTIAL, reason="inline codes were lost",
        content="<p>Entries are welcome until 30 November; the jury meets in Espoo and Kharkiv.</p>",
    )  # fmt: skip
    city.tag(partial, espoo)
    failed = city.add_entry("Відключення води на Салтівці 22 жовтня", published=NOON - timedelta(days=1, hours=4))
    city.translate(failed, "", State.FAILED, content="", engine=None, reason="google: too many requests (429)")
    city.tag(failed, city.settings.topics[2])
    english = city.add_entry(
        "Leeds and Kharkiv sign a twinning programme for schools", source_id="eurocities", language="en",
        published=NOON - timedelta(days=2),
        content="<p>Forty schools take part in the first year; lessons are held online and in both languages.</p>",
    )  # fmt: skip
    city.translate(
        english, "Лідс і Харків підписали програму обміну між школами", language="uk",
        content="<p>У перший рік участь беруть сорок шкіл; уроки проходять онлайн обома мовами.</p>",
    )  # fmt: skip
    city.tag(english, leeds, city.settings.topics[1])


def _together(city: City) -> None:
    """What three sources tell; the first one of them is not the newest."""
    leeds = city.settings.partners[0]
    told = [
        city.add_entry(title, source_id=source_id, published=NOON - timedelta(days=1, hours=9 - place), content=content)
        for place, (source_id, title, content) in enumerate(
            (
                ("city", "Лідс передав Харкову шість шкільних автобусів",
                 "<p>Кошти збирали цілий рік на шкільних ярмарках.</p>"),
                ("metro", "Шість автобусів з Лідса возитимуть дітей на Салтівці",
                 "<p>Перший рейс — у понеділок о сьомій ранку.</p>"),
                ("oblast", "До Харкова приїхали шкільні автобуси від Лідса",
                 "<p>Машини зустріли на площі Свободи.</p>"),
            )
        )
    ]  # fmt: skip
    city.translate(told[0], "Leeds gave Kharkiv six school buses",
                   content="<p>The money was raised at school fairs for a whole year.</p>")  # fmt: skip
    city.translate(told[1], "Six buses from Leeds will take children to school in Saltivka",
                   content="<p>The first ride is on Monday at seven in the morning.</p>")  # fmt: skip
    for key in told:
        city.tag(key, leeds)
    for key in told[1:]:
        city.join(key, told[0])
