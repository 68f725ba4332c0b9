"""Translations that are too short, too long, or lack a sentence."""

from __future__ import annotations

import pytest

from feeds.translation.checks import judge

UK = (
    "Сьогодні у Харкові відкрили новий центр допомоги родинам, які втратили житло.",
    "Його збудували за підтримки міста Познань та фонду Eurocities.",
    "Директорка центру Олена Марченко розповіла, що перші відвідувачі прийдуть уже в понеділок.",
)
EN = (
    "A new centre that helps families who have lost their homes opened in Kharkiv today.",
    "It was built with the support of the city of Poznań and the Eurocities foundation.",
    "The director of the centre, Olena Marchenko, said that the first visitors will come this Monday.",
)


def checks(source: str, target: str, *languages: str) -> list[str]:
    """What was found."""
    return [finding.check for finding in judge(source, target, *languages)]


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_a_sentence_left_out(left_out: int) -> None:
    """One sentence of three that is missing is a warning that quotes it; none is where all are there, in any shape."""
    source = " ".join(UK)
    found = judge(source, " ".join(EN[:left_out] + EN[left_out + 1 :]), "uk", "en")
    assert "sentence" in [finding.check for finding in found] and not any(finding.fatal for finding in found)
    assert any(UK[left_out][:20] in finding.message for finding in found)
    back = judge(" ".join(EN), " ".join(UK[:left_out] + UK[left_out + 1 :]), "en", "uk")
    assert "sentence" in [finding.check for finding in back]


def test_sentences_may_be_joined_and_split() -> None:
    """Two sentences in one, or one in two, are no sentence less."""
    assert judge(" ".join(UK), " ".join(EN), "uk", "en") == ()
    assert judge(" ".join(EN), " ".join(UK), "en", "uk") == ()
    assert judge(" ".join(UK), f"{EN[0][:-1]}; {EN[1].replace('It', 'it', 1)} {EN[2]}", "uk", "en") == ()
    assert judge(" ".join(UK), " ".join(EN).replace(", Olena", ". Olena"), "uk", "en") == ()


def test_out_of_proportion() -> None:
    """A paragraph a third shorter that stops in mid-sentence, half as long, or twice as long, is a warning."""
    source, target = " ".join(UK), " ".join(EN)
    assert "length" in checks(source, target[: len(target) * 3 // 4], "uk", "en")
    assert "length" in checks(UK[0], "A new centre opened in Kharkiv.", "uk", "en")
    assert "length" in checks(source, f"{target} {target.replace('the', 'a').replace('city', 'town')}", "uk", "en")
    assert checks("Так.", "Yes, that is how it is.", "uk", "en") == []


def test_other_languages_are_given_more_room() -> None:
    """Of languages that nobody measured only gross differences are told, and none of those written without spaces."""
    german = "Heute wurde in Charkiw ein neues Zentrum eröffnet."
    assert checks(UK[0], german, "uk", "de") == []
    assert checks(" ".join(UK), german[:20], "uk", "de") == ["cut"]
    assert checks(" ".join(UK), "今天在哈尔科夫开设了一个新的中心，帮助失去家园的家庭。", "uk", "zh") == []
    assert checks(UK[0], f"{german} " + " ".join(map(str, EN * 2)), "uk", "de") != []


def test_short_texts_cut_off() -> None:
    """A quarter of a title is no title, unless it is how one calls the whole: UN."""
    assert checks("У лікарні № 9 запрацював новий томограф", "In hospi", "uk", "en") == ["cut"]
    assert "cut" not in checks("Організація Об’єднаних Націй", "UN", "uk", "en")
    assert checks("Це дуже погано.", "It", "uk", "en") == ["cut"]
    assert checks("О, ні.", "O", "uk", "en") == ["length"]
    assert checks("Їй передав дядько з дому", "It was", "uk", "en") == ["length"]
    assert checks("5 хвилин на восьму", "7:05", "uk", "en") == []


def test_what_is_said_in_few_signs() -> None:
    """Numbers in digits and abbreviations are no words too few or too many."""
    assert checks("У дві тисячі двадцять другому році.", "In 2022.", "uk", "en") == []
    assert checks("In two thousand and twenty-two.", "У 2022.", "en", "uk") == []
    rescuers = "The State Emergency Service of Ukraine and the Ministry of Internal Affairs said so."
    assert checks("Так заявили ДСНС і МВС.", rescuers, "uk", "en") == []
    assert "length" in checks("Так заявили вони всі.", rescuers, "uk", "en")


def test_glosses() -> None:
    """What a translator says again in brackets, behind a foreign name, need not be there a second time."""
    uk = (
        "Очільниця організації Citizens for Clean Air (Громадяни за чисте повітря) і авторка книги The River and Its"
        " Friends (Річка та її друзі, історія одного великого європейського міста) приїхала до міста"
    )
    en = "The head of Citizens for Clean Air, author of The River and Its Friends, has come to the city"
    assert judge(uk, en, "uk", "en") == judge(en, uk, "en", "uk") == ()
    # Not where the brackets follow a word of the text's own.
    own = uk.replace("Clean Air", "чистого повітря").replace("Friends", "друзів")
    assert judge(own, en, "uk", "en") != ()
