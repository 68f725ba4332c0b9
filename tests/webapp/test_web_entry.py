"""The page of one entry, and what untrusted text may not do on any page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from feeds.model import Enclosure, Finding, Person, State
from tests.webapp.memory import NOON, MemoryReading
from tests.webapp.page import parsed, text, tree

EVIL = "<script>alert(1)</script>\"'>"


def test_translation_and_original_stand_side_by_side(client: FlaskClient, reading: MemoryReading) -> None:
    """A translated entry has two parts in their languages, and browsers leave the original alone."""
    key = reading.add_entry("Трамвай", content="<p>Їде.</p>")
    reading.translate(key, "Tram", content="<p>It runs.</p>")
    page = tree(client, f"/entry/{key}")
    translation, original = page.xpath("//div[@class='pair']/section")
    assert [text(h) for h in page.xpath("//h2")] == ["English translation", "Ukrainian original"]
    english, ukrainian = translation.find_class("prose")[0], original.find_class("prose")[0]
    assert (english.get("lang"), english.get("translate"), text(english)) == ("en", None, "It runs.")
    assert (ukrainian.get("lang"), ukrainian.get("translate"), text(ukrainian)) == ("uk", "no", "Трамвай Їде.")
    assert text(page.xpath("//h1")[0]) == "Tram"


def test_label_says_who_translated_and_when(client: FlaskClient, reading: MemoryReading) -> None:
    """A machine's translation names the engine and the time, and says that nobody reviewed it."""
    key = reading.add_entry()
    reading.translate(key, engine="memory+google")
    label = text(tree(client, f"/entry/{key}").find_class("provenance")[0])
    assert "by the translation memory and Google Translate, 21 October 2026, 12:05." in label
    assert "Nobody has reviewed it" in label


@pytest.mark.parametrize(("state", "engine"), [(State.REVIEWED, "google+human"), (State.TRANSLATED, "human")])
def test_a_persons_work_is_not_called_unreviewed(
    client: FlaskClient, reading: MemoryReading, state: State, engine: str
) -> None:
    """What a person reviewed or wrote carries no warning."""
    key = reading.add_entry()
    reading.translate(key, state=state, engine=engine)
    label = text(tree(client, f"/entry/{key}").find_class("provenance")[0])
    assert "a person" in label
    assert "Nobody has reviewed" not in label


def test_a_persons_part_is_told_from_the_machines(client: FlaskClient, reading: MemoryReading) -> None:
    """Where a person reviewed a part both are named; a person's work alone is not called a machine's, nor written."""
    key = reading.add_entry()
    reading.translate(key, engine="google+human", corrected=NOON + timedelta(minutes=9))
    label = text(tree(client, f"/entry/{key}").find_class("provenance")[0])
    assert "Translated by Google Translate and a person, 21 October 2026, 12:05." in label
    assert "A person has reviewed a part of it" in label and "Nobody" not in label
    assert "Corrected 21 October 2026, 12:09." in label
    reading.translate(key, engine="human", state=State.REVIEWED)
    label = text(tree(client, f"/entry/{key}").find_class("provenance")[0])
    assert label.startswith("Reviewed by a person, 21 October 2026, 12:05.")
    assert label.count("eviewed") == 1 and "Translated" not in label


def test_what_may_be_wrong_is_listed(client: FlaskClient, reading: MemoryReading) -> None:
    """What the checks found is shown beside the translation, each once and as text."""
    key = reading.add_entry()
    reading.translate(key)
    assert not tree(client, f"/entry/{key}").find_class("notice")
    doubts = (Finding("number", f"42 is missing {EVIL}"), Finding("number", f"42 is missing {EVIL}", unit="x"))
    reading.translate(key, findings=(*doubts, Finding("name", "Lvov")))
    [notice] = tree(client, f"/entry/{key}").find_class("notice")
    assert [text(line) for line in notice.iter("li")] == [f"42 is missing {EVIL}", "Lvov"]
    assert not notice.findall(".//script")


def test_partial_and_stale_translations_say_so(client: FlaskClient, reading: MemoryReading) -> None:
    """Passages left in the original and a changed original are told in words."""
    key = reading.add_entry()
    reading.translate(key, state=State.PARTIAL, reason="a link was lost", fingerprint="of an older text")
    label = text(tree(client, f"/entry/{key}").find_class("provenance")[0])
    assert "Some passages are left in the original language: a link was lost." in label
    assert "The original has changed since." in label


@pytest.mark.parametrize(
    ("state", "words"),
    [(State.PENDING, "The translation is not there yet"), (State.FAILED, "Reason: quota is used up.")],
)
def test_missing_translation_is_explained(
    client: FlaskClient, reading: MemoryReading, state: State, words: str
) -> None:
    """Without a translation there is one part, the original, and a word on why."""
    key = reading.add_entry("Метро")
    reading.translate(key, "", state=state, content="", reason="quota is used up")
    page = tree(client, f"/entry/{key}")
    assert [text(h) for h in page.xpath("//h2")] == ["Ukrainian original"]
    assert words in text(page.find_class("notice")[0])


def test_an_engine_that_is_down_has_refused_nothing(client: FlaskClient, reading: MemoryReading) -> None:
    """Where no engine could be asked the page says that the translation is not there yet, not that it was refused."""
    key = reading.add_entry("Метро")
    reading.translate(key, "", state=State.FAILED, content="", reason="waiting: google: cannot be reached")
    page = client.get(f"/entry/{key}").text
    assert "The translation is not there yet" in page and "google: cannot be reached" in page
    reading.translate(key, "", state=State.FAILED, content="", reason="google: the answer is empty")
    assert "No translation passed our checks" in client.get(f"/entry/{key}").text


def test_entry_in_the_target_language_needs_no_excuse(client: FlaskClient, reading: MemoryReading) -> None:
    """An entry that needs no translation is shown alone without a notice."""
    key = reading.add_entry("News", language="en")
    reading.translate(key, "", state=State.NOT_NEEDED, content="")
    page = tree(client, f"/entry/{key}")
    assert [text(h) for h in page.xpath("//h2")] == ["English original"]
    assert not page.find_class("notice")


def test_language_that_nobody_named_stays_unnamed(client: FlaskClient, reading: MemoryReading) -> None:
    """An undetermined language is no language name, and the empty ``lang`` that HTML has for it."""
    key = reading.add_entry(language="und")
    page = tree(client, f"/entry/{key}")
    assert [text(h) for h in page.xpath("//h2")] == ["Original"]
    assert page.xpath("//h1/@lang") == [""]


def test_particulars_are_listed(client: FlaskClient, reading: MemoryReading) -> None:
    """Authors, topics, files with their size and the link to the original page are on the page."""
    key = reading.add_entry(
        authors=(Person("Олена"), Person("Іван")),
        categories=("Транспорт", "Місто"),
        enclosures=(Enclosure("https://city.example/a%20b.pdf", "application/pdf", 1_234_567),),
        updated=NOON + timedelta(minutes=30),
    )
    page = tree(client, f"/entry/{key}")
    assert [text(dd) for dd in page.xpath("//dd")] == [
        "Олена, Іван", "Транспорт Місто", "a b.pdf, application/pdf, 1.2 MB",
    ]  # fmt: skip
    original = page.xpath("//a[text()='Original page']")[0]
    assert original.get("href") == f"https://city.example/{key}"
    assert original.get("rel") == "noopener external"
    assert "updated 21 October 2026, 12:30" in text(page.find_class("meta")[0])


def test_pictures_are_links_and_never_loaded(client: FlaskClient, reading: MemoryReading) -> None:
    """Neither a picture in the text nor one that is attached becomes a request to its host."""
    key = reading.add_entry(
        content='<p><img src="https://city.example/a.jpg" alt="A tram"></p>',
        enclosures=(Enclosure("https://city.example/b.jpg", "image/jpeg"),),
    )
    page = tree(client, f"/entry/{key}")
    assert not page.xpath("//img | //picture | //video | //audio | //iframe")
    assert [(text(a), a.get("href")) for a in page.find_class("picture")] == [("A tram", "https://city.example/a.jpg")]
    assert page.xpath("//dd//a/@href") == ["https://city.example/b.jpg"]


def test_untrusted_text_is_text(client: FlaskClient, reading: MemoryReading) -> None:
    """Markup in a title, source, category, author, reason, engine or file name reaches no page as markup."""
    reading.add_source("evil", title=EVIL, rights=EVIL, url=f"https://evil.example/{EVIL}", verified=False)
    reading.check("evil", last_error=EVIL)
    reading.reasons = ((EVIL, 1),)
    reading.add_edition("evil", title=EVIL)
    enclosures = (Enclosure(f"https://evil.example/{EVIL}", EVIL),)
    authors = (Person(EVIL),)
    first = reading.add_entry(
        EVIL, source_id="evil", categories=(EVIL,), authors=authors, enclosures=enclosures, language=EVIL
    )
    second = reading.add_entry(EVIL, source_id="evil")
    reading.translate(first, EVIL + "!", State.PARTIAL, reason=EVIL, engine=EVIL)
    reading.translate(second, "", State.FAILED, reason=EVIL)
    for path in ("/", f"/entry/{first}", f"/entry/{second}", "/source/evil", "/status", "/subscribe"):
        response = client.get(path)
        assert response.status_code == 200
        assert "<script" not in response.text
        assert "alert(1)" in response.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/x", "", None, "http://["]
)
def test_only_web_addresses_become_links(client: FlaskClient, reading: MemoryReading, url: str | None) -> None:
    """A link of another scheme, without a host or malformed is not offered."""
    reading.add_source("odd", url=url or "")
    reading.check("odd")
    enclosures = (Enclosure(url),) if url else ()
    key = reading.add_entry(source_id="odd", link=url, enclosures=enclosures)
    hrefs = tree(client, f"/entry/{key}").xpath("//main//a/@href")
    hrefs += parsed(client.get("/source/odd").text).xpath("//main//a/@href")
    assert set(hrefs) == {"/source/odd", f"/entry/{key}"}


def test_date_that_nobody_said(client: FlaskClient, reading: MemoryReading) -> None:
    """Where the source gives no date, lists and the entry's page say that it is when the entry was first seen."""
    key = reading.add_entry("Новина", dated=False)
    assert "first seen 21 October 2026, 12:00" in text(tree(client, f"/entry/{key}").find_class("meta")[0])
    for path in ("/", "/source/city"):
        assert "seen 12:00" in text(tree(client, path).find_class("entries")[0])
    reading.add_entry("Інша новина")
    assert text(tree(client, "/").find_class("entries")[0]).count("seen") == 1
