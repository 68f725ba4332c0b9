"""The termbase as the rest of Visnyk asks it: what stands in a unit, and what an answer makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter

from feeds.model import Finding
from feeds.text import lookalikes
from feeds.text.fingerprint import fingerprint
from feeds.text.forms import Form, Hit, Matcher, folded_form
from feeds.text.language import primary, writes_cyrillic
from feeds.translation.terms.passages import cut, put, seen
from feeds.translation.terms.repair import Spellings, repair_term, romanise_names
from feeds.translation.terms.term import Term

_REMEMBERED = 256
"""Units whose hits are kept: every question about a unit begins with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Hit):
    """A term in a unit."""

    term: Term
    """As it serves this direction: ``term.target`` is in the language that is translated into."""


class Termbase:
    """Approved terms. What it costs to look for them is paid when a direction is first asked about.

    Units and answers are normalised coded text (:mod:`feeds.translation.codes`), languages are tags.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._sides: dict[tuple[str, str], _Side] = {}

    def __bool__(self) -> bool:
        return bool(self.terms)

    @cached_property
    def fingerprint(self) -> str:
        """Of all rows: another one, and marks of some units may be others."""
        return fingerprint(*sorted(term.fingerprint for term in self.terms), size=8) if self.terms else ""

    def hits(self, unit: str, source: str, target: str) -> tuple[Found, ...]:
        """The terms in a unit, in its order; offsets are those of the coded text."""
        return self._side(source, target).hits(unit)

    def mark(self, unit: str, source: str, target: str) -> str:
        """A fingerprint of the terms that touch a unit: other rows, another mark. Empty where there are none."""
        marks = sorted({hit.term.fingerprint for hit in self.hits(unit, source, target)})
        return fingerprint(*marks, size=8) if marks else ""

    def repaired(self, unit: str, answer: str, source: str, target: str) -> str:
        """The answer with known wrong spellings of the unit's terms replaced by the approved ones, and names of
        people that were left in Cyrillic letters romanised."""
        side = self._side(source, target)
        by_id: dict[str, list[Found]] = {}
        for hit in side.hits(unit):
            by_id.setdefault(hit.id, []).append(hit)
        for identity, hits in by_id.items():
            answer = repair_term(side.spellings(identity), hits, answer)
        ukrainian_into_latin = primary(source) == "uk" and not writes_cyrillic(target)
        return romanise_names(unit, answer, side.hits(unit)) if ukrainian_into_latin else answer

    def substituted(self, unit: str, source: str, target: str) -> str:
        """The unit with each demanded term replaced by its approved target: an engine copies what it finds done."""
        side = self._side(source, target)
        return put(unit, [(hit.start, hit.end, _words(unit, hit)) for hit in side.demanded(unit)])

    def pieces(self, text_unit: str, source: str, target: str) -> list[tuple[str, str | None]]:
        """A unit, or a part of one, cut at its demanded terms: each with its target, what is between with ``None``.

        Joined, they are the unit again; no piece with a target has a code in it.
        """
        side = self._side(source, target)
        pieces: list[tuple[str, str | None]] = []
        position = 0
        for hit in side.demanded(text_unit):
            shared = cut(text_unit[hit.start : hit.end], _words(text_unit, hit))
            if shared is not None:
                pieces += ((text_unit[position : hit.start], None), *shared)
                position = hit.end
        return [piece for piece in (*pieces, (text_unit[position:], None)) if piece[0]]

    def check(self, unit: str, answer: str, source: str, target: str) -> tuple[Finding, ...]:
        """Warnings: a demanded term whose approved target is missing, a forbidden spelling that is there."""
        side = self._side(source, target)
        hits = side.hits(unit)
        if not hits:
            return ()
        view = seen(answer)
        findings: dict[str, Finding] = {}
        for hit in hits:
            term, spelling = hit.term, side.spellings(hit.id)
            wrong = spelling.forbidden(view)
            if wrong and term.unless and _is_the_other(wrong[0], view.text):
                continue
            if hit.id not in findings and wrong:
                message = f"“{wrong[0]}” stands where the termbase wants “{term.target}”"
                findings[hit.id] = Finding("name", message)
            demanded = hit.certain and term.kind.is_name
            if hit.id not in findings and demanded and not spelling.right(view):
                message = f"“{hit.form}” is “{term.target}” in the termbase, which the translation does not have"
                findings[hit.id] = Finding("name", message)
        return tuple(findings.values())

    def glossary(self, source: str, target: str) -> dict[str, str]:
        """Every form that is this term and nothing else with what it is to become, for engines that take such lists."""
        words: dict[str, str] = {}
        for term in self._side(source, target).terms.values():
            for form in term.source_forms():
                if not (form.doubtful or form.adjective):
                    words.setdefault(form.text, term.target)
        return words

    def _side(self, source: str, target: str) -> _Side:
        languages = primary(source), primary(target)
        side = self._sides.get(languages)
        if side is None:
            side = self._sides[languages] = _Side(self.terms, *languages)
        return side


class _Side:
    """The terms of one direction."""

    def __init__(self, terms: tuple[Term, ...], source: str, target: str) -> None:
        straight = [term for term in terms if _goes(term, source, target)]
        turned = [term.reversed() for term in terms if _goes(term, target, source)]
        self.terms = {term.id: term for term in (*turned, *straight)}
        self._right = frozenset(folded_form(word) for term in self.terms.values() for word in term.approved)
        self._spellings: dict[str, Spellings] = {}
        forms: tuple[list[Form], list[Form]] = ([], [])
        claimed: set[str] = set()
        for term in (*straight, *turned):
            for form in term.source_forms():
                # Of two rows with the same translation the first one serves the other direction.
                if self.terms[term.id] is term and form.text not in claimed:
                    claimed.add(form.text)
                    forms[not term.kind.is_name].append(form)
        self._names = Matcher(forms[0], lookalikes.judge)
        self._phrases = Matcher(forms[1])
        self.hits = lru_cache(maxsize=_REMEMBERED)(self._find)

    def _find(self, unit: str) -> tuple[Found, ...]:
        if not self.terms:
            return ()
        view = seen(unit)
        # Apart, since a department that is called after its city must not hide the city's name.
        found = (*self._names.find(view), *self._phrases.find(view))
        return tuple(
            Found(hit.start, hit.end, hit.id, hit.form, hit.certain, term=self.terms[hit.id])
            for hit in sorted(found, key=attrgetter("start", "end"))
        )

    def demanded(self, unit: str) -> list[Found]:
        """The certain names in a unit."""
        return [hit for hit in self.hits(unit) if hit.certain and hit.term.kind.is_name]

    def spellings(self, identity: str) -> Spellings:
        """The spellings of a term."""
        spelling = self._spellings.get(identity)
        if spelling is None:
            spelling = self._spellings[identity] = Spellings(self.terms[identity], self._right)
        return spelling


def _goes(term: Term, source: str, target: str) -> bool:
    return primary(term.source_language) == source and primary(term.target_language) == target


def _is_the_other(wrong: str, answer: str) -> bool:
    """Does the answer speak of what has the same name, a river? Cities have no article: "the Dnieper froze"."""
    of_city = "city|mayor|council|region|oblast|district|metro|authorit|resident|airport|hospital|school|universit"
    return re.search(rf"\b[Tt]he {re.escape(wrong)}\b(?! (?:{of_city}))", answer, re.ASCII) is not None


def _words(unit: str, hit: Found) -> str:
    """The approved target; of ХАРКІВ it is KHARKIV."""
    target = hit.term.target
    return target.upper() if unit[hit.start : hit.end].isupper() and not hit.form.isupper() else target


EMPTY = Termbase(())
