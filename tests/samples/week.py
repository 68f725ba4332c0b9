"""A week of news as a city writes it: 84 entries, the same in every run. Texts written for Visnyk."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

END = datetime(2026, 3, 8, 18, tzinfo=UTC)
A_DAY = 12

_TITLES = (
    "У {district} районі відновили рух трамвая № {small}",
    "Місто закупить {number} нових електробусів",
    "На вулиці {street} ремонтують тепломережу",
    "{number} школярів поїдуть на відпочинок до міст-партнерів",
    "Міський голова зустрівся з делегацією з {city}",
    "Графік підвезення води на {day} березня",
    "У лікарні № {small} запрацював новий томограф",
    "Комунальники прибрали {number} тонн гілля після негоди",
    "Бібліотека на вулиці {street} відкрилася після ремонту",
    "Як оформити довідку переселенця: роз’яснення департаменту",
)
_SENTENCES = (
    "Роботи почалися {day} березня і триватимуть до кінця місяця.",
    "Рух транспорту вулицею {street} буде перекрито з {hour}:00 до {later}:30.",
    "Про це повідомили у департаменті житлово-комунального господарства.",
    "За словами керівника управління, замінили {number} метрів труб і встановили {small} нові засувки.",
    "Вартість робіт становить {number} тисяч гривень, з яких {percent} % надала міжнародна організація.",
    "Мешканців просять не залишати автомобілі вздовж узбіччя та стежити за оголошеннями на зупинках.",
    "Тролейбуси маршрутів № {small} і № {other} курсуватимуть зі змінами через вулицю {street}.",
    "Укриття на станціях метро працюють цілодобово, вода й генератори там є.",
    "Делегація з {city} передала місту {number} радіаторів і {small} генераторів.",
    "Торік таку допомогу отримали {number} родин із {district} району.",
    "Фахівці пояснюють, що тиск у мережі відновлюватимуть поступово, щоб не пошкодити внутрішньобудинкові системи.",
    "Документи приймають щодня з {hour}:00 до {later}:00 у центрі надання адміністративних послуг.",
    "Для дітей підготували майстер-класи, виставу лялькового театру та екскурсію до зоопарку.",
    "«Ми робимо все, щоб кожен будинок мав тепло вже цього тижня», — наголосив міський голова.",
    "У {district} районі пошкоджено {small} багатоповерхові будинки, постраждалих немає.",
    "Довідки можна отримати за номером гарячої лінії або в чат-боті міської ради.",
    "Наступного тижня планують завершити асфальтування й нанести розмітку.",
    "Проєкт реалізують разом із містами-партнерами, серед яких {city}.",
    "Волонтери роздали {number} наборів із теплим одягом і харчами.",
    "Після ремонту в залі стало світліше, а для людей на візках облаштували пандус.",
)
_STREETS = ("Сумській", "Пушкінській", "Полтавський Шлях", "Академіка Павлова", "Клочківській", "Героїв Праці")
_CITIES = ("Лейпцига", "Познані", "Лілля", "Нюрнберга", "Вільнюса", "Брно")
_DISTRICTS = ("Шевченківському", "Салтівському", "Немишлянському", "Основ’янському")


@dataclass(frozen=True, slots=True)
class News:
    """One entry: plain title, HTML content."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    published: datetime

    @property
    def content(self) -> str:
        """As HTML."""
        return "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs)


def week() -> list[News]:
    """Newest first."""
    chance = random.Random(20260308)
    gap = timedelta(hours=24 / A_DAY)
    return [_news(chance, number, END - number * gap) for number in range(7 * A_DAY)]


def _news(chance: random.Random, number: int, published: datetime) -> News:
    paragraphs = []
    for index in range(chance.randint(3, 7)):
        sentences = [_filled(chance, text) for text in chance.sample(_SENTENCES, chance.randint(1, 4))]
        paragraphs.append(" ".join(sentences))
        if index == 1:
            paragraphs[-1] = f'<a href="https://city.example/news/{number}">Докладніше</a>: {paragraphs[-1]}'
    return News(number, _filled(chance, chance.choice(_TITLES)), tuple(paragraphs), published)


def _filled(chance: random.Random, text: str) -> str:
    hour = chance.randint(7, 12)
    return text.format(
        district=chance.choice(_DISTRICTS), street=chance.choice(_STREETS), city=chance.choice(_CITIES),
        number=chance.randint(21, 999), small=chance.randint(2, 9), other=chance.randint(11, 46),
        percent=chance.randint(10, 90), day=chance.randint(1, 31), hour=hour, later=hour + chance.randint(2, 9),
    )  # fmt: skip
