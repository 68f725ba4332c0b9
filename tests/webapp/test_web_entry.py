"""The page of one entry, and what untrusted text may not do on any page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from feeds.model import Enclosure, Finding, Person, State
from tests.webapp.city import NOON, City, app_for
from tests.webapp.page import parsed, text, tree

EVIL = "<script>alert(1)</script>\"'>"


def test_translation_and_original_stand_side_by_side(client: FlaskClient, reading: City) -> None:
    """A translated entry has two parts in their languages, row beside row, and browsers leave the original alone."""
    key = reading.add_entry("Трамвай", content="<p>Їде.</p>")
    reading.translate(key, "Tram", content="<p>It runs.</p>")
    page = tree(client, f"/en/entry/{key}")
    translation, original = page.xpath("//div[@class='pair aligned']/section")
    assert [text(h) for h in page.xpath("//h2")] == ["English translation", "Ukrainian original"]
    english, ukrainian = translation.find_class("prose")[0], original.find_class("prose")[0]
    assert (english.get("lang"), english.get("translate"), text(english)) == ("en", None, "It runs.")
    assert (ukrainian.get("lang"), ukrainian.get("translate"), text(ukrainian)) == ("uk", "no", "Їде.")
    assert [one.get("class") for one in page.xpath("//div[contains(@class, 'prose')]/p")] == ["row u1"] * 2


def test_both_titles_are_shown(client: FlaskClient, reading: City) -> None:
    """The reader's title is the heading, and the other one stands under it, each with its language."""
    key = reading.add_entry("Трамвай")
    reading.translate(key, "Tram")
    for ui, first, second in (("en", ("Tram", "en"), ("Трамвай", "uk")), ("uk", ("Трамвай", "uk"), ("Tram", "en"))):
        page = tree(client, f"/{ui}/entry/{key}")
        heading, [below] = page.get_element_by_id("headline"), page.find_class("second")
        assert ((text(heading), heading.get("lang")), (text(below), below.get("lang"))) == (first, second)
    reading.translate(key, "Трамвай", State.PARTIAL)
    assert not tree(client, f"/en/entry/{key}").find_class("second")


def test_reader_of_the_original_has_it_first(client: FlaskClient, reading: City) -> None:
    """In Ukrainian a Ukrainian entry begins with the original; its English translation is beside it, and nothing is
    said of what is missing there."""
    key = reading.add_entry("Трамвай")
    assert not tree(client, f"/uk/entry/{key}").find_class("notice")
    reading.translate(key, "Tram")
    page = tree(client, f"/uk/entry/{key}")
    assert page.xpath("//div[starts-with(@class, 'pair')]/section/@class") == ["side original", "side translation"]
    reading.add_pair("en", "uk")  # Ukrainian is translated into, but this entry needs that for nobody
    assert text(tree(client, f"/uk/entry/{key}").find_class("second")[0]) == "Tram"


@pytest.mark.parametrize(
    ("ui", "first", "second"), [("en", "translation", "original"), ("uk", "original", "translation")]
)
def test_switch_for_small_screens(client: FlaskClient, reading: City, ui: str, first: str, second: str) -> None:
    """One of three is chosen: the reader's language, unless they choose the other one or both; without a script."""
    key = reading.add_entry()
    reading.translate(key)
    [switch] = tree(client, f"/{ui}/entry/{key}").find_class("switch")
    assert switch.tag == "fieldset" and text(switch[0])
    radios = switch.xpath(".//label/input")
    assert [one.get("id") for one in radios] == [f"show-{first}", f"show-{second}", "show-both"]
    assert [one.get("checked") is not None for one in radios] == [True, False, False]
    assert {(one.get("type"), one.get("name")) for one in radios} == {("radio", "show")}
    assert not tree(client, f"/{ui}/entry/{reading.add_entry()}").find_class("switch")


def test_texts_that_are_built_otherwise(client: FlaskClient, reading: City) -> None:
    """Where a translation is not in the tree of its original they stand in two columns, and nothing is lost."""
    key = reading.add_entry(content="<p>Раз.</p><p>Два.</p>")
    reading.translate(key, content="<p>One. Two.</p>")
    [pair] = tree(client, f"/en/entry/{key}").find_class("pair")
    assert pair.get("class") == "pair" and not pair.find_class("row")
    assert [text(one) for one in pair.find_class("prose")] == ["One. Two.", "Раз.Два."]


# --- other languages ----------------------------------------------------------------------------------------------


def test_address_of_a_translation(client: FlaskClient, reading: City) -> None:
    """Each language that an entry is translated into has its address: that translation comes first there."""
    key = reading.add_entry("Трамвай")
    reading.translate(key, "Tram")
    reading.translate(key, "Tramwaj", language="pl")
    page = tree(client, f"/en/entry/{key}/pl")
    assert (text(page.xpath("//h1")[0]), page.xpath("//h1/@lang")) == ("Tramwaj", ["pl"])
    assert [text(h) for h in page.xpath("//h2")] == ["Polish translation", "Ukrainian original"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"https://news.example/en/entry/{key}/pl"]
    assert page.xpath("//p[@class='tongues']/a/@href") == [f"/uk/entry/{key}/pl"]
    english = tree(client, f"/uk/entry/{key}/en")
    assert text(english.xpath("//h1")[0]) == "Tram"
    tree(client, f"/en/entry/{key}/fi", status=404)


def test_links_to_other_languages(client: FlaskClient, reading: City) -> None:
    """A page leads to the other translations; to the one that the interface reads without naming it."""
    key = reading.add_entry("Трамвай")
    reading.translate(key, "Tram")
    reading.translate(key, "Tramwaj", language="pl")
    reading.translate(key, "", State.FAILED, language="fi", content="")

    def links(path: str) -> list[tuple[str, str]]:
        found = tree(client, path).xpath("//dt[.='Translations']/following-sibling::dd//a")
        return [(text(a), a.get("href")) for a in found]

    assert links(f"/en/entry/{key}") == [("Polish", f"/en/entry/{key}/pl")]
    assert links(f"/en/entry/{key}/pl") == [("English", f"/en/entry/{key}")]


# --- provenance ---------------------------------------------------------------------------------------------------


def test_label_says_who_translated_and_when(client: FlaskClient, reading: City) -> None:
    """A machine's translation names the engine and the time, and says that nobody reviewed it."""
    key = reading.add_entry()
    reading.translate(key, engine="memory+google")
    label = text(tree(client, f"/en/entry/{key}").find_class("provenance")[0])
    assert "by the translation memory and Google Translate, 21 October 2026, 12:05." in label
    assert "Nobody has reviewed it" in label


@pytest.mark.parametrize(("state", "engine"), [(State.REVIEWED, "google+human"), (State.TRANSLATED, "human")])
def test_a_persons_work_is_not_called_unreviewed(client: FlaskClient, reading: City, state: State, engine: str) -> None:
    """What a person reviewed or wrote carries no warning."""
    key = reading.add_entry()
    reading.translate(key, state=state, engine=engine)
    label = text(tree(client, f"/en/entry/{key}").find_class("provenance")[0])
    assert "a person" in label
    assert "Nobody has reviewed" not in label


def test_a_persons_part_is_told_from_the_machines(client: FlaskClient, reading: City) -> None:
    """Where a person reviewed a part both are named; a person's work alone is not called a machine's, nor written."""
    key = reading.add_entry()
    reading.translate(key, engine="google+human", corrected=NOON + timedelta(minutes=9))
    label = text(tree(client, f"/en/entry/{key}").find_class("provenance")[0])
    assert "Translated by Google Translate and a person, 21 October 2026, 12:05." in label
    assert "A person has reviewed a part of it" in label and "Nobody" not in label
    assert "Corrected 21 October 2026, 12:09." in label
    reading.translate(key, engine="human", state=State.REVIEWED)
    label = text(tree(client, f"/en/entry/{key}").find_class("provenance")[0])
    assert label.startswith("Reviewed by a person, 21 October 2026, 12:05.")
    assert label.count("eviewed") == 1 and "Translated" not in label


def test_what_may_be_wrong_is_listed(client: FlaskClient, reading: City) -> None:
    """What the checks found is shown beside the translation, each once and as text."""
    key = reading.add_entry()
    reading.translate(key)
    assert not tree(client, f"/en/entry/{key}").find_class("notice")
    doubts = (Finding("number", f"42 is missing {EVIL}"), Finding("number", f"42 is missing {EVIL}", unit="x"))
    reading.translate(key, findings=(*doubts, Finding("name", "Lvov")))
    [notice] = tree(client, f"/en/entry/{key}").find_class("notice")
    assert [text(line) for line in notice.iter("li")] == [f"42 is missing {EVIL}", "Lvov"]
    assert not notice.findall(".//script")
    [notice] = tree(client, f"/uk/entry/{key}").find_class("notice")
    assert notice.xpath(".//li/span/@lang") == ["en", "en"]


def test_partial_translations_say_so(client: FlaskClient, reading: City) -> None:
    """Passages left in the original are told in words, with the reason in its language."""
    key = reading.add_entry()
    reading.translate(key, state=State.PARTIAL, reason="a link was lost")
    label = text(tree(client, f"/en/entry/{key}").find_class("provenance")[0])
    assert "Some passages are left in the original language: a link was lost." in label
    english = tree(client, f"/uk/entry/{key}").xpath("//p[@class='provenance']/span[@lang='en']")
    assert [text(one) for one in english] == ["a link was lost"]
    reading.translate(key, state=State.PARTIAL)
    assert "left in the original language." in text(tree(client, f"/en/entry/{key}").find_class("provenance")[0])


def test_stale_translations_say_so(client: FlaskClient, reading: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A translation that is shown though it is one of an older text says so."""
    key = reading.add_entry()
    reading.translate(key)
    page = reading.entry(key, "en")
    old = replace(page.view.translation, fingerprint="of an older text")
    monkeypatch.setattr(reading, "entry", lambda *_: replace(page, view=replace(page.view, translation=old)), False)
    label = text(tree(client, f"/en/entry/{key}").find_class("provenance")[0])
    assert "The original has changed since." in label


@pytest.mark.parametrize(
    ("state", "words"),
    [(State.PENDING, "The translation is not there yet"), (State.FAILED, "Reason: quota is used up.")],
)
def test_missing_translation_is_explained(client: FlaskClient, reading: City, state: State, words: str) -> None:
    """Without a translation there is one part, the original, and a word on why."""
    key = reading.add_entry("Метро")
    reading.translate(key, "", state=state, content="", reason="quota is used up")
    page = tree(client, f"/en/entry/{key}")
    assert [text(h) for h in page.xpath("//h2")] == ["Ukrainian original"]
    assert words in text(page.find_class("notice")[0])


def test_an_engine_that_is_down_has_refused_nothing(client: FlaskClient, reading: City) -> None:
    """Where no engine could be asked the page says that the translation is not there yet, not that it was refused."""
    key = reading.add_entry("Метро")
    reading.translate(key, "", state=State.FAILED, content="", reason="waiting: google: cannot be reached")
    page = client.get(f"/en/entry/{key}").text
    assert "The translation is not there yet" in page and "google: cannot be reached" in page
    reading.translate(key, "", state=State.FAILED, content="", reason="google: the answer is empty")
    assert "No translation passed our checks" in client.get(f"/en/entry/{key}").text


def test_entry_in_the_target_language_needs_no_excuse(client: FlaskClient, reading: City) -> None:
    """An entry that needs no translation is shown alone without a notice."""
    key = reading.add_entry("News", language="en")
    reading.translate(key, "", state=State.NOT_NEEDED, content="")
    page = tree(client, f"/en/entry/{key}")
    assert [text(h) for h in page.xpath("//h2")] == ["English original"]
    assert not page.find_class("notice")


def test_language_that_nobody_named_stays_unnamed(client: FlaskClient, reading: City) -> None:
    """An undetermined language is no language name, and the empty ``lang`` that HTML has for it."""
    key = reading.add_entry(language="und")
    page = tree(client, f"/en/entry/{key}")
    assert [text(h) for h in page.xpath("//h2")] == ["Original"]
    assert page.xpath("//h1/@lang") == [""]


def test_particulars_are_listed(client: FlaskClient, reading: City) -> None:
    """Authors, topics, files with their size and the link to the original page are on the page."""
    key = reading.add_entry(
        authors=(Person("Олена"), Person("Іван")),
        categories=("Транспорт", "Місто"),
        enclosures=(Enclosure("https://city.example/a%20b.pdf", "application/pdf", 1_234_567),),
        updated=NOON + timedelta(minutes=30),
    )
    page = tree(client, f"/en/entry/{key}")
    assert [text(one) for one in page.xpath("//dt | //dd")] == [
        "By", "Олена, Іван", "Filed under", "Транспорт Місто", "Files", "a b.pdf, application/pdf, 1.2 MB",
    ]  # fmt: skip
    assert page.xpath("//dd/@lang") == ["uk"]
    original = page.xpath("//a[text()='Original page']")[0]
    assert original.get("href") == f"https://city.example/{key}"
    assert original.get("rel") == "noopener external"
    assert "updated 21 October 2026, 12:30" in text(page.find_class("meta")[0])
    meta = text(tree(client, f"/uk/entry/{key}").find_class("meta")[0])
    assert "21 жовтня 2026, 12:00" in meta and "21 жовтня 2026, 12:30" in meta


def test_cities_and_topics_are_links(client: FlaskClient, reading: City) -> None:
    """What an entry mentions and is about leads to the pages of that, by its name in the language of the interface."""
    leeds = reading.add_partner("leeds", name="Leeds", forms={"uk": ("Лідс", "Лідса")})
    espoo = reading.add_partner("espoo", name="Espoo", forms={"en": ("Espoo",)})
    schools = reading.add_topic("schools", title="Schools", title_uk="Школи")
    key = reading.add_entry()
    reading.tag(key, leeds, espoo, schools)

    def names(ui: str) -> list[tuple[str, str | None, str]]:
        found = tree(client, f"/{ui}/entry/{key}").find_class("particulars")[0].xpath(".//a")
        return [(text(a), a.get("lang"), a.get("href")) for a in found]

    assert names("en") == [
        ("Leeds", None, "/en/partner/leeds"), ("Espoo", None, "/en/partner/espoo"),
        ("Schools", None, "/en/topic/schools"),
    ]  # fmt: skip
    assert names("uk") == [
        ("Лідс", None, "/uk/partner/leeds"), ("Espoo", "en", "/uk/partner/espoo"), ("Школи", None, "/uk/topic/schools"),
    ]  # fmt: skip


def test_who_else_reports(client: FlaskClient, reading: City) -> None:
    """The other entries of the story are a named list: the source, when, and the title that leads to it."""
    key = reading.add_entry("Автобуси з Лідса")
    other = reading.add_entry("Лідс передав автобуси", source_id="press", published=NOON + timedelta(hours=1))
    reading.join(other, key)
    reading.translate(other, "Leeds gave buses")
    page = tree(client, f"/en/entry/{key}")
    [section] = page.find_class("others")
    [line] = section.findall(".//li")
    assert text(page.get_element_by_id(section.find("ul").get("aria-labelledby"))) == "Also reported by"
    assert text(line) == "Source press 21 October 2026, 13:00 Leeds gave buses"
    assert line.xpath(".//a/@href") == ["/en/source/press", f"/en/entry/{other}"]
    back = tree(client, f"/uk/entry/{other}").find_class("others")[0]
    assert text(back.find_class("name-of")[0]) == "Автобуси з Лідса"


def test_pictures_are_links_and_never_loaded(client: FlaskClient, reading: City) -> None:
    """Neither a picture in the text nor one that is attached becomes a request to its host."""
    key = reading.add_entry(
        content='<p><img src="https://city.example/a.jpg" alt="A tram"></p>',
        enclosures=(Enclosure("https://city.example/b.jpg", "image/jpeg"),),
    )
    page = tree(client, f"/en/entry/{key}")
    assert not page.xpath("//img | //picture | //video | //audio | //iframe")
    assert [(text(a), a.get("href")) for a in page.find_class("picture")] == [("A tram", "https://city.example/a.jpg")]
    assert page.xpath("//dd//a/@href") == ["https://city.example/b.jpg"]


def test_untrusted_text_is_text(client: FlaskClient, reading: City) -> None:
    """Markup in a title, source, category, author, reason, engine or file name reaches no page as markup."""
    reading.add_source("evil", title=EVIL, rights=EVIL, url=f"https://evil.example/{EVIL}", verified=False)
    reading.check("evil", last_error=EVIL)
    reading.add_edition("evil", title=EVIL)
    enclosures = (Enclosure(f"https://evil.example/{EVIL}", EVIL),)
    authors = (Person(EVIL),)
    first = reading.add_entry(
        EVIL, source_id="evil", categories=(EVIL,), authors=authors, enclosures=enclosures, language=EVIL
    )
    second = reading.add_entry(EVIL, source_id="evil")
    reading.translate(first, EVIL + "!", State.PARTIAL, reason=EVIL, engine=EVIL)
    reading.translate(second, "", State.FAILED, reason=EVIL)
    for path in ("/", f"/entry/{first}", f"/entry/{second}", "/source/evil"):
        for ui in ("en", "uk"):
            response = client.get(f"/{ui}{path}")
            assert response.status_code == 200
            assert "<script>" not in response.text and "alert(1)" in response.text
            scripts = parsed(response.text).xpath("//script")
            assert [one.get("type") for one in scripts] == ["application/ld+json"] * path.startswith("/entry")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/x", "", None, "http://["]
)
def test_only_web_addresses_become_links(client: FlaskClient, reading: City, url: str | None) -> None:
    """A link of another scheme, without a host or malformed is not offered."""
    reading.add_source("odd", url=url or "")
    reading.check("odd")
    enclosures = (Enclosure(url),) if url else ()
    key = reading.add_entry(source_id="odd", link=url, enclosures=enclosures)
    hrefs = tree(client, f"/en/entry/{key}").xpath("//main//a/@href")
    hrefs += parsed(client.get("/en/source/odd").text).xpath("//main//a/@href")
    assert set(hrefs) == {"/en/source/odd", f"/en/entry/{key}"}


def test_date_that_nobody_said(client: FlaskClient, reading: City) -> None:
    """Where the source gives no date, lists and the entry's page say that it is when the entry was first seen."""
    key = reading.add_entry("Новина", dated=False)
    assert "first seen 21 October 2026, 12:00" in text(tree(client, f"/en/entry/{key}").find_class("meta")[0])
    for path in ("/en/", "/en/source/city"):
        assert "seen 12:00" in text(tree(client, path).find_class("entries")[0])
    reading.add_entry("Інша новина")
    assert text(tree(client, "/en/").find_class("entries")[0]).count("seen") == 1


# --- editors, programs and screens ----------------------------------------------------------------------------------


def test_landmarks_and_headings(client: FlaskClient, reading: City) -> None:
    """The article is called by its headline, each text by its heading, and headings come in order."""
    key = reading.add_entry(content="<h1>Про що</h1><p>Текст.</p>")
    reading.translate(key, content="<h1>About</h1><p>Text.</p>")
    page = tree(client, f"/en/entry/{key}")
    named = page.xpath("//article | //main//section")
    assert [text(page.get_element_by_id(one.get("aria-labelledby"))) for one in named] == [
        "News", "English translation", "Ukrainian original",
    ]  # fmt: skip
    assert [one.tag for one in page.xpath("//main//*[self::h1 or self::h2 or self::h3]")] == ["h1", "h2", "h3"] * 1 + [
        "h2", "h3",
    ]  # fmt: skip


def test_no_desk_no_link(client: FlaskClient, reading: City) -> None:
    """Where nobody may sign in, no page offers to correct anything."""
    key = reading.add_entry()
    reading.translate(key)
    assert "Correct this translation" not in client.get(f"/en/entry/{key}").text


def test_link_to_the_desk(reading: City) -> None:
    """Where there is a desk, the page leads to the entry on it, in the language that is shown, and no robot follows."""
    app = app_for(reading)
    app.add_url_rule("/<any(en, uk):ui>/desk/entry/<key>", "desk.entry", lambda key: key)
    app.context_processor(lambda: {"desk_url": "/en/desk/"})
    key = reading.add_entry()
    reading.translate(key)
    [link] = tree(app.test_client(), f"/uk/entry/{key}").xpath("//p[@class='correct']/a")
    assert (link.get("href"), link.get("rel")) == (f"/uk/desk/entry/{key}?to=en", "nofollow")
    [link] = tree(app.test_client(), f"/uk/entry/{reading.add_entry()}").xpath("//p[@class='correct']/a")
    assert "?" not in link.get("href")


def test_pictures_have_room_before_they_are_there(client: FlaskClient, reading: City, tmp_path: Path) -> None:
    """A copied picture of which the source told the size says it; any other one has a box of a known shape."""
    path = tmp_path / f"{'ab' * 32}.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    url = "https://cdn.example/photo.png"
    sizes = ('width="640" height="480"', 'width="640"', 'width="50%" height="30%"', "")
    key = reading.add_entry(content="".join(f'<p><img src="{url}" alt="Міст" {size}></p>' for size in sizes))
    reading.keep_picture(key, url, path)
    images = tree(client, f"/en/entry/{key}").xpath("//img")
    assert [(one.get("class"), one.get("loading")) for one in images] == [
        (None, "lazy"), ("unsized", "lazy"), ("unsized", "lazy"), ("unsized", "lazy"),
    ]  # fmt: skip
    assert (images[0].get("width"), images[0].get("height")) == ("640", "480")
