"""The pages by city, topic and month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from flask.testing import FlaskClient

from feeds.config.partners import load_partners
from feeds.model import Partner, Topic
from tests.webapp.city import NOON, City
from tests.webapp.page import text, tree
from webapp.naming import Name, alphabetical, city_name, country_name, topic_title

LEEDS = {"latitude": 53.7997, "longitude": -1.5492, "forms": {"uk": ("Лідс", "Лідса", "лідський"), "en": ("Leeds",)}}
POZNAN = {
    "name": "Poznań", "country": "PL", "latitude": 52.4064, "longitude": 16.9252,
    "forms": {"uk": ("Познань", "Познані"), "en": ("Poznań",)},
}  # fmt: skip
KHARKIV = {
    "name": "Kharkiv", "country": "UA", "latitude": 49.9935, "longitude": 36.2304,
    "forms": {"uk": ("Харків",), "en": ("Kharkiv",)},
}  # fmt: skip


def place(id_: str, name: str, **fields: object) -> Partner:
    """A city of which nothing matters but its name."""
    given = {"country": "GB", "latitude": 53.8, "longitude": -1.5, "forms": {"en": (name,)}}
    return Partner(**{"id": id_, "name": name, **given, **fields})  # type: ignore[arg-type]


def found(client: FlaskClient, path: str) -> list[str]:
    """The titles of the stories on a page."""
    return [text(title) for title in tree(client, path).xpath("//article//h3")]


def cities(client: FlaskClient, path: str) -> list[str]:
    """The cities on a page with lists of them."""
    return [text(link) for link in tree(client, path).xpath("//section[@class='directory']//li/a")]


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_city_is_called_as_its_readers_call_it():
    """In Ukrainian by the editor's word, else by the first form, which is the name itself; else as in English."""
    assert city_name(place("leeds", "Leeds", forms={"uk": ("Лідс", "лідський")}), "uk") == Name("Лідс", "uk")
    assert city_name(place("leeds", "Leeds", names={"uk": "Лідз"}), "uk") == Name("Лідз", "uk")
    assert city_name(place("turku", "Turku", forms={"uk": ("Турку?",)}), "uk") == Name("Турку", "uk")
    assert city_name(place("x", "Xanten", forms={"uk": ("ксантенський",)}), "uk") == Name("Xanten", "en")
    assert city_name(place("x", "Xanten"), "uk") == Name("Xanten", "en")
    assert city_name(place("leeds", "Leeds", names={"en": "Loidis"}), "en") == Name("Leeds", "en")


def test_countries_and_topics_have_names_in_both_languages():
    """Of countries CLDR knows them, of topics the editor; what nobody knows stays as it is."""
    assert country_name("GB", "en") == "United Kingdom"
    assert country_name("GB", "uk") == "Велика Британія"
    assert country_name("XQ", "en") == "XQ"
    assert topic_title(Topic("energy", "Energy", "Енергетика"), "uk") == Name("Енергетика", "uk")
    assert topic_title(Topic("energy", "Energy", "Енергетика"), "en") == Name("Energy", "en")
    assert topic_title(Topic("energy", "Energy"), "uk") == Name("Energy", "en")


@pytest.mark.parametrize(
    ("ui", "names"),
    [
        (
            "uk",
            "Гадяч Ґалаґан Дніпро Еспоо Євпаторія Жмеринка Зміїв Ивер Івано-Франківськ Їжакевич Йорк Київ Щастя",
        ),
        ("uk", "Кривий-Ріг Кривня Лідс Мюнхен М'ята Надвірна Antwerp Zürich"),
        ("en", "Kryvyi-Rih Kryvyist Łódź Lublin Oulu Poznań Poznania Tromsø Tromsøya Zürich Харків"),
    ],
)
def test_the_alphabet_is_that_of_the_language(ui: str, names: str):
    """Ґ after г, є after е, і after и and ї after і; an apostrophe is no letter, ń is n, other letters come last."""
    expected = names.split()
    mixed = Random(1).sample(expected, len(expected))
    assert sorted(mixed, key=lambda name: alphabetical(name, ui)) == expected


# --- cities -----------------------------------------------------------------------------------------------------------


def test_all_cities_are_listed_with_how_much_there_is(reading: City, client: FlaskClient):
    """Each has a link, its country, how many entries mention it and when the newest came; without news it says so."""
    leeds = reading.add_partner("leeds", **LEEDS)
    reading.add_partner("poznan", **POZNAN)
    for hours in (1, 50):
        reading.tag(reading.add_entry(published=NOON - timedelta(hours=hours)), leeds)
    page = tree(client, "/en/partners")
    one, two = page.xpath("//section[@class='directory']//li")
    assert text(one) == "Leeds United Kingdom 2 entries, the newest on 21 October 2026"
    assert one.xpath(".//time/@datetime") == ["2026-10-21"]
    assert one.xpath("a/@href") == ["/en/partner/leeds"]
    assert text(two) == "Poznań Poland No news yet"


def test_cities_stand_in_the_order_of_the_alphabet_of_the_interface(reading: City, client: FlaskClient):
    """On Ukrainian pages by their Ukrainian names; those of Ukraine by themselves."""
    reading.add_partner("kharkiv", **KHARKIV)
    for id_, name, ukrainian in (
        ("ghent", "Ghent", "Гент"), ("espoo", "Espoo", "Еспоо"), ("zaragoza", "Zaragoza", "Сарагоса"),
        ("yorkshire", "York", "Йорк"),
    ):  # fmt: skip
        reading.add_partner(id_, name=name, forms={"uk": (ukrainian,), "en": (name,)})
    assert cities(client, "/en/partners") == ["Espoo", "Ghent", "York", "Zaragoza", "Kharkiv"]
    assert cities(client, "/uk/partners") == ["Гент", "Еспоо", "Йорк", "Сарагоса", "Харків"]


def test_a_name_that_is_not_in_the_language_of_the_page_says_so(reading: City, client: FlaskClient):
    """A city that has no Ukrainian name is named in English, and a screen reader is told."""
    reading.add_partner("xanten", name="Xanten")
    (link,) = tree(client, "/uk/partners").xpath("//section[@class='directory']//li/a")
    assert (text(link), link.get("lang")) == ("Xanten", "en")
    assert tree(client, "/uk/partner/xanten").xpath("//h1/@lang") == ["en"]
    assert tree(client, "/en/partner/xanten").xpath("//h1/@lang") == []


def test_the_map_has_a_link_for_every_city(reading: City, client: FlaskClient):
    """With a name that says how much there is, and a target that is larger than its dot; Kharkiv is marked."""
    leeds = reading.add_partner("leeds", **LEEDS)
    reading.add_partner("poznan", **POZNAN)
    reading.tag(reading.add_entry(), leeds)
    page = tree(client, "/en/partners")
    (drawing,) = page.xpath("//*[local-name()='svg']")
    assert drawing.get("role") == "group"
    assert drawing.get("aria-label")
    links = {link.get("href"): link for link in drawing.xpath(".//a")}
    assert links.keys() == {"/en/partner/leeds", "/en/partner/poznan"}
    assert text(links["/en/partner/leeds"].xpath("title")[0]) == "Leeds: 1 entry"
    assert text(links["/en/partner/poznan"].xpath("title")[0]) == "Poznań: No news yet"
    for link in links.values():
        target, dot = (float(radius) for radius in link.xpath("circle/@r"))
        assert target >= 13 > dot
        assert link.xpath("*[local-name()='text']/@aria-hidden") == ["true"]
    assert drawing.xpath("*[local-name()='text' and contains(@class, 'home')]/text()") == ["Kharkiv"]
    assert all(one.xpath("ancestor-or-self::*[@aria-hidden='true']") for one in drawing.xpath(".//path"))


def test_a_city_outside_of_europe_is_in_the_list_alone(reading: City, client: FlaskClient):
    """The map has no place for it, its page has no map, and nothing breaks."""
    reading.add_partner("cincinnati", country="US", latitude=39.1, longitude=-84.5)
    page = tree(client, "/en/partners")
    assert page.xpath("//*[local-name()='svg']//a") == []
    assert cities(client, "/en/partners") == ["Cincinnati"]
    assert tree(client, "/en/partner/cincinnati").xpath("//*[local-name()='svg']") == []


def test_without_cities_the_page_says_so(client: FlaskClient):
    """It is a page all the same, with no map on it."""
    page = tree(client, "/en/partners")
    assert "No cities are configured" in text(page)
    assert page.xpath("//*[local-name()='svg']") == []


def test_a_city_has_a_page_with_what_mentions_it(reading: City, client: FlaskClient):
    """Its news by day, its country, and a map that says in words what is on it."""
    leeds = reading.add_partner("leeds", **LEEDS)
    old = reading.add_entry("Стара новина", published=NOON - timedelta(days=1))
    new = reading.add_entry("Лідс допоміг")
    reading.add_entry("Про інше")
    reading.translate(new, "Leeds helped")
    reading.tag(old, leeds)
    reading.tag(new, leeds)
    page = tree(client, "/en/partner/leeds")
    assert text(page.xpath("//h1")[0]) == "Leeds"
    assert "United Kingdom" in text(page.xpath("//main//header")[0])
    assert found(client, "/en/partner/leeds") == ["Leeds helped", "Стара новина"]
    assert found(client, "/uk/partner/leeds") == ["Лідс допоміг", "Стара новина"]
    assert len(page.xpath("//section[@class='day']")) == 2
    (drawing,) = page.xpath("//*[local-name()='svg']")
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", "Map of Europe: Leeds and Kharkiv")


def test_the_map_of_kharkiv_has_one_dot(reading: City, client: FlaskClient):
    """Kharkiv is no partner of itself."""
    reading.add_partner("kharkiv", **KHARKIV)
    (drawing,) = tree(client, "/en/partner/kharkiv").xpath("//*[local-name()='svg']")
    assert drawing.get("aria-label") == "Map of Europe: Kharkiv"
    assert len(drawing.xpath(".//circle")) == 1


def test_a_city_offers_its_feeds(reading: City, client: FlaskClient):
    """Its own edition first, then those that name it; each address in three formats, and for autodiscovery."""
    reading.add_partner("leeds", **LEEDS)
    reading.add_edition("all-en")
    reading.add_edition("north", partners=("oulu", "leeds"))
    reading.add_edition("partner-leeds", first="leeds")
    reading.add_edition("partner-oulu", first="oulu")
    page = tree(client, "/en/partner/leeds")
    (section,) = page.xpath("//section[@id='feeds']")
    assert section.xpath(".//ul[@class='addresses']//a/@href") == [
        f"/editions/{edition}.{extension}"
        for edition in ("partner-leeds", "north")
        for extension in ("atom", "rss", "json")
    ]
    assert "https://news.example/editions/partner-leeds.atom" in text(section)
    assert text(section.xpath(".//h2")[0]) == "Subscribe to the news about Leeds"
    assert "#feeds" in page.xpath("//main//header//a/@href")
    discovered = page.xpath("//head/link[@type='application/atom+xml']/@href")
    assert discovered.count("/editions/partner-leeds.atom") == 1
    assert discovered.count("/editions/north.atom") == 1
    assert "/editions/partner-oulu.atom" not in discovered


def test_a_city_without_news_says_so_and_offers_the_feed(reading: City, client: FlaskClient):
    """Nobody has to come back to look."""
    reading.add_partner("leeds", **LEEDS)
    reading.add_edition("partner-leeds", first="leeds")
    page = tree(client, "/en/partner/leeds")
    assert "No news about this city yet" in text(page)
    assert page.xpath("//section[@id='feeds']//a[contains(@href, 'partner-leeds.atom')]")


def test_a_city_without_an_edition_offers_none(reading: City, client: FlaskClient):
    """No heading without addresses, and no link to it."""
    reading.add_partner("leeds", **LEEDS)
    page = tree(client, "/en/partner/leeds")
    assert page.xpath("//section[@id='feeds']") == []
    assert page.xpath("//a[@href='#feeds']") == []


# --- topics -----------------------------------------------------------------------------------------------------------


def test_topics_are_listed_in_the_language_of_the_page(reading: City, client: FlaskClient):
    """By the editor's Ukrainian titles on Ukrainian pages, in the order of that alphabet."""
    energy = reading.add_topic("energy", title="Energy", title_uk="Тепло й світло")
    reading.add_topic("culture", title="Culture", title_uk="Культура")
    reading.add_topic("zoo", title="Animals")
    reading.tag(reading.add_entry(), energy)
    english, ukrainian = (tree(client, f"/{ui}/topics").xpath("//main//li/a") for ui in ("en", "uk"))
    assert [text(link) for link in english] == ["Animals", "Culture", "Energy"]
    assert [text(link) for link in ukrainian] == ["Культура", "Тепло й світло", "Animals"]
    assert [link.get("lang") for link in ukrainian] == [None, None, "en"]
    counts = [text(line) for line in tree(client, "/en/topics").xpath("//main//li/p")]
    assert counts == ["No news yet", "No news yet", "1 entry, on 21 October 2026"]


def test_a_topic_has_a_page_and_feeds(reading: City, client: FlaskClient):
    """What is about it, and the editions that choose it; no map."""
    energy = reading.add_topic("energy", title="Energy", title_uk="Енергетика")
    reading.tag(reading.add_entry("Тепло повернулося"), energy)
    reading.add_entry("Про інше")
    reading.add_edition("rebuilding", topics=("rebuilding", "energy"))
    reading.add_edition("all-en")
    page = tree(client, "/uk/topic/energy")
    assert text(page.xpath("//h1")[0]) == "Енергетика"
    assert found(client, "/uk/topic/energy") == ["Тепло повернулося"]
    assert page.xpath("//section[@id='feeds']//ul[@class='addresses']//a/@href")[0] == "/editions/rebuilding.atom"
    assert len(page.xpath("//section[@id='feeds']//ul[@class='addresses']")) == 1
    assert page.xpath("//*[local-name()='svg']") == []


def test_without_topics_and_without_news_the_pages_say_so(reading: City, client: FlaskClient):
    """Both are pages all the same."""
    assert "No topics are configured" in text(tree(client, "/en/topics"))
    reading.add_topic("energy")
    assert "No news on this topic yet" in text(tree(client, "/en/topic/energy"))


# --- months -----------------------------------------------------------------------------------------------------------


def in_month(reading: City, year: int, month: int, day: int = 15, title: str = "Новина") -> str:
    """An entry of a month."""
    return reading.add_entry(title, published=datetime(year, month, day, 12, tzinfo=UTC))


def test_the_archive_has_the_months_that_have_news(reading: City, client: FlaskClient):
    """By year, newest first, each with a link and how many entries it has."""
    for year, month in ((2025, 12), (2026, 2), (2026, 10), (2026, 10)):
        in_month(reading, year, month)
    page = tree(client, "/en/archive")
    assert [text(year) for year in page.xpath("//main//h2")] == ["2026", "2025"]
    rows = page.xpath("//main//section//li")
    assert [text(row) for row in rows] == ["October 2 entries", "February 1 entry", "December 1 entry"]
    assert [row.xpath("a/@href")[0] for row in rows] == [
        "/en/archive/2026-10", "/en/archive/2026-02", "/en/archive/2025-12",
    ]  # fmt: skip
    assert text(tree(client, "/uk/archive").xpath("//main//section//li/a")[0]) == "жовтень"


def test_an_archive_without_news_says_so(client: FlaskClient):
    """It is a page all the same."""
    assert "No news yet" in text(tree(client, "/en/archive"))


def test_a_month_has_its_news_and_leads_to_its_neighbours(reading: City, client: FlaskClient):
    """Neighbours are the next months that have news, not those of the calendar."""
    in_month(reading, 2025, 12)
    in_month(reading, 2026, 2, 3, "Третього")
    in_month(reading, 2026, 2, 20, "Двадцятого")
    in_month(reading, 2026, 10)
    page = tree(client, "/uk/archive/2026-02")
    assert text(page.xpath("//h1")[0]) == "лютий 2026"
    assert found(client, "/uk/archive/2026-02") == ["Двадцятого", "Третього"]
    links = page.xpath("//nav[@class='neighbours']//a")
    assert [(link.get("href"), text(link)) for link in links] == [
        ("/uk/archive/2025-12", "грудень 2025"), ("/uk/archive/2026-10", "жовтень 2026"),
    ]  # fmt: skip
    assert tree(client, "/en/archive/2026-10").xpath("//nav[@class='neighbours']//a/@href") == ["/en/archive/2026-02"]


def test_a_month_is_that_of_the_zone_of_the_site(reading: City, client: FlaskClient):
    """At 22:30 UTC on 30 September it is October in Kyiv."""
    reading.add_entry("Уночі", published=datetime(2026, 9, 30, 22, 30, tzinfo=UTC))
    assert found(client, "/en/archive/2026-10") == ["Уночі"]
    assert client.get("/en/archive/2026-09").status_code == 404


def test_pages_turn(reading: City, client: FlaskClient):
    """Of a city, a topic and a month: older news is on the next page, and the newest is one step away."""
    leeds, energy = reading.add_partner("leeds", **LEEDS), reading.add_topic("energy")
    reading.page_size = 2
    for number in range(3):
        reading.tag(reading.add_entry(f"Новина {number}", published=NOON - timedelta(hours=number)), leeds, energy)
    for path in ("/en/partner/leeds", "/en/topic/energy", "/en/archive/2026-10"):
        (older,) = tree(client, path).xpath("//nav[@class='turn']//a[@rel='next']/@href")
        assert found(client, path) == ["Новина 0", "Новина 1"]
        assert found(client, older) == ["Новина 2"]
        assert tree(client, older).xpath("//nav[@class='turn']//a/@href") == [path]


@pytest.mark.parametrize(
    "path",
    [
        "partner/oulu", "topic/water", "partner/", "archive/2026-09", "archive/2026-13", "archive/2026-00",
        "archive/0000-01", "archive/2026-1", "archive/26-10", "archive/02026-10", "archive/2026-010", "archive/2026",
        "archive/2026-10-01", "archive/9999-12", "archive/-026-10",
        "partner/leeds?before=yesterday", "topic/energy?before=1", "archive/2026-10?before=x",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(reading: City, client: FlaskClient, path: str):
    """Unknown ids, months without news, what is no month, and what is no cursor."""
    reading.add_partner("leeds", **LEEDS)
    reading.add_topic("energy")
    reading.add_entry()
    assert client.get("/en/archive/2026-10").status_code == 200
    assert client.get(f"/en/{path}").status_code == 404


@pytest.mark.parametrize("path", ["partners", "partner/leeds", "topics", "topic/energy", "archive", "archive/2026-10"])
def test_every_page_says_what_it_is(reading: City, client: FlaskClient, path: str):
    """A title and a description of its own in both languages, and a link to the other language."""
    reading.add_partner("leeds", **LEEDS)
    reading.add_topic("energy", title="Energy", title_uk="Енергетика")
    reading.add_entry()
    front = tree(client, "/en/").xpath("//meta[@name='description']/@content")
    for ui, other in (("en", "uk"), ("uk", "en")):
        page = tree(client, f"/{ui}/{path}")
        assert page.xpath("//meta[@name='description']/@content") != front
        assert page.xpath("string(//title)").strip(" ·")
        assert page.xpath(f"//a[@hreflang='{other}']/@href") == [f"/{other}/{path}"]


def test_a_page_with_all_cities_is_small(reading: City, client: FlaskClient):
    """With its sheet it has at most 60 KB, before it is compressed."""
    for partner in load_partners(Path(__file__).parents[2] / "config" / "partners.toml").partners:
        reading.add_partner(partner.id, **{
            name: getattr(partner, name) for name in ("name", "country", "latitude", "longitude", "forms", "names")
        })  # fmt: skip
        reading.tag(reading.add_entry(), partner)
    page = client.get("/uk/partners")
    (sheet,) = tree(client, "/uk/partners").xpath("//link[@rel='stylesheet']/@href")
    assert len(page.data) + len(client.get(sheet).data) <= 60_000
