"""Words that look like the name of a city and are something else: surnames, streets, a river, sums of money. Pure.

Told by what stands around them, and only as far as that tells it: who is not sure says so.
"""

from __future__ import annotations

import re

from feeds.text.forms import Folded, Form

_STREET_SHORT = frozenset("вул просп пр пл бул бульв бульвар пров провул наб".split())
_STREET = re.compile(
    r"(?:вулиц|проспект|площ|майдан|бульвар|провул|шосе|узвоз|узвіз|алея|алеї|алею|алеєю|набережн|шлях|проїзд|тракт)"
)
_NOT_THE_CITY = re.compile(r"(?:церкв|собор|храм|монастир|воріт|ворота|брам)")
"""Behind an adjective: Миколаївська церква is Saint Nicholas'."""
_PLACE = re.compile(r"(?:м|міст(?:о|а|у|і|ом|ах|ами|ам)|мерії?|мері[юї]|мерією)\Z")
_GOVERNS = re.compile(
    r"(?:мер|мерк|мері|мерія|мерії|голов|міст|міськрад|мешкан|жител|влад|рад|порт|област|громад|поліці|команд|лікарн"
    r"|прокуратур|делегаці|школ|центр|вулиц|околиц|район|оборон|захисник|мерії|небо|неб|аеропорт|вокзал)"
)
"""Words that a city in the genitive follows."""
_PREPOSITIONS = frozenset("для біля після поблизу позаду спереду".split())
"""That end as given names do."""
_SENTENCE_ENDS = re.compile(r"[!?…]|[.](?=\s|\Z)")
_OPENS = re.compile(r"[«“„\"(\[•*·■▪️—–:;]\s*\Z|\n\Z")
_WITHIN = re.compile(r"[^.!?…\n•*·■▪]*\Z")
"""Between two words of a sentence: a bracket or a colon there may stand before a name as well as before a sentence."""
_HEADING_ENDS = re.compile(r"\s?[:»”)\]]|\.?\Z|\.\s")
_PATRONYMIC = re.compile(r"\w+(?:ович|йович|івн|ївн)\w{0,3}\Z")
_VERB = {
    True: re.compile(r"\w+(?:ли|лися|ють|уть|ать|ять|ються|уться|яться|аться)\Z"),
    False: re.compile(r"\w+(?:ло|лося|в|вся|є|ить|ється|иться)\Z"),
}
"""Behind the name of a city that a sentence begins with, by whether the name is a plural."""
_NO_SUBJECT = re.compile(r"(?:[уюіх]|[ая]ми?|[оеє]м|[иі]м|ого|ої|[оеє]ю)\Z")
"""How a form ends in a case in which another word does not stand by itself: (Турку), «Ризі», Сумах: …"""
_NOUN = re.compile(r"[ибвгґджзклмнпрстфхцчшщ]\Z")
"""Суми and Ізюм: amounts and raisins may have a verb behind them as well as a city has."""
_SURNAME = re.compile(r"[оеє]в[ау]\Z")
"""Львова is a city's case and a woman's name; in Latin letters they differ, as Хмельницький and his city do not."""
_MONEY = re.compile(r"грив|грн|євро|долар|виплат|кошт|млн|тис\b")
_NEAR = 100
"""Characters behind a form in which money is looked for."""
_NO_VERB = frozenset("світло тепло скло тло коло крило право мило".split())
_OF_SUMS = re.compile(r"(?:зрос|збільш|зменш|склада|станов|сяга|сягн|перевищ|виплач|нарах|перерах|варію|вказ|відріз)")

_NAME_ENDING = re.compile(r"(?:ою|ею|єю|ові|еві|єві|ем|єм|ом|[аяиіїуюоейь])\Z")
_GIVEN_NAMES = frozenset(
    "алл алін альбін анастасі анатолі ангелін андрі анжел анн антон антонін арсен артем артур богдан борис вадим "
    "валентин валері василин васил вікторі віктор вір віталі владислав володимир ячеслав галин ганн геннаді "
    "георгі григорі данил дарин денис дмитр діан євген євгені єлизавет жанн злат зо зінаїд іван іванн "
    "ігор ілл інн ірин карин катерин кирил костянтин ксені ларис леонід лес лесь ліді лілі любов людмил макар максим "
    "маргарит марин марі марк мирослав михайл микол назар наді наталі натал наталк нін одарк оксан "
    "олег олександр олекс олексі олен ольг ользі орест остап павл петр полін прохор раїс роман руслан "
    "світлан святослав семен сергі соломі софі станіслав степан таїсі тамар тарас тетян тимофі тимур уля улян "
    "устин федір федор христин юлі юр юрі яков яків ян ярин ярослав".split()
)
"""Without their endings."""
ADJECTIVE = "is an adjective"
"""Why an adjective is not certain, whatever it stands beside."""
_ANOTHER = "is another word as well"
LIKELY = "is the name, unless the sentence begins with another word"
"""Why what stands like the name of a city is not certain all the same."""
_CITY_WORDS = frozenset(
    "City Council University Airport Oblast Region Regional Metro Mayor District Military Municipal Street and".split()
)
_OF_PLACE = frozenset("in of from to at near for and with between through via".split())


def judge(folded: Folded, first: int, last: int, form: Form) -> bool | None:
    """Is the form at these words certainly the name that it is listed for (``True``), maybe (``False``), not at all?"""
    return verdict(folded, first, last, form)[0]


def verdict(folded: Folded, first: int, last: int, form: Form) -> tuple[bool | None, str]:
    """The same, and why it is not certain."""
    if not form.place:
        if form.adjective:
            return False, ADJECTIVE
        return _within_sentence(folded, first, last, form) if form.doubtful else (True, "")
    if form.text[0].isascii():
        return (True, "") if _english(folded, first, last) else (False, _ANOTHER)
    before, gap = folded.word(first - 1).lower(), folded.gap(first)
    after, gap_after = folded.word(last + 1), folded.gap(last + 1)
    if gap_after in (", ", " (") and after.lower() == "штат":
        return None, "is a city in America"
    street = _in_street(folded, first, last, form)
    if street != "no":
        return None if street == "yes" else False, "is in the name of a street"
    if first and (gap == " " or (gap in (". ", ".") and len(before) < 4)):
        for word in form.unless:
            if is_like(before, word.removesuffix("?")):
                return False if word.endswith("?") else None, f"is something else behind “{before}”"
    if form.adjective:
        church = gap_after == " " and _NOT_THE_CITY.match(after.lower())
        return (None, f"is something else before “{after}”") if church else (False, ADJECTIVE)
    if _joined(folded.word(first - 1), gap) or _joined(after, gap_after):
        return False, "is a part of a longer word"
    initial = is_initial(folded, first - 1) and not _all_capitals(folded, first)
    if first and gap in (" ", ". ", ".") and _PLACE.match(before) and not initial:
        return True, ""
    person = _of_person(folded, first, last, form)
    if person != "no":
        return None if person == "yes" else False, "is a surname here, or may be one"
    return _within_sentence(folded, first, last, form) if form.doubtful else (True, "")


def is_like(word: str, pattern: str) -> bool:
    """Is it the word in small letters, or one that begins like ``берег*``?"""
    pattern = pattern.rpartition("'")[2]  # an apostrophe parts words here: пам'ятник is ятник
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _joined(word: str, gap: str) -> bool:
    """Is it the half of a word with a hyphen? Київ-Харків and Дніпро-1 are two."""
    return gap == "-" and word[:1].islower()


def _in_street(folded: Folded, first: int, last: int, form: Form) -> str:
    """``вул. Сумська``, ``Харківське шосе``: yes; ``проспект Героїв Харкова``: maybe the street, maybe the city."""
    before = _street_before(folded, first)
    if before == "short" or (before and form.adjective):
        return "yes"
    if form.adjective:
        return "yes" if folded.gap(last + 1) == " " and _STREET.match(folded.word(last + 1).lower()) else "no"
    if before and form.doubtful:
        return "maybe"
    for index in range(first - 1, max(first - 4, -1), -1):
        # Between the word for a street and its end, a street's name has capitals.
        if folded.gap(index + 1) != " " or not folded.word(index)[:1].isupper():
            break
        if _street_before(folded, index):
            return "maybe"
    return "no"


def _street_before(folded: Folded, index: int) -> str:
    """Does the word for a street stand before this word, ``short`` (вул., пр-т) or ``full``?"""
    word, gap = folded.word(index - 1).lower(), folded.gap(index)
    if not index or gap not in (" ", ". ", "."):
        return ""
    if word in _STREET_SHORT or (word[:1] == "т" and folded.word(index - 2).lower() == "пр"):
        return "short"
    return "full" if gap == " " and _STREET.match(word) else ""


def is_street(word: str) -> bool:
    """Is it a word for streets, in small letters, short or full?"""
    return word in _STREET_SHORT or _STREET.match(word) is not None


def is_given_name(word: str) -> bool:
    """Is it a usual Ukrainian given name, in any case?"""
    return word[:1].isupper() and _NAME_ENDING.sub("", word.lower()) in _GIVEN_NAMES


def is_initial(folded: Folded, index: int) -> bool:
    """Is it a single capital letter with a full stop?"""
    word = folded.word(index)
    return len(word) == 1 and word.isupper() and folded.gap(index + 1).startswith(".")


def _of_person(folded: Folded, first: int, last: int, form: Form) -> str:
    """``Олена Миколаєва``, ``І. Миколаєва``, ``Миколаєву Олену``: yes; what could be: maybe."""
    before, gap, index = folded.word(first - 1), folded.gap(first), first - 1
    if first and gap in (". ", ".") and is_initial(folded, index):
        return "yes" if form.doubtful else "maybe"
    if (
        first
        and gap == " "
        and (is_given_name(before) or _PATRONYMIC.match(before))
        and not _all_capitals(folded, first)
    ):
        return "yes" if form.doubtful else "maybe"
    if not form.doubtful:
        return "no"
    if first and gap == " " and before[:1].isupper() and _agrees(before, form.text) and not _governs(before):
        return "maybe" if begins(folded, index) else "yes"
    after, gap_after = folded.word(last + 1), folded.gap(last + 1)
    if gap_after == " " and is_initial(folded, last + 1):
        return "yes"
    if gap_after != " " or (first and gap == " " and _governs(before)):
        return "no"
    third = folded.word(last + 2) if folded.gap(last + 2) == " " else ""
    surname_follows = third[:1].isupper() and not _PATRONYMIC.match(third)
    return "yes" if is_given_name(after) and not surname_follows else "no"


def _governs(word: str) -> bool:
    return _GOVERNS.match(word.lower()) is not None


def _agrees(name: str, surname: str) -> bool:
    """Could both be in the same case? Одарка Миколаєва, Андрію Миколаєву."""
    name = name.lower()
    if len(name) < 3 or name in _PREPOSITIONS:
        return False
    return (surname[-1] in "ая" and name[-1] in "ая") or (surname[-1] in "ую" and name.endswith(("у", "ю", "ві")))


def _all_capitals(folded: Folded, index: int) -> bool:
    return folded.word(index).isupper()


def begins(folded: Folded, index: int) -> bool:
    """Does a sentence begin with this word, as far as a full stop tells?"""
    gap = folded.gap(index)
    if index == 0 or _OPENS.search(gap):
        return True
    ends = _SENTENCE_ENDS.search(gap)
    # After "м." and "обл." none does, after "Пункт 3." one does.
    before = folded.word(index - 1)
    return ends is not None and (ends[0] != "." or len(before) > 3 or before.isdecimal())


def _within_sentence(folded: Folded, first: int, last: int, form: Form) -> tuple[bool, str]:
    """Of a form that is another word too: does its capital mean that it is a name?"""
    if _all_capitals(folded, first):
        return False, _ANOTHER
    if not begins(folded, first):
        return True, ""
    after = folded.word(last + 1)
    if folded.gap(last + 1) == " " and after[:1].islower():
        if after in _NO_VERB or _OF_SUMS.match(after) or not _VERB[form.text.endswith("и")].match(after):
            return False, _ANOTHER
        # "Суми отримали мешканці" is about money, "Суми отримали автобуси" about the city.
        return (False, LIKELY) if _NOUN.search(form.text) else (True, "")
    return _alone(folded, first, last, form)


def _alone(folded: Folded, first: int, last: int, form: Form) -> tuple[bool, str]:
    """The same where nothing goes on with it: ``Міста: Турку; …``, ``(Суми)``, ``Рівне: …``"""
    within = first > 0 and _WITHIN.match(folded.gap(first)) is not None
    if _SURNAME.search(form.text) or not (within or _HEADING_ENDS.match(folded.gap(last + 1))):
        return False, _ANOTHER
    if _NO_SUBJECT.search(form.text):
        return True, ""
    end = folded.tokens[last][1]
    return False, _ANOTHER if _MONEY.search(folded.low, end, end + _NEAR) else LIKELY


def _english(folded: Folded, first: int, last: int) -> bool:
    """``Florence Nightingale`` is none; ``in Florence Mayor Nardella …`` and ``Leeds City Council`` are."""
    after = folded.word(last + 1)
    if folded.gap(last + 1) != " " or not after[:1].isupper() or after in _CITY_WORDS:
        return True
    return first > 0 and folded.word(first - 1).lower() in _OF_PLACE
