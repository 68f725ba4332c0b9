"""One row of the termbase, and the forms in which it is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from feeds.text.fingerprint import fingerprint
from feeds.text.forms import Form, declined, folded_form


class Kind(StrEnum):
    """What a term is."""

    CITY = "city"
    DISTRICT = "district"
    PERSON = "person"
    DEPARTMENT = "department"
    OFFICE = "office"
    PHRASE = "phrase"

    @property
    def is_name(self) -> bool:
        """Is the approved translation demanded? News text is free to say "the mayor" in other words, not Leeds."""
        return self in (Kind.CITY, Kind.DISTRICT, Kind.PERSON)


@dataclass(frozen=True, slots=True)
class Term:
    """An approved name or phrase."""

    id: str
    source: str
    target: str
    source_language: str = "uk"
    target_language: str = "en"
    forms: tuple[str, ...] = ()
    """Of ``source``, in all cases. ``Суми?`` is another word too; ``харківський``, ``харків'янин`` and ``харківщина``,
    in small letters in the row of a name, are made of it and stand for all their forms."""
    allowed: tuple[str, ...] = ()
    """What is right besides ``target``."""
    forbidden: tuple[str, ...] = ()
    """What is wrong for ``target``, to be replaced by it; ``Kharkov!`` whatever the source says."""
    forbidden_source: tuple[str, ...] = ()
    """The same for ``source``, where that is what is translated into."""
    unless: tuple[str, ...] = ()
    """See :class:`feeds.text.forms.Form`."""
    kind: Kind = Kind.CITY
    any_case: bool = False
    note: str = ""

    def reversed(self) -> Term:
        """The row as it serves translation in the other direction; every form is right there."""
        forms = tuple(form.text for form in self.source_forms())
        # "Industrial" is right for a district, and still no name of one.
        known = tuple(word for word in self.allowed if self.kind is Kind.CITY and not self.has_wrong(word))
        return replace(
            self,
            source=self.target,
            target=self.source,
            source_language=self.target_language,
            target_language=self.source_language,
            forms=known,
            allowed=forms,
            forbidden=self.forbidden_source,
            forbidden_source=self.forbidden,
            unless=(),
        )

    def has_wrong(self, words: str) -> bool:
        """Is a forbidden word one of these? Chicken Kiev is right as it is, and no name of Kyiv."""
        return " " in words and not set(self.wrong).isdisjoint(words.split())

    @property
    def wrong(self) -> tuple[str, ...]:
        """The forbidden spellings, without their marks."""
        return tuple(word.removesuffix("!") for word in self.forbidden)

    @property
    def always_wrong(self) -> frozenset[str]:
        """Those that are wrong whatever the source says."""
        return frozenset(word[:-1] for word in self.forbidden if word.endswith("!"))

    def source_forms(self) -> Iterator[Form]:
        """Every form of the source, each once."""
        seen: set[str] = set()
        unless = tuple(folded_form(word) for word in self.unless)
        for listed in (*self.forms, self.source):
            text = folded_form(listed.removesuffix("?"))
            made = declined(text) if self.kind.is_name and text.islower() and not self.any_case else (text,)
            adjective = len(made) > 1
            for form in made:
                if form not in seen:
                    seen.add(form)
                    any_case, doubtful = self.any_case or adjective, listed.endswith("?")
                    place = self.kind is Kind.CITY
                    yield Form(self.id, form, any_case, doubtful, adjective, place, unless)

    @property
    def approved(self) -> tuple[str, ...]:
        """All that is right in a translation."""
        return (self.target, *self.allowed)

    @property
    def fingerprint(self) -> str:
        """Of what translations depend on: all but id and note."""
        return fingerprint(
            self.source_language,
            self.source,
            self.target_language,
            self.target,
            self.forms,
            self.allowed,
            self.forbidden,
            self.unless,
            self.kind,
            "any" if self.any_case else "exact",
        )


def claims(term: Term) -> frozenset[str]:
    """The texts that a row is found by in its source language."""
    return frozenset(form.text for form in term.source_forms())
