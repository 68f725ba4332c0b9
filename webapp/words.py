"""Dates, languages and sizes in English words.

They are tables of our own and not ``strftime``: ``%A`` follows the process's locale, which a library may change.
"""

from __future__ import annotations

from datetime import date, datetime, time
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_LANGUAGES = {
    "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech",
    "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician",
    "he": "Hebrew", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "is": "Icelandic", "it": "Italian",
    "ja": "Japanese", "ka": "Georgian", "ko": "Korean", "lb": "Luxembourgish", "lt": "Lithuanian",
    "lv": "Latvian", "mk": "Macedonian", "mt": "Maltese", "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
"""The languages of Eurocities' members and of the engines' other common sources, by BCP 47 primary subtag."""

_ENGINES = {
    "argos": "Argos Translate",
    "deepl": "DeepL",
    "google": "Google Translate",
    "human": "a person",
    "libretranslate": "LibreTranslate",
    "memory": "the translation memory",
    "mymemory": "MyMemory",
}

_UNDETERMINED = ("", "und", "mul", "zxx")


def day(moment: date) -> dict[str, str]:
    """``{"weekday": "Wednesday", "date": "21 October", "year": "2026"}`` of a date in the zone it is to be shown in."""
    return {
        "weekday": _WEEKDAYS[moment.weekday()],
        "date": f"{moment.day} {_MONTHS[moment.month - 1]}",
        "year": str(moment.year),
    }


def has_time(moment: datetime, zone: str) -> bool:
    """Does a moment say more than a day? Sources that name days alone are read as midnight in their zone (IANA)."""
    return moment.astimezone(ZoneInfo(zone)).time() != time()


def language_name(tag: str) -> str | None:
    """The English name of a BCP 47 tag's language, the tag itself where it is unknown, ``None`` where nobody said."""
    primary = tag.lower().split("-")[0]
    return None if primary in _UNDETERMINED else _LANGUAGES.get(primary, tag)


def engine_name(engine: str) -> str:
    """Who translated, as in ``Translated by …``; several, joined by ``+`` in the model, are joined by words."""
    names = [_ENGINES.get(name.strip(), name.strip()) for name in engine.split("+")]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def file_name(url: str) -> str:
    """The last part of a URL's path for a person, its host where there is none."""
    parts = urlsplit(url)
    return unquote(parts.path.rpartition("/")[2], errors="replace") or parts.netloc


def size(octets: int) -> str:
    """A file's size in decimal units, as in ``"2.4 MB"``."""
    if octets < 1000:
        return f"{octets} bytes"
    amount, unit = (octets / 1e3, "kB") if octets < 999_950 else (octets / 1e6, "MB")
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
