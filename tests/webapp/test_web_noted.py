"""What the checks say, on Ukrainian pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from feeds.config.terms import load_termbase
from feeds.model import Finding
from feeds.store.database import open_sqlite
from feeds.store.spending import Caps, Purse
from feeds.translation.assemble import NOBODY_ASKED
from feeds.translation.checks import judge
from tests.translation import test_checks, test_checks_codes, test_checks_facts, test_checks_good
from tests.webapp.city import City, app_for
from webapp.noted import said

TERMBASE = load_termbase(Path(__file__).parents[2] / "config" / "termbase.csv")
MORE = (
    ("Мер <g1>Лідса</g1>", "<g1></g1> The mayor of Leeds"),
    ("<g1>Мер</g1> <g2>Лідса</g2>", "<g1>The mayor <g2>of</g1> Leeds</g2>"),
    ("<g1>Мер</g1> <g2>Лідса</g2>", "<g1>The mayor <g2>of Leeds</g2></g1>"),
    ("Мер <x1/>", "Mayor <x1/><x1/>"),
    ("Мер {1}Лідса{/1}", "The mayor of {1}{/1}Leeds"),
    ("Мер {1}Лідса{/1}", "The mayor {/1}of Leeds{1}"),
    ("Мер <b>Лідса</b>", "The mayor of Leeds"),
    ("Мер Лідса", "The <b>mayor</b> of Leeds"),
    ("Мер прибув до Києва", "The mayor came to Kiev"),
    ("Мер прибув до Києва", "The mayor came to us"),
    ("Суми отримали мешканці.", "The residents received the sums."),
    ("Мер подякував партнерам за допомогу і пішов", "Mer podiakuvav partneram za dopomohu i pishov"),
    ("Мер зустрів Олену", "The mayor met Олену"),
    ("Директорка розповіла про все. Мер подякував Познані за автобуси.", "The director spoke about it all."),
)


def findings() -> Iterator[Finding]:
    """What the checks say of all the texts that they are tried on, in both directions."""
    for source, target, _ in test_checks.WRONG.values():
        yield from judge(source, target, "uk", "en")
    for source, target, *_ in (*test_checks_facts.CHANGED, *test_checks_good.CHANGED, *MORE):
        yield from judge(source, target, "uk", "en", TERMBASE)
        yield from judge(target, source, "en", "uk", TERMBASE)
    for codes in (*test_checks_codes.PAIRS, *test_checks_codes.DOUBTFUL):
        one, _, other = codes.partition("|")
        source = test_checks_codes.UK.format(one, other)
        yield from judge(source, test_checks_codes.EN.format("", other), "uk", "en")
        yield from judge(source, test_checks_codes.EN.format(f"{one} {one}", other), "uk", "en")
    yield from judge("Мер міста подякував усім", "Мэр города поблагодарил всех, это был съезд", "en", "uk")


def test_every_finding_is_translated() -> None:
    """Whatever the checks find is said in Ukrainian, what is quoted aside."""
    found = {finding.message for finding in findings()}
    assert len(found) > 150
    with app_for(City()).test_request_context("/uk/"):
        english = [message for message in found if said(message) == message]
        assert english == []
        bare = [re.sub(r"[“«'\"].*[”»'\"]|<.*>|[\[{(].*[\])}]", "", said(message)) for message in found]
    assert not [words for words in bare if re.search(r"\b(?:the|of|original|answer|is)\b", words)]


@pytest.mark.parametrize(
    ("message", "ukrainian"),
    [
        ("5 of the original is not in the answer", "є в оригіналі, але немає в перекладі: 5"),
        ("Friday has become Monday, Sunday", "замість «пʼятниця» стоїть «понеділок, неділя»"),
        (
            "June is a month of the answer, and not of the original",
            "місяць є в перекладі, а в оригіналі немає: червень",
        ),
        ("the original speaks of hryvnias, the answer does not", "в оригіналі є гривні, у перекладі немає"),
        ("<b> (and 2 more) of the original is lost", "утрачено з оригіналу: <b> (і ще 2)"),
        ("100 % %(of)s is not in the original", "є в перекладі, але немає в оригіналі: 100 % %(of)s"),
        (
            f"{NOBODY_ASKED}: 3 text units are not in the translation memory",
            "перекладача ще не питали; фрагментів, яких немає в пам’яті перекладів: 3",
        ),
        ("something nobody has heard of", "something nobody has heard of"),
    ],
)
def test_in_words(message: str, ukrainian: str) -> None:
    """Days, months and currencies are words too; what is quoted is not, whatever is in it."""
    app = app_for(City())
    with app.test_request_context("/uk/"):
        assert said(message) == ukrainian
    with app.test_request_context("/en/"):
        assert said(message) == message


ENGINES = Path(__file__).parents[2] / "feeds" / "engines"
_RAISED = re.compile(r"(?:Error|Unsuitable|Refused|Exceeded|__init__)$")
OF_SERVERS = ("says: ",)
"""What follows are their own words."""


def reasons() -> Iterator[str]:
    """What the engines over HTTP and the chain give as their reasons, any number in the places of what varies."""
    for name in ("base", "chain", "line", "http", "google", "mymemory", "libretranslate", "deepl"):
        tree = ast.parse((ENGINES / f"{name}.py").read_text("utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and _RAISED.search(_name(call)):
                yield from (text for one in call.args if (text := _text(one)) and " " in text)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_reason_is_translated() -> None:
    """Why an engine gave no translation is said in Ukrainian as well."""
    found = {reason for reason in reasons() if not reason.startswith(OF_SERVERS)}
    assert len(found) > 12
    with app_for(City()).test_request_context("/uk/"):
        assert [reason for reason in found if said(f"google: {reason}") == f"google: {reason}"] == []


def test_every_budget_is_translated(tmp_path: Path) -> None:
    """Why there is no more to spend is said in Ukrainian as well, whichever cap it is, whole or but for the reserve."""
    english: set[str] = set()
    database = open_sqlite(tmp_path / "visnyk.sqlite")
    for day, size, first in product((True, False), (100, 2000), (False, True)):
        caps = Caps(per_day=1000) if day else Caps(per_month=1000)
        name = "google" if day else "deepl"
        purse = Purse(database, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC), {name: caps})
        while (reason := purse.pay(name, 1, 1, size, first)) is None:
            pass
        english.add(reason)
    database.close()
    assert len(english) == 8
    with app_for(City()).test_request_context("/uk/"):
        assert not [reason for reason in english if re.search(r"\b(?:characters|more|titles)\b", said(reason))]


@pytest.mark.parametrize(
    ("message", "ukrainian"),
    [
        ("google: too many requests (429)", "Google Translate: забагато запитів (429)"),
        (
            "google: the 500,000 characters of 2026-11-23 are spent; more at 00:00 UTC",
            "Google Translate: дозволені знаки за 2026-11-23 вичерпано: 500\N{NO-BREAK SPACE}000; "
            "нові будуть 00:00 UTC",
        ),
        (
            "waiting: google: cannot be reached; left alone until 2026-11-23 15:00 UTC; mymemory: no answer in time",
            "чекає: Google Translate: немає зв’язку; не питатимемо до 2026-11-23 15:00 UTC; "
            "MyMemory: немає вчасної відповіді",
        ),
        (
            "google: 5 of the original is not in the answer; left alone until text, engines or memory change",
            "Google Translate: є в оригіналі, але немає в перекладі: 5; "
            "спробуємо, коли зміниться текст, перекладач чи пам’ять",
        ),
        ("google: too many requests (429); mymemory: no", "google: too many requests (429); mymemory: no"),
        ("waiting: google: no; left alone until noon", "waiting: google: no; left alone until noon"),
    ],
)
def test_reasons_in_words(message: str, ukrainian: str) -> None:
    """Each engine by its name, with what it said; all of it stays in English where a part of it is not known."""
    with app_for(City()).test_request_context("/uk/"):
        assert said(message) == ukrainian
