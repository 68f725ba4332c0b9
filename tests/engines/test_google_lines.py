"""Lines of Google's page that are not beside their own texts: no unit gets the translation of another."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest

from feeds.engines.base import Miscount, MixedUp, Repeated
from feeds.engines.chain import Chain
from feeds.engines.google import Google
from feeds.engines.line import Line
from feeds.model import EngineUse

from .loopback import Asked, Reply, Server, page
from .scripted import chain_of
from .test_line import Money

ENGLISH = {
    "Мер Харкова відкрив нову школу в Салтівці.": "The mayor of Kharkiv has opened a new school in Saltivka.",
    "Лікарня отримала 12 апаратів від Лейпцига.": "The hospital has received 12 machines from Leipzig.",
    "Трамваї змінять маршрут. Рух відновлять у п'ятницю.": "Trams will change route. Traffic will resume on Friday.",
    "Ремонт мосту через Лопань триватиме до листопада.": "Repairs of the Lopan bridge will last until November.",
}
UNITS = list(ENGLISH)
Change = Callable[[list[str]], list[str]]


def served(change: Change) -> Callable[[Asked], Reply]:
    """The page, with something done to the lines of every request that has several."""

    def reply(asked: Asked) -> Reply:
        texts = asked.query["q"].split("\n")
        lines = [ENGLISH[text] for text in texts]
        return page(html.escape("\n".join(change(lines) if len(lines) > 1 else lines), quote=False))

    return reply


def answers(change: Change) -> list[str]:
    """What the engine makes of all units."""
    with Server(served(change)) as server:
        return Google(server.url).translate(UNITS, "uk", "en")


def parted(lines: list[str]) -> list[str]:
    """The first stays, the second is lost and leaves a blank line, the third comes in two."""
    return [lines[0], "", *lines[2].split(". "), *lines[3:]]


OTHER_LINES: dict[str, Change] = {
    "one blank, one in two": parted,
    "the first blank, another in two": lambda lines: ["", lines[1], *lines[2].split(". "), lines[3]],
    "the last blank": lambda lines: [*lines[:-1], ""],
    "a blank line more": lambda lines: [lines[0], "", *lines[1:]],
}


@pytest.mark.parametrize("case", OTHER_LINES)
def test_blank_lines_count(case: str) -> None:
    """A blank line is a line: with one too many or too few nobody knows which is which."""
    with pytest.raises(Miscount, match=r"4 texts were sent and [35] came back"):
        answers(OTHER_LINES[case])


def test_a_blank_line_is_an_empty_answer() -> None:
    """If as many lines come back as were sent, a blank one says that nothing came for its text."""
    right = list(ENGLISH.values())
    assert answers(lambda lines: [lines[0], " ", *lines[2:]]) == [right[0], "", *right[2:]]
    assert answers(lambda lines: ["", *lines[1:]]) == ["", *right[1:]]


def test_html_laid_out() -> None:
    """Line breaks around all of the text are a manner of writing HTML."""
    right = list(ENGLISH.values())
    assert answers(lambda lines: ["", " " + lines[0], *lines[1:], ""]) == right


WRONG: dict[str, Change] = {
    **OTHER_LINES,
    "two in each other's place": lambda lines: [lines[1], lines[0], *lines[2:]],
    "one again and again": lambda lines: [lines[0]] * len(lines),
    "one twice, the last lost": lambda lines: [lines[0], *lines[:-1]],
    "two in one, one in two": lambda lines: [f"{lines[0]} {lines[1]}", *lines[2].split(". "), *lines[3:]],
}


@pytest.mark.parametrize("case", WRONG)
def test_no_unit_gets_another_ones_translation(case: str) -> None:
    """Whatever becomes of the lines of a request, each unit has its own translation in the end, at the price of a few
    requests more, all of which are counted."""

    def change(lines: list[str]) -> list[str]:
        return WRONG[case](lines) if len(lines) == len(UNITS) else lines

    with Server(served(change)) as server:
        chain = chain_of(Google(server.url))
        [step] = chain.translate(UNITS)
        size = sum(len(asked.query["q"]) for asked in server.asked)
    assert {unit: known.target for unit, known in step.translated.items()} == ENGLISH
    assert 1 < len(server.asked) <= 2 * len(UNITS) - 1
    assert chain.lines[0].use == EngineUse(len(server.asked), size, 0)


def test_mixed_up() -> None:
    """An order that fits far better than the one that came is a fault of its own, with its own words."""
    with pytest.raises(MixedUp, match="the answers fit other texts than those beside which they stand"):
        answers(WRONG["two in each other's place"])


SHORT = {"Докладніше": "More details", "Детальніше": "More details", "Так.": "Yes", "Так!": "Yes", "Ні": "No"}


def chain_with(english: dict[str, str]) -> tuple[list[list[str]], dict[str, str]]:
    """The requests made for these, and what came of them."""

    def reply(asked: Asked) -> Reply:
        return page("\n".join(english[text] for text in asked.query["q"].split("\n")))

    with Server(reply) as server:
        steps = list(chain_of(Google(server.url)).translate(list(english)))
    made = {unit: known.target for step in steps for unit, known in step.translated.items()}
    return [asked.query["q"].split("\n") for asked in server.asked], made


def test_the_same_again_is_taken() -> None:
    """Texts that had the same answer are asked for once more by themselves, and if it is the same then, it is right;
    the others are not asked for again, nor are two spellings of one text."""
    asked, made = chain_with(SHORT)
    assert asked == [list(SHORT), ["Докладніше"], ["Детальніше"]]
    assert made == SHORT


def test_what_is_sure() -> None:
    """The fault that one answer came for two texts brings along the answers that came for one."""
    with Server(lambda asked: page("Yes\nYes\nThanks")) as server, pytest.raises(Repeated) as error:
        Google(server.url).translate(["Так", "Ні", "Дякуємо"], "uk", "en")
    assert str(error.value) == "google: the same answer came for different texts"
    assert error.value.answers == {"Дякуємо": "Thanks"}


def test_a_cap_holds_for_what_is_asked_again() -> None:
    """What is asked again is booked again; where nothing is left for it, it waits, and what is sure is kept."""
    money = Money(len("\n".join(SHORT)) + 15)
    money.cap = 0
    with Server(lambda asked: page("\n".join(SHORT[text] for text in asked.query["q"].split("\n")))) as server:
        steps = list(Chain([Line(Google(server.url), budget=money.budget())], "uk", "en").translate(list(SHORT)))
    made = {unit for step in steps for unit in step.translated}
    assert made == SHORT.keys() - {"Детальніше"}
    assert list(steps[-1].waiting) == ["Детальніше"]
    assert money.left == 5 and len(server.asked) == 2
