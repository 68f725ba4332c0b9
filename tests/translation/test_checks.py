"""What must never pass for a translation, and what must."""

from __future__ import annotations

import html
import os
from pathlib import Path

import pytest

from feeds.translation import codes
from feeds.translation.checks import fatal

LONG = (
    "Мер міста подякував партнерам за допомогу, яку вони надали після обстрілів, і розповів про відбудову шкіл, "
    "лікарень та житлових будинків у найбільш постраждалих районах."
)
ENGLISH = "The mayor thanked the partners for their help after the shelling and spoke of schools being rebuilt."

WRONG = {
    "empty": (LONG, "", "empty"),
    "no words": (LONG, " … — ", "empty"),
    "codes alone": ("<g1>Мер</g1>", "<g1></g1>", "empty"),
    "Google's error page": (
        LONG,
        "Error 500 (Server Error)!!1500.That’s an error.There was an error. Please try again later.That’s all we know.",
        "error-page",
    ),
    "a quota": (LONG, "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY.", "error-page"),
    "a page": (LONG, "<!DOCTYPE html><html><body>Welcome</body></html>", "error-page"),
    "an escaped page": (LONG, "&lt;html lang=en&gt; Welcome", "error-page"),
    "a proxy": (LONG, "502 Bad Gateway nginx", "error-page"),
    "unchanged": (LONG, LONG, "unchanged"),
    "unchanged but for spaces": ("Мер  Лідса", "Мер Лідса ", "unchanged"),
    "still Cyrillic": (LONG, LONG.replace("Мер", "Мэр"), "language"),
    "half of it Cyrillic": (LONG, ENGLISH + " " + LONG[:90], "language"),
    "a clause in Cyrillic": (LONG * 3, ENGLISH * 6 + " і розповів про відбудову шкіл.", "language"),
    "a code lost": ("Мер <g1>Лідса</g1>", "The mayor of Leeds", "codes"),
    "a code doubled": ("Мер <x1/>", "The mayor <x1/> <x1/>", "codes"),
    "an address lost": ("Деталі: https://city.example/a?b=1.", "Details on the site.", "links"),
    "an address changed": ("Деталі: https://city.example/новини", "Details: https://city.example/news", "links"),
    "an e-mail address lost": ("Пишіть на press@city.example", "Write to the press office", "links"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_translation_is_refused(case: str) -> None:
    """Answers that are empty, error pages, the original in whole or in part, or have lost codes or links."""
    source, target, check = WRONG[case]
    finding = fatal(source, target, "uk", "en")
    assert finding is not None
    assert finding.check == check
    assert "\n" not in finding.message and len(finding.message) < 200


RIGHT = {
    "a sentence": (LONG, ENGLISH),
    "one letter": ("і", "and"),
    "a name in brackets": (LONG, f"{ENGLISH} {ENGLISH} They met in Freedom Square (Площа Свободи)."),
    "codes in another order": ("<g1>Мер</g1> міста <x2/>", "<x2/> The city's <g1>mayor</g1>"),
    "an address": ("Див. (https://city.example/новини).", "See https://city.example/новини"),
    "a hashtag": ("Святкуємо! #ХарківНезламний @харків", "We celebrate! #ХарківНезламний @харків"),
    "an error that is news": ("Помилка 500: сайт не працює", "Error 500: the site is down"),
    "news about an error page": ("Сайт пише: That's an error", "The site says: That's an error"),
    "only numbers": ("2024 — 5", "2024 — 5."),
}


@pytest.mark.parametrize("case", RIGHT)
def test_ordinary_translations_pass(case: str) -> None:
    """No false alarm where a translation is one."""
    assert fatal(*RIGHT[case], "uk", "en") is None


def test_into_ukrainian() -> None:
    """A translation into Ukrainian must be mostly Cyrillic, unless it is a name."""
    assert fatal(ENGLISH, LONG, "en", "uk") is None
    assert fatal("Eurocities award", "Нагорода Eurocities", "en", "uk") is None
    assert fatal("The award", "Eurocities", "en", "uk") is None
    assert fatal(ENGLISH, f"{LONG} {ENGLISH}", "en", "uk") is not None
    french = fatal(ENGLISH, "Le maire a remercié les partenaires de leur aide", "en", "uk")
    assert french is not None and french.check == "language" and "0%" in french.message


def test_hostile_answers_are_judged_in_linear_time() -> None:
    """Answers made to be slow are judged like others; a quadratic search would not end here."""
    for hostile in (
        "'" * 200_000,
        "- " * 100_000,
        "a" * 200_000,
        "а" * 20_000 + " a" * 300_000,
        "www." * 50_000,
        "a@" * 100_000,
    ):
        fatal("Мер " + hostile, "The mayor " + hostile, "uk", "en")


def _flores(name: str) -> list[str]:
    folder = Path(os.environ.get("VISNYK_SHARED") or Path(__file__).parents[3] / "shared") / "data" / "flores-uk-en"
    if not (folder / "dev.uk").is_file():
        pytest.skip(f"no FLORES sentences in {folder}; VISNYK_SHARED says where they are")
    return html.unescape((folder / name).read_text("utf-8")).splitlines()


@pytest.mark.parametrize("translation", ["dev.en", "dev.google.en", "dev.microsoft.en"])
def test_good_translations_of_flores_pass(translation: str) -> None:
    """Not one of 997 sentences translated by people, Google or Microsoft is refused, in either direction."""
    pairs = list(zip(map(codes.escape, _flores("dev.uk")), map(codes.escape, _flores(translation)), strict=True))
    assert len(pairs) == 997
    assert [finding for uk, en in pairs if (finding := fatal(uk, en, "uk", "en"))] == []
    assert [finding for uk, en in pairs if (finding := fatal(en, uk, "en", "uk"))] == []
