"""Which language a text is in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.detect import detect_blocks, detect_language
from feeds.text.html import clean, to_text

from .strategies import markup

SHARED = Path(os.environ.get("VISNYK_SHARED") or Path(__file__).parents[2].parent / "shared")
FLORES = SHARED / "data" / "flores-uk-en"
UKRAINIAN = "Мер розповів про плани на наступний рік."
RUSSIAN = "Мэр рассказал о планах на следующий год."
ENGLISH = "The mayor spoke about the plans for next year."


def sentences(language: str) -> list[str]:
    """Our own ones in that language; ``-`` for texts that are in none of the three, or too short."""
    lines = (Path(__file__).parent / "languages.tsv").read_text(encoding="utf-8").splitlines()
    return [text for code, text in (line.split("\t") for line in lines) if code == language]


def share(texts: list[str], expected: str | None) -> float:
    """Of the texts that are called ``expected``."""
    return sum(detect_language(text) == expected for text in texts) / len(texts)


@pytest.mark.skipif(not FLORES.is_dir(), reason=f"the FLORES-200 sentences are not in {FLORES}")
@pytest.mark.parametrize("language", ["uk", "en"])
def test_real_sentences(language: str) -> None:
    """At least 995 of 1,000 sentences of FLORES-200 are named rightly, and none is given to another language."""
    texts = (FLORES / f"dev.{language}").read_text(encoding="utf-8").splitlines()

    assert share(texts, language) >= 0.995
    assert {detect_language(text) for text in texts} <= {language, None}


@pytest.mark.parametrize(("language", "fewest"), [("uk", 40), ("ru", 60), ("en", 20), ("-", 60)])
def test_short_posts(language: str, fewest: int) -> None:
    """98 of 100 short posts, headlines and lines of a few words are named rightly, other languages as none."""
    texts = sentences(language)

    assert len(set(texts)) == len(texts) >= fewest
    assert share(texts, None if language == "-" else language) >= 0.98


@pytest.mark.parametrize("language", ["uk", "ru", "en", "-"])
def test_none_is_given_to_another_language(language: str) -> None:
    """What is not named rightly is not named: no Russian sentence is Ukrainian, no German one English."""
    assert {detect_language(text) for text in sentences(language)} <= {language, None}


@pytest.mark.parametrize("text", [UKRAINIAN, RUSSIAN, ENGLISH])
def test_case_and_length_do_not_matter(text: str) -> None:
    """Capitals, and the same said a thousand times, are the same language."""
    assert detect_language(text.upper()) == detect_language(text) == detect_language(f"{text} " * 1000) is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Газета «Вечерний Харьков» написала, що міст відкриють у травні", "uk"),
        ('Театр показал спектакль "Лісова пісня" на языке оригинала', "ru"),
        ("The film „Тіні забутих предків“ was shown in the old town", "en"),
        # Little besides the quotation: what is quoted counts.
        ("Мер: «Ми відбудуємо місто разом із партнерами»", "uk"),
        ("Дивіться https://city.example/the-news-of-the-city-and-of-the-region повне інтерв'ю", "uk"),
        ("#новини #місто #Харків The old park is open again @міськрада", "en"),
        ("Eurocities Pulse Mayors Survey 2026: міста за швидке відновлення", "uk"),
        ("мiсто вiдновлює свiтло", "uk"),
    ],
)
def test_what_stands_beside_the_text(text: str, language: str) -> None:
    """Names in quotation marks, addresses, hashtags, Latin names and a Latin i do not decide."""
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        ([UKRAINIAN, RUSSIAN], None),
        ([UKRAINIAN, ENGLISH], None),
        ([*[UKRAINIAN] * 3, RUSSIAN], "uk"),
        ([*[RUSSIAN] * 3, UKRAINIAN], "ru"),
        (
            ["Шо там по світлу? Кажуть, нескоро, бо сломалось щось, і як завжди — тишина, а чим дальше, тим гірше."],
            "uk",
        ),
        (["Это, как говорится, «маємо те, що маємо», и ничего с этим не сделаешь."], "ru"),
    ],
)
def test_mixed_texts(texts: list[str], language: str | None) -> None:
    """The language of most of it; none where two are even."""
    assert detect_language(" ".join(texts)) == language


@pytest.mark.parametrize(
    "text",
    [
        "", "Місто", "Що це? І як?", "!" * 100, "1 2 3" * 50, "Hi, this is us", "і" * 19, "«»“”",
        "请访问我们的新网站并阅读全部内容 The New York Times",
    ],
)  # fmt: skip
def test_too_little_to_tell(text: str) -> None:
    """Fewer than 20 letters, or no words of the three languages, are no language."""
    assert detect_language(text) is None


_words = st.sampled_from([*UKRAINIAN.split(), *RUSSIAN.split(), *ENGLISH.split(), "«", "»"])


@given(st.one_of(st.text(), st.lists(_words).map(" ".join)))
def test_any_text_has_a_language_or_none(text: str) -> None:
    """Nothing raises, and the answer is one of four."""
    assert detect_language(text) in {"uk", "ru", "en", None}


def test_blocks() -> None:
    """Each paragraph, item and stretch between two breaks is named by itself, tags and empty blocks left out."""
    blocks = detect_blocks(
        f"<h2>Новини</h2><p>{UKRAINIAN[:10]}<b>{UKRAINIAN[10:]}</b><br>10:30</p><p></p>"
        f'<ul><li lang="en">{ENGLISH}</li><li>{RUSSIAN}<br><br>AT&amp;T</li></ul><pre>{ENGLISH}</pre>'
    )

    assert blocks == (
        ("Новини", None),
        (f"{UKRAINIAN} 10:30", "uk"),
        (ENGLISH, "en"),
        (RUSSIAN, "ru"),
        ("AT&T", None),
        (ENGLISH, "en"),
    )


@given(markup.map(clean))
def test_blocks_hold_the_whole_text(cleaned: str) -> None:
    """Of sanitised HTML, every word is in one block, in order."""
    assert to_text(" ".join(text for text, _ in detect_blocks(cleaned)).replace("&", "&amp;").replace("<", "&lt;")) == (
        to_text(cleaned)
    )
