"""One entry with all that is known of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from feeds.model import Copy, Enclosure, EntryPage, State
from tests.webapp.city import NOON, City

UIS = ("en", "uk")


def page(city: City, key: str, ui: str = "en", into: str | None = None) -> EntryPage:
    """The page of an entry that is there."""
    found = city.reading.entry(key, ui, into)
    assert found is not None
    return found


def test_plain_entry(city: City) -> None:
    """An entry that nothing else is known of has its source and its state, and nothing else."""
    key = city.add_entry("Новина")
    found = page(city, key)
    assert (found.view.entry, found.view.source.id, found.view.state) == (city.stored(key), "city", State.PENDING)
    assert (found.view.translation, found.translations, found.others) == (None, (), ())
    assert (found.partners, found.topics, dict(found.view.pictures)) == ((), (), {})


def test_translation_of_the_reader(city: City) -> None:
    """It is into the language of the interface where the site makes that, else into its main one."""
    key = city.add_entry("News", language="de")
    city.translate(key, "News in English")
    assert page(city, key, "uk").view.translation == page(city, key, "en").view.translation
    city.translate(key, "Новини", language="uk")
    titles = [translation and translation.title for translation in (page(city, key, ui).view.translation for ui in UIS)]
    assert titles == ["News in English", "Новини"]


def test_translation_that_was_asked_for(city: City) -> None:
    """Another language can be named, in one way; one that nothing is translated into has no page."""
    key = city.add_entry("Новина")
    city.translate(key, "News")
    city.translate(key, "Wiadomość", language="pl")
    found = page(city, key, "en", "pl")
    assert found.view.translation and (found.view.translation.title, found.view.state) == (
        "Wiadomość",
        State.TRANSLATED,
    )
    assert city.reading.entry(key, "en", "de") is city.reading.entry(key, "en", "PL") is None
    assert city.reading.entry("0" * 16, "en", "pl") is None


def test_all_translations(city: City) -> None:
    """All that may be shown are there, the reader's own first, the others by language."""
    key = city.add_entry("Новина")
    for language in ("pl", "de", "fi"):
        city.translate(key, f"in {language}", language=language)
    city.translate(key, "News", State.REVIEWED)
    assert [one.language for one in page(city, key).translations] == ["en", "de", "fi", "pl"]
    assert [one.language for one in page(city, key, "uk", "fi").translations] == ["fi", "de", "en", "pl"]


@pytest.mark.parametrize(
    ("state", "shown"),
    [(State.REVIEWED, True), (State.TRANSLATED, True), (State.PARTIAL, True), (State.PENDING, False),
     (State.FAILED, False)],
)  # fmt: skip
def test_translations_that_may_be_shown(city: City, state: State, shown: bool) -> None:
    """What failed or is still to come is no translation to read."""
    key = city.add_entry("Новина")
    city.translate(key, "News", state)
    found = page(city, key)
    assert (found.view.state, bool(found.translations)) == (state, shown)


def test_translations_of_another_text(city: City) -> None:
    """Once the source has changed its text, no translation of the old one is shown."""
    key = city.add_entry("Новина")
    city.translate(key, "News")
    city.translate(key, "Wiadomość", language="pl")
    city.change(key, title="Виправлена новина", fingerprint="another")
    city.translate(key, "Poprawiona wiadomość", language="pl")
    found = page(city, key)
    assert (found.view.state, found.view.translation) == (State.PENDING, None)
    assert [one.title for one in found.translations] == ["Poprawiona wiadomość"]


def test_translations_that_are_made_no_more(city: City) -> None:
    """A language that was taken out of the settings is shown no more."""
    key = city.add_entry("Новина")
    city.translate(key, "News")
    city.translate(key, "Wiadomość", language="pl")
    city.pairs = city.pairs[:1]
    assert [one.language for one in page(city, key).translations] == ["en"]
    assert city.reading.entry(key, "en", "pl") is None


def test_entry_that_needs_no_translation(city: City) -> None:
    """Who reads its language is told that none is needed, and still finds the others."""
    key = city.add_entry("Новина")
    city.add_pair("en", "uk")
    city.translate(key, "News")
    found = page(city, key, "uk")
    assert (found.view.state, found.view.translation) == (State.NOT_NEEDED, None)
    assert [one.title for one in found.translations] == ["News"]


def test_what_it_is_about(city: City) -> None:
    """Partners and topics are in the order of the settings; those that are configured no more are left out."""
    espoo, leeds = city.add_partner("espoo"), city.add_partner("leeds")
    energy, sport = city.add_topic("energy"), city.add_topic("sport")
    key = city.add_entry()
    city.tag(key, leeds, sport, espoo, energy)
    found = page(city, key)
    assert (found.partners, found.topics) == ((espoo, leeds), (energy, sport))
    del city._partners["espoo"], city._topics["sport"]
    found = page(city, key)
    assert (found.partners, found.topics) == ((leeds,), (energy,))


def test_who_else_tells_it(city: City) -> None:
    """The others of its story come with every entry of it, first come first, but for what must not be shown."""
    keys = [
        city.add_entry(f"{number}", source_id=source, published=NOON + timedelta(minutes=number))
        for number, source in enumerate(("city", "metro", "gone", "oblast", "press"))
    ]
    for key in keys[1:]:
        city.join(key, keys[0])
    city.take_down(keys[3])
    city.remove_source("gone")
    assert [view.entry.title for view in page(city, keys[0]).others] == ["1", "4"]
    assert [view.entry.title for view in page(city, keys[4]).others] == ["0", "1"]


def test_pictures(city: City, tmp_path: Path) -> None:
    """Copies that are kept come by the address that the source gave, as long as its pictures are copied."""
    url = "https://city.example/a.png"
    key = city.add_entry(enclosures=(Enclosure(url, "image/png"), Enclosure("https://city.example/b.png", "image/png")))
    file = tmp_path / f"{'ab' * 32}.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n")
    city.keep_picture(key, url, file)
    assert dict(page(city, key).view.pictures) == {url: Copy(f"/pictures/{file.name}", "image/png", 8)}
    kept = city.reading.picture(file.name)
    assert kept is not None and kept.read_bytes() == file.read_bytes()
    assert city.reading.picture("cd" * 32 + ".png") is city.reading.picture("../visnyk.sqlite") is None
    city.add_source("city")
    assert dict(page(city, key).view.pictures) == {}
