"""What is looked for, and where it is found."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feeds.text.finding import Sought, excerpt, marked, needles, sought, terms_of
from tests.text.strategies import characters

_SIGNS = [*"аеиіїйкнршьґ'’ʼaeisty19éł\u00ad", "а\u0301", "и\u0306", "e\u0301"]
WORDS = st.lists(st.sampled_from(_SIGNS), min_size=1, max_size=9).map("".join)
"""Words as they are written, and some that nobody writes."""
GAPS = st.sampled_from([" ", ", ", "-", "\n", " — ", "…", "“", "*", '"', "(", "\x00", "\ud83d"])
PROSE = st.lists(st.tuples(WORDS, GAPS), max_size=30).map(lambda pairs: "".join(map("".join, pairs)))
TEXTS = PROSE | st.lists(characters, max_size=5).map("".join)


def found(text: str, asked: str) -> list[str]:
    """The words of a text that are marked where somebody asks."""
    return [piece for piece, hit in marked(text, needles(asked)) if hit]


def plain(pieces: tuple[tuple[str, bool], ...]) -> str:
    """Pieces without their marks."""
    return "".join(piece for piece, _ in pieces)


# --- what is looked for -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("у Лідсі", ("лідсі",)),
        ("ТРАМВАЇ та тролейбуси", ("трамваї", "тролейбуси")),
        ("здоров’я  Здоровʼя здоров'я", ("здоров'я",)),
        ("за́мок", ("замок",)),
        (unicodedata.normalize("NFD", "Київ їжа"), ("київ", "їжа")),
        ("Łódź, Malmö & Poznań", ("lodz", "malmo", "poznan")),
        ("Лідс у Лідсі, з Лідсом", ("лідс",)),
        ("the city's trams", ("city", "trams")),
        ("l'eau", ("l", "eau")),
        ("№ 7, T3 і COVID-19", ("7", "t3", "covid", "19")),
        ("Xаркiв", ("xарків",)),
        ("елек\u00adтро\u200bтранспорт", ("електротранспорт",)),
        ("ґрунт", ("грунт",)),
        ("у і на", ("у", "і", "на")),
        ("to be or not to be", ("to", "be", "or", "not")),
        ('"] OR title:* NEAR(x) --; DROP', ("title", "near", "x", "drop")),
        ("… — № ✓ ' ʼ", ()),
        ("", ()),
    ],
)
def test_needles(asked: str, words: tuple[str, ...]) -> None:
    """Words in one spelling, each once, without those that say nothing, unless there are no others."""
    assert needles(asked) == words


def test_needles_are_few() -> None:
    """Twelve words at most are looked for, and none is longer than 64 letters."""
    assert needles(" ".join(f"слово{number}" for number in range(100))) == tuple(f"слово{n}" for n in range(12))
    assert [len(word) for word in needles("ж" * 200)] == [64, 8]
    assert max(map(len, needles("ß" * 100))) == 64
    assert len(sought([f"слово{number}" for number in range(100)])) == 12


@given(TEXTS)
def test_needles_are_the_same_again(text: str) -> None:
    """Who looks for the needles, or for the same text twice, looks for the same."""
    once = needles(text)
    assert needles(" ".join(once)) == once
    assert needles(f"{text} {text}") == once
    assert len({one.stem for one in sought(once)}) == len(once) <= 12
    assert all(0 < len(word) <= 64 for word in once)


@given(PROSE)
def test_spelling_is_no_matter(text: str) -> None:
    """Capitals, apostrophes, marks apart or together: the same is looked for."""
    assume(len(text.upper()) == len(text))
    for other in (text.upper(), unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text)):
        assert [one.stem for one in sought(needles(other))] == [one.stem for one in sought(needles(text))]


@given(TEXTS)
def test_terms_are_no_syntax(text: str) -> None:
    """Whatever a text holds, the terms of it and what is looked for are letters and digits."""
    for term in terms_of(text):
        assert term.isalnum() and term == term.lower()
    for one in sought(needles(text)):
        assert one.stem.isalnum() and (one.beginning is None or one.beginning.isalnum())


def test_last_word_may_go_on() -> None:
    """Of the last word four letters are enough; of others, of short ones and of numbers all is asked for."""
    assert sought(["ремонт", "трамв"]) == (Sought("ремонт"), Sought("трамв", "трамв"))
    assert found("Трамвайне депо, трамваї", "трамв") == ["Трамвайне", "трамваї"]
    assert found("Трамвайне депо, трамваї", "трамв депо") == ["депо"]
    assert found("радіо", "рад") == []
    assert found("1000 і 100", "100") == ["100"]
    assert found("аеропорт", "аероп") == ["аеропорт"]
    assert found("пам’ятник", "памят") == ["пам’ятник"]


# --- where it is found --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asked", "words"),
    [
        ("Лідс", "у Лідсі", ["Лідс"]),
        ("Мер Харкова був у Празі", "Харків Прага", ["Харкова", "Празі"]),
        ("Trams and cities", "tram city", ["Trams", "cities"]),
        ("Здоровʼя дітей", "здоровя", ["Здоровʼя"]),
        ("у Ґенті", "Гент", ["Ґенті"]),
        ("За́мок", "замок", ["За́мок"]),
        ("Poznań", "poznan", ["Poznań"]),
        ("лінія № 7 і T3", "7 t3", ["7", "T3"]),
        ("Кінь і кіт", "", []),
        ("", "Кінь", []),
    ],
)
def test_marked(text: str, asked: str, words: list[str]) -> None:
    """Words are found in whatever form they stand there, and as they stand there."""
    assert found(text, asked) == words


def test_pieces() -> None:
    """What stands between is in pieces of its own."""
    assert marked("У Лідсі, Лідс!", ["лідс"]) == (
        ("У ", False), ("Лідсі", True), (", ", False), ("Лідс", True), ("!", False),
    )  # fmt: skip
    assert marked("нічого", ["лідс"]) == (("нічого", False),)
    assert marked("", ["лідс"]) == ()


@given(TEXTS, PROSE)
def test_pieces_give_the_text(text: str, asked: str) -> None:
    """Joined, they are the text again, and none is empty."""
    pieces = marked(text, needles(asked))
    assert plain(pieces) == text
    assert all(piece for piece, _ in pieces)


@given(PROSE)
def test_every_text_is_found_by_its_words(text: str) -> None:
    """Each word of a text, and all that is looked for where somebody types the whole of it, is in the text."""
    terms = terms_of(text)
    for piece in text.split():
        for one in sought(needles(piece)):
            assert any(map(one.matches, terms))
    for one in sought(needles(text)):
        assert any(map(one.matches, terms))


# --- excerpts -----------------------------------------------------------------------------------------------------

FILLED = "Слово ще одне тут стоїть. " * 20


def test_excerpt_has_most() -> None:
    """It is the stretch with the most different words, then with the most of them, then the first."""
    text = f"{FILLED}Трамвай, трамвай, трамвай. {FILLED}Трамвай у Лідсі. {FILLED}Лідс має трамвай. {FILLED}"
    pieces = excerpt(text, needles("трамвай Лідс"), 60)
    assert "Трамвай у Лідсі." in plain(pieces)
    assert [piece for piece, hit in pieces if hit] == ["Трамвай", "Лідсі"]
    assert "Трамвай, трамвай, трамвай" in plain(excerpt(text, needles("трамвай"), 60))


def test_excerpt_is_cut_between_words() -> None:
    """What was cut is an ellipsis, at the beginning and at the end of text none."""
    text = f"Початок. {FILLED}Лідс. {FILLED}Кінець."
    middle = plain(excerpt(text, ["лідс"], 60))
    assert middle.startswith("…") and middle.endswith("…")
    assert set(middle.strip("…").split()) <= set(text.split())
    assert plain(excerpt(text, ["початок"], 60)).startswith("Початок. Слово")
    assert plain(excerpt(text, ["кінець"], 60)).endswith("стоїть. Кінець.")
    assert plain(excerpt(text, ["немає"], 60)) == plain(excerpt(text, [], 60))
    assert plain(excerpt(text, [], 60)).startswith("Початок. Слово")


def test_short_text_is_whole() -> None:
    """What fits is not cut."""
    assert excerpt("Мер у Лідсі", ["лідс"], 20) == (("Мер у ", False), ("Лідсі", True))
    assert excerpt("", ["лідс"], 20) == ()


@given(TEXTS, PROSE, st.integers(20, 200))
def test_excerpt_fits(text: str, asked: str, length: int) -> None:
    """It is never longer than asked for, is a part of the text, and shows a match where there is one."""
    wanted = needles(asked)
    pieces = excerpt(text, wanted, length)
    shown = plain(pieces)
    assert len(shown) <= length
    assert shown in (text, *(cut for cut in (shown,) if shown.removeprefix("…").removesuffix("…") in text))
    hits = [piece for piece, hit in marked(text, wanted) if hit]
    if hits and max(map(len, hits)) < length - 2:
        assert any(hit for _, hit in pieces)
