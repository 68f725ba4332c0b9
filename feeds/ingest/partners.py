"""Which partner cities a text mentions, and why. Pure.

In a text of a language its forms are looked for, and those in Latin letters of any language: people write Leeds, Gent
and München wherever they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feeds.ingest.namesakes import Around, Verdict, around, judge
from feeds.model import Partner
from feeds.text.forms import Folded, Form, Hit, Matcher, declined, fold, folded_form
from feeds.text.language import cyrillic_share, primary, writes_cyrillic

_HASH = re.compile(r"(?<!\S)#(?=\w)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A form of a partner's name in a text."""

    partner: str
    start: int
    end: int
    """Where it stands: ``text[start:end]``."""
    form: str
    """As it is listed; of an adjective, as it is declined."""
    certain: bool
    """Only these count."""
    why: str
    """In English, without a full stop."""


def forms_of(partner: Partner, language: str) -> Iterator[Form]:
    """Every form that is listed for a language, each once; of adjectives all that they stand for."""
    unless = tuple(folded_form(word) for word in partner.unless if "…" not in word)
    name = partner.names.get(language)
    seen: set[str] = set()
    for listed in (*partner.forms.get(language, ()), *filter(None, (name,))):
        text = folded_form(listed.removesuffix("?"))
        adjective = text.islower()
        for form in declined(text) if adjective and text.endswith("ий") else (text,):
            if form not in seen:
                seen.add(form)
                doubtful = listed.endswith("?")
                yield Form(partner.id, form, adjective, doubtful, adjective, place=True, unless=unless)


def languages_of(partner: Partner) -> tuple[str, ...]:
    """Those in which it has forms or a name."""
    return tuple(dict.fromkeys([*partner.forms, *partner.names]))


class Mentions:
    """Finds partners in texts; what a language costs is paid when a text in it comes first."""

    def __init__(self, partners: Iterable[Partner]) -> None:
        self._partners = tuple(partners)
        self._around = {partner.id: around(partner.unless) for partner in self._partners}
        self._finders: dict[str, _Finder] = {}

    def find(self, text: str, language: str | None) -> tuple[Mention, ...]:
        """Everything that looks like a partner, what counts and what does not, in the order of the text."""
        return self._finder(text, language).explain(_prepared(text))

    def mentioned(self, texts: Iterable[tuple[str, str | None]]) -> frozenset[str]:
        """The partners that plain texts, each with its language, certainly mention."""
        found: set[str] = set()
        for text, language in texts:
            found.update(self._finder(text, language).certain(_prepared(text)))
        return frozenset(found)

    def _finder(self, text: str, language: str | None) -> _Finder:
        spoken = primary(language) if language else "uk" if cyrillic_share(text) >= 0.5 else "en"
        if spoken not in self._finders:
            self._finders[spoken] = _Finder(self._partners, spoken, self._around)
        return self._finders[spoken]


def _prepared(text: str) -> str:
    """A hashtag is a word here: who writes #Харків means the city."""
    return _HASH.sub(" ", text) if "#" in text else text


class _Finder:
    """For texts of one language."""

    def __init__(self, partners: tuple[Partner, ...], language: str, others: dict[str, tuple[Around, ...]]) -> None:
        self._language, self._others = language, others
        self._names = {partner.id: partner.name for partner in partners}
        self._spoken: dict[tuple[str, str], str] = {}
        forms = [form for partner in partners for form in self._forms(partner)]
        self._matcher = Matcher(forms, lambda *place: self._verdict(*place)[0])

    def _forms(self, partner: Partner) -> Iterator[Form]:
        """The language's own first: what is doubtful in Italian is not so in English."""
        known = languages_of(partner)
        own = [tag for tag in known if primary(tag) == self._language]
        latin = [tag for tag in ("en", *known) if tag in known and tag not in own and not writes_cyrillic(tag)]
        for tag in dict.fromkeys([*own, *latin]):
            for form in forms_of(partner, tag):
                if self._spoken.setdefault((form.id, form.text), tag) == tag:
                    yield form

    def _verdict(self, folded: Folded, first: int, last: int, form: Form) -> Verdict:
        english = primary(self._spoken[form.id, form.text]) == "en"
        return judge(folded, first, last, form, self._others[form.id], english)

    def certain(self, text: str) -> Iterator[str]:
        """The partners that certainly are in the text."""
        return (hit.id for hit in self._matcher.find(fold(text)) if hit.certain)

    def explain(self, text: str) -> tuple[Mention, ...]:
        """Each hit with its reason, those that are something else among them."""
        noted: dict[int, tuple[Hit, Verdict]] = {}

        def judge_and_note(folded: Folded, first: int, last: int, form: Form) -> bool | None:
            found = self._verdict(folded, first, last, form)
            start, end = folded.origin(folded.tokens[first][0], folded.tokens[last][1])
            noted[start] = Hit(start, end, form.id, form.text), found
            return found[0]

        counted = {hit.start: hit for hit in self._matcher.find(fold(text), judge_and_note)}
        return tuple(self._mention(*noted[start], counted.get(start)) for start in sorted(noted))

    def _mention(self, seen: Hit, found: Verdict, hit: Hit | None) -> Mention:
        certain = hit is not None and hit.certain
        if certain:
            why = f"“{seen.form}” is a form of {self._names[seen.id]} in {self._spoken[seen.id, seen.form]}"
            if not found[0]:
                why += ", certain beside another city"
        elif hit is None and found[0] is not None:
            why = "stands in an address or in a name with an @"
        else:
            why = found[1]
        return Mention(seen.id, seen.start, seen.end, seen.form, certain, why)
