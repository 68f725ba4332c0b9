"""Units in smaller pieces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from feeds.translation import codes
from feeds.translation.cuts import at_codes, at_sentences, put_together

from .test_codes import units


@settings(max_examples=150, deadline=None)
@given(units())
def test_pieces_are_the_unit(unit: str) -> None:
    """Whatever is cut is whole again when it is put together, and no piece with words has half a pair."""
    for cut in (at_sentences, at_codes):
        pieces = cut(unit)
        assert "".join(pieces) == unit
        assert put_together(pieces, {}) == unit
    assert all(codes.damage(piece, piece) is None for piece in at_sentences(unit))
    assert all(not codes.codes_of(piece) or not codes.plain(piece) for piece in at_codes(unit))


@pytest.mark.parametrize(
    ("unit", "pieces"),
    [
        ("Мер прибув. Його зустріли! А далі", ["Мер прибув.", " ", "Його зустріли!", " ", "А далі"]),
        ("На вул. Сумська, м. Харків", ["На вул. Сумська, м. Харків"]),
        ("Він сказав: «Дякую.» Потім пішов", ["Він сказав: «Дякую.»", " ", "Потім пішов"]),
        ("Тут <g1>двоє людей. Там</g1> троє. Далі", ["Тут <g1>двоє людей. Там</g1> троє.", " ", "Далі"]),
        ("Це <g1>кінець.</g1> Початок", ["Це <g1>кінець.</g1> Початок"]),
    ],
)
def test_sentences(unit: str, pieces: list[str]) -> None:
    """Units are cut after sentences that end outside of pairs, not after abbreviations."""
    assert at_sentences(unit) == pieces


def test_codes() -> None:
    """Units are cut at each code, spaces apart."""
    assert at_codes("Мер <g1>Лідса</g1> &amp; <x2/>.") == [
        "Мер",
        " ",
        "<g1>",
        "Лідса",
        "</g1>",
        " ",
        "&amp;",
        " ",
        "<x2/>",
        ".",
    ]
    assert (
        put_together(["Мер", " ", "<g1>", "Лідса", "</g1>"], {"Мер": "Mayor", "Лідса": "Leeds"})
        == "Mayor <g1>Leeds</g1>"
    )
