"""Which language a text is in: Ukrainian, Russian, English, or none that could be told.

Each word votes for what only one language has: a letter (і ї є ґ and the apostrophe; ы э ъ ё), a frequent short word,
an ending. Most words say nothing, a few that do are enough. Where the votes are nearly even, as in a post in two
languages, or speak of a language beyond the three, the answer is ``None``: an honest "not known" is worth more than a
false label. The word lists and endings are our own, from the grammars of the languages.
"""

from __future__ import annotations

import re
from collections import Counter

from feeds.text.html import BLOCK_TAGS, to_text
from feeds.text.language import cyrillic_letters, letters

_FEWEST = 20
"""Letters; fewer are a name, a label, a time and a place."""
_MOST = 5_000
"""Characters that are looked at; more would not change the answer."""
_CLEAR = 1.5
"""Times the votes for anything else: a Russian word in a Ukrainian text does not decide, an even mix is no language."""
_ENGLISH_SHARE = 0.16
"""Function words among all words; running English has about 0.4, a headline 0.2."""

# Addresses, mentions and hashtags are in no language, and what stands in quotation marks is often in another one.
_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|[^\s@]{1,64}@\S+|[@#]\w+")
_QUOTED = re.compile(r"«[^«»]{1,80}»|[“„][^“”„]{1,80}[“”]|\"[^\"]{1,80}\"")
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+(?:['ʼ`][^\W\d_]+)*")
# A Latin i where і belongs, as some keyboards give it: мiсто.
_LATIN_I = re.compile(r"(?<=[а-яєїґ])i|i(?=[а-яєїґ])")

_UK_LETTERS = re.compile(r"[іїєґ]|[бпвмфрдтзсхкгжчшн]['ʼ`][яюєї]")
_RU_LETTERS = re.compile(r"[ыэё]|ъ[еюя]")
# Any Cyrillic letter besides theirs is of another language; so are ъ before a consonant (Bulgarian) and what Russian
# spelling forbids (Belarusian: жыццё, чэрвень).
_OTHER_LETTERS = re.compile("[ѐђѓѕ\u0458-\u048f\u0492-\u052f]|ъ(?![еюяё])|[жшчщ][ыэ]|дз[яеі]")
_UK_ENDINGS = re.compile(r"(?:.ння|.ття|.лля|.увати|[сцз]ьк\w{1,4}|.ться|.[аиу]лася|.[аиу]лося|йо|ього|ьому)\Z|\Aвулиц")
_RU_ENDINGS = re.compile(
    r"(?:.тся|.(?<!ст)[нквшщхлрдт]ая|.[нквшщхлрдтгмб]ое|.ее|.его|.ешь|.ишь|.ость|.[оеи]вать|.[аяуюе]ет|.[аяуе]ют|лько"
    r"|[ую]щ(?:ий|ая|ее|ие|его|ей|их|им|ую)|ск(?:ий|ая|ого|ой|их|ом|ую|ими?))\Z|[ои]езд|ировал"
    r"|\A(?:харьков|киев|украин|росси|обстрел|сообщ|пожалуйст|больш|месяц|четверг|пятниц|понедельник|ребен)"
)
# South Slavic languages have these too, as they have the weak words below: they tell Russian and Ukrainian from each
# other, but not from those. Ukrainian has и before a vowel only after ви- and при- (виявити).
_WEAK_RU_PARTS = re.compile(
    r"[бгджзклмнпстфхцчшщ]и[аеиоуя]|.[нв]ости\Z|..[бвгдзклмнпрст]ов\Z|[аеиоуя]ев\Z"
    r"|\A(?:улиц|врем|раз[бвгджмнрч]|рас[кпст]|от[кмнпс]|недел)"
)
_WEAK_UK_PARTS = re.compile(r"ьо(?!н)|\Aви[бгкмпрч]...")
_OTHER_ENDINGS = re.compile(r"(?:ията|остта|[нвк]ият|[нв]ото)\Z")

_UK_WORDS = frozenset(
    """
    та й що це цей ця цього як яка яке якого яких але або чи вже ще з із де вона вони воно ми ви його йому якщо також
    був була було були бути будуть щоб коли можна хто має мають мав можуть шо немає
    дуже лише вчора зараз проте адже саме усе нехай бо щодо ласка обережно добу додому разом поки кожен кожна кожну
    """.split()
)
_WEAK_UK_WORDS = frozenset("може буде нема треба".split())
_WEAK_RU_WORDS = frozenset("и от но или с ли как под след нет".split())
_RU_WORDS = frozenset(
    """
    что какой какая он оно она они его ее их из со к ко во если также только будет будут может могут можно нужно надо
    есть когда где кто которая которое которого который этот меня тебя себя мне тоже после между более менее очень
    сейчас сегодня потом здесь потому чем чтобы года году лет время всех всем всего еще своей своего лучше
    вместе снова теперь почти хотя около спасибо помощь помощи человек дети детей утром днем вечером ночью города городе
    городу городом говорит говорят стоит начал начала начали осторожно
    """.split()
)
# Bulgarian, Macedonian, Serbian, Belarusian.
_OTHER_WORDS = frozenset(
    """
    е че се са да това този тази който която които което беше през од су више није који ова дека ги
    гэта ён яна яны таксама каб калі што якія сёння ня няма
    """.split()
)
_EN_WORDS = frozenset(
    """
    the and with from that this these those were are have has been would could should their they which who what when
    while there where your you our its his about after before into between through because during than how it's
    other all new not but will can she he it we us said says since until some such only first two one three another
    former against just like then today around near each both make take took people year years time world city
    """.split()
)
# Words of other languages as well: they count beside the ones above, or two different ones with nothing against them.
_WEAK_EN_WORDS = frozenset(
    """
    a an of in on to for is was as at by be or if so no do had i me my up out over also any more most made under
    """.split()
)
_FOREIGN_WORDS = (
    frozenset(  # German, Dutch, the Nordic and the Baltic languages
        """
        der die das und ist nicht mit ein eine einen für auf den dem des zu zur zum von vom im sich auch wird werden
        sind de het een van en dat op te met voor niet zijn aan er ook naar bij om det som är på av att ett och med til
        og et ikke ja ei se että oli ovat myös sekä kun hän see ka oma kui mis un ir par ar no kas uz arī lai pie yra
        su kad bei apie iš
        """.split()
    )
    | frozenset(  # Polish, Czech, Slovak, Croatian, Slovene, Romanian, Hungarian, Turkish
        """
        i w z na się nie jest do że przez oraz dla po od o jak za są ve že je jsou pro si sa ako u iz da în la cu și pe
        din este sunt care că az és hogy egy nem bir ile için bu olan ne
        """.split()
    )
    | frozenset(  # French, Italian, Spanish, Portuguese, Catalan
        """
        le les du au aux une dans pour que qui est sont sur il della di del che è per con una dei gli nel el los las y
        por lo como más em um uma os dos das não ao para com está
        """.split()
    )
) - (_EN_WORDS | _WEAK_EN_WORDS)

_BLOCK_END = re.compile(rf"</?(?:{'|'.join(sorted(BLOCK_TAGS))})(?:\s[^<>]*)?>|<br>\s*<br>")


def detect_language(text: str) -> str | None:
    """``uk``, ``ru`` or ``en``; ``None`` for another language, for an even mix, and for fewer than 20 letters.

    ``text`` is plain, and read up to 5,000 characters. What stands in quotation marks counts only where there is
    little besides.
    """
    text = _NOT_PROSE.sub(" ", text[:_MOST])
    unquoted = _QUOTED.sub(" ", text)
    if letters(unquoted) >= _FEWEST:
        text = unquoted
    total, cyrillic, latin = letters(text), cyrillic_letters(text), len(_LATIN.findall(text))
    if total < _FEWEST:
        return None
    words = _WORD.findall(_LATIN_I.sub("і", text.lower().replace("’", "'")))
    found = _cyrillic(words) if _weighs(cyrillic, total) else None
    # What is in a third script is not English, whatever names are in it.
    if _weighs(latin, total) and latin * 2 > total - cyrillic and (english := _english(words)):
        return None if found else english
    return found


def _weighs(part: int, total: int) -> bool:
    """Do so many letters of one script make a text? Half of all do; a third, beside Latin names, if they are 20."""
    return part * 2 >= total or (part >= _FEWEST and part * 3 >= total)


def detect_blocks(markup: str) -> tuple[tuple[str, str | None], ...]:
    """The plain text and the language of each block of sanitised HTML, in order; empty blocks are left out.

    A block ends where a block element begins or ends, and at two line breaks, which channels write for a paragraph.
    """
    texts = filter(None, map(to_text, _BLOCK_END.split(markup)))
    return tuple((text, detect_language(text)) for text in texts)


def _cyrillic(words: list[str]) -> str | None:
    votes = Counter(map(_vote, words))
    joined = " ".join(words)
    if "і" in joined and "и" not in joined and re.search("[ыэёў]", joined):  # Belarusian has no и
        return None
    ukrainian, russian, other = votes["uk"] + votes["weak uk"], votes["ru"] + votes["weak ru"], votes["other"]
    if _enough(votes, "uk") and ukrainian > _CLEAR * (russian + other):
        return "uk"
    if _enough(votes, "ru") and russian > _CLEAR * (ukrainian + other):
        return "ru"
    return None


def _enough(votes: Counter[str], language: str) -> bool:
    """Is there a vote that is not weak, or are there two of those and nothing of another language?"""
    return votes[language] > 0 or (votes[f"weak {language}"] > 1 and not votes["other"])


def _vote(word: str) -> str:
    """What a word in small letters speaks for: ``uk``, ``ru``, either ``weak``, ``other``, or nothing: ``""``."""
    ukrainian, russian = bool(_UK_LETTERS.search(word)), bool(_RU_LETTERS.search(word))
    foreign = word in _OTHER_WORDS or _OTHER_LETTERS.search(word) or _OTHER_ENDINGS.search(word)
    if foreign or (ukrainian and russian):
        return "other"
    if ukrainian or russian:
        return "uk" if ukrainian else "ru"
    if word in _UK_WORDS or _UK_ENDINGS.search(word):
        return "uk"
    if word in _RU_WORDS or _RU_ENDINGS.search(word):
        return "ru"
    if word in _WEAK_RU_WORDS or _WEAK_RU_PARTS.search(word):
        return "weak ru"
    return "weak uk" if word in _WEAK_UK_WORDS or _WEAK_UK_PARTS.search(word) else ""


def _english(words: list[str]) -> str | None:
    words = [word for word in words if not cyrillic_letters(word)]
    strong = [word for word in words if word in _EN_WORDS]
    weak = [word for word in words if word in _WEAK_EN_WORDS]
    foreign = sum(word in _FOREIGN_WORDS for word in words)
    found = len(strong) + len(weak)
    if found < _ENGLISH_SHARE * len(words) or found <= _CLEAR * foreign:
        return None
    alone = len(set(weak)) > 1 + foreign and "".join(words).isascii()
    return "en" if strong or alone else None
