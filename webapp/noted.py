"""What was written down in English, in the language of the page: what the checks found, why a translation is missing.

It is kept with the translations it belongs to, and stands so in the feeds. Here it is read again by the sentences it is
made of. What none of them is stays in English: errors of servers far away, for instance.
"""

from __future__ import annotations

import re
from functools import cache

from babel.dates import get_day_names, get_month_names
from flask_babel import gettext

from webapp.language import ui
from webapp.words import locale_of


def N_(words: str) -> str:
    """Marks a message for the catalogue."""
    return words


# The first that fits is taken: what says more stands first.
_SENTENCES = (
    N_("%(share)s of the answer is still in Cyrillic letters"),
    N_("%(share)s of the answer is in letters of another script"),
    N_("only %(share)s of the answer is in Cyrillic letters"),
    N_("%(word)s is still in Cyrillic letters"),
    N_("the answer is in another language: %(found)s, not %(wanted)s"),
    N_("the answer is not in English"),
    N_("%(number)s words of the original were only written in Latin letters"),
    N_("a sentence seems to be missing: %(text)s"),
    N_("the original speaks of percent, the answer does not"),
    N_("the answer speaks of percent, the original does not"),
    N_("%(number)s is percent in the original, in the answer it is not"),
    N_("%(number)s is percent in the answer, in the original it is not"),
    N_("the original speaks of %(currency)s, the answer does not"),
    N_("the answer speaks of %(currency)s, the original does not"),
    N_("%(time)s of the original is before noon, in the answer it is not"),
    N_("%(time)s of the original is after noon, in the answer it is not"),
    N_("%(time)s of the answer is before noon, in the original it is not"),
    N_("%(time)s of the answer is after noon, in the original it is not"),
    N_("the answer is empty"),
    N_("the answer is an error page: %(text)s"),
    N_("the answer is the original, unchanged"),
    N_("the answer repeats itself: %(text)s"),
    N_("%(number)s of the original is below zero, in the answer nothing is"),
    N_("%(number)s of the answer is below zero, in the original nothing is"),
    N_("only %(number)s characters for %(all)s of the original"),
    N_("%(number)s characters for %(all)s of the original: about %(wanted)s were to be expected"),
    N_("%(number)s inline codes lost"),
    N_("%(number)s inline codes too many"),
    N_("an inline code stands there twice"),
    N_("inline codes cross each other"),
    N_("an inline code has got into another one"),
    N_("a pair of inline codes has lost its words"),
    N_("%(sign)s of the original is lost"),
    N_("%(sign)s is there more often than in the original"),
    N_("%(sign)s closes nothing"),
    N_("no word is left in %(sign)s"),
    N_("a link is lost: %(link)s"),
    N_("“%(wrong)s” stands where the termbase wants “%(right)s”"),
    N_("“%(form)s” is “%(target)s” in the termbase, which the translation does not have"),
    N_("“%(form)s” may be “%(target)s”, which the translation does not have"),
    N_("waiting for an engine: %(number)s text units are not in the translation memory"),
    N_("waiting: a correction was taken back, and no engine has translated the passage"),
    N_("%(month)s is a month of the original, and not of the answer"),
    N_("%(month)s is a month of the answer, and not of the original"),
    N_("%(before)s has become %(after)s"),
    N_("%(what)s of the original is not in the answer; %(new)s is not in the original"),
    N_("%(what)s of the original is not in the answer"),
    N_("%(what)s is not in the original"),
)
_WORDS = (
    N_("hryvnias"), N_("dollars"), N_("euros"), N_("pounds"), N_("zlotys"), N_("crowns"),
)  # fmt: skip
"""Currencies as findings name them."""
_AND_MORE = re.compile(r"(?P<words>.+) \(and (?P<number>[0-9]+) more\)", re.DOTALL)


def said(message: str) -> str:
    """A message in the language of the page; as it is where nobody has translated it."""
    if ui() == "en":
        return message
    for sentence, pattern in _patterns():
        if read := pattern.fullmatch(message):
            return gettext(sentence) % {name: _in_words(value) for name, value in read.groupdict().items()}
    return message


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, _pattern(sentence)) for sentence in _SENTENCES)


def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", sentence)
    return re.compile(
        "".join(f"(?P<{piece}>.+)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)), re.DOTALL
    )


def _in_words(value: str) -> str:
    """Days, months and currencies in the language of the page, and how many more there are; all else as it stands."""
    if more := _AND_MORE.fullmatch(value):
        return gettext("%(words)s (and %(number)s more)", words=_in_words(more["words"]), number=more["number"])
    names = _names(ui())
    return ", ".join(names.get(one, gettext(one) if one in _WORDS else one) for one in value.split(", "))


@cache
def _names(tongue: str) -> dict[str, str]:
    """Days and months by their English names."""
    here = locale_of(tongue)
    english_days = get_day_names("wide", "stand-alone", "en")
    english_months = get_month_names("wide", "stand-alone", "en")
    days = get_day_names("wide", "stand-alone", here)
    months = get_month_names("wide", "stand-alone", here)
    return {english_days[day]: days[day] for day in days} | {english_months[month]: months[month] for month in months}
