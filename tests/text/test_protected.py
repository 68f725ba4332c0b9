"""What within words is never translated."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.text.protected import protected, stretches, unprotected

PROTECTED = {
    "addresses": "https://city.example/a?b=1&c=(d)|http://місто.укр/новини|www.city.example|kharkiv.gov.ua|t.me/kharkiv|"
    "місто.укр|https://[2001:db8::1]/|city.example/a,b",
    "e-mail addresses": "press@city.kharkiv.ua|прес@місто.укр|a.b+c@city-hall.example",
    "names": "@kharkiv_official|@city.of.leeds|@visnyk@social.example|@харків",
    "hashtags": "#Харків|#Харків2026|#2026рік|#a_b|#_місто",
    "telephones of Ukraine": "+38 (057) 760-00-00|+380 57 760 00 00|+380577600000|+38(057)760-00-00|(057) 700-11-22|"
    "057 700-11-22|057-700-11-22|095 123 45 67|0951234567|(05746) 5-12-34|067\u00a0123\u00a045\u00a067|705-12-34",
    "telephones free of charge": "0 800 123 456|0-800-123-456|0800 123 456|0 (800) 50-10-12",
    "telephones abroad": "+44 113 222 4444|+48 616 463 344|+358 9 816 21|+49 (0) 30 901820",
}
AROUND = ["{}", "Пишіть: {}, будь ласка.", "тут ({}).", "за тел.: {}; ще {}!", "слово {} слово", "«{}»", "чи {}?.."]


@pytest.mark.parametrize("case", PROTECTED)
def test_what_is_protected(case: str) -> None:
    """Each of these is found whole, and the punctuation around it is not a part of it."""
    for stretch in PROTECTED[case].split("|"):
        for around in AROUND:
            text = around.format(stretch, stretch)
            assert {text[start:end] for start, end in protected(text)} == {stretch}, text


NOT_PROTECTED = {
    "dates": "12.03.2026|12-03-2026|2026-03-12|12 березня 2026 року о 10:30|01-02-2026 12 осіб|01.02.2026 09:00",
    "times": "09:00-18:00|9:00–18:00|8:30, 9:45|24/7",
    "sums": "10 000 000 грн|1 234 567 890|+12 000 000|+5 000 000 000 грн|0,5|0.5 %|1.5 млн|0 грн|тис.грн",
    "ranges": "2022-2023|2024-2025-2026|100-200|10-15-20|+25…+30|2:0|16:00-17:00 050",
    "short city numbers": "15-80|15-62|112|104",
    "codes of offices": "ЄДРПОУ 04058462|UA903052992990004149123456789|UA-2026-03-12-001234-a|123-45-678",
    "numbered things": "№ 5|#1|#12",
    "abbreviations": "вул. Сумська|м.Харків|ст.м. Наукова|і т.д.|а.с",
    "a space forgotten": "Kyiv.It is|The end.Me too|слово.de",
    "signs alone": "@|@ 5|5@6|#|www.|http://|C#|A&B|a@b",
}


@pytest.mark.parametrize("case", NOT_PROTECTED)
def test_what_is_translated(case: str) -> None:
    """Numbers, dates, times, sums and what only looks like an address are the engine's to write."""
    for text in NOT_PROTECTED[case].split("|"):
        for around in ("{}", "Слово {}, ще.", "({})"):
            assert list(protected(around.format(text))) == [], text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("(див. https://city.ua/a_(b))", "https://city.ua/a_(b)"),
        ("[https://city.ua/a]", "https://city.ua/a"),
        ("https://city.ua/!?..", "https://city.ua/"),
        ("https://city.ua/a)b)", "https://city.ua/a)b"),
    ],
)
def test_punctuation_belongs_to_the_sentence(text: str, address: str) -> None:
    """An address ends before what closes a sentence or a bracket that was opened before it."""
    ((start, end),) = protected(text)
    assert text[start:end] == address


_PIECES = st.sampled_from(
    [piece for group in (*PROTECTED.values(), *NOT_PROTECTED.values()) for piece in group.split("|")]
    + [" ", ", ", ".", "(", ")", "слово", "\u00a0", "+", "-"]
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80) | st.lists(_PIECES, max_size=10).map("".join))
def test_nothing_of_a_text_is_lost(text: str) -> None:
    """The pieces of any text are the text, protected ones are not empty, and all that is between them is kept."""
    pieces = list(stretches(text))
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)
    assert unprotected(text) == "".join(" " if kept else piece for piece, kept in pieces)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a",
            "a.",
            "a.-+",
            "0",
            "0 ",
            "+1 ",
            "+",
            "#",
            "@",
            "@a",
            "a@",
            "#1",
            "https://",
            "www.a",
            ")",
            "(0",
            "-",
            "a-",
        ),
        *("1-", "@a.", "_1", "#_", "0 800 ", "0(", "a@a.", "012 ", "+1(", f"{'a' * 63}."),
    ],
)
def test_hostile_text_takes_no_longer_than_other_text(piece: str) -> None:
    """100 KB of what may begin a stretch is looked through once; a quadratic search would not end here."""
    text = piece * (100_000 // len(piece))
    assert "".join(found for found, _ in stretches(text)) == text
