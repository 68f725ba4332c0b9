"""Words that stand for numbers, in Ukrainian and English: ``п'ятнадцятого``, ``двоповерховий``, ``dozen``, ``XIX``.

What a word could mean is enough: a word is looked at only where the other side has a number that nothing else explains.
The scripts tell the languages apart, so a text may hold both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

_UNITS_UK = {
    1: "один одна одне одно одні одного одної одному одній одним одною одними одних одну",
    2: "два дві двох двом двома двоє обидва обидві обох обом обома пара пари пару двічі вдвічі удвічі вдвоє удвоє",
    3: "три трьох трьом трьома троє тричі втричі утричі втроє",
    4: "чотири чотирьох чотирьом чотирма четверо вчетверо чотирикратно",
    5: "п'ять п'яти п'ятьох п'ятьом п'ятьма п'ятьома п'ятеро вп'ятеро",
    6: "шість шести шістьох шістьом шістьма шістьома шестеро вшестеро",
    7: "сім семи сімох сімом сьома сімома семеро всемеро",
    8: "вісім восьми вісьмох вісьмом вісьма вісьмома восьмеро",
    9: "дев'ять дев'яти дев'ятьох дев'ятьом дев'ятьма дев'ятьома дев'ятеро",
    10: "десять десяти десятьох десятьом десятьма десятьома десятеро",
    40: "сорок сорока",
    90: "дев'яносто дев'яноста",
    100: "сто ста сот",
    200: "двісті двохсот двомстам двомастами двохстах",
    300: "триста трьохсот трьомстам трьомастами трьохстах",
    400: "чотириста чотирьохсот чотирьомстам чотирмастами чотирьохстах",
    500: "п'ятсот п'ятисот п'ятистам п'ятьмастами п'ятистах",
    600: "шістсот шестисот шестистам шістьмастами шестистах",
    700: "сімсот семисот семистам сьомастами семистах",
    800: "вісімсот восьмисот восьмистам вісьмастами восьмистах",
    900: "дев'ятсот дев'ятисот дев'ятистам дев'ятьмастами дев'ятистах",
}
_TEENS_UK = {
    11: "одинад", 12: "дванад", 13: "тринад", 14: "чотирнад", 15: "п'ятнад", 16: "шістнад", 17: "сімнад",
    18: "вісімнад", 19: "дев'ятнад", 20: "двад", 30: "тридц",
}  # fmt: skip
_TENS_UK = {50: "п'ятдесят", 60: "шістдесят", 70: "сімдесят", 80: "вісімдесят"}
_ORDINALS_UK = {
    1: "перш", 2: "друг", 3: "трет", 4: "четверт", 5: "п'ят", 6: "шост", 7: "сьом", 8: "восьм", 9: "дев'ят",
    10: "десят", 40: "сороков", 90: "дев'яност", 100: "сот", 1000: "тисячн", 1_000_000: "мільйонн",
    **{value: f"{stem}цят" if value < 30 else "тридцят" for value, stem in _TEENS_UK.items()}, **_TENS_UK,
}  # fmt: skip
_ORDINAL_ENDINGS = "ий ій а я е є ого ього ої ьої ому ьому ою ьою им ім у ю і их іх ими іми".split()
_PREFIXES_UK = {
    4: "чотири", 5: "п'яти", 6: "шести", 7: "семи", 8: "восьми", 9: "дев'яти", 10: "десяти", 40: "сорока",
    90: "дев'яносто", 200: "двохсот", 300: "трьохсот", 500: "п'ятисот", 1000: "тисячо",
    **{value: f"{stem}цяти" if value < 30 else "тридцяти" for value, stem in _TEENS_UK.items()},
    **{value: f"{stem}и" for value, stem in _TENS_UK.items()},
}  # fmt: skip
_SHORT_PREFIXES_UK = {
    1: "одно", 2: "дво", 3: "три", 100: "сто",
}  # fmt: skip
_SHORT_PREFIXES_MORE = {"двох": 2, "трьох": 3, "чотирьох": 4, "двосот": 200}
# "три" begins many words that have nothing to do with three; these go with numbers.
_COUNTED = re.compile(
    r"річ|літн|денн|добов|годин|хвилин|секунд|поверх|кімнат|метр|кілометр|місн|місяч|тижн|разов|етап|сторон|мовн|коліс"
    r"|крат|тон|мільйон|мільярд|тисяч|відсотк|гран|кут|ярус|том|смуг|знач|склад|дверн|вимірн|рядн|розрядн|рівн|ступ"
    r"|головн|раундов|матчев|очков|бальн|фазн|осн|зірков|фунт|дюйм|миль|процент|частин|серійн|класн|палат|партійн"
)
_WORDS_EN = {
    0: "zero nil", 1: "one once first single", 2: "two twice second double both couple pair pairs twofold",
    3: "three thrice third triple thirds threefold", 4: "four fourth quarter quarters fourfold quadruple fourths",
    5: "five fifth fivefold fifths", 6: "six sixth sixfold sixths",
    7: "seven seventh sevenths", 8: "eight eighth eighths",
    9: "nine ninth ninths", 10: "ten tenth tenths tens tenfold decade decades", 11: "eleven eleventh",
    12: "twelve twelfth",
    13: "thirteen thirteenth", 14: "fourteen fourteenth fortnight", 15: "fifteen fifteenth", 16: "sixteen sixteenth",
    17: "seventeen seventeenth", 18: "eighteen eighteenth", 19: "nineteen nineteenth",
    20: "twenty twentieth twenties score",
    30: "thirty thirtieth thirties", 40: "forty fortieth forties", 50: "fifty fiftieth fifties",
    60: "sixty sixtieth sixties", 70: "seventy seventieth seventies", 80: "eighty eightieth eighties",
    90: "ninety ninetieth nineties",
}  # fmt: skip
_SCALES = {
    **dict.fromkeys("десяток десятка десятки десятку десятків десяткам десятками десятках".split(), 10),
    **dict.fromkeys("дюжина дюжини дюжину дюжин dozen dozens".split(), 12),
    **dict.fromkeys("сотня сотні сотню сотнею сотень сотням сотнями сотнях".split(), 100),
    "hundred": 100, "hundreds": 100, "hundredth": 100, "thousand": 1000, "thousands": 1000, "thousandth": 1000,
    "million": 10**6, "millions": 10**6, "millionth": 10**6, "billion": 10**9, "billions": 10**9,
    "trillion": 10**12, "trillions": 10**12,
}  # fmt: skip
_SCALE_UK = re.compile(r"(?:(тисяч)|(мільйон)|(мільярд)|(трильйон))(?!н)\w{0,3}\Z|(?:(тис)|(млн)|(млрд)|(трлн))\Z")
_SCALE_VALUES = (1000, 10**6, 10**9, 10**12) * 2
_OTHER = {
    "половина половини половину половиною половині навпіл half halves halved пів": ("0.5", "50", "30"),
    "третин третина третини третину третиною третині": ("3", "33"),
    "чверть чверті чвертю чвертей": ("4", "25", "15", "0.25"),
    "півтора півтори півтораста": ("1.5", "90", "18", "150"),
    "десятиліття десятиріччя десятиліть десятиріч десятиліттями": ("10",),
    "століття сторіччя століть century centuries centenary": ("100",),
    "півроку": ("0.5", "6"),
    "нуль нуля нулю нулем": ("0",),
    "опівдні полудень noon midday": ("12:00", "12"),
    "опівночі північ midnight": ("0:00", "24:00", "24", "0"),
    "двоскладний подвійний подвійного подвійна подвійне подвійну подвоїв подвоїли подвоїти подвоїлася": ("2",),
    "квадратний квадратна квадратні квадратних квадратного квадратної кв square sq squared": ("2",),
    "кубічний кубічна кубічні кубічних кубічного куб кубометр кубометри кубометрів cubic cubed cu": ("3",),
    **{
        f"{stem}{ending}": (value,)
        for value, stem in {
            "3": "трій",
            "4": "четвір",
            "5": "п'ятір",
            "6": "шіст",
            "7": "сім",
            "8": "вісім",
            "9": "дев'ят",
            "10": "десят",
            "20": "двадцят",
        }.items()
        for ending in ("ка", "ки", "ку", "кою", "ці")
    },
    "нульові нульових нульовим нульовими": ("2000", "0"),
    "доба добу доби добі добою": ("24", "1"),
    "тиждень тижня тижні week": ("7", "1"),
    "потрійний потрійна потрійне": ("3",),
}
_MONTHS_UK = (
    "січень січня січні січнем січню", "лютий лютого лютому лютим", "березень березня березні березнем березню",
    "квітень квітня квітні квітнем квітню", "травень травня травні травнем травню",
    "червень червня червні червнем червню", "липень липня липні липнем липню",
    "серпень серпня серпні серпнем серпню", "вересень вересня вересні вереснем вересню",
    "жовтень жовтня жовтні жовтнем жовтню", "листопад листопада листопаді листопадом листопаду",
    "грудень грудня грудні груднем грудню",
)  # fmt: skip
_SHORT_MONTHS_UK = "січ лют бер,берез квіт,кві трав,тра черв,чер лип серп,сер вер,верес жовт,жов лист,листоп груд,гру"
_SHORT_MONTHS = {
    form: number for number, forms in enumerate(_SHORT_MONTHS_UK.split(), start=1) for form in forms.split(",")
}
_MONTHS_EN = "January February March April May June July August September October November December".split()
_ROMAN = re.compile(r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LATIN_LOOK = str.maketrans("ІХСVЛ", "IXCVL")
_LONGEST = 40
"""Letters; no longer word is looked up."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a word may stand for."""

    value: Decimal | None = None
    """Of words that are put together: ``двадцять п'ять``; ``None``: of those that stand alone."""
    readings: tuple[str, ...] = ()
    scale: bool = False
    """True: multiplies what stands before it."""
    counts: bool = False
    """A number and nothing else: three or more, and no part of another word."""


def canonical(value: Decimal) -> str:
    """The one spelling of a value: ``3.5``, ``10000``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=32768)
def numeral(word: str) -> Numeral | None:
    """What ``word`` may stand for, in whatever case and case ending; ``None``: it is no number."""
    if len(word) > _LONGEST:
        return None
    small = word.lower().replace("’", "'").replace("ʼ", "'").replace('"', "'")
    known = _known().get(small)
    if known is not None:
        return known
    if (scale := _SCALE_UK.match(small)) is not None:
        return Numeral(Decimal(_SCALE_VALUES[(scale.lastindex or 1) - 1]), scale=True)
    return _roman(word) or _prefixed(small)


def month(word: str) -> int | None:
    """The number of a month's name, Ukrainian in any case or English, also shortened; ``None``: it is none."""
    return _months().get(word) or _months().get(word.lower())


def short_month(word: str) -> int | None:
    """The number of a Ukrainian month's name cut short, as before a full stop: ``24 серп.``"""
    return _SHORT_MONTHS.get(word.lower())


@cache
def _months() -> dict[str, int]:
    """English names with their capital letter: "may" and "march" are words."""
    ukrainian = {form: number for number, forms in enumerate(_MONTHS_UK, start=1) for form in forms.split()}
    english = {form: number for number, name in enumerate(_MONTHS_EN, start=1) for form in (name, name[:3], name[:4])}
    return ukrainian | english | {name.upper(): number for name, number in english.items() if len(name) > 4}


@cache
def _known() -> dict[str, Numeral]:
    known: dict[str, Numeral] = {}
    for value, form in (*_ukrainian(), *_english()):
        readings = (str(value), str(1900 + value)) if _is_decade(value, form) else (str(value),)
        known.setdefault(
            form, Numeral(Decimal(value), readings, counts=(3 <= value <= 99 and form not in _NO_COUNT) or form in _TWO)
        )
    for forms, meanings in _OTHER.items():
        known.update({form: Numeral(None, meanings) for form in forms.split()})
    # Hours are 90 minutes, years 18 months, centuries 150 years.
    known["півтора"] = known["півтори"] = Numeral(Decimal("1.5"), ("1.5", "90", "18", "150"))
    known["quarter"] = known["quarters"] = Numeral(Decimal(4), ("4", "25", "15", "0.25"))
    known["third"] = Numeral(Decimal(3), ("3", "33"))
    known.update({form: Numeral(Decimal(value), scale=True) for form, value in _SCALES.items()})
    return known


_TWO = frozenset("два дві двох двом двома двоє two".split())
_NO_COUNT = frozenset(
    "score tens tenths third thirds quarter quarters fourth decade decades tens dozen dozens fortnight сьома".split()
)


def _is_decade(value: int, form: str) -> bool:
    return 20 <= value <= 90 and form.endswith(("ties", "і", "их", "ими"))


def _ukrainian() -> Iterator[tuple[int, str]]:
    for value, forms in _UNITS_UK.items():
        yield from ((value, form) for form in forms.split())
    for value, stem in _TEENS_UK.items():
        root = stem if stem.endswith("ц") else f"{stem}ц"
        yield from (
            (value, f"{root}{ending}") for ending in ("ять", "яти", "ятьох", "ятьом", "ятьма", "ятьома", "ятеро")
        )
    for value, stem in _TENS_UK.items():
        yield from ((value, f"{stem}{ending}") for ending in ("", "и", "ьох", "ьом", "ьма", "ьома"))
    for value, stem in _ORDINALS_UK.items():
        yield from ((value, f"{stem}{ending}") for ending in _ORDINAL_ENDINGS)


def _english() -> Iterator[tuple[int, str]]:
    for value, forms in _WORDS_EN.items():
        yield from ((value, form) for form in forms.split())


@cache
def _prefixes() -> tuple[re.Pattern[str], dict[str, int]]:
    """Beginnings of compounds, the longest first, with their values."""
    values = {
        form: value for value, form in (*_PREFIXES_UK.items(), *_SHORT_PREFIXES_UK.items())
    } | _SHORT_PREFIXES_MORE
    return re.compile("|".join(sorted(values, key=len, reverse=True))), values


def _prefixed(small: str) -> Numeral | None:
    """``двадцятирічний`` is 20, ``двадцятип'ятирічний`` 25, ``двоповерховий`` 2, ``півмільйона`` 500000."""
    pattern, values = _prefixes()
    prefix = pattern.match(small)
    if prefix is not None:
        value, rest = values[prefix[0]], small[prefix.end() :]
        second = pattern.match(rest) if 20 <= value < 1000 else None
        if second is not None and values[second[0]] < value and _COUNTED.match(rest, second.end()):
            value, rest = value + values[second[0]], rest[second.end() :]
            return Numeral(None, (str(value),))
        if len(rest) > 2 and (value in _PREFIXES_UK or _COUNTED.match(rest)):
            scaled = _SCALE_UK.match(rest.replace("нн", "н")) or _SCALE_UK.match(rest.split("н", 1)[0])
            return Numeral(None, (str(value), *_scaled(value, scaled)))
    half = small.removeprefix("що")
    if half.startswith("пів"):
        if scaled := _SCALE_UK.match(half[3:]):
            return Numeral(None, _scaled(Decimal("0.5"), scaled), counts=True)
        if unit := _HALVED.match(half, 3):
            return Numeral(None, ("0.5", _HALVES[(unit.lastindex or 1) - 1]))
    return None


_HALVED = re.compile(r"(годин)|(хвилин)|(столі|сторіч|сотн)|(рок|річ)|(десятилі)|(доб)")
_HALVES = ("30", "30", "50", "6", "5", "12")
"""Of them: minutes, seconds, years, months, years, hours."""


def _scaled(value: int | Decimal, scale: re.Match[str] | None) -> tuple[str, ...]:
    return (canonical(value * Decimal(_SCALE_VALUES[(scale.lastindex or 1) - 1])),) if scale else ()


def _roman(word: str) -> Numeral | None:
    latin = word.translate(_LATIN_LOOK)
    if len(latin) > 9 or not _ROMAN.match(latin):
        return None
    values = [_ROMAN_VALUES[letter] for letter in latin]
    total = sum(-one if one < next_one else one for one, next_one in zip(values, [*values[1:], 0], strict=True))
    return Numeral(None, (str(total),))
