"""Which facts are the same in other words, and which have changed."""

from __future__ import annotations

import pytest

from feeds.translation.checks import judge

SAME = [
    ("10 червня 2024 року о 21:36 у Харкові пролунали вибухи.", "On June 10, 2024, at 9:36 p.m., blasts were heard."),
    ("10.06.2024 о 9:00 відкрили школу.", "The school opened on 10 June 2024 at 9 a.m."),
    ("Станом на 08:00 03.05.2024 знищено 7 БпЛА.", "As of 8:00 a.m. on May 3, 2024, 7 UAVs were destroyed."),
    ("Відремонтували 10 000 кв. м доріг на 2,3 млрд гривень.", "10,000 sq. m of roads for 2.3 billion hryvnias."),
    ("Площа 10 000 кв. м", "An area of 10,000 m2"),
    ("Вартість — 3,5 млн грн.", "The cost is UAH 3.5 million."),
    ("Вартість — 3,5 млн грн.", "The cost is 3,500,000 hryvnias."),
    (
        "П'ять шкіл і двадцять п'ять садків отримали по 15 столів.",
        "5 schools and 25 nurseries got fifteen tables each.",
    ),
    ("У 1990-х роках тут було п'ятнадцять тисяч робітників.", "In the 1990s there were 15,000 workers here."),
    ("У 90-х роках XX століття", "In the 1990s of the 20th century"),
    ("дев'яності роки", "the 1990s"),
    ("У ХХІ столітті", "In the 21st century"),
    ("Обидва мости відкрито о 9-й ранку.", "Both bridges opened at 9 a.m."),
    ("Телефон гарячої лінії: (057) 725-34-12.", "Hotline: +380 57 725 34 12."),
    ("Дзвоніть 15-51 цілодобово.", "Call 15-51 around the clock."),
    ("Температура вночі −5…−7 °С, вдень 0…+2 °С.", "At night −5 to −7 °C, during the day 0 to +2 °C."),
    ("Понад 40% мешканців, або 12 тис. осіб.", "More than 40 percent of residents, or 12,000 people."),
    ("У п'ятницю, 5 липня, з 10:00 до 18:00 без світла.", "On Friday, July 5, no light from 10 a.m. to 6 p.m."),
    ("Півтора мільйона людей, половина з них — діти.", "1.5 million people, half of them children."),
    ("Дванадцятиповерховий будинок на вул. Сумській, 25-А", "A 12-storey building at 25-A Sumska Street"),
    ("XV сесія міськради VIII скликання", "15th session of the city council of the 8th convocation"),
    ("XV сесія міськради VIII скликання", "The XV session of the city council of the VIII convocation"),
    ("Рух тролейбусів № 3, 5, 12 буде змінено", "Trolleybus routes No. 3, 5 and 12 will change"),
    ("Місто отримало 2 млн 300 тис. євро.", "The city received 2.3 million euros."),
    ("Двоє людей загинули, ще 7 поранено, з них 14-річна дівчина.", "Two died, seven were hurt, one a 14-year-old."),
    ("Від початку доби 1 вересня — 132 бойові зіткнення.", "Since the beginning of September 1: 132 clashes."),
    ("близько пів на восьму ранку", "at about 7:30 a.m."),
    ("о пів на восьму", "at half past seven"),
    ("Третина будинків — 33,3% — зруйновано", "A third of the houses — 33.3% — have been destroyed"),
    ("Тисяча гривень", "1,000 hryvnias"),
    ("від 2 до 3 млн доларів", "$2-3 million"),
    ("50 і більше мільйонів людей", "50 million or more people"),
    ("з 8.30 до 17.30", "from 8:30 a.m. to 5:30 p.m."),
    ("о 00:30", "at 12:30 a.m."),
    ("о 02:30 за Гринвічем", "at 0230 GMT"),
    ("з 9 до 11 вечора", "9–11 p.m."),
    ("опівночі", "at 12 a.m."),
    ("о дев'ятій вечора", "at 21:00"),
    ("2:0 на користь «Металіста»", "2–0 to Metalist"),
    ("У 2024/2025 навчальному році", "In the 2024-25 academic year"),
    ("Бюджет на 2024/25 рік", "The budget for 2024/2025"),
    ("30-та річниця", "the thirtieth anniversary"),
    ("Площа 0,5 га", "An area of half a hectare"),
    ("понад пів мільярда гривень", "over half a billion hryvnias"),
    ("500 млн", "half a billion"),
    ("2 тис. 350 осіб", "2,350 people"),
    ("сто двадцять три тисячі п'ятсот осіб", "123,500 people"),
    ("о 9 годині вечора", "at nine in the evening"),
    ("двадцять перше століття", "21st century"),
    ("двадцятирічний міст", "a 20-year-old bridge"),
    ("двомільйонне місто", "a city of 2 million"),
    ("півмільйона людей", "500,000 people"),
    ("½ склянки", "half a glass"),
    ("$1,5 млрд", "$1.5bn"),
    ("Премія у 50 тисяч євро", "A prize of €50,000"),
    ("середа, 5 червня", "Wednesday, 5 June"),
    ("сторіччя міста", "the 100th anniversary of the city"),
    ("дюжина яєць", "12 eggs"),
    ("Один м3 води на 5 км2 землі", "A cubic metre of water, 5 square km of land"),
    ("Пишіть: 2024@city.example, https://city.example/2025", "Write: 2024@city.example, https://city.example/2025"),
    ("Дзвоніть 0-800-100-200", "Call 0 800 100 200"),
    ("Довідки: 0-800-30-40-50", "Enquiries: 0800 304 050"),
    ("тел. 8 (057) 700-10-20", "tel. +38 (057) 700-10-20"),
    ("тел. 38 057 700 10 20", "tel. +380577001020"),
    ("тел. + 38 057 700-10-20", "tel. +38 057 700 10 20"),
    ("тел. 067.123.45.67", "tel. 067 123 45 67"),
    ("Телефон міськради: 700-10-20", "City council: +38 057 700 10 20"),
    ("Телефонуйте 15-62", "Call 1562"),
    ("Сесія пройде 10.06.24", "The session is on 10 June 2024"),
    ("Прийом заяв до 31.12.24", "Apply until 31 December 2024"),
    ("Збори о 17: 00", "The meeting is at 17:00"),
    ("Парк зачиняють о 20 год 05 хв", "The park closes at 8:05 p.m."),
    ("Парк відчиняють за чверть дев'ята", "The park opens at 8:45"),
    ("Перший трамвай — о 5 хвилин на сьому", "The first tram is at 6:05"),
    ("Перший трамвай — п'ять на сьому", "The first tram is at five past six"),
    ("Світло дали о 0 годині", "The light was back at midnight"),
    ("Укриття відчинене цілодобово", "The shelter is open 24/7"),
    ("Укриття відчинене цілодобово", "The shelter is open 24 hours a day"),
    ("Укриття працює 24/7", "The shelter works around the clock"),
    ("За останні 24 години збито 6 дронів", "In the past day 6 drones were shot down"),
    ("Будинок середини нульових", "A house of the mid-2000s"),
    ("Місто мало тисяч 100 мешканців", "The city had some 100 thousand residents"),
    ("Місто мало тисяч сто мешканців", "The city had about a hundred thousand residents"),
    ("Забудова 60–70-х років", "Buildings of the 1960s and 1970s"),
    ("Виставка триває до 24 серп.", "The exhibition runs until August 24"),
    ("Рахунок 16,5:10,5", "A score of 16.5 to 10.5"),
    ("Сто сорок вісім років тому", "One hundred and forty-eight years ago"),
    ("Увечері, о 9:30, почнеться концерт", "The concert starts at 9:30 p.m."),
    ("Графік: пн-пт, неділя — вихідний", "Hours: Monday to Friday, closed on Sunday"),
    ("Ярмарок у п'ятницю та на вихідних", "The fair is on Friday and at the weekend"),
    ("Суботній матч і недільна прогулянка", "Saturday's match and Sunday's walk"),
    ("Від 30 до 40% дахів, 20% вікон", "30% to 40% of roofs, 20% of windows"),
    ("У 2013 році 75% — нові, 15% — старі", "In 2013, 75% were new, 15% were old"),
    ("Заплатили 200 крон", "They paid 200 crowns"),
    ("Допомога — 500 дол. США", "Aid of $500"),
    ("Мороз до 12 градусів", "Frost of up to 12 degrees"),
    ("Вночі −5…−7 °С", "5 to 7 degrees below zero at night"),
    ("Загинула 1 дитина", "A child was killed"),
    ("Шлях у 100 км", "A 62-mile route"),
    ("Хвилі 2,5–10 см", "Waves of 1 to 4 inches"),
    ("Хвилі від 2,5 до 10 см", "Waves of 1 to 4 inches"),
    ("Вітер 137 км на годину", "Winds of 85 miles per hour"),
    ("Випаде від 2,54 до 5,08 см дощу", "1 to 2 inches of rain will fall"),
    ("Випаде 1,27 см дощу", "Half an inch of rain will fall"),
    ("За 1,6 км від школи", "About a mile from the school"),
    ("Нападник зростом 198 см", "The 6-foot-6 forward"),
    ("Зріст — 180 см", "He is 5 ft 11 in tall"),
    ("Зріст — 180 см", "He is 5'11\" tall"),
    ("Поля завширшки шістдесят сантиметрів", "A two-foot wide brim"),
    ("Площа — 4 тис. га", "An area of 10,000 acres"),
    ("Вага — 2 тонни", "A weight of 4,400 pounds"),
    ("Про це — у шоу 60 Minutes (60 хвилин) сьогодні", "More on 60 Minutes today"),
    ("Зачекайте 1 годину", "Wait an hour"),
    ("Ціна 8 050 000 000 грн", "The price is UAH 8,050,000,000"),
    ("д'Артаньян і 3 мушкетери", "d&amp;#39;Artagnan and the 3 musketeers"),
]


@pytest.mark.parametrize(("uk", "en"), SAME)
def test_the_same_fact_in_other_words(uk: str, en: str) -> None:
    """No warning where a translation writes numbers, times, dates and sums as its language does; either way."""
    assert judge(uk, en, "uk", "en") == ()
    assert judge(en, uk, "en", "uk") == ()


CHANGED = [
    ("Зустріч 10 червня", "A meeting on July 10", "date"),
    ("Зустріч 5 липня", "A meeting of 5 people", "date"),
    ("У п'ятницю нарада", "A meeting on Thursday", "date"),
    ("10.06.2024", "June 11, 2024", "date"),
    ("о 21:36", "at 9:36 a.m.", "time"),
    ("о 21:36", "at 9:36", "time"),
    ("від 2 до 3 млн", "2–3 thousand", "number"),
    ("3,5 млн", "3.5 thousand", "number"),
    ("3,5 млн грн", "$3.5 million", "amount"),
    ("100 грн", "100 euros", "amount"),
    ("Ціна 3,5", "A price of 35", "number"),
    ("10 000 людей", "1,000 people", "number"),
    ("40% мешканців", "40 residents", "percentage"),
    ("п'ять шкіл", "six schools", "number"),
    ("п'ять шкіл", "6 schools", "number"),
    ("двадцять тисяч", "20 million", "number"),
    ("Дзвоніть (057) 725-34-12", "Call (057) 725-34-13", "phone"),
    ("2 поранених і 3 загиблих", "3 injured and 3 killed", "number"),
    ("2 голи, 2 передачі, 5:3", "3 goals, 2 assists, 5:3", "number"),
    ("1990-х", "1980s", "number"),
    ("12 осіб прийшли", "People came", "number"),
    ("Люди прийшли", "12 people came", "number"),
    ("XV сесія", "14th session", "number"),
    ("100 км", "62 people", "number"),
    ("100 км", "72 miles", "number"),
    ("100 м", "328 m", "number"),
    ("За 2,5 км від школи", "About a mile from the school", "number"),
    ("Зріст — 180 см", "He is 6 ft 4 in tall", "number"),
    ("За 645 миль (1040 км) від берега", "648 miles (1040 km) off the coast", "number"),
    ("Це за 5 км, на 3 га", "That is 3 km away, on 7 acres", "number"),
    ("Про це — у шоу Minutes (60 хвилин) сьогодні", "More on Minutes today", "number"),
    ("Виділено 10 000 грн", "UAH 10.00 was allocated", "number"),
    ("Виділено 10 000 грн", "UAH 10.0 was allocated", "number"),
    ("Виділено 2 000 000 грн", "UAH 2,000 was allocated to 0", "number"),
    ("380 000 людей", "380,0000 people", "number"),
    ("1 жовтня відкрили міст", "The bridge opened in October", "number"),
    ("Трамвай № 1 зупинено", "The tram has been stopped", "number"),
    ("Ціна зросла на 1 грн", "The price rose by a hryvnia", "number"),
    ("12.06.2024 відкрили міст", "The bridge opened on 6 December 2024", "date"),
    ("Збори 05.07", "The meeting is on 7 May", "date"),
    ("10.06.24 відкрили міст", "The bridge opened on 10 June 2025", "date"),
    ("Збори о 9:36", "The meeting is at 9:36 p.m.", "time"),
    ("Збори о 9:00", "The meeting is at 9 p.m.", "time"),
    ("Збори о 12:55", "The meeting is at 12:55 a.m.", "time"),
    ("Збори о 12:00", "The meeting is at midnight", "time"),
    ("Без світла з 23:00 до 5:00", "No light from 11 p.m. to 5 p.m.", "time"),
    ("Збори о 4:40 ранку", "The meeting is at 4.40 pm", "time"),
    ("Збори о пів на восьму", "The meeting is at half past eight", "time"),
    ("Виділили 375 000 дол. США", "€375,000 was allocated", "amount"),
    ("Виділили 5 млн", "$5 million was allocated", "amount"),
    ("Виділили 5 млн крон", "5 million euros was allocated", "amount"),
    ("Температура −5 °С", "The temperature is 5 °C", "number"),
    ("Температура −5 °С", "The temperature is +5 °C", "number"),
    ("Мороз 5 градусів", "5 degrees of heat", "number"),
    ("30% та 40% дахів", "30% and 40 roofs", "percentage"),
    ("Двадцять п'ять людей прийшло", "Twenty people came", "number"),
    ("Загинуло троє дітей", "Children died", "number"),
    ("Рахунок 2:1", "A score of 1:2", "number"),
    ("У понеділок та вівторок прийом", "Reception is on Monday", "date"),
    ("Дзвоніть 0-800-100-200", "Call 0 800 100 201", "phone"),
    ("тел. 700-10-20", "tel. +38 057 700 10 21", "phone"),
    ("тел. +420-464-100-200", "tel. +402-464-100-200", "phone"),
    ("о 12 шкіл, 7 лікарень", "schools 13, 7 hospitals", "number"),
]


@pytest.mark.parametrize(("uk", "en", "check"), CHANGED)
def test_a_changed_fact_is_a_warning(uk: str, en: str, check: str) -> None:
    """A number, time, date, percentage, sum or telephone number that did not survive is named; either way."""
    for source, target, languages in ((uk, en, ("uk", "en")), (en, uk, ("en", "uk"))):
        found = judge(source, target, *languages)
        assert check in [finding.check for finding in found]
        assert not any(finding.fatal for finding in found)


def test_what_the_message_says() -> None:
    """A message names the numbers on both sides, a few of many."""
    [found] = judge("5 шкіл", "6 schools", "uk", "en")
    assert found.message == "5 of the original is not in the answer; 6 is not in the original"
    [found] = judge("Люди", "11, 12, 13, 14 and 15 people", "uk", "en")
    assert found.message == "11, 12, 13 (and 2 more) is not in the original"
    [found] = judge("Зустріч 10 червня", "A meeting on July 10", "uk", "en")
    assert found.message == "June is a month of the original, and not of the answer"


def test_units_in_brackets() -> None:
    """An engine may add the same in other units, in brackets; a new number elsewhere is a warning."""
    assert judge("Довжина — 100 км.", "The length is 100 km (62 miles).", "uk", "en") == ()
    assert judge("Довжина — 100 км.", "The length is 100 km (62 people).", "uk", "en") != ()
    assert judge("Довжина — 100 км.", "The length is 100 km, 62 miles.", "uk", "en") != ()


def test_languages_whose_numbers_are_not_known() -> None:
    """Between other languages small numbers may be spelt out; large ones must be there."""
    assert judge("Мер відкрив 5 шкіл", "Bürgermeister eröffnet fünf Schulen", "uk", "de") == ()
    assert judge("Мер відкрив 5 шкіл за 40%", "Bürgermeister eröffnet fünf Schulen", "uk", "de") == ()
    [found] = judge("Мер відкрив 1500 шкіл", "Bürgermeister eröffnet 1600 Schulen", "uk", "de")
    assert (found.check, found.fatal) == ("number", False)
    assert judge("Er kam am 5. Mai 2024", "Il est venu le 5 mai 2024", "de", "fr") == ()


def test_numbers_without_an_end() -> None:
    """A number of a hundred thousand digits is a number."""
    long = "1" * 100_000
    assert judge(f"{long} людей", f"{long} people", "uk", "en") == ()
    assert judge(f"{long} тис. осіб", f"{long} thousand people", "uk", "en") == ()
    assert judge(f"{long} людей", f"{long}2 people", "uk", "en") != ()


def test_one_person() -> None:
    """One who was killed or hurt must be one in English, which has an article; in Ukrainian none is needed."""
    assert judge("Загинула 1 дитина.", "Children died.", "uk", "en") != ()
    assert judge("1 person was killed.", "Загинула людина.", "en", "uk") == ()
