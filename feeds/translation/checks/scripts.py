"""Is the answer in the language that was asked for?"""

from __future__ import annotations

import re
from functools import cache

from feeds.model import Finding
from feeds.text.detect import detect_language
from feeds.text.language import cyrillic_letters, cyrillic_share, letters, primary, writes_latin
from feeds.text.romanise import spellings
from feeds.translation.checks.compared import Compared, tags

_MOST_CYRILLIC = 0.1
"""Share of letters; a name in brackets may stay, a clause may not."""
_FEWEST_CYRILLIC = 0.3
"""Share of letters that a translation into a Cyrillic language must have, unless it is short."""
_SHORT = 12
"""Letters; below that a text may be a name alone, the same in every script."""
_MOST_OTHER = 0.1
"""Share of letters that are neither Latin nor Cyrillic, and not in the original."""
_FEWEST_WORDS, _FEWEST_FOREIGN = 8, 6
"""Words in which a language shows itself; the second where none of them is English alone."""
_FEWEST_MARKED = 3
"""Different words with letters that English does not have, in a text of any length."""
_FEWEST_ROMANISED = 3
"""Different words of the original that were only written in Latin letters."""
_FOREIGN_SHARE = 0.15
"""Function words of other languages among all words; running text has 0.3 or more, names like "Rio de la Plata" few."""
_OWN_LETTERS = {"uk": "[іїєґ]", "ru": "[ыэёъ]"}
"""Of two languages that share most others; one such letter may belong to a name."""
_TOLD_APART = frozenset(_OWN_LETTERS)


@cache
def _cyrillic_clause() -> re.Pattern[str]:
    """Four words. The lookbehinds keep these linear."""
    return re.compile(r"(?<![\u0400-\u052f’'ʼ-])(?:[\u0400-\u052f][\u0400-\u052f’'ʼ-]*[\s,]+){3}[\u0400-\u052f]")


@cache
def _cyrillic_word() -> re.Pattern[str]:
    return re.compile(r"[\u0400-\u052f][\u0400-\u052f’'ʼ-]{2,40}")


@cache
def _aside() -> re.Pattern[str]:
    """The original name, as one writes it behind its translation."""
    return re.compile(r"\([^()]{1,200}\)|«[^«»]{1,200}»|[“„][^“”„]{1,200}[“”]|\"[^\"]{1,200}\"")


@cache
def _quoted_words() -> re.Pattern[str]:
    """A word or two, as they are quoted where the text is about words: ``"в" or "на"``."""
    return re.compile(r"«[^«»]{1,20}»|[“„][^“”„]{1,20}[“”]|(?<!\w)\"[^\"]{1,20}\"(?!\w)")


@cache
def _latin_clause() -> re.Pattern[str]:
    """Small letters: names are written in Latin letters in Ukrainian too."""
    return re.compile(r"(?<![\w’'-])(?:[a-z][\w’'-]*[\s,]+){3}[a-z]")


@cache
def _other_letters() -> re.Pattern[str]:
    """Letters of neither script. U+02BC is an apostrophe of Ukrainian."""
    return re.compile(r"[^\W\d_a-zA-Z\u00aa-\u02ff\u0400-\u052f\u1d00-\u1eff\ufb00-\ufb06]")


@cache
def _marked() -> re.Pattern[str]:
    """A word in small letters, one of them with a mark."""
    marked = r"ß-ÿ\u0101-\u024f\u1e01-\u1eff"
    return re.compile(rf"(?<![\w’'-])[a-z]*+[{marked}][a-z{marked}]*+(?![\w’'-])")


@cache
def _loans() -> frozenset[str]:
    """Those that are in use in English."""
    return frozenset(
        """
        café cafés décor façade façades résumé résumés naïve fiancé fiancée cliché clichés crème brûlée protégé protégés
        soirée soirées entrée entrées sauté voilà déjà à première premières matinée matinées communiqué attaché attachés
        exposé élite château mêlée naïveté cortège crêpe crêpes purée pâté piñata jalapeño señor señora über
        """.split()
    )


@cache
def _english() -> frozenset[str]:
    return frozenset(
        "the of and to is was for that with as by from at are were be this which it has have had not but their".split()
    )


@cache
def _only_english() -> frozenset[str]:
    """Function words that are none of the larger languages in Latin letters."""
    return frozenset(
        """
        the and with that from were this which has but their been they when who there more its after about into would
        could should our out than while before during until where whose through between
        """.split()
    )


@cache
def _foreign() -> frozenset[str]:
    """Function words of the larger languages in Latin letters that are no words of English."""
    return frozenset(
        """
        der das und ist nicht mit ein eine einen dem den auf für von zu im sich wird auch
        le la les des du et est que qui dans pour une sur pas au aux ce sont avec
        el los las y del con por una se como su il di che è della nel gli ma più
        w na się nie jest że z przez dla jak ze są oraz het een van en zijn dat ook
        och att är det som på av og til af ikke ja oli että sekä kun ovat de da do não uma em
        """.split()
    )


def language(pair: Compared) -> Finding | None:
    """Letters of the wrong script, a clause left as it was, Russian for Ukrainian, any other language for English."""
    if pair.translated.casefold() == pair.words.casefold():  # a name; of all else it is said that it is unchanged
        return None
    words = tags().sub(" ", pair.bare_translated)
    kind = _into_cyrillic if pair.into_cyrillic else _out_of_cyrillic
    found = kind(pair, words) or _in_another_script(pair, words)
    return Finding("language", found, fatal=True) if found else None


def _in_another_script(pair: Compared, words: str) -> str | None:
    if words.isascii() or not (pair.into_cyrillic or writes_latin(pair.target_language)):
        return None
    more = len(_other_letters().findall(_aside().sub(" ", words))) - len(_other_letters().findall(pair.bare_words))
    share = more / (letters(words) or 1)
    return f"{share:.0%} of the answer is in letters of another script" if share > _MOST_OTHER and more > 1 else None


def _into_cyrillic(pair: Compared, words: str) -> str | None:
    share = cyrillic_share(words)
    foreign = (letters(words) >= _SHORT and share < _FEWEST_CYRILLIC) or _latin_clause().search(words)
    if foreign and not pair.from_cyrillic:
        return f"only {share:.0%} of the answer is in Cyrillic letters"
    wanted = primary(pair.target_language)
    if wanted in _TOLD_APART:
        told = detect_language(words)
        if told in _TOLD_APART and told != wanted and len(re.findall(_OWN_LETTERS[told], words.lower())) > 1:
            return f"the answer is in another language: {told}, not {wanted}"
    return None


def _out_of_cyrillic(pair: Compared, words: str) -> str | None:
    share = cyrillic_share(words)
    if _MOST_CYRILLIC < share < _FEWEST_CYRILLIC and cyrillic_share(_quoted_words().sub(" ", words)) <= _MOST_CYRILLIC:
        share = 0
    if share > _MOST_CYRILLIC or _cyrillic_clause().search(words):
        return f"{share:.0%} of the answer is still in Cyrillic letters"
    return "the answer is not in English" if primary(pair.target_language) == "en" and _not_english(words) else None


def left_over(pair: Compared) -> Finding | None:
    """A word in Cyrillic letters that no bracket or quotation mark explains."""
    if pair.into_cyrillic or not cyrillic_letters(pair.translated):
        return None
    words = _aside().sub(" ", tags().sub(" ", pair.bare_translated))
    left = _cyrillic_word().search(words)
    return Finding("language", f"{left[0]!r} is still in Cyrillic letters") if left else None


def _not_english(words: str) -> bool:
    """Hardly a function word of English; and many of another language, or other signs of one."""
    said = _said(words)
    foreign = [word for word in said if word in _foreign()]
    english = sum(word in _english() for word in said)
    much = len(set(foreign)) > 1 and len(foreign) >= _FOREIGN_SHARE * len(said) and english * 3 < len(foreign)
    if much and len(said) >= _FEWEST_WORDS:
        return True
    if any(word in _only_english() or word.endswith(("'s", "n't")) for word in said):
        return False
    marked = len(set(_marked().findall(words)) - _loans())
    return (
        (much and len(said) >= _FEWEST_FOREIGN)
        or marked >= _FEWEST_MARKED
        or (marked >= english and marked > 0 and len(said) >= _FEWEST_WORDS)
    )


def romanised(pair: Compared) -> Finding | None:
    """Most words are those of the original in Latin letters. Of names alone that is no sign: some words are small."""
    if primary(pair.source_language) != "uk" or primary(pair.target_language) != "en":
        return None
    said = _said(pair.bare_translated)
    if any(word in _only_english() for word in said):
        return None
    small = {word for word in _cyrillic_word().findall(pair.bare_words) if word.islower()}
    there = sum(not spellings(word).isdisjoint(said) for word in small)
    if there < _FEWEST_ROMANISED or 2 * there < len(said):
        return None
    return Finding("language", f"{there} words of the original were only written in Latin letters")


def _said(words: str) -> list[str]:
    return [word.strip(".,;:!?()«»“”\"'") for word in words.casefold().replace("’", "'").split()]
