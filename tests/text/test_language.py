"""Language tags and scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.language import cyrillic_letters, cyrillic_share, language_tag, letters, primary, same_language
from feeds.text.language import writes_cyrillic as cyrillic


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("uk", "uk"), ("UK-ua", "uk-UA"), (" en_gb ", "en-GB"), ("sr-cyrl-rs", "sr-Cyrl-RS"), ("es-419", "es-419"),
        ("ua", "uk"), ("ua-UA", "uk-UA"), ("und", "und"),
        (None, None), ("", None), ("english", None), ("uk ua", None), ("укр", None), ("e", None), ("en-", None),
        ("en" + "-abcdefgh" * 5, None),
    ],
)  # fmt: skip
def test_tags(text: str | None, tag: str | None) -> None:
    """A tag in its usual case; the country code that Ukrainian sites write for the language is put right."""
    assert language_tag(text) == tag


@given(st.text(max_size=40))
def test_a_tag_is_a_tag(text: str) -> None:
    """Whatever comes in, what comes out stays as it is."""
    tag = language_tag(text)

    assert tag is None or (language_tag(tag) == tag and len(tag) <= 35)


def test_regions_do_not_make_another_language() -> None:
    """British and American English are one language, Ukrainian and Russian are two."""
    assert primary("en-GB") == "en"
    assert same_language("en-GB", "EN-us")
    assert not same_language("uk", "ru")


def test_who_writes_cyrillic() -> None:
    """Ukrainian does in any region, English does not."""
    assert cyrillic("uk-UA")
    assert not cyrillic("en")


def test_counting_letters() -> None:
    """Digits, signs and punctuation are no letters; Cyrillic ones are counted by themselves."""
    assert (letters("Ґанок, 5 steps!"), cyrillic_letters("Ґанок, 5 steps!")) == (10, 5)
    assert cyrillic_share("Ґанок steps") == 0.5
    assert cyrillic_share("12 — 5") == 0


@given(st.text(st.characters(min_codepoint=0x370, max_codepoint=0x560)))
def test_the_share_is_a_share(text: str) -> None:
    """Between none and all, around the whole Cyrillic block, whose signs are no letters."""
    assert 0 <= cyrillic_share(text) <= 1
