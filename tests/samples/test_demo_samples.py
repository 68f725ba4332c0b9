"""The bundled samples: what is committed is what the texts make, and it shows what it is there to show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.cli.demo import at_address, replayed
from feeds.config import load_settings
from feeds.model import EntryView, State
from feeds.service import Service
from tests.samples.build_demo import OUTPUT, TEXTS, build, load, text_of

SOURCES = ("kharkiv", "kharkiv-channel", "kyiv", "eurocities")
PARTNERS = {
    "Антверпен", "Бірмінгем", "Брн", "Берлін", "Мюнхен", "Лідс", "Еспоо", "Познан", "Нюрнберг", "Лілл", "Больц",
    "Antwerp", "Birmingham", "Brno", "Berlin", "Munich", "Leeds", "Espoo", "Pozna", "Nuremberg", "Lille", "Bologna",
    "Turku", "Oulu", "Riga", "Tallinn", "Gdańsk", "Ghent", "Vienna", "Helsinki",
}  # fmt: skip
"""Beginnings of the names of cities in Eurocities, as the texts write them."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A Visnyk that has gathered the samples with their memory and no engine."""
    settings = load_settings(OUTPUT)
    with (
        replayed(OUTPUT / "sites") as address,
        Service(at_address(settings, address), tmp_path_factory.mktemp("samples")) as demo,
    ):
        demo.translating.import_memory((OUTPUT / "memory.tmx").read_bytes(), "memory.tmx")
        summary = demo.refresh()
        assert [(outcome.source_id, outcome.status) for outcome in summary.sources] == [(s, "ok") for s in SOURCES]
        assert summary.engines == {}
        yield demo


def everything(service: Service) -> list[EntryView]:
    """What the pages of all sources show."""
    pages = [service.reading.source_page(source_id, "en") for source_id in SOURCES]
    return [row.lead for found in pages if found for row in found[1].items]


def test_the_air_raid_is_over(service: Service) -> None:
    """The samples hold an alert that its all-clear has ended; both stand apart from the news."""
    alerts = [row.lead for row in service.reading.alerts("en").items]
    assert [(view.alert, view.entry.all_clear, view.entry.closed) for view in alerts] == [
        ("Air raid", True, None), ("Air raid", False, alerts[0].entry.published),
    ]  # fmt: skip
    assert not {view.entry.key for view in alerts} & {row.lead.entry.key for row in service.reading.front("en").items}
    assert service.reading.open_alerts("en") == ()


def test_committed_files_are_what_the_texts_make() -> None:
    """``python -m tests.samples.build_demo`` would change nothing in config/demo/."""
    made = build()
    below = [path for path in (*OUTPUT.glob("sites/*"), *OUTPUT.glob("*.tmx")) if path.is_file()]
    assert {str(path.relative_to(OUTPUT)) for path in below} == set(made)
    for name, data in made.items():
        assert (OUTPUT / name).read_bytes() == data, f"{name}: run python -m tests.samples.build_demo"


def test_every_text_reaches_a_reader(service: Service) -> None:
    """Each text is an entry with its title, whichever format and encoding its source has."""
    titles = {view.entry.title for view in everything(service)}
    written = [text_of(item)["title"] for name in SOURCES for item in load(name)]
    assert len(written) == len(list(TEXTS.glob("*/*.toml"))) == 25
    assert titles == {" ".join(title.split()) for title in written}


def test_news_of_partner_cities(service: Service) -> None:
    """At least twelve entries mention a partner city."""
    entries = [view.entry for view in everything(service)]
    named = [entry for entry in entries if re.search("|".join(PARTNERS), entry.title + entry.content)]
    assert len(named) >= 12


def test_memory_alone_translates_all_that_it_should(service: Service) -> None:
    """All Ukrainian entries are translated by people, but for those whose English text is missing on purpose."""
    untranslated = {
        " ".join(item["uk"]["title"].split()) for name in SOURCES for item in load(name) if "en" not in item
    }
    assert len(untranslated) == 3
    states = service.translating.states()
    assert (states[State.REVIEWED], states[State.PENDING], states[State.NOT_NEEDED]) == (17, 3, 5)
    for view in everything(service):
        if view.state is State.PENDING:
            assert view.entry.title in untranslated
        elif view.translation:
            assert view.translation.engine == "human"


def test_translations_keep_links_and_lose_cyrillic(service: Service) -> None:
    """A translation has every link of its original, and no word of it left."""
    for view in everything(service):
        if view.translation and view.state is State.REVIEWED:
            links = re.findall(r'(?:href|src)="([^"]+)"', view.entry.content)
            assert sorted(re.findall(r'(?:href|src)="([^"]+)"', view.translation.content)) == sorted(links)
            assert not re.search("[а-яіїєґ]{3}", view.translation.content)


def test_settings_need_no_network() -> None:
    """The demo's settings name loopback sources and no engine but the memory."""
    settings = load_settings(OUTPUT)
    assert {name for pair in settings.pairs for name in pair.engines} == {"memory"}
    assert {Path(source.url).name for source in settings.sources} == {path.name for path in OUTPUT.glob("sites/*")}
    assert all(source.url.startswith("http://127.0.0.1:") for source in settings.sources)
