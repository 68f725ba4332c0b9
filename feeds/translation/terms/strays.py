"""Spellings that are wrong whatever the source says: Kharkov in a translation of ``ХНУРЕ підписав угоду``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from feeds.text.forms import Folded, Form, Hit, Matcher
from feeds.text.romanise import spellings
from feeds.translation.terms.passages import seen
from feeds.translation.terms.repair import people
from feeds.translation.terms.term import Term

_NAME = re.compile(r"[А-ЯЄЇҐІ][а-яєїґі'-]+")


class Strays:
    """Finds them in answers, where the unit has no form of their term."""

    def __init__(self, terms: Iterable[Term], names: Matcher) -> None:
        self._names = names
        self._matcher = Matcher(_forms(terms))

    def find(self, unit: str, answer: Folded, known: Collection[str]) -> Iterator[tuple[Hit, bool]]:
        """Wrong spellings of terms that are not ``known`` to stand in the unit; the id of a hit is that of its term.

        Each with whether it may be put right: not where the unit has something that looks like the city, as the name
        of a street does. What the unit has in Latin letters is none, and a person's name is none: ``князь Львов``.
        """
        found = [hit for hit in self._matcher.find(answer) if hit.id and hit.id not in known]
        if not found:
            return
        view = seen(unit)
        quoted = {hit.form for hit in self._matcher.find(view)}
        alike = {hit.id for hit in self._names.find(view, _any)}
        called = {word.lower() for name in set(_NAME.findall(view.text)) for word in spellings(name)}
        wrong = {hit.form for hit in found} - quoted
        # Cases of a surname are longer than it: Львову is Lvovu.
        wrong = {form for form in wrong if not any(word.startswith(form.lower()) for word in called)}
        yield from ((hit, hit.id not in alike) for hit in found if hit.form in wrong)


def _any(_folded: Folded, _first: int, _last: int, _form: Form) -> bool:
    return True


def _forms(terms: Iterable[Term]) -> Iterator[Form]:
    for term in terms:
        always = term.always_wrong
        stems = tuple(word.rstrip("aeiouy") for word in always)
        if always:
            yield from (Form(term.id, word, any_case=True) for word in always)
            yield from (Form(term.id, word) for word in people(term) if word.startswith(stems))
            # Chicken Kiev hides the Kiev in it.
            yield from (Form("", word) for word in term.allowed if term.has_wrong(word))
