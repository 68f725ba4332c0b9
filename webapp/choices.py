"""What an edition chooses, in words of the interface: languages, sources, cities and topics by their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from feeds.model import Alerts, Edition
from webapp.language import ui
from webapp.naming import Name, alphabetical
from webapp.words import language_name, locale_of

_NAMED = 4
"""More names than these are counted instead."""


@dataclass(frozen=True, slots=True)
class Names:
    """What ids stand for, each in the order of the settings."""

    sources: Mapping[str, str]
    partners: Mapping[str, Name]
    topics: Mapping[str, Name]
    target: str
    """The main language that is translated into."""
    alerts: bool
    """Is there anything configured that is an alert?"""


@dataclass(frozen=True, slots=True)
class Offer:
    """An edition as it is offered."""

    edition: Edition
    name: Name
    """Its title, of which nobody says in which language it is; of the only edition that a city has, the city's name."""
    chooses: list[str]
    partner: str | None = None
    """The id of the city whose edition it is, if that is known."""


@dataclass(frozen=True, slots=True)
class Cities:
    """The editions of cities, which are many and mostly alike."""

    offers: list[Offer]
    """In alphabetical order."""
    shared: list[str]
    """What all of them choose alike; nothing where they differ: then each says what it chooses."""


def offers(editions: Sequence[Edition], names: Names) -> list[Offer]:
    """Every edition, in configured order."""
    own = Counter(edition.first for edition in editions)

    def name(edition: Edition) -> Name:
        city = names.partners.get(edition.first or "")
        return city if city and own[edition.first] == 1 else Name(edition.title, ui())

    return [
        Offer(one, name(one), words_of(one, names), one.first if one.first in names.partners else None)
        for one in editions
    ]


def of_cities(found: Sequence[Offer], names: Names) -> Cities:
    """Those of them that are of a city."""
    cities = sorted((one for one in found if one.edition.first), key=lambda one: alphabetical(one.name.text, ui()))
    alike = {tuple(words_of(replace(one.edition, first=None), names)) for one in cities}
    return Cities(cities, list(alike.pop()) if len(alike) == 1 else [])


def words_of(edition: Edition, names: Names) -> list[str]:
    """What is in an edition, a sentence without a full stop each, the language first; as text or safe HTML."""
    return [*_languages(edition, names.target), *_places(edition, names), *_limits(edition, names.alerts)]


def _languages(edition: Edition, target: str) -> Iterator[str]:
    if edition.language == "original":
        yield _("In the languages of the originals")
    elif edition.language == "bilingual":
        yield _("In %(language)s, followed by the original", language=language_name(target))
    else:
        yield _("In %(language)s", language=language_name(edition.language))
    if edition.languages:
        named = [name for tag in edition.languages if (name := language_name(tag))]
        yield _("Originals in %(languages)s", languages=format_list(named, "or", locale_of(ui())))


def _places(edition: Edition, names: Names) -> Iterator[str]:
    """Where its news comes from, and what it is about."""
    sources = _named(edition.sources, names.sources)
    if len(sources) == len(names.sources):
        yield _("All sources")
    elif 0 < len(sources) <= _NAMED:
        yield _("From %(sources)s", sources=format_list(sources, "standard", locale_of(ui())))
    else:
        known = len(names.sources)
        yield ngettext("From %(some)d of %(num)d source", "From %(some)d of %(num)d sources", known, some=len(sources))
    if edition.first:
        city = names.partners.get(edition.first, Name(edition.first, ui()))
        yield escape(_("What mentions %(city)s comes first, the other news behind it")) % {"city": _marked(city)}
    if edition.partners:
        cities = [names.partners[one] for one in _named(edition.partners, {one: one for one in names.partners})]
        if len(cities) <= _NAMED:
            yield escape(_("What mentions %(cities)s")) % {"cities": _any_of(cities)}
        else:
            yield ngettext("What mentions one of %(num)d city", "What mentions one of %(num)d cities", len(cities))
    if edition.topics:
        topics = [names.topics.get(topic, Name(topic, ui())) for topic in edition.topics]
        yield escape(_("About %(topics)s")) % {"topics": _any_of(topics)}
    if edition.need or edition.refuse:
        yield _("Chosen by its words")


def _limits(edition: Edition, alerts: bool) -> Iterator[str]:
    if edition.alerts is Alerts.ONLY:
        yield _("Alerts and all-clears alone")
    elif edition.alerts is Alerts.EXCLUDE and alerts:
        yield _("Without alerts")
    if edition.days:
        yield ngettext("Of the last %(num)d day", "Of the last %(num)d days", edition.days)
    yield ngettext(
        "The newest %(num)d entry, and an archive", "The newest %(num)d entries, and an archive", edition.limit
    )


def _named(patterns: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """What the ids are called that ids or shell globs stand for."""
    return [name for one, name in names.items() if any(fnmatchcase(one, pattern) for pattern in patterns)]


def _any_of(names: Sequence[Name]) -> Markup:
    places = [f"{{{place}}}" for place in range(len(names))]
    return escape(format_list(places, "or", locale_of(ui()))).format(*map(_marked, names))


def _marked(name: Name) -> Markup:
    """The name, with its language where that is not the page's."""
    text, language = name
    return escape(text) if language == ui() else Markup('<span lang="{}">{}</span>').format(language, text)
