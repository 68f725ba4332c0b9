"""What the checks say, on Ukrainian pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.config.terms import load_termbase
from feeds.model import Finding
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
