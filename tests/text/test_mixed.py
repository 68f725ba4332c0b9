"""Passages in another language than the text around them."""

from __future__ import annotations

import pytest
from hypothesis import given

from feeds.text.html import clean, to_text
from feeds.text.mixed import mark_languages

from .strategies import markup

UK = "Міська рада повідомляє про зустріч з партнерами в суботу."
RU = "Городской совет сообщает, что встреча с партнёрами будет в субботу."
EN = "The city council says that there will be a meeting with the partners."


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("uk", f"<p>{UK}</p><p>{EN}</p>", f'<p>{UK}</p><p lang="en">{EN}</p>'),
        ("uk", f"<p>{UK}</p><ul><li>{RU}</li></ul>", f'<p>{UK}</p><ul><li lang="ru">{RU}</li></ul>'),
        ("ru", f"<p>{UK}</p><h2>{RU}</h2>", f'<p lang="uk">{UK}</p><h2>{RU}</h2>'),
        ("en-GB", f"<p>{EN}</p><p>{UK}</p>", f'<p>{EN}</p><p lang="uk">{UK}</p>'),
        ("uk", f"<blockquote><p>{RU}</p></blockquote>", f'<blockquote><p lang="ru">{RU}</p></blockquote>'),
        ("uk", f'<p dir="ltr">{EN}</p>', f'<p lang="en" dir="ltr">{EN}</p>'),
        (
            "uk",
            f"<p>{RU.replace('совет', '<b>совет</b>')}</p>",
            f'<p lang="ru">{RU.replace("совет", "<b>совет</b>")}</p>',
        ),
    ],
)
def test_marked(language: str, text: str, expected: str) -> None:
    """A block that is clearly in another of the three languages says so, inline markup and attributes kept."""
    assert mark_languages(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", f"<p>{UK}</p>"),
        ("uk", f"<p>{UK} <q>{EN}</q> {UK}</p>"),
        ("uk", '<p lang="de">The and of to</p>'),
        ("uk", "<p>Kharkiv IT Cluster</p>"),
        ("de", f"<p>{EN}</p>"),
        ("und", f"<p>{EN}</p>"),
        ("uk", EN),
    ],
)
def test_left_alone(language: str, text: str) -> None:
    """Quotations within a sentence, names, what says its language already and texts in other languages stay."""
    assert mark_languages(text, language) == text


@given(markup)
def test_only_marks(text: str) -> None:
    """Marking changes no word, is sanitised HTML, and is done once."""
    cleaned = clean(f"{text}<p>{RU}</p>", "https://city.example/")
    once = mark_languages(cleaned, "uk")
    assert to_text(once) == to_text(cleaned)
    assert clean(once, "https://city.example/") == once
    assert mark_languages(once, "uk") == once
