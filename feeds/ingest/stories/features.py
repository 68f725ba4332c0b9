"""What entries are compared by. What is costly is made when somebody first asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from feeds.ingest.stories.days import dates_in, local_day, told_days
from feeds.ingest.stories.links import Link, links_in, names_a_page, page
from feeds.ingest.stories.names import Name, cities, names_in
from feeds.ingest.stories.subjects import sides_of, subjects_of
from feeds.model import Entry, Translation
from feeds.text.html import to_text
from feeds.text.language import primary
from feeds.text.stems import stem
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.figures import figures

_MARKUP = 60_000
"""Characters of HTML that are read; what is news stands at the beginning."""
_TEXT = 8_000
"""Characters of text: some 1,200 words."""
_WORD = re.compile(r"\w+(?:['’ʼ]\w+)?")
_LETTERS = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f,.]\d{3}(?!\d))*(?:[.,:]\d+)?")
_GAPS = re.compile(r"(?<=\d)[ \u00a0\u202f,.](?=\d{3}(?!\d))")
_HASHTAG = re.compile(r"#\w+")
_ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+")
_UNITS = {
    "кіловат": "квт", "кіловата": "квт", "кіловатів": "квт", "мегават": "мвт", "мегавата": "мвт", "мегаватів": "мвт",
    "тисяч": "тис", "тисячі": "тис", "тисячу": "тис", "мільйон": "млн", "мільйона": "млн", "мільйонів": "млн",
    "мільярд": "млрд", "мільярда": "млрд", "мільярдів": "млрд", "гривень": "грн", "гривні": "грн", "гривня": "грн",
    "відсоток": "відсотків", "відсотка": "відсотків", "вулиця": "вул", "вулиці": "вул", "вулицю": "вул",
    "проспект": "просп", "проспекті": "просп", "година": "год", "години": "год", "годину": "год", "годин": "год",
}  # fmt: skip
_SMALL = frozenset(
    """
    що щоб який яка яке які якого якої яким якій яких його її їх вони вона воно він ми ви ти це цей ця ці цього цієї
    для від над під між через після перед біля або але проте також коли якщо тут там уже вже ще так лише тільки усі всі
    усіх всіх буде будуть було була були бути має мають може можна треба більше менше дуже свої своїх свій понад близько
    року рік роки років the and for with from that this will have has was were are been its their they who which when
    about into over more than also said says new year years
    """.split()
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+")
_BEFORE = re.compile(
    r"\W{0,3}(?:нагадаємо|нагадуємо|раніше|як (?:ми )?(?:вже )?(?:повідомлял|писал)|торік|до слова|довідково|минулого"
    r"|(?:an )?earlier|previously|last (?:week|month|year)|as (?:we )?reported|background)",
    re.IGNORECASE,
)
_BEFORE_WORDS = (
    "нагад", "раніше", "повідомлял", "писал", "торік", "до слова", "довідково", "минулого", "earlier", "previously",
    "last ", "reported", "background",
)  # fmt: skip
"""One of them is in whatever that pattern matches; to look for them takes a hundredth of the time."""
_ROUND_UP = re.compile(
    r"підсумк|дайджест|головне за|головні новини|новини (?:дня|тижня)|тиждень (?:у|в) |доба (?:у|в) |коротко про"
    r"|round-?up|digest|(?:news|stories) of the (?:day|week|month)|this (?:week|month)\b|in brief|week in review"
    r"|newsletter",
    re.IGNORECASE,
)
_ROUND_UP_TEXT = re.compile(
    r"підсумки|дайджест|головне за|головні новини|коротко про|round-?up|digest|newsletter|week in review", re.IGNORECASE
)
_OPENING = 100
"""Characters of a text without a title that may say that it is a round-up."""
SHINGLE = 4
"""Words of a passage that is compared."""
_TRANSLATED = 1000
"""Characters at the beginning of a translation in which names are looked for: they are spelt as others spell them."""
_LEAD = 40
"""Words at the beginning of which every passage is looked up: it is what a short version has."""
_ANCHORS = frozenset("пнат")
"""Later passages are looked up if they begin so: a quarter, chosen by the text, so that equal texts have equal ones."""


Order = tuple[datetime, datetime, str]
"""By which entries count as first: when it was first seen, when published, its key."""


@dataclass(frozen=True)
class Features:
    """What an entry is compared by."""

    key: str
    source_id: str
    language: str
    published: datetime
    first_seen: datetime
    title: str
    body: str
    """Plain text without hashtags and addresses."""
    page: str | None = None
    """Its own address, as :func:`feeds.ingest.stories.links.page` has it."""
    links: tuple[Link, ...] = ()
    alert: bool = False
    translated: tuple[tuple[str, str], ...] = ()
    """Its translations: the language and the HTML of each."""

    @property
    def order(self) -> Order:
        """By which the first entry of a story is known."""
        return self.first_seen, self.published, self.key

    @cached_property
    def text(self) -> str:
        """Title and body, the title once."""
        return self.body if self.body.startswith(self.title.rstrip("….")) else f"{self.title}. {self.body}"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Of the body, in small letters, units as one word; of a text without one, those of the title."""
        return tuple(words_of(self.body or self.title))

    @cached_property
    def all_words(self) -> tuple[str, ...]:
        """Of title and body."""
        return tuple(words_of(self.text))

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        """Passages of the whole text."""
        words = self.all_words
        return frozenset(zip(*(words[shift:] for shift in range(SHINGLE)), strict=False))

    @cached_property
    def news(self) -> str:
        """Title and body without sentences that say that they are about something earlier."""
        small = self.text.lower()
        if not any(word in small for word in _BEFORE_WORDS):
            return self.text
        return " ".join(part for part in _SENTENCE_ENDS.split(self.text) if not _BEFORE.match(part))

    @cached_property
    def round_up(self) -> bool:
        """Does it say of itself that it has several news?"""
        return bool(_ROUND_UP.search(self.title) or _ROUND_UP_TEXT.search(self.body[:_OPENING]))

    @cached_property
    def title_names(self) -> dict[frozenset[str], Name]:
        """Places and people in the title."""
        found = names_in(self.title).items()
        return {keys: name for keys, name in found if name.certain and not name.common}

    @cached_property
    def names(self) -> dict[frozenset[str], Name]:
        """By their keys, those of the translations with them."""
        found = names_in(self.news)
        for text in self.translations.values():
            found = names_in(text) | found
        return found

    @cached_property
    def translations(self) -> dict[str, str]:
        """By language, as plain text."""
        return {tag: plain(markup) for tag, markup in self.translated}

    @cached_property
    def rare_names(self) -> dict[frozenset[str], Name]:
        """Without those that are everywhere."""
        return {keys: name for keys, name in self.names.items() if not name.common}

    @cached_property
    def cities(self) -> frozenset[str]:
        """Ukrainian cities that are named."""
        return cities(self.names)

    @cached_property
    def figures(self) -> list[Figure]:
        """All numbers, those in words too."""
        return figures(self.news)

    @cached_property
    def own_figures(self) -> list[Figure]:
        """Those of the body."""
        return figures(self.body or self.title)

    @cached_property
    def dates(self) -> frozenset[tuple[int, int]]:
        """Days and months that are named."""
        return dates_in(self.news)

    @cached_property
    def days(self) -> frozenset[tuple[int, int]]:
        """The same, with those that are told from the day of publication."""
        today = (self.day.day, self.day.month)
        return self.dates | (told_days(self.news, self.published) - {today})

    @property
    def day(self) -> date:
        """On which it was published."""
        return local_day(self.published)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What it is about."""
        return subjects_of(self.all_words)

    @cached_property
    def sides(self) -> frozenset[tuple[int, int]]:
        """Which of opposites it says at its beginning, where news is."""
        return sides_of(self.all_words[:40])

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of the words that carry the text."""
        return stems_of(self.all_words, self.language)

    @cached_property
    def translated_stems(self) -> dict[str, frozenset[str]]:
        """The same of its translations, by language."""
        return {tag: stems_of(words_of(text), tag) for tag, text in self.translations.items()}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an entry is looked up by; the words that they are made from are not kept."""

    passages: tuple[int, ...]
    """Some of its passages, each as a number that is the same within a run."""
    names: tuple[str, ...]
    """Keys of names that are not everywhere."""
    numbers: tuple[str, ...]
    """In figures, of two digits or more."""


def tokens_of(one: Features) -> Tokens:
    """What an entry is looked up by."""
    words = _LETTERS.findall(one.text.lower())
    places = range(len(words) - SHINGLE + 1)
    starts = (place for place in places if place < _LEAD or words[place][0] in _ANCHORS)
    passages = {hash(tuple(words[place : place + SHINGLE])) for place in starts}
    texts = (one.text, *(plain(markup[:_TRANSLATED]) for _, markup in one.translated))
    names = {key for text in texts for keys, name in names_in(text).items() if not name.common for key in keys}
    found = (number for number in _NUMBER.findall(one.text) if len(number) > 1)
    numbers = {number if number.isdecimal() else _GAPS.sub("", number).replace(",", ".") for number in found}
    return Tokens(tuple(passages), tuple(names), tuple(numbers))


def features_of(entry: Entry, translations: Iterable[Translation] = ()) -> Features:
    """Of an entry, with those of its translations that are of its present text."""
    markup = (entry.content or entry.summary)[:_MARKUP]
    address = page(entry.link) if entry.link else ""
    translated = tuple(
        (primary(one.language), f"<p>{one.title}.</p>{one.content or one.summary}"[:_MARKUP])
        for one in translations
        if one.fingerprint == entry.fingerprint and (one.title or one.content)
    )
    return Features(
        entry.key, entry.source_id, primary(entry.language), entry.published, entry.first_seen,
        plain(entry.title), plain(markup), address if names_a_page(address) else None,
        links_in(markup) if "http" in markup else (), entry.alert is not None, translated,
    )  # fmt: skip


def plain(markup: str) -> str:
    """The words of HTML without hashtags and addresses."""
    text = to_text(markup[:_MARKUP])[:_TEXT]
    if "#" in text:
        text = _HASHTAG.sub(" ", text)
    return _ADDRESS.sub(" ", text) if "http" in text or "@" in text else text


def words_of(text: str) -> list[str]:
    """Words in small letters, as they are compared."""
    small = text.lower()
    if "’" in small or "ʼ" in small:
        small = small.replace("’", "'").replace("ʼ", "'")
    return [_UNITS.get(word, word) for word in _WORD.findall(small)]


def carries(word: str) -> bool:
    """Is it a word that carries a text, rather than one of those that every text has?"""
    return len(word) > 3 and not word[0].isdigit() and word not in _SMALL


def stems_of(words: Iterable[str], language: str) -> frozenset[str]:
    """Stems of the words that carry a text."""
    return frozenset(stem(word, language) for word in words if carries(word))
