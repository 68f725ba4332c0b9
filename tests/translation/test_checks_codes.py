"""Inline codes, and the inline markup of other programs, that must be in a translation as often as in the original."""

from __future__ import annotations

import pytest

from feeds.translation.checks import judge

# fmt: off
PAIRS = (
    "<g1>|</g1>", "<b>|</b>", '<a href="https://city.example/?a=1&b=2">|</a>', "<1>|</1>", '<g id="1">|</g>',
    "<em class=x>|</em>", "<bpt i='1'>|</bpt>", "{1}|{/1}", "{g1}|{/g1}", "[[1]]|[[/1]]", "⟨1⟩|⟨/1⟩", "[g1]|[/g1]",
    "【1】|【/1】", "{b}|{/b}",
)
ALONE = (
    "<x1/>", "<br/>", "{1}", "{name}", "{{name}}", "%s", "%1$s", "%(count)d", "⟦1⟧", "[[1]]", '<x id="1"/>', "[x1]",
    "[PH1]", "__PH_1__", "{ 1 }", "{x1/}", "%@", "<x 1>", "<!--1-->", "<?x1?>", "\ue000", "~1~", "^1^", "⁅1⁆",
    "<% 1 %>", "{1>|<1}", "__TAG1__|__TAG2__",
)
CLOSED = ("[1]|[/1]", "«1»|«/1»", "(1)|(/1)")
DOUBTFUL = (*CLOSED, "{user name}|", "$name|", "%1|", "%NAME%|")
"""What is a sign in a Cyrillic original, or where it is closed; nobody looks for it otherwise."""
# fmt: on
UK, EN = "Мер {} Лідса {} прибув сьогодні до нашого міста", "The mayor {} of Leeds {} has come to our city today"


@pytest.mark.parametrize("codes", [*PAIRS, *ALONE])
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


@pytest.mark.parametrize("codes", [*PAIRS, *CLOSED])
def test_each_pair_stands_around_words(codes: str) -> None:
    """A pair without words, or with its end first, marks nothing; for quotes of attributes nobody asks."""
    one, _, other = codes.partition("|")
    source = UK.format(one, other)
    for wrong in (f"{one}{other} of Leeds", f"{other} of Leeds {one}"):
        found = judge(source, f"The mayor {wrong} has come to our city today", "uk", "en")
        assert [(finding.check, finding.fatal) for finding in found] == [("codes", True)]
    assert judge(source, EN.format(one.replace("'", '"'), other), "uk", "en") == ()


@pytest.mark.parametrize("codes", DOUBTFUL)
def test_what_is_a_sign_in_the_original(codes: str) -> None:
    """It must not be lost then."""
    one, _, other = codes.partition("|")
    source, target = UK.format(one, other), EN.format(one, other)
    assert judge(source, target, "uk", "en") == ()
    for code in filter(None, (one, other)):
        found = judge(source, target.replace(code, ""), "uk", "en")
        assert [(finding.check, finding.fatal) for finding in found] == [("codes", True)]


def test_a_sign_may_be_a_word() -> None:
    """``{А1}`` of Cyrillic letters, footnotes, and the stars of a hotel are no signs."""
    for source, target in (
        ("Код {А1} відкриває двері.", "The code {A1} opens the door."),
        ("Закон [2] діє.", "The law is in force (2)."),
        ("Готель ***** у центрі.", "A five-star hotel in the centre."),
        ("The {user name} is shown here.", "Тут показано {ім'я}."),
    ):
        language = ("en", "uk") if source[0] == "T" else ("uk", "en")
        assert not any(finding.check == "codes" for finding in judge(source, target, *language))
    [footnote] = judge("Закон [1] діє.", "The law is in force.", "uk", "en")
    assert (footnote.check, footnote.fatal) == ("number", False)


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
