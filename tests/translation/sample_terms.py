"""A few rows of a termbase, of every kind."""

from __future__ import annotations

from feeds.translation.terms import Kind, Term, Termbase

LEEDS = Term(
    "leeds", "Лідс", "Leeds", forms=("Лідса", "Лідсу", "Лідсом", "Лідсі", "лідський"), allowed=("City of Leeds",)
)
KHARKIV = Term(
    "kharkiv",
    "Харків",
    "Kharkiv",
    forms=("Харкова", "Харкову", "Харкові", "харківський"),
    forbidden=("Kharkov", "Khar'kov"),
    forbidden_source=("Харьков",),
)
KYIV = Term("kyiv", "Київ", "Kyiv", forms=("Києва", "Києві", "київський"), forbidden=("Kiev",))
RIH = Term("rih", "Кривий Ріг", "Kryvyi Rih", forms=("Кривого Рогу", "Кривому Розі"), forbidden=("Krivoi Rog",))
ODESA = Term("odesa", "Одеса", "Odesa", forms=("Одеси", "Одесі", "одеський"), forbidden=("Odessa",))
POZNAN = Term("poznan", "Познань", "Poznań", forms=("Познані",), allowed=("Poznan",))
MYKOLAIV = Term("mykolaiv", "Миколаїв", "Mykolaiv", forms=("Миколаєва?", "Миколаєві"), forbidden=("Nikolaev",))
SUMY = Term("sumy", "Суми", "Sumy", forms=("Суми?", "Сум?", "Сумах?"), forbidden=("Sumi",))
FRANKIVSK = Term(
    "if", "Івано-Франківськ", "Ivano-Frankivsk", forms=("Івано-Франківську",), forbidden=("Ivano-Frankovsk",)
)
SALTIVSKYI = Term(
    "saltivskyi",
    "Салтівський район",
    "Saltivskyi district",
    forms=("Салтівському районі", "салтівський"),
    allowed=("Saltivskyi",),
    forbidden=("Saltovsky",),
    kind=Kind.DISTRICT,
)
KYIVSKYI = Term(
    "kyivskyi",
    "Київський район",
    "Kyivskyi district",
    forms=("Київському районі",),
    forbidden=("Kyiv district",),
    kind=Kind.DISTRICT,
)
ALERT = Term(
    "alert",
    "повітряна тривога",
    "air raid alert",
    forms=("повітряну тривогу",),
    forbidden=("air alarm",),
    kind=Kind.PHRASE,
    any_case=True,
)
CLEAR = Term(
    "clear",
    "відбій тривоги",
    "all-clear",
    forms=("відбою тривоги",),
    forbidden=("hang-up",),
    kind=Kind.PHRASE,
    any_case=True,
)
MAYOR = Term(
    "mayor",
    "міський голова",
    "mayor",
    forms=("міського голову", "мер"),
    forbidden=("city head",),
    kind=Kind.OFFICE,
    any_case=True,
)
TERMS = (
    LEEDS, KHARKIV, KYIV, RIH, ODESA, POZNAN, MYKOLAIV, SUMY, FRANKIVSK, SALTIVSKYI, KYIVSKYI, ALERT, CLEAR, MAYOR,
)  # fmt: skip
BASE = Termbase(TERMS)
