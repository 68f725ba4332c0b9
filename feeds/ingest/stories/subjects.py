"""What a text is about, in words that Ukrainian and English have in common here; and which words are opposites.

A line of a table: what it is called, then the beginnings of its words in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

_T = TypeVar("_T")

_TABLE = """
generator генератор generator|energy енерг електр світл energ electric power|hospital лікарн лікарен шпитал hospital
doctor лікар хірург медик doctor surgeon physician medic|surgery операц опероват хірург operation surg
child дит діт малюк child kid|school школ шкіл school|pupil учн школяр pupil|teacher вчител учител педагог teacher
student студент student universit університет|tram трам tram|bus автобус електробус bus buses
- business portable article|metro метро metro
trolleybus тролейбус trolleybus|train потяг поїзд train railway|fire пожеж рятувал вогон fire firefight rescue
ladder драбин ladder|ambulance швидк реанімобіл ambulance|library бібліотек librar|book книг книж book volume
theatre театр вистав лялькар ляльков theatre theater puppet|music музик концерт оркестр music concert orchestra
museum музе museum|gallery галере виставк gallery exhibit print графік|art художн мурал мистец artist mural painting
culture культур cultur|heritage спадщин реставр heritage restor|window вікн вікон склопакет window|roof дах roof
house будин житл house home housing|water вод водогон water|heat тепл опален обігр котел heat boiler
geothermal геотерм geotherm|solar сонячн solar|battery акумулятор batter|lamp ліхтар світлодіод освітл lamp light
pump насос pump|flood підтопл злив flood|park парк сквер park|tree дерев саджан tree sapling|flower квіт клумб flower
playground майданчик playground|sport спорт матч турнір стадіон sport match stadium tournament|pool басейн pool
youth молод підліт youth young teen|forum форум forum|seminar семінар курс навчан seminar course workshop
award преміо премі нагород номін award prize nominee nominat shortlist|agreement угод договір agreement deal
memorandum меморандум memorandum|partner партнер побратим partner twin|council рад депутат council councillor
budget бюджет budget|vote голос проголос vote voted|shelter укрит shelter|defence оборон ппо defence defense missile
bridge міст мост bridge footbridge|architect архітект architect|road дорог дорож шлях road street|repair ремонт repair
warehouse склад логіст warehouse logist|port порт port harbour|psychology психолог psycholog stress стрес
veteran ветеран veteran soldier військов|rehabilitation реабіліт ампутац rehabilit limb amput|prosthesis протез prosthe
vaccine щеплен вакцин vaccin|animal тварин зоопарк собак animal zoo dog|waste смітт відход waste garbage recycl
climate клімат climate emission викид|refugee переселен біжен refugee displaced|drone дрон безпілот drone
software цифров digital|bank банк bank|food їж харч продукт food meal|internet інтернет internet
truck вантажів truck lorry|container контейнер container|purify очищ purif treatment|lift ліфт підйомник lift elevator
wheelchair візк wheelchair|engineer інженер engineer|volunteer волонт volunteer|practice практик стажув intern
journalist журналіст journalist media|film фільм кіно film cinema|festival фестивал festival|law закон юрид law legal
appeal звернен заклик appeal call|embassy посол посольств ambassador embass|resolution резолюц resolution
research дослідж research study|europe-union єврокоміс commission|fair ярмар fair market|money кошт фонд fund donat
station станц station|crane кран crane|furniture мебл furniture|computer комп'ютер ноутбук computer laptop
radiator радіатор radiator|blanket ковдр blanket|clothes одяг cloth|toy іграш toy|bicycle велосипед bicycl bike
"""
_GENERIC = frozenset(
    ("-", "partner", "council", "money", "appeal", "forum", "agreement", "house", "child", "energy", "road")
)
"""In too much of the news to tell two apart."""
_OPPOSITES = """
відкри відчин запрацю opened opens reopen ~ закри зачин перекри closed closes
увімкн відновл поновл restored resumed ~ вимкн відключ припин призупин suspend disconnect
схвал підтрим ухвал погодж approv adopt backed ~ відхил відмов скасув reject refus cancel
дозвол allowed permitted ~ заборон banned forbid prohibit
зріс зросл збільш rose increas grew ~ зменш знизи впал fell decreas dropped
перемог won ~ програ lost
"""


def _read(table: str) -> dict[str, str]:
    lines = (line.split() for line in table.replace("\n", "|").split("|") if line.strip())
    return {beginning: name for name, *beginnings in lines for beginning in beginnings}


_SUBJECTS = _read(_TABLE)
_SIDES = {
    beginning: (number, side)
    for number, line in enumerate(_OPPOSITES.strip().splitlines())
    for side, words in enumerate(line.split("~"))
    for beginning in words.split()
}


@lru_cache(maxsize=32768)
def _subject(word: str) -> str | None:
    return _longest(word, _SUBJECTS)


@lru_cache(maxsize=32768)
def _side(word: str) -> tuple[int, int] | None:
    return _longest(word, _SIDES)


def _longest(word: str, table: dict[str, _T]) -> _T | None:
    for length in range(min(len(word), 12), 1, -1):
        if len(word) - length <= (3 if length < 4 else 7) and (found := table.get(word[:length])) is not None:
            return found
    return None


def subjects_of(words: Iterable[str]) -> frozenset[str]:
    """What these words, in small letters, are about; what is in most of the news left out."""
    found = {subject for word in words if len(word) > 2 and (subject := _subject(word))}
    return frozenset(found - _GENERIC)


def sides_of(words: Iterable[str]) -> frozenset[tuple[int, int]]:
    """Which of opposites are said: the number of the pair, and 0 or 1."""
    return frozenset(side for word in words if (side := _side(word)))


def contradict(one: frozenset[tuple[int, int]], other: frozenset[tuple[int, int]]) -> bool:
    """Does one say the opposite of what the other says, and neither of them both?"""
    return any(
        (pair, 1 - side) in other and (pair, side) not in other and (pair, 1 - side) not in one for pair, side in one
    )
