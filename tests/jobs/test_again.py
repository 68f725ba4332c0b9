"""What is made once more, and what is not: other terms, other engines, people at work meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

import feeds.jobs.translate
from feeds.jobs.review import correct, undo
from feeds.model import State, Translation
from feeds.store.memory import remember
from feeds.translation.memory import MemoryUnit

from .city import City
from .documents import NOON, Item, atom, item
from .libre import Libre, shout
from .site import Server
from .test_review import desk_of, key_of
from .test_translate import plain, publish, states

LEEDS = "Мер Лідса прибув до нас."
_HEAD = (
    "id,kind,source_language,source,target_language,target,forms,allowed,forbidden,forbidden_source,unless,match,note\n"
)


def terms(city: City, target: str | None) -> None:
    """Have the termbase want this name for Лідс; ``None``: have it say nothing."""
    city.write()
    row = f"leeds,city,uk,Лідс,en,{target},Лідс|Лідса,,,,,,\n" if target else ""
    (city.config / "termbase.csv").write_text(_HEAD + row, "utf-8")


def of_leeds(number: int) -> Item:
    """An entry with a title of its own, and a text that others have too."""
    return item(number).but(title=f"Новина {number} дня", content=f"<p>{LEEDS}</p>")


def say(text: str) -> str:
    """A translation that has the name of the city wrong in a way that nobody can repair."""
    return "The mayor of that place has come to us." if "прибув" in text else shout(text)


def shown(city: City, number: int) -> Translation:
    """What readers see of such an entry."""
    return city.translation(f"Новина {number} дня")


def stale(city: City, site: Server, libre: Libre, count: int = 1) -> None:
    """Entries that were translated before the termbase said anything of their city."""
    libre.translate = say
    publish(city, site, [of_leeds(number) for number in range(count)])
    city.run()
    assert states(city) == {State.TRANSLATED: count}
    terms(city, "Leeds")
    city.later(hours=2)


def test_what_nobody_makes_better_is_not_bought_every_hour(city: City, site: Server, libre: Libre) -> None:
    """Where the terms changed and every engine answers badly, that is paid for once, and the old text stays."""
    stale(city, site, libre)
    before = shown(city, 0)
    libre.translate = lambda text: text
    del libre.requests[:]
    city.run()
    paid = len(libre.units)
    assert LEEDS in libre.units
    for _ in range(5):
        city.later(hours=7)
        city.run()
    made = shown(city, 0)
    assert (made.content, made.state, made.next_try) == (before.content, State.TRANSLATED, None)
    assert len(libre.units) == paid


def test_what_an_engine_may_do_later_is_asked_for_again(city: City, site: Server, libre: Libre) -> None:
    """Where the terms changed while the engine is down, the old text stays until the engine is back."""
    stale(city, site, libre)
    before = shown(city, 0)
    libre.refuse = lambda texts: (503, "overloaded")
    city.run()
    made = shown(city, 0)
    assert (made.content, made.state) == (before.content, State.TRANSLATED)
    libre.refuse = lambda texts: None
    libre.translate = lambda text: "The mayor of Leeds has come to us." if "прибув" in text else shout(text)
    city.later(hours=7)
    city.run()
    assert "mayor of Leeds" in shown(city, 0).content


def test_nobody_to_ask(city: City, site: Server, libre: Libre) -> None:
    """With the memory alone, what other terms made is looked at once, and once more when an engine is there."""
    stale(city, site, libre)
    city.main["translation"]["engines"] = ["memory"]
    city.run()
    assert (shown(city, 0).state, shown(city, 0).next_try) == (State.TRANSLATED, None)
    city.main["translation"]["engines"] = ["memory", "libretranslate"]
    libre.translate = lambda text: "The mayor of Leeds has come to us." if "прибув" in text else shout(text)
    city.later(hours=2)
    city.run()
    assert "mayor of Leeds" in shown(city, 0).content


def test_no_entry_loses_its_text_for_other_terms(
    city: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries that share a unit whose terms changed all keep their text while the engine is down, in any stretch."""
    monkeypatch.setattr(feeds.jobs.translate, "_STRETCH", 1)
    stale(city, site, libre, 3)
    libre.refuse = lambda texts: (503, "overloaded")
    city.run()
    assert states(city) == {State.TRANSLATED: 3}
    assert all("that place" in shown(city, number).content for number in range(3))


def test_terms_cost_no_unit_that_they_do_not_touch(city: City, site: Server, libre: Libre) -> None:
    """What was given up is not bought again because a term changed that is not in it."""
    libre.translate = lambda text: text if text.startswith("Текст") else shout(text)
    publish(city, site, [plain(1)])
    for _ in range(6):
        city.run()
        city.later(hours=6)
    paid = Counter(libre.units)
    terms(city, "Leeds")
    city.run()
    assert Counter(libre.units) == paid


def meanwhile(city: City, libre: Libre, deed: Callable[[], None]) -> None:
    """Have somebody do this once, while the engine is asked."""

    def once() -> None:
        libre.before = lambda: None
        deed()

    libre.before = once


BODY = "<p>Перший абзац.</p><p>{}</p>"


def test_undone_meanwhile(city: City, site: Server, libre: Libre) -> None:
    """What somebody takes back while an engine is at work on the same entry is not shown again."""
    feed = publish(city, site, [item(1).but(title="Новина 1 дня", content=BODY.format("Другий абзац."))])
    city.run()
    with city.open() as service:
        desk, key = desk_of(service), key_of(city, 1)
        correct(desk, key, "Перший абзац.", "A slip.", author="olena", now=city.now)
    city.later(hours=1)
    feed.body = atom([item(1).but(title="Новина 1 дня", content=BODY.format("Третій абзац."))])

    def deed() -> None:
        with city.open() as service:
            undo(desk_of(service), key, "Перший абзац.", author="olena", now=city.now)

    meanwhile(city, libre, deed)
    city.run()
    city.later(minutes=5)
    city.run()
    made = shown(city, 1)
    assert (made.state, "A slip." in made.content) == (State.TRANSLATED, False)


def test_the_best_of_what_is_known(city: City, site: Server, libre: Libre) -> None:
    """Where the newest of what the memory has is refused by the checks of today, an older one that passes is used."""
    publish(city, site, [plain(1)])
    text = "Текст новини 1."
    known = [
        MemoryUnit("uk", "en", text, "Text of news 1.", "google", NOON - timedelta(days=2)),
        MemoryUnit("uk", "en", text, text, "mymemory", NOON - timedelta(days=1)),
    ]
    with city.open() as service, service.database.write() as connection:
        remember(connection, known, NOON)
    city.run()
    assert (city.translation(plain(1).title).content, text in libre.units) == ("<p>Text of news 1.</p>", False)


def test_a_title_does_not_wait_for_the_budget_of_the_text(city: City, site: Server, libre: Libre) -> None:
    """A title that failed is asked for again within minutes, though its text waits for the budget of tomorrow."""
    city.main["engine.libretranslate"]["characters_per_day"] = 1000
    paragraphs = "".join(f"<p>{'Довгий абзац про парк. ' * 30}{place}.</p>" for place in ("Раз", "Два"))
    publish(city, site, [of_leeds(1).but(content=paragraphs)])
    libre.refuse = lambda texts: (503, "overloaded") if "Новина 1 дня" in texts else None
    city.run()
    made = shown(city, 1)
    assert (made.state, made.next_try) == (State.PARTIAL, city.now + timedelta(minutes=1))
    libre.refuse = lambda texts: None
    city.later(minutes=2)
    city.run()
    made = shown(city, 1)
    assert (made.state, made.next_try, bool(made.title)) == (State.PARTIAL, NOON + timedelta(hours=12), True)
    assert str(made.reason).endswith("more at 00:00 UTC")


def test_a_name_that_could_not_be_asked_for(city: City, site: Server, libre: Libre) -> None:
    """Where an engine fails between a wrong name and the second try, the text is shown, warned of, and made anew."""
    terms(city, "Leeds")
    publish(city, site, [of_leeds(1)])
    libre.translate = lambda text: say(text) if "Leeds" not in text else "The mayor of Leeds has come to us."
    libre.refuse = lambda texts: (503, "overloaded") if len(libre.requests) > 1 else None
    city.run()
    made = shown(city, 1)
    assert ("that place" in made.content, [one.check for one in made.findings if one.unit == LEEDS]) == (True, ["name"])
    libre.refuse = lambda texts: None
    city.later(hours=7)
    city.run()
    made = shown(city, 1)
    assert ("mayor of Leeds" in made.content, made.next_try) == (True, None)
    assert LEEDS not in [one.unit for one in made.findings]


def test_no_alert_waits_for_terms(city: City, site: Server, libre: Libre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which entries other terms touch is looked up after what is urgent has been translated."""
    publish(city, site, [of_leeds(1)])
    steps: list[str] = []
    real = feeds.jobs.translate.note_terms
    monkeypatch.setattr(feeds.jobs.translate, "note_terms", lambda *given: (steps.append("terms"), real(*given)))
    city.ask()
    with city.open() as service:
        service.translating.run(on_urgent=lambda: steps.append("urgent"))
    assert steps == ["urgent", "terms"]
    assert states(city) == {State.TRANSLATED: 1}
