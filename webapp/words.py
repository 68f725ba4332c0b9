"""Dates, languages and sizes in words, in the language of the interface (Unicode CLDR, by Babel)."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from flask_babel import gettext, ngettext

from webapp.language import ui

ENGINES = {
    "argos": "Argos Translate",
    "deepl": "DeepL",
    "google": "Google Translate",
    "libretranslate": "LibreTranslate",
    "mymemory": "MyMemory",
}
"""Translation engines, as they call themselves."""
_UNDETERMINED = ("", "und", "mul", "zxx")


def day(moment: date) -> dict[str, str]:
    """``{"weekday": "Wednesday", "date": "21 October", "year": "2026"}`` of a date in the zone it is to be shown in."""
    locale = locale_of(ui())
    return {
        "weekday": format_date(moment, "EEEE", locale),
        "date": format_date(moment, "d MMMM", locale),
        "year": str(moment.year),
    }


def month(first: date) -> str:
    """``"October 2026"``, ``"жовтень 2026"``."""
    return format_date(first, "LLLL y", locale_of(ui()))


def has_time(moment: datetime, zone: str) -> bool:
    """Does a moment say more than a day? Sources that name days alone are read as midnight in their zone (IANA)."""
    return moment.astimezone(ZoneInfo(zone)).time() != time()


def language_name(tag: str) -> str | None:
    """The name of a BCP 47 tag's language, the tag itself where it is unknown, ``None`` where nobody said."""
    primary = tag.lower().split("-")[0]
    if primary in _UNDETERMINED:
        return None
    name: str = locale_of(ui()).languages.get(primary, tag)
    return name


def engine_name(engine: str) -> str:
    """Who translated, as in ``Translated by …``; several, joined by ``+`` in the model, are joined by words."""
    own = {"human": gettext("a person"), "memory": gettext("the translation memory")} | ENGINES
    names = [own.get(name.strip(), name.strip()) for name in engine.split("+")]
    return format_list(names, locale=locale_of(ui()))


def file_name(url: str) -> str:
    """The last part of a URL's path for a person, its host where there is none."""
    parts = urlsplit(url)
    return unquote(parts.path.rpartition("/")[2], errors="replace") or parts.netloc


def size(octets: int) -> str:
    """A file's size in decimal units, as in ``"2.4 MB"``."""
    if octets < 1000:
        return ngettext("%(num)d byte", "%(num)d bytes", octets)
    amount, unit = (octets / 1e3, gettext("kB")) if octets < 999_950 else (octets / 1e6, gettext("MB"))
    number = f"{amount:.1f}".removesuffix(".0").replace(".", locale_of(ui()).number_symbols["latn"]["decimal"])
    return f"{number} {unit}"


@lru_cache(maxsize=4)
def locale_of(tag: str) -> Locale:
    """What CLDR knows of a language of the interface."""
    return Locale.parse("en_GB" if tag == "en" else tag)  # the spelling, and the lists, of its readers
