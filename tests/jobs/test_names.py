"""Names of cities from the source to the edition, whatever an engine does to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.model import State
from feeds.store.memory import memory_units

from ..translation.evil import Sentence, cyrillic, dropped, evil, misspelt, other_city, russian, sentences
from ..translation.test_terms_cities import is_right
from .city import City
from .documents import NOON, Item, atom
from .libre import Libre
from .site import Feed, Server

_TERMS = Path(__file__).parents[2] / "config" / "termbase.csv"
_PARAGRAPHS = 40


def news() -> list[Item]:
    """Every sentence in some entry."""
    texts = [sentence.text for sentence in sentences()]
    return [
        Item(
            f"tag:city.example,2026:names-{start}",
            f"Новини з міст за {start} день",
            "".join(f"<p>{text}</p>" for text in texts[start : start + _PARAGRAPHS]),
            NOON - timedelta(minutes=start),
        )
        for start in range(0, len(texts), _PARAGRAPHS)
    ]


def give_terms(city: City, *, changed: Callable[[str], str] = lambda text: text) -> None:
    """Have the city use the delivered termbase, or a changed one."""
    city.write()
    (city.config / "termbase.csv").write_text(changed(_TERMS.read_text("utf-8")), "utf-8")


@pytest.mark.parametrize(
    ("way", "stubborn"),
    [(misspelt, False), (russian, False), (cyrillic, False), (dropped, False), (other_city, True)],
)
def test_every_name_in_every_case(
    city: City, site: Server, libre: Libre, way: Callable[[Sentence], str], stubborn: bool
) -> None:
    """Every city in every case form is right in what is stored, from an engine that gets each of them wrong."""
    libre.translate = evil(way, stubborn=stubborn)
    give_terms(city)
    city.add("city", site.on("/feed", Feed(atom(news()))))
    city.run()
    with city.open() as service, service.database.read() as connection:
        known = {unit.source: unit.target for unit in memory_units(connection) if unit.terms}
    wrong = [(one.text, known.get(one.text)) for one in sentences() if not is_right(one, known.get(one.text, ""))]
    assert wrong == []
    assert {made.state for _, made in city.entries() if made} == {State.TRANSLATED}


def test_a_changed_term(city: City, site: Server, libre: Libre) -> None:
    """A term that changes costs the units that it touches, and no others; what can be put right costs nothing."""
    libre.translate = evil(misspelt)
    give_terms(city)
    city.add("city", site.on("/feed", Feed(atom(news()))))
    city.run()
    before = Counter(libre.units)
    city.later(hours=1)
    city.run()
    assert Counter(libre.units) == before
    give_terms(city, changed=lambda text: text.replace(",Leeds,", ",Leeds in Yorkshire,", 1))
    city.later(hours=1)
    city.run()
    again = Counter(libre.units) - before
    touched = [sentence.text for sentence in sentences() if sentence.city == "leeds"]
    assert again and all("Leeds" in unit or any(unit in text for text in touched) for unit in again)
    with city.open() as service, service.database.read() as connection:
        known = {unit.source: unit.target for unit in memory_units(connection)}
    assert all("Leeds in Yorkshire" in known[text] for text in touched)
    corrected = {entry.title for entry, made in city.entries() if made and made.corrected == city.now}
    holding = {one.title for one in news() if any(text in one.content for text in touched)}
    assert corrected == holding


def test_without_a_termbase(city: City, site: Server, libre: Libre) -> None:
    """A city without the file has no terms, and translates all the same."""
    libre.translate = evil(misspelt)
    city.add("city", site.on("/feed", Feed(atom(news()[:1]))))
    city.run()
    assert {made.state for _, made in city.entries() if made} == {State.TRANSLATED}


def test_a_change_taken_back(city: City, site: Server, libre: Libre) -> None:
    """A term that is changed and changed back costs nothing the second time, and what is published follows."""
    libre.translate = evil(russian)
    give_terms(city)
    city.add("city", site.on("/feed", Feed(atom(news()))))
    city.run()
    first = {entry.title: made.content for entry, made in city.entries() if made}
    for _ in range(2):
        give_terms(city, changed=lambda text: text.replace(",Leeds,", ",Leeds in Yorkshire,", 1))
        city.later(hours=1)
        city.run()
        assert any("Leeds in Yorkshire" in made.content for _, made in city.entries() if made)
        paid = len(libre.units)
        give_terms(city)
        city.later(hours=1)
        city.run()
        assert {entry.title: made.content for entry, made in city.entries() if made} == first
        assert len(libre.units) == paid


def test_names_in_links(city: City, site: Server, libre: Libre) -> None:
    """A name that is wrong within a link that the engine loses is put right as well."""
    translate = evil(misspelt)
    libre.translate = lambda text: re.sub("<[^>]*>", "", translate(text))
    give_terms(city)
    linked = '<p>Мер <a href="https://leeds.example/">Лідса</a> приїхав до Харкова та Одеси.</p>'
    city.add("city", site.on("/feed", Feed(atom([news()[0].but(content=linked)]))))
    city.run()
    [(_, made)] = city.entries()
    assert made is not None and made.state is State.TRANSLATED
    assert not [finding for finding in made.findings if finding.check == "name"]
    assert re.search('<a href="https://leeds.example/">[^<]*Leeds[^<]*</a>', made.content), made.content
    assert "Kharkiv" in made.content and "Odesa" in made.content
