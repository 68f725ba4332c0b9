"""What was written down in English, in the language of the page: what the checks found, why a translation is missing.

It is kept with the translations it belongs to, and stands so in the feeds. Here it is read again by the sentences it is
made of. What none of them is stays in English: errors of servers far away, for instance.
"""

from __future__ import annotations

import re
from functools import cache

from babel.dates import get_day_names, get_month_names
from flask_babel import format_decimal, gettext

from webapp.language import ui
from webapp.words import ENGINES, engine_name, locale_of


def N_(words: str) -> str:
    """Marks a message for the catalogue."""
    return words


# The first that fits is taken: what says more stands first.
_SENTENCES = (
    N_("%(why)s; left alone until %(when)s"),
    N_("asked to be left alone until %(when)s"),
    N_("failed again and again"),
    N_("too many requests (429)"),
    N_("answered with status %(number)s"),
    N_("no answer in time"),
    N_("no whole answer within %(number)s s"),
    N_("no whole translation within %(number)s s"),
    N_("the answer broke off"),
    N_("cannot be reached"),
    N_("the request failed (%(error)s)"),
    N_("the answer is larger than %(number)s MB"),
    N_("the answer is in no known encoding"),
    N_("no whole translation in the answer"),
    N_("no translation in the answer (%(error)s)"),
    N_("%(number)s texts were sent and %(received)s came back"),
    N_("the answers fit other texts than those beside which they stand"),
    N_("the same answer came for different texts"),
    N_("the answer is not what %(engine)s sends: is the address right?"),
    N_("it cannot carry inline codes"),
    N_("takes no text with inline codes"),
    N_("a paragraph is too long for one request"),
    N_("does not translate from %(language)s into %(other)s"),
    N_("does not know these languages"),
    N_("takes both languages for the same"),
    N_("does not take the e-mail address"),
    N_("today's free translations are used up"),
    N_("the key is not accepted (403)"),
    N_("the quota is used up (456)"),
    N_("the glossary is not accepted"),
    N_("has no key: it belongs into %(variable)s"),
    N_("is not installed here: %(command)s"),
    N_("has no model from %(language)s into %(other)s: name its file in %(setting)s"),
    N_("the index has no model from %(language)s into %(other)s"),
    N_("the %(characters)s characters of %(date)s are spent; more at %(when)s"),
    N_("of the %(characters)s characters of %(date)s only those kept for titles and alerts are left; more at %(when)s"),
    N_(
        "%(characters)s characters at once are more than the %(most)s a day that are not kept for titles and alerts,"
        " of %(all)s; see %(setting)s"
    ),
    N_(
        "%(characters)s characters at once are more than the %(most)s a month that are not kept for titles and alerts,"
        " of %(all)s; see %(setting)s"
    ),
    N_("%(characters)s characters at once are more than the %(most)s a day; see %(setting)s"),
    N_("%(characters)s characters at once are more than the %(most)s a month; see %(setting)s"),
    N_("nobody was asked yet"),
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
_FRAMES = (N_("waiting: %(why)s"), N_("%(why)s; left alone until text, engines or memory change"))
_NEXT = re.compile(rf"; (?=(?:{'|'.join(ENGINES)}): )")
_COUNTED = ("characters", "most", "all")
_WORDS = (
    N_("hryvnias"), N_("dollars"), N_("euros"), N_("pounds"), N_("zlotys"), N_("crowns"),
)  # fmt: skip
"""Currencies as findings name them."""
_AND_MORE = re.compile(r"(?P<words>.+) \(and (?P<number>[0-9]+) more\)", re.DOTALL)


def said(message: str) -> str:
    """A message in the language of the page; as it is where nobody has translated it."""
    if ui() == "en":
        return message
    return _answers(message) or _sentence(message) or message


def _answers(message: str) -> str | None:
    """Why there is no translation: what each engine that was asked has answered, as :mod:`feeds.translation.assemble`
    puts it together; ``None``: it is none of this, or an engine answered what nobody has translated."""
    for frame in _FRAMES:
        before, _, after = frame.partition("%(why)s")
        if message.startswith(before) and message.endswith(after):
            why = _answers(message.removeprefix(before).removesuffix(after))
            return why and gettext(frame, why=why)
    answers: list[str] = []
    for one in _NEXT.split(message):
        engine, _, words = one.partition(": ")
        answer = _sentence(words) if engine in ENGINES else None
        if answer is None:
            return None
        answers.append(f"{engine_name(engine)}: {answer}")
    return "; ".join(answers)


def _sentence(message: str) -> str | None:
    for sentence, pattern in _patterns():
        if read := pattern.fullmatch(message):
            values = {name: _value(name, value) for name, value in read.groupdict().items()}
            return None if None in values.values() else gettext(sentence) % values
    return None


def _value(name: str, value: str) -> str | None:
    if name == "why":
        return _sentence(value)
    if name in _COUNTED and value.replace(",", "").isdecimal():
        return str(format_decimal(int(value.replace(",", ""))))
    return _in_words(value)


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
