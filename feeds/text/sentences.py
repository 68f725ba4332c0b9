"""Where sentences end, by rules alone: no model, no word list beyond abbreviations.

A cut is made at white space only, behind a stop (with the quotes and brackets that close after it) or at a line end.
What follows must look like a beginning, and what stands before a full stop must not be an abbreviation, an initial or
the number of a list. "р.", "тис." or "a.m." may end a sentence or not, and nothing but the words around them tells:
they do where the next word is one that begins sentences and no names ("Він", "The"), and, in Ukrainian, where the
sentence so far has words enough to be one ("У 2024 р. Харків…" has not).
"""

from __future__ import annotations

import re

from feeds.text.language import cyrillic_letters, primary

_STOPS = ".!?…"
_CLOSERS = "»”“\"’')]}"
_OPENERS = "«„“”\"‘'([{"
_DASHES = "—–-"
# Scripts that leave no space after a stop of their own.
_GAP = re.compile(r"\s+|(?<=[。！？])(?=[^\s。！？」』”’）])")
_WIDE_STOPS = "。！？"
_LOOK = 48
"""Characters that are looked at before and after a gap: abbreviations and initials are far shorter."""
_TOKEN = re.compile(r"[\w.’'ʼ-]+\Z")
_WORD = re.compile(r"[^\W\d_][\w’'ʼ-]*")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_FEWEST_WORDS = 3
"""Words of four letters or more that make a sentence before "р." or "тис."."""

# Something always follows these: a name, a title, a number.
_NEVER = frozenset(
    """
    вул просп пр-т пров бул бульв пл наб шосе мкр буд кв корп під'їзд ім св див напр зокр рис табл гр тов проф акад
    доц канд ред смт оз майд узв реж арх арт засл інж прот підполк член-кор упоряд заст нач гол зав ген полк підп лейт
    серж тел факс т.зв т.з зв о ср нар бл прибл макс мін
    mr mrs ms dr prof st gen col lt sgt capt rev hon sen rep gov pres no nos fig vol art pp vs cf approx e.g i.e al
    """.split()
)
# These may end a sentence as well; all that has no vowel or has full stops inside counts with them.
_SOMETIMES = frozenset(
    """
    р рр ст тис млн млрд трлн грн коп дол обл р-н обл год хв сек ін т.д т.п т.ін н.е д ін шт екз км см мм кг га
    січ лют бер квіт трав черв лип серп вер жовт лист груд пн вт ср чт пт сб нд
    etc inc ltd co corp jr sr dept est a.m p.m u.s u.k u.n e.u d.c b.c a.d ave blvd rd
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur fri sat sun
    """.split()
)
# Before a name; behind a number they are metres, seconds, pages, square metres.
_UNITS = frozenset("м с г л кв куб х".split())
# Years and centuries behind a number, a river and a station before a name.
_DATED = frozenset(("р", "ст"))
_STARTERS = frozenset(
    """
    він вона воно вони це цей ця ці той та те ті так також однак але проте тому тож отже крім окрім зокрема під після
    перед через для при про за на у в із зі з до від як якщо коли поки що щоб хто де ми ви я ти нині зараз сьогодні
    вчора завтра тоді потім там тут водночас раніше пізніше надалі нагадаємо наразі наступного загалом усього всього
    всі усі кожен жоден ще вже і й а не ні
    the a an he she it they we you this that these those there here his her its their our my in on at by for from with
    but and or so if when while after before since during however also then as what who where how why no not all some
    """.split()
)
_NUMBER_BEFORE = re.compile(r"(?:\d|\b[IVXІХ]{1,7})\s?(?:(?:кв|куб|тис|млн|млрд)\.?\s?)?\Z")
_AND_SO_ON = re.compile(r"\b[тТ]\.\s?\Z")
_VOWELS = re.compile("[аеєиіїоуюяыэёaeiouy]", re.IGNORECASE)
_ORDINAL_STOPS = frozenset("de cs sk pl fi et lv hu hr sl bs da nb nn no is tr".split())
"""Languages that write "5." for "the fifth"."""


def sentences(text: str, language: str) -> list[str]:
    """Cut ``text`` into sentences that are it again when joined; white space belongs to the sentence before it."""
    found: list[str] = []
    start = 0
    for gap in _GAP.finditer(text):
        if gap.start() > start and gap.end() < len(text) and _ends(text, start, gap, language):
            found.append(text[start : gap.end()])
            start = gap.end()
    if start < len(text):
        found.append(text[start:])
    return found


def _ends(text: str, start: int, gap: re.Match[str], language: str) -> bool:
    """Is the gap one between sentences?"""
    if not gap[0]:
        return True
    last = text[gap.start() - 1]
    if last not in _STOPS and last not in _CLOSERS and last not in _WIDE_STOPS:
        return "\n" in gap[0] and _begins(text[gap.end() : gap.end() + _LOOK])
    head = text[max(start, gap.start() - _LOOK) : gap.start()]
    bare = head.rstrip(_CLOSERS)
    if not bare or bare[-1] not in _STOPS + _WIDE_STOPS:
        return "\n" in gap[0] and _begins(text[gap.end() : gap.end() + _LOOK])
    tail = text[gap.end() : gap.end() + _LOOK]
    if not _begins(tail):
        return False
    stops = bare[len(bare.rstrip(_STOPS)) :]
    return stops != "." or _full_stop(bare[:-1], tail, len(bare) < len(head), language)


def _begins(tail: str) -> bool:
    """Can a sentence begin so? Not with a small letter, nor with a dash and one: that goes on after direct speech."""
    bare = tail.lstrip(_OPENERS)
    if bare[:1] and bare[0] in _DASHES:
        bare = bare.lstrip(_DASHES).lstrip().lstrip(_OPENERS)
    return bool(bare) and not bare[0].islower() and bare[0] not in ",;:.)"


def _full_stop(before: str, tail: str, closed: bool, language: str) -> bool:
    """Does the one full stop behind ``before`` end a sentence, and not only a word?"""
    match = _TOKEN.search(before)
    word = match[0].lower().strip("'’ʼ-") if match else ""
    if not match or not word:
        return True
    if word.strip(".,").replace(".", "").isdecimal():
        lists = not before[: match.start()].strip(_OPENERS + _DASHES + " ") and len(word) < 4
        return not lists and (primary(language) not in _ORDINAL_STOPS or len(word) > 3)
    after_number = bool(_NUMBER_BEFORE.search(before[: match.start()]))
    if len(word) == 1 and match[0].isupper():
        return word == "i" and before[: match.start()].rstrip()[-1:].islower()
    if word in _UNITS and after_number and not tail[0].isdigit():
        return not closed
    if word in ("д", "п", "ін") and _AND_SO_ON.search(before[: match.start()]):
        return not closed and not tail[0].isdigit()
    if word in _DATED and not after_number:
        return False
    if word in _NEVER or word in _UNITS or (len(word) == 1 and not _VOWELS.match(word) and word not in _SOMETIMES):
        return False
    if word in _SOMETIMES or _looks_short(match[0]):
        return not closed and _may_end(before, tail)
    return True


def _looks_short(word: str) -> bool:
    """Full stops inside, or up to four letters and no vowel among them: an abbreviation that no list has."""
    inner = word.strip(".")
    if "." in inner:
        return all(len(part) <= 3 for part in inner.split("."))
    return len(inner) <= 4 and not inner.isupper() and not _VOWELS.search(inner)


def _may_end(before: str, tail: str) -> bool:
    """After an abbreviation that can stand anywhere: does what follows begin a sentence?"""
    following = _WORD.match(tail.lstrip(_OPENERS + _DASHES + " "))
    if following and following[0].lower() in _STARTERS:
        return True
    if not following or tail[0].isdigit():
        return False
    return cyrillic_letters(before[-6:]) > 0 and len(_LONG_WORD.findall(before)) >= _FEWEST_WORDS
