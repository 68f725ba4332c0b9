"""The words that stand at the end of every translation."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from feeds.editions.notes import also, engine_names, language_name, note
from feeds.editions.words import SPOKEN, Words, words_for
from feeds.model import Entry, Finding, Other, State, Translation

NOON = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
ENTRY = Entry(
    key="0123456789abcdef", source_id="kharkiv", atom_id="tag:kharkiv.example,2026:1", guid=None, link=None,
    title="Трамваї", summary="", content="<p>Мер прибув.</p>", language="uk", fingerprint="one", published=NOON,
    updated=NOON, first_seen=NOON,
)  # fmt: skip
DONE = Translation(ENTRY.key, "en", State.TRANSLATED, NOON, "Trams", engine="google", fingerprint="one")
NUMBER, NAME = Finding("number", "42 is missing"), Finding("name", "Lvov stands for Lviv")
PLACEHOLDERS = {
    "machine": {"engine", "date"}, "mixed": {"engine", "date"}, "human": {"date"}, "doubt": {"what"},
    "pending": {"name"}, "failed": {"name"}, "corrected": {"date"}, "also": {"sources"},
}  # fmt: skip
PARTNERS = "nl de en it cs fi sv es pl lv et lt fr da nb".split()
NEIGHBOURS = "uk pl sk hu ro".split()


def words(reader: str, **changes: object) -> str:
    """What readers of this language are told of ``DONE``, changed."""
    found = re.fullmatch(r'<p lang="[a-z]{2}"><small>(.*)</small></p>', note(ENTRY, replace(DONE, **changes), reader))  # type: ignore[arg-type]
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("reader", "engine", "expected"),
    [
        ("en", "google", "Machine translation by Google, 2026-06-12 (original language: Ukrainian). Checked "
         "automatically."),
        ("en-GB", "deepl+google", "Machine translation by DeepL, Google, 2026-06-12 (original language: Ukrainian). "
         "Checked automatically."),
        ("en", "human", "Translation reviewed by a person, 2026-06-12 (original language: Ukrainian)."),
        ("en", None, "There is nothing to translate in it (original language: Ukrainian)."),
        ("uk", "libretranslate", "Машинний переклад: LibreTranslate, 2026-06-12 (мова оригіналу: українська). "
         "Перевірено автоматично."),
        ("de", "argos", "Maschinelle Übersetzung durch Argos Translate, 2026-06-12 (Originalsprache: Ukrainisch). "
         "Automatisch geprüft."),
        ("pl", "human", "Tłumaczenie sprawdzone przez człowieka, 2026-06-12 (język oryginału: ukraiński)."),
        ("no", "human", "Oversettelse gjennomgått av et menneske, 2026-06-12 (originalspråk: ukrainsk)."),
        ("ga", "other", "Machine translation by other, 2026-06-12 (original language: Ukrainian). Checked "
         "automatically."),
    ],
)  # fmt: skip
def test_who_translated(reader: str, engine: str | None, expected: str) -> None:
    """The note names who translated, the day and the language, in the reader's words or else in English."""
    assert words(reader, engine=engine) == expected


@pytest.mark.parametrize("reader", SPOKEN)
def test_a_machines_work_is_never_called_a_persons(reader: str) -> None:
    """Where machine and person both had a part, both are named, in every language."""
    own = words_for(reader)
    mixed = words(reader, engine="google+human")
    assert "Google" in mixed and own.human.format(date="2026-06-12") not in mixed
    assert mixed.startswith(own.mixed.format(engine="Google", date="2026-06-12"))
    assert own.mixed != own.machine
    for machine_alone in ("google", "google+deepl"):
        assert words(reader, engine=machine_alone).startswith(own.machine.partition("{")[0])
        assert own.human.partition("{")[0] not in words(reader, engine=machine_alone)
    assert "Google" not in words(reader, engine="human") and own.checked not in words(reader, engine="human")


@pytest.mark.parametrize("reader", SPOKEN)
def test_every_language_is_whole(reader: str) -> None:
    """Each language has all sentences, with the places that are filled in, and names for Ukrainian and English."""
    own = words_for(reader)
    for one in fields(Words):
        if one.name != "names":
            text = getattr(own, one.name)
            assert text.strip() == text != "", one.name
            assert set(re.findall(r"\{(\w+)\}", text)) == PLACEHOLDERS.get(one.name, set()), one.name
    assert {"uk", "en"} <= own.names.keys()
    assert note(ENTRY, DONE, reader).startswith(f'<p lang="{reader}">')
    if reader != "en":
        assert own.pending != words_for("en").pending


def test_partners_and_neighbours_are_spoken_to() -> None:
    """There are words in the languages of the partner cities and of Ukraine's neighbours in the Union."""
    assert {*PARTNERS, *NEIGHBOURS} <= set(SPOKEN)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((), "Checked automatically."),
        ((NUMBER, NUMBER), "Checked automatically; may be wrong: numbers."),
        ((NAME, NUMBER), "Checked automatically; may be wrong: numbers, names."),
        ((Finding("sentences", "one is missing"), Finding("date", "12 June is missing")),
         "Checked automatically; may be wrong: dates, wording."),
    ],
)  # fmt: skip
def test_doubts(findings: tuple[Finding, ...], expected: str) -> None:
    """What the checks found is told by kind, each once, whatever the check is called."""
    assert words("en", findings=findings).endswith(f"Ukrainian). {expected}")


@pytest.mark.parametrize(
    ("reason", "english", "ukrainian"),
    [
        ("waiting: the budget of google is used up", "The rest is not translated yet", "Решту ще не перекладено"),
        ("google: a link is lost", "Some passages could not be translated", "Деякі фрагменти не вдалося перекласти"),
        (None, "Some passages could not be translated", "Деякі фрагменти не вдалося перекласти"),
    ],
)
def test_what_is_missing(reason: str | None, english: str, ukrainian: str) -> None:
    """A part that waits is told from one that failed."""
    assert english in words("en", state=State.PARTIAL, reason=reason)
    assert ukrainian in words("uk", state=State.PARTIAL, reason=reason)
    assert "translated yet" not in words("en", reason=reason)


def test_what_is_not_translated() -> None:
    """An entry that waits or has failed says so, and that one reads the original."""
    failed = replace(DONE, state=State.FAILED)
    assert "Not translated yet: this is the original (Ukrainian)." in note(ENTRY, None, "en")
    assert "Ще не перекладено: це оригінал (українська)." in note(ENTRY, replace(DONE, state=State.PENDING), "uk")
    assert "The translation failed: this is the original (Ukrainian). It will be" in note(ENTRY, failed, "en")
    assert "Käännös epäonnistui: tämä on alkuteksti (ukraina)." in note(ENTRY, failed, "fi")


def test_a_correction_is_told() -> None:
    """A translation that took the place of another one says when."""
    later = datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
    assert words("en", corrected=later).endswith(" Corrected on 2026-06-30.")
    assert "Corrected on 2026-07-01." in note(ENTRY, replace(DONE, corrected=later), "en", "Europe/Kyiv")


def test_the_original_is_linked() -> None:
    """The note ends with a link to the original's page, if it has one."""
    linked = note(replace(ENTRY, link="https://kharkiv.example/1?a=1&b=2"), DONE, "uk")
    assert linked.endswith(' <a href="https://kharkiv.example/1?a=1&amp;b=2">Оригінал</a></small></p>')


def test_names() -> None:
    """Languages and engines have names for readers; what has none is named as it is, escaped in a note."""
    assert language_name("uk-UA", "en-GB") == "Ukrainian"
    assert language_name("en", "uk") == "англійська"
    assert language_name("tlh", "en") == "tlh"
    assert engine_names(None) == engine_names("human") == ""
    assert engine_names("argos+human+mymemory") == "Argos Translate, MyMemory"
    assert "<b>" not in note(ENTRY, replace(DONE, engine="<b>"), "en")


TELEGRAM = Other("https://t.me/kharkiv/77?a=1&b=2", "Трамваї", "Харків <наживо>", "uk", "uk")
NETWORK = Other("https://eurocities.example/trams", "Trams", "", "en", "und")


@pytest.mark.parametrize(
    ("reader", "words_before"),
    [("en", "Also reported by: "), ("uk-UA", "Також про це: "), ("fr", "Également rapporté par : "),
     ("fi", "Aiheesta myös: "), ("ga", "Also reported by: ")],
)  # fmt: skip
def test_others_are_linked(reader: str, words_before: str) -> None:
    """The other entries of a story are links with their sources' names, in the reader's words or else in English."""
    own = reader[:2] if reader != "ga" else "en"
    assert also((TELEGRAM, NETWORK), reader) == (
        f'<p lang="{own}"><small>{words_before}'
        '<a href="https://t.me/kharkiv/77?a=1&amp;b=2" hreflang="uk" lang="uk">Харків &lt;наживо&gt;</a>, '
        '<a href="https://eurocities.example/trams">eurocities.example</a></small></p>'
    )


def test_nobody_else() -> None:
    """Without others that can be visited nothing is said."""
    assert also((), "en") == also((replace(TELEGRAM, url=""),), "en") == ""


@pytest.mark.parametrize("reader", SPOKEN)
def test_others_are_told_in_every_language(reader: str) -> None:
    """Each language has its own words for it, which stand before the links."""
    template = words_for(reader).also
    assert template.endswith(": {sources}")
    assert [tag for tag in SPOKEN if words_for(tag).also == template] == [reader]
