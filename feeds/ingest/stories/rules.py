"""Do two entries tell the same news? Pure, and conservative: a story told twice is a nuisance, two in one are wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from feeds.ingest.stories.alike import alike, difference, other_days, other_words
from feeds.ingest.stories.evidence import Evidence, evidence, other_number
from feeds.ingest.stories.features import Features, stems_of, words_of
from feeds.ingest.stories.links import Link, Role
from feeds.ingest.stories.subjects import contradict

WINDOW = timedelta(days=7)
"""Between two entries of a story that are joined by a link or by their text."""
NEAR = timedelta(hours=72)
"""By names and numbers."""
_UNDATED = timedelta(hours=36)
"""By a text that names no day: it may be said again next week, and be true again."""
_SAME_SOURCE = timedelta(hours=24)
"""A source that says something twice says it on one day."""
_DIGEST = 3
"""Pages that a round-up leads to."""
_ALIKE = 0.6
"""Of the shorter text's passages."""
_PARTLY = 0.4
"""From here on, differences are those of one text that was filled in twice, and not of another's words."""
_FEWEST_WORDS = 12
_MUCH_LONGER = 2.5
_WEIGHT = 3.0
"""Of the names and numbers that two texts share: two names and a number of three digits, say."""
_NUMBERS = 0.6
"""Of the numbers of the text with fewer of them, by their weight."""
_LEAST = 0.75
"""Of names, and of numbers."""
_SURE_NUMBER = 1.2
"""Two numbers, or one of three digits. One alone needs three names beside it."""
_ONE_NAME = 2.0
"""Of numbers beside a single name."""
_LINKED_WEIGHT = 1.8
"""The same, where one leads to the other and does not say why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two entries are of one story, and why."""

    joined: bool
    reasons: tuple[str, ...]
    """In words; of entries that are not, why not."""
    strength: float = 0.0
    """The higher, the surer."""


def same_story(one: Features, other: Features) -> Verdict:
    """Do these tell the same news? The same whichever of them is named first."""
    later, earlier = (one, other) if one.order > other.order else (other, one)
    if later.alert or earlier.alert:
        return _no("an alert is no news of others")
    apart = abs(later.published - earlier.published)
    if apart > WINDOW:
        return _no(f"{apart.days} days lie between them")
    if later.round_up != earlier.round_up:
        return _no("one of them is a round-up of several news")
    linked = _by_link(later, earlier) or _by_link(earlier, later) or _same_page(later, earlier)
    if linked is not None and linked.joined:
        return linked
    told = _by_text(later, earlier, apart) if later.language == earlier.language else None
    if told is not None:
        return told
    if later.source_id == earlier.source_id:
        return linked or _no("the same source, and neither the same text nor a link")
    if apart > NEAR:
        return linked or _no(f"{_hours(apart)} lie between them, and the texts are not alike")
    return _by_names(later, earlier, apart, linked)


def _no(*reasons: str) -> Verdict:
    return Verdict(False, reasons)


# --- a link -------------------------------------------------------------------------------------------------------


def _by_link(one: Features, other: Features) -> Verdict | None:
    """Does ``one`` lead to ``other``, and is that because it tells the same?"""
    link = next((link for link in one.links if link.page == other.page), None) if other.page else None
    if link is None:
        return None
    pages = sum(each.role is not Role.BACKGROUND for each in one.links)
    if pages >= _DIGEST:
        return _no(f"links to {link.page}, but to {pages - 1} other pages too: a round-up")
    if link.role is Role.BACKGROUND:
        return _no(f"links to {link.page} as to something earlier")
    if not _tells(one, other, link):
        return _no(f"links to {link.page}, but tells something else")
    return Verdict(True, (f"links to {link.page}, which is that entry",), 10.0)


def _tells(one: Features, other: Features, link: Link) -> bool:
    """Is there anything in the two texts that is the same, enough for what the link says of itself?"""
    found = evidence(one, other)
    overlap = _overlap(one, other)
    if link.role is Role.MORE:
        return overlap >= 0.25 or found.weight >= 0.75
    return overlap >= 0.5 or (found.weight >= _LINKED_WEIGHT and found.share >= 0.5)


def _same_page(one: Features, other: Features) -> Verdict | None:
    """Two sources that lead to one page, with one text."""
    if not one.page or one.page != other.page or one.source_id == other.source_id:
        return None
    if one.title.casefold() != other.title.casefold() and alike(one, other).share < _ALIKE:
        return None
    return Verdict(True, (f"both are {one.page}",), 10.0)


# --- the text -----------------------------------------------------------------------------------------------------


def _by_text(one: Features, other: Features, apart: timedelta) -> Verdict | None:
    """``None``: the texts are not alike."""
    found = alike(one, other)
    if found.share < _ALIKE or not found.begins or min(len(one.words), len(other.words)) < _FEWEST_WORDS:
        return None
    if not _is_headed_by(one, other):
        return None
    same = f"{found.shared} of {found.passages} passages are the same"
    if (why := difference(one, other)) is not None:
        return _no(f"{same}, but {why}")
    if one.source_id == other.source_id and (apart > _SAME_SOURCE or one.words != other.words):
        return _no(f"{same}, but the source is the same one")
    if apart > _UNDATED and not one.dates & other.dates:
        return _no(f"{same}, but {_hours(apart)} lie between them and they name no day")
    return Verdict(True, (same,), 5.0 + found.share)


def _is_headed_by(one: Features, other: Features) -> bool:
    """Of a text in a much longer one: is that one's title about it, or is it one of several things there?"""
    short, long = sorted((one, other), key=lambda each: (len(each.words), each.key))
    title = stems_of(words_of(long.title), long.language)
    if len(long.words) < _MUCH_LONGER * len(short.words) or not title:
        return True
    return len(title & short.stems) >= 0.4 * len(title)


def _overlap(one: Features, other: Features) -> float:
    """How many of the words that carry the shorter text are in the other, in a language that both are in."""
    pairs = [(one.stems, other.stems)] if one.language == other.language else []
    pairs += [(stems, other.stems) for tag, stems in one.translated_stems.items() if tag == other.language]
    pairs += [(one.stems, stems) for tag, stems in other.translated_stems.items() if tag == one.language]
    return max(
        (len(ours & theirs) / min(len(ours), len(theirs)) for ours, theirs in pairs if ours and theirs), default=0
    )


# --- names and numbers --------------------------------------------------------------------------------------------


def _by_names(one: Features, other: Features, apart: timedelta, linked: Verdict | None) -> Verdict:
    found = evidence(one, other)
    if (why := _differ(one, other, found)) is not None:
        return _no(*(linked.reasons if linked else ()), why)
    return Verdict(True, (f"within {_hours(apart)}, the same {_told(found)}",), min(4.9, found.weight / 3))


def _differ(one: Features, other: Features, found: Evidence) -> str | None:
    """Why names and numbers are not enough; ``None``: they are."""
    shared = f"only {_told(found)} in common" if found.names or found.numbers else "neither names nor numbers in common"
    weight = found.weight + min(3, len(found.subjects)) / 4
    if weight < _WEIGHT or min(found.name_weight, found.number_weight) < _LEAST:
        return shared
    if found.number_weight < _SURE_NUMBER and (found.name_weight < 2.5 or found.name_share < 0.5):
        return shared
    if len(found.names) == 1 and found.number_weight < _ONE_NAME:
        return shared
    if one.cities and other.cities and not one.cities & other.cities:
        return f"{shared}, and they name other cities"
    if min(found.of_names, found.of_numbers) < 0.2 or len(one.cities ^ other.cities) > 2:
        return f"{shared}, and one of them tells much more"
    if not (_names_title(one, other) and _names_title(other, one)):
        return f"{shared}, and none of the names in a title"
    if days := other_days(one, other):
        return f"{shared}, and {days}"
    if found.share < _NUMBERS:
        return f"{shared}, and most numbers are others"
    # One name in common, and another one in each: a museum has two exhibitions.
    if number := other_number(one, other):
        return f"{shared}, and {number}"
    if found.name_share < 0.34 or (len(found.names) == 1 and found.name_share <= 0.5):
        return f"{shared}, and most names are others"
    if contradict(one.sides, other.sides) or contradict(other.sides, one.sides):
        return f"{shared}, and one says the opposite of the other"
    if one.language == other.language and alike(one, other).share > _PARTLY and (why := other_words(one, other)):
        return f"{shared}, and {why}"
    if _overlap(one, other) < 0.3 and (one.language == other.language or not found.subjects):
        return f"{shared}, and they are about something else"
    return None


def _names_title(one: Features, other: Features) -> bool:
    """Is whoever the title of ``one`` names in the other text too?"""
    named = one.title_names
    return not named or any(key in keys for key in frozenset().union(*named) for keys in other.names)


def _told(found: Evidence) -> str:
    parts = []
    if found.names:
        parts.append(f"names ({', '.join(found.names[:6])})")
    if found.numbers:
        parts.append(f"numbers ({', '.join(found.numbers[:6])})")
    return " and ".join(parts) or "nothing"


def _hours(apart: timedelta) -> str:
    hours = max(1, round(apart.total_seconds() / 3600))
    return f"{hours} hour{'' if hours == 1 else 's'}" if hours < 96 else f"{apart.days} days"
