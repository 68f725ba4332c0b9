"""The honest word on every entry that is a translation or waits for one, in the reader's language."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from feeds.editions.words import Words, spoken, words_for
from feeds.model import UNDETERMINED, Entry, Finding, Other, State, Translation
from feeds.text.language import primary
from feeds.text.urls import host_of
from feeds.translation.memory import HUMAN

_ENGINES = {
    "argos": "Argos Translate", "deepl": "DeepL", "google": "Google", "libretranslate": "LibreTranslate",
    "mymemory": "MyMemory",
}  # fmt: skip
_KINDS = {
    "number": "numbers", "amount": "numbers", "percentage": "numbers", "phone": "numbers", "date": "dates",
    "time": "dates", "name": "proper",
}  # fmt: skip
"""What a check looks at, as the words have it; anything else is the wording."""


def language_name(tag: str, reader: str) -> str:
    """What a language is called by readers of ``reader``; the tag itself where we have no name."""
    return words_for(reader).names.get(primary(tag), tag)


def engine_names(engine: str | None) -> str:
    """``deepl+google+human`` for a reader: the machines in it."""
    return ", ".join(_ENGINES.get(name, name) for name in (engine or "").split("+") if name and name != HUMAN)


def note(entry: Entry, translation: Translation | None, reader: str, timezone: str = "UTC") -> str:
    """HTML of one paragraph, in the language of the edition, that says what a reader has before them.

    ``timezone`` (IANA) is where its days begin; they are written as ISO 8601 has them, the same in every language.
    """
    words = words_for(reader)
    state = translation.state if translation else State.PENDING
    if translation is None or state in (State.PENDING, State.FAILED):
        # An engine that is down has refused nothing.
        waits = translation is None or (translation.reason or "").startswith("waiting")
        template = words.failed if state is State.FAILED and not waits else words.pending
        text = template.format(name=language_name(entry.language, reader))
    else:
        text = " ".join(_sentences(entry, translation, words, reader, ZoneInfo(timezone)))
    link = f' <a href="{html.escape(entry.link)}">{words.original}</a>' if entry.link else ""
    return f'<p lang="{spoken(reader)}"><small>{html.escape(text, quote=False)}{link}</small></p>'


def also(others: Sequence[Other], reader: str) -> str:
    """HTML of one paragraph that leads to the other entries of a story, in the language of the edition.

    Nothing where none of them can be visited.
    """
    links = ", ".join(_visit(other) for other in others if other.url)
    if not links:
        return ""
    text = html.escape(words_for(reader).also, quote=False).format(sources=links)
    return f'<p lang="{spoken(reader)}"><small>{text}</small></p>'


def _visit(other: Other) -> str:
    """A link that says in which language the page is; the source's own name is taken to be in the same."""
    known = other.url_language != UNDETERMINED
    language = f' hreflang="{other.url_language}" lang="{other.url_language}"' if known else ""
    name = html.escape(other.source or host_of(other.url), quote=False)
    return f'<a href="{html.escape(other.url)}"{language}>{name}</a>'


def _sentences(entry: Entry, translation: Translation, words: Words, reader: str, zone: ZoneInfo) -> Iterable[str]:
    """Who and when, how sure, what is missing, and whether it was put right."""
    by = _by(translation, words).format(engine=engine_names(translation.engine), date=_day(translation.updated, zone))
    yield f"{by} ({words.original_language}: {language_name(entry.language, reader)})."
    if engine_names(translation.engine):
        doubts = _doubts(translation.findings, words)
        yield words.doubt.format(what=", ".join(doubts)) if doubts else words.checked
    if translation.state is State.PARTIAL:
        yield words.waits if (translation.reason or "").startswith("waiting") else words.partial
    if translation.corrected:
        yield words.corrected.format(date=_day(translation.corrected, zone))


def _by(translation: Translation, words: Words) -> str:
    """Never a person's work alone where a machine had a part in it, and never a machine's where a person had one."""
    if not translation.engine:
        return words.nothing
    by_person, by_machine = HUMAN in translation.engine.split("+"), bool(engine_names(translation.engine))
    if by_person and by_machine:
        return words.mixed
    return words.human if by_person else words.machine


def _doubts(findings: Iterable[Finding], words: Words) -> list[str]:
    """What may be wrong, each kind once, in a fixed order."""
    found = {_KINDS.get(finding.check, "wording") for finding in findings}
    return [getattr(words, kind) for kind in ("numbers", "dates", "proper", "wording") if kind in found]


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"
