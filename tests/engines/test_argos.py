"""Models on this machine: a small real one that translates, and what it cannot do."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.engines import argos as engine
from feeds.engines import argos_packages
from feeds.engines.argos import Argos
from feeds.engines.base import Miscount, Unsuitable
from feeds.text.sentences import sentences
from feeds.translation import codes

from ..translation.verdicts import fatal
from .argos_model import (
    LEXICON,
    RUBBISH,
    TO_UKRAINIAN,
    end_of_requests,
    files_of,
    package,
    ready,
    refused,
    small,
    zipped,
)

TEXTS = {
    "Мер Харкова відкрив нову школу. Музей працює щодня.":
        "The mayor of Kharkiv opened a new school. The museum works daily.",
    "Місто посадило 120 дерев.": "The city planted 120 trees.",
    "Мер відкрив парк &amp; школу": "The mayor opened the park &amp; school",
    "Пишіть на info_2@misto.example.": "Write to info_2@misto.example.",
    "Музей працює щодня!": "The museum works daily!",
}  # fmt: skip
ENDLESS = {piece: word for piece, word in LEXICON.items() if piece != "</s>"} | {"</s>": "▁and"}


def test_sentences_are_translated(tmp_path: Path) -> None:
    """Texts come back translated, in order, as coded text, with numbers, addresses and underscores as they were."""
    argos = Argos([package(tmp_path)], folder=tmp_path / "models")
    assert argos.translate(list(TEXTS), "uk-UA", "en-GB") == list(TEXTS.values())


def test_answers_do_not_depend_on_company(tmp_path: Path) -> None:
    """The same text has the same answer alone, among others, a second time and from a second engine."""
    argos = ready(tmp_path)
    together = argos.translate(list(TEXTS), "uk", "en")
    assert [argos.translate([text], "uk", "en")[0] for text in TEXTS] == together
    assert ready(tmp_path).translate(list(TEXTS), "uk", "en") == together


@settings(max_examples=30, deadline=None)
@given(words=st.lists(st.sampled_from([*"Мер Харкова відкрив 7 & < диво . ! 日 😀 Львів".split(), " "]), min_size=1))
def test_nothing_is_lost(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    """Whatever the model knows or not, each word has its own in the answer, which is coded text."""
    folder = tmp_path_factory.getbasetemp() / "shared"
    folder.mkdir(exist_ok=True)
    unit = codes.normalise(codes.escape(" ".join(words)))
    [text] = ready(folder).translate([unit], "uk", "en") if unit else [""]
    known = {"Мер": "The mayor", "Харкова": "of Kharkiv", "відкрив": "opened"}
    assert codes.plain(text) == " ".join(known.get(word, word) for word in codes.plain(unit).split())


def test_long_texts_are_cut_at_sentences(tmp_path: Path) -> None:
    """A text of any length goes through, since the model sees sentences, and spaces between them stay."""
    text = " ".join(["Мер відкрив школу.", "Місто посадило 120 дерев!"] * 100)
    assert len(sentences(text, "uk")) == 200
    expected = " ".join(["The mayor opened school.", "The city planted 120 trees!"] * 100)
    assert ready(tmp_path).translate([text], "uk", "en") == [expected]


def test_pieces_of_pairs(tmp_path: Path) -> None:
    """Packages whose tokenizer knows pairs of bytes instead of SentencePiece are read as well."""
    argos = small([package(tmp_path, "uk", "pl", bpe=True)], folder=tmp_path / "models")
    assert argos.translate(["Мер тут. Він там."], "uk", "pl") == ["Mer tut. Vin tam."]


def test_batches() -> None:
    """A request has few units, since all of them are lost when it fails, and costs what they have of characters."""
    argos = Argos(folder=Path("nowhere"))
    units = ["х" * 900] * 5 + ["слово"] * 20 + ["х" * 9000]
    batches = list(argos.batches(units))
    assert sorted(unit for batch in batches for unit in batch) == sorted(units)
    assert [len(batch) for batch in batches] == [4, 8, 8, 5, 1]
    assert argos.cost(units) == 900 * 5 + 5 * 20 + 9000


def test_pairs_have_models_of_their_own(tmp_path: Path) -> None:
    """Each pair is translated by its model; there is no way round by a third language."""
    there, back = package(tmp_path), package(tmp_path, "en", "uk", "1.4", lexicon=TO_UKRAINIAN)
    argos = small([back, there], folder=tmp_path / "models")
    assert argos.translate(["The school."], "en", "uk") == ["Це школа."]
    assert argos.version == "1.4"
    assert argos.translate(["Мер."], "uk", "en") == ["The mayor."]
    assert argos.version == "en-uk 1.4, uk-en 1.9"
    onward = small([there, package(tmp_path, "en", "pl")], folder=tmp_path / "more")
    assert "has no model from uk into pl: name its file in [engine.argos] packages" in str(
        refused(onward, target="pl-PL")
    )


def test_version_before_the_first_text(tmp_path: Path) -> None:
    """Before a model is in use the version is that of the packages named; where none can be read, there is none."""
    assert ready(tmp_path).version == "1.9"
    assert small([tmp_path / "absent.argosmodel"], folder=tmp_path).version == ""
    many = [package(tmp_path, "uk", target) for target in "bg cs da de es et fi".split()]
    assert len(small(many, folder=tmp_path).version) == 64


def test_codes_of_languages() -> None:
    """Argos's codes are ISO 639, but for Chinese in long characters and Portuguese in Brazil."""
    tags = {"uk-UA": "uk", "EN": "en", "zh-Hant": "zt", "zh-TW": "zt", "zh-CN": "zh", "pt-BR": "pb", "pt": "pt"}
    assert {tag: argos_packages.code_of(tag) for tag in tags} == tags


def test_threads_share_one_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight threads get the answers that one gets, from a model that is installed and loaded once."""
    loads: list[object] = []

    class Counted(engine._Translator):
        def __init__(self, *given: object) -> None:
            loads.append(given)
            super().__init__(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "_Translator", Counted)
    argos = ready(tmp_path, threads=1)
    texts = list(TEXTS) * 8
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: argos.translate([text], "uk", "en")[0], texts)) == [*TEXTS.values()] * 8
    assert len(loads) == 1


# --- what a model does badly --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lexicon", "unit", "reason"),
    [
        (LEXICON, "Мер відкрив школу. \n Ніщо", "no words for a sentence"),
        (ENDLESS, "Мер відкрив школу", "no end for a sentence"),
    ],
)
def test_sentences_without_words_or_end(tmp_path: Path, lexicon: dict[str, str], unit: str, reason: str) -> None:
    """A text is refused where the model finds no words or no end for one of its sentences: the rest would be false."""
    argos = small([package(tmp_path, lexicon=lexicon | {"▁Ніщо": "▁"})], folder=tmp_path / "models")
    error = refused(argos, (unit,))
    assert isinstance(error, Unsuitable)
    assert str(error) == f"argos: the model found {reason}"


def test_one_bad_text_among_others(tmp_path: Path) -> None:
    """A text that the model cannot do takes no other with it: one by one the others have their answers."""
    argos = ready(tmp_path)
    error = refused(argos, ("Мер.", "ніщо", "Музей"))
    assert isinstance(error, Miscount)
    assert [argos.translate([text], "uk", "en") for text in ("Мер.", "Музей")] == [["The mayor."], ["The museum"]]


def test_rubbish_is_refused(tmp_path: Path) -> None:
    """What a bad model makes of a text does not pass the checks; what the good one makes does."""
    bad = small([package(tmp_path, lexicon=RUBBISH)], folder=tmp_path / "models")
    for unit, good in TEXTS.items():
        [rubbish] = bad.translate([unit], "uk", "en")
        assert fatal(unit, rubbish, "uk", "en") is not None
        assert fatal(unit, good, "uk", "en") is None


@pytest.mark.parametrize(
    ("unit", "reason"),
    [
        ("слово " * 90, "a sentence has 540 pieces of words; a model takes 250"),
        ("слово " * 900, "a sentence has more than 2000 characters, too many for a model"),
        ("Мер <g1>відкрив</g1> школу", "takes no text with inline codes"),
        ("Мер <x1/>", "takes no text with inline codes"),
    ],
)
def test_texts_that_do_not_fit(tmp_path: Path, unit: str, reason: str) -> None:
    """A sentence that the model would cut off, or inline codes that it would lose, are refused before it is asked."""
    error = refused(ready(tmp_path), (codes.normalise(unit),))
    assert isinstance(error, Unsuitable)
    assert str(error) == f"argos: {reason}"


# --- time ---------------------------------------------------------------------------------------------------------


def test_deadline(tmp_path: Path) -> None:
    """A request that takes too long is given up; its thread ends by itself, and nothing of it comes later."""
    argos = ready(tmp_path, total=0.0005)
    error = refused(argos, ("Мер. " * 500,))
    assert error.transient
    assert str(error) == "argos: no whole translation within 0.0005 s"
    end_of_requests()
    assert not any(thread.name == "argos request" for thread in threading.enumerate())


def test_deadline_is_looked_at_between_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that was left behind stops after the sentences that it is at."""
    looks = iter([0.0, 0.0, 0.0, *[601.0] * 9])
    seen: list[int] = []
    together = engine._Translator._together

    def counted(self: engine._Translator, texts: list[str]) -> list[str]:
        seen.append(len(texts))
        return together(self, texts)

    monkeypatch.setattr(engine, "time", SimpleNamespace(monotonic=lambda: next(looks)))
    monkeypatch.setattr(engine._Translator, "_together", counted)
    assert "within 600 s" in str(refused(ready(tmp_path), ("Мер. " * 40,)))
    assert seen == [16]


@pytest.mark.parametrize("name", ["model/model.bin", "sentencepiece.model"])
def test_models_that_cannot_be_loaded(tmp_path: Path, name: str) -> None:
    """A whole package with a broken model in it is refused with the folder that it was installed in."""
    file = zipped(tmp_path / "broken.argosmodel", files_of() | {name: b"nothing that can be loaded"})
    error = refused(small([file], folder=tmp_path / "models"))
    assert f"the model in {tmp_path / 'models'}/uk_en-1.9-" in str(error)
    assert "cannot be loaded: " in str(error)


def test_model_that_fails(tmp_path: Path) -> None:
    """What CTranslate2 raises is told in one line; the texts are not to blame."""
    argos = ready(tmp_path)
    argos.translate(["Мер"], "uk", "en")
    [translator] = argos._loaded.values()
    translator._weights = SimpleNamespace(translate_batch=_raising)
    error = refused(argos)
    assert str(error) == "argos: the model failed: No position encodings"
    assert not isinstance(error, Unsuitable)


def _raising(*_: object, **__: object) -> None:
    raise RuntimeError("No position\nencodings")
