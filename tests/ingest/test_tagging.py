"""Tags of entries: what is found where, and how it is explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from feeds.ingest.tagging import Tagger
from feeds.model import Edition, Entry, Partner, State, Tag, TagKind, Topic, Translation
from tests.store.rows import entry, translation

LEEDS = Partner(
    "leeds", "Leeds", "GB", 53.8, -1.55, {"uk": ("Лідс", "Лідса", "Лідсу", "Лідсом", "Лідсі"), "en": ("Leeds",)}
)
TRANSPORT = Topic("transport", "Transport", "Транспорт", ("трамвай", "tram"), ("Рух  міста",))
WATER = Topic("water", "Water", words=("вода", "water supply"))
CALM = Edition("calm", "Calm", "en", refuse=("тендер", "tender"))
TRAMS = Edition("trams", "Trams", "en", need=("трамвай", "tram"), refuse=("реклама",))
PLAIN = Edition("plain", "Plain", "en")
TAGGER = Tagger((LEEDS,), (TRANSPORT, WATER), (CALM, TRAMS, PLAIN))


def news(title: str = "Новина", **fields: Any) -> Entry:
    """An entry with this title."""
    return entry(1, title=title, **{"content": "<p>Текст</p>", **fields})


def english(of: Entry, title: str, **fields: Any) -> Translation:
    """Its translation."""
    return translation(of, **{"title": title, "content": "<p>Text</p>", **fields})


def terms(one: Entry, *translations: Translation, tagger: Tagger = TAGGER) -> set[str]:
    """The tags of an entry, in short."""
    return {f"{tag.kind}:{tag.term}" for tag in tagger.tags(one, translations)}


@pytest.mark.parametrize(
    "where",
    [
        {"title": "Нові трамваї"},
        {"summary": "<p>Про нові <b>трамваї</b></p>"},
        {"content": "<p>Нових трам<i>ва</i>їв п’ять</p>"},
        {"categories": ("Рух міста",)},
        {"categories": ("РУХ МІСТА",)},
    ],
)
def test_topics(where: dict[str, Any]) -> None:
    """A topic is known by its words in title, summary or text, or by a category of the source."""
    assert "topic:transport" in terms(news(**where))
    assert "topic:water" not in terms(news(**where))


def test_topics_in_passing() -> None:
    """Far down in the text a word counts if it stands there more than once: at the same place does not."""
    far = "<p>" + "Про концерт у палаці. " * 40 + "</p>"
    once, twice = far + "<p>Їхати трамваєм.</p>", far + "<p>Їхати трамваєм, виходити з трамвая.</p>"
    assert "topic:transport" not in terms(news(content=once))
    assert "topic:transport" in terms(news(content=twice))
    both = news(content=once)
    assert "topic:transport" not in terms(both, english(both, "News", content=f"{far}<p>Take the tram.</p>"))


def test_partners() -> None:
    """A partner is known by its name, in the original or in the translation."""
    assert "partner:leeds" in terms(news("Зустріч у Лідсі"))
    one = news("Зустріч")
    assert "partner:leeds" in terms(one, english(one, "A meeting in Leeds"))
    assert "partner:leeds" not in terms(one)


def test_editions() -> None:
    """An edition takes what has a word that it needs and none that it refuses; one that asks for nothing has no tag."""
    assert terms(news("Нові трамваї")) == {"topic:transport", "edition:calm", "edition:trams"}
    assert terms(news("Тендер на трамваї")) == {"topic:transport", "edition:trams"}
    assert terms(news("Реклама на трамваях")) == {"topic:transport", "edition:calm"}
    assert terms(news("Про погоду")) == {"edition:calm"}


def test_editions_look_everywhere() -> None:
    """What is needed may stand in either language, and so may what is refused."""
    one = news("Рухомий склад")
    assert terms(one, english(one, "New trams")) >= {"edition:calm", "edition:trams"}
    assert "edition:calm" not in terms(one, english(one, "A tender"))
    far = "<p>" + "Про концерт у палаці. " * 40 + "</p>"
    assert "edition:calm" not in terms(news(content=f"{far}<p>Тендер.</p>"))


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.TRANSLATED, True), (State.REVIEWED, True), (State.PARTIAL, True), (State.PENDING, False),
        (State.FAILED, False),
    ],
)  # fmt: skip
def test_translations_that_are_shown(state: State, counts: bool) -> None:
    """Only what readers see of a translation is looked at: none that failed, and none of an older text."""
    one = news("Рухомий склад")
    made = english(one, "New trams", state=state)
    assert ("topic:transport" in terms(one, made)) is counts
    assert "topic:transport" not in terms(one, replace(made, fingerprint="older"))


def test_languages() -> None:
    """Entries whose language nobody said, or in another one, are looked through as well."""
    assert "partner:leeds" in terms(news("Зустріч у Лідсі", language="und"))
    assert "topic:transport" in terms(news("Нові трамваї", language="und"))
    assert "topic:transport" in terms(news("Neue Tram", language="de"))


def test_nothing_configured() -> None:
    """Without partners, topics and words there is nothing to look for."""
    empty = Tagger((), (), (PLAIN,))
    assert empty.empty
    assert not TAGGER.empty
    assert terms(news("Трамваї у Лідсі"), tagger=empty) == set()


def test_digest() -> None:
    """The digest is that of what is looked for: it moves with any of it, and with nothing else."""
    same = Tagger((LEEDS,), (TRANSPORT, WATER), (replace(CALM, title="Other", limit=3), TRAMS))
    assert same.digest == TAGGER.digest == TAGGER.digest
    others = [
        Tagger((), (TRANSPORT, WATER), (CALM, TRAMS)),
        Tagger((LEEDS,), (TRANSPORT,), (CALM, TRAMS)),
        Tagger((LEEDS,), (TRANSPORT, WATER), (CALM,)),
        Tagger((LEEDS,), (TRANSPORT, replace(WATER, words=("вода",))), (CALM, TRAMS)),
        Tagger((LEEDS,), (TRANSPORT, WATER), (replace(CALM, refuse=("реклама",)), TRAMS)),
        Tagger((replace(LEEDS, unless=("вулиця",)),), (TRANSPORT, WATER), (CALM, TRAMS)),
    ]
    assert len({tagger.digest for tagger in (TAGGER, *others)}) == 1 + len(others)


def said(
    one: Entry, translations: Iterable[Translation] = (), tagger: Tagger = TAGGER
) -> dict[str, tuple[bool, list[str]]]:
    """What is explained, by tag."""
    reasons = tagger.why(one, translations)
    return {f"{reason.tag.kind}:{reason.tag.term}": (reason.given, list(reason.because)) for reason in reasons}


def test_why() -> None:
    """Each tag is explained by the words, where they stand, and what was listed."""
    one = news("Нові трамваї з Лідса", summary="<p>Трамвай</p>", categories=("Рух міста",))
    found = said(one, [english(one, "New trams from Leeds")])
    given, because = found.pop("partner:leeds")
    assert given
    assert [words.partition(": ")[0] for words in because] == ["“Лідса” in the title (uk)", "“Leeds” in the title (en)"]
    assert all(words.partition(": ")[2] for words in because)
    assert found == {
        "topic:transport": (True, ["“трамваї” in the title (uk): трамвай", "“Трамвай” in the summary (uk): трамвай",
                                   "“trams” in the title (en): tram", "the source's category “Рух міста”"]),
        "edition:calm": (True, ["none of the words that are refused: тендер, tender"]),
        "edition:trams": (True, ["needed: “трамваї” in the title (uk): трамвай",
                                 "needed: “Трамвай” in the summary (uk): трамвай",
                                 "needed: “trams” in the title (en): tram"]),
    }  # fmt: skip


def test_why_not() -> None:
    """What stands in the way is explained too: a word in passing, a refused one, a needed one that is missing."""
    content = "<p>" + "Про концерт. " * 50 + "трамвай. Тендер</p>"
    found = said(news("Концерт", content=content))
    assert found["topic:transport"] == (False, ["in passing only: “трамвай” in the text (uk)"])
    assert found["edition:calm"] == (False, ["refused: “Тендер” in the text (uk): тендер"])
    many = Edition("many", "Many", "en", need=tuple(f"слово{number}" for number in range(7)))
    assert said(news(), tagger=Tagger((), (), (many,))) == {
        "edition:many": (
            False,
            ["none of the words that are needed: слово0, слово1, слово2, слово3, слово4 and 2 more"],
        )
    }


def test_why_not_a_partner() -> None:
    """What looks like a partner and is none is told, with the reason."""
    tagger = Tagger((replace(LEEDS, unless=("клуб*",)),), (), ())
    given, [because] = said(news("Вистава у клубі Лідс"), tagger=tagger)["partner:leeds"]
    assert not given
    assert because.startswith("“Лідс” in the title (uk): ")


@pytest.mark.parametrize("title", ["Нові трамваї у Лідсі", "Реклама на трамваях", "Про погоду", "Тендер: вода"])
def test_why_agrees_with_the_tags(title: str) -> None:
    """What is explained as given is what is given."""
    one = news(title)
    assert {reason.tag for reason in TAGGER.why(one, ()) if reason.given} == TAGGER.tags(one, ())
    assert Tag(TagKind.EDITION, "plain") not in TAGGER.tags(one, ())
