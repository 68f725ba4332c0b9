"""Inline codes, and the inline markup of other programs, that must be in a translation as often as in the original."""

from __future__ import annotations

import pytest

from feeds.translation.checks import judge

PAIRS = ("<g1>|</g1>", "<b>|</b>", '<a href="https://city.example/?a=1&b=2">|</a>', "<1>|</1>", '<g id="1">|</g>',
         "<em class=x>|</em>", "<bpt i='1'>|</bpt>")  # fmt: skip
ALONE = ("<x1/>", "<br/>", "{1}", "{name}", "{{name}}", "%s", "%1$s", "%(count)d", "⟦1⟧", "[[1]]", '<x id="1"/>')
UK, EN = "Мер {} Лідса {} прибув сьогодні до нашого міста", "The mayor {} of Leeds {} has come to our city today"


@pytest.mark.parametrize("codes", [*PAIRS, *(f"{code}|" for code in ALONE)])
def test_each_code_must_be_there(codes: str) -> None:
    """A code in both texts is fine; one that is missing on either side is fatal, and the message names it."""
    one, _, other = codes.partition("|")
    source, target = UK.format(one, other), EN.format(one, other)
    assert judge(source, target, "uk", "en") == ()
    for code in filter(None, (one, other)):
        for lost in (
            judge(source, target.replace(code, ""), "uk", "en"),
            judge(source.replace(code, ""), target, "uk", "en"),
        ):
            assert [(finding.check, finding.fatal) for finding in lost] == [("codes", True)]
            assert "\n" not in lost[0].message
    [twice] = judge(source, f"{target} {one}", "uk", "en")
    assert twice.check == "codes"


@pytest.mark.parametrize("text", ["a < b", "R&D", "5 > 3 & 2 < 4", "<3", "{", "100 % so", "[1]", "< b >", "50% of"])
def test_signs_that_are_no_codes(text: str) -> None:
    """A bare sign is text: it may be there or not."""
    source, target = UK.format("", text), EN.format("", text)
    assert not any(finding.check == "codes" for finding in judge(source, target, "uk", "en"))
    without = EN.format("", "".join(sign for sign in text if sign.isdigit()))
    assert not any(finding.check == "codes" for finding in judge(source, without, "uk", "en"))


def test_codes_that_are_broken_in_the_original() -> None:
    """Where the original's own codes cross or stand there twice, it is enough that all are there."""
    for source, target in (("<g1>Мер міста", "<g1>The city's mayor"), ("Мер <x1/> <x1/>", "Mayor <x1/> <x1/>")):
        assert judge(source, target, "uk", "en") == ()
        assert [
            found.check for found in judge(source, target.replace("<g1>", "").replace("<x1/>", "", 1), "uk", "en")
        ] == ["codes"]


def test_numbers_in_codes_are_no_numbers() -> None:
    """What stands in a code is not looked at as a fact, and a lone code keeps words apart."""
    assert judge("Мер {2} <a href='/2024'>тут</a>", "Mayor {2} <a href='/2024'>here</a>", "uk", "en") == ()
    assert judge("2024<x1/>5 осіб", "2024<x1/>5 people", "uk", "en") == ()
    assert judge("Було 2<g1>0</g1>24", "It was 2024 <g1>0</g1>", "uk", "en") != ()


def test_a_lost_tag_is_named_as_it_was_written() -> None:
    """The message quotes a sign of the original letter by letter, white space included."""
    [finding] = judge('Мер &lt;a href="https://x.example/"&gt;Лідса&lt;/a&gt; приїхав.', "The mayor came.", "uk", "en")
    assert finding.message == '<a href="https://x.example/"> (and 1 more) of the original is lost'
