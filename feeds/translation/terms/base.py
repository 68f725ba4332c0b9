"""The termbase as the rest of Visnyk asks it: what stands in a unit, and what an answer makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter

from feeds.model import Finding
from feeds.text import lookalikes
from feeds.text.fingerprint import fingerprint
from feeds.text.forms import Folded, Form, Hit, Matcher, folded_form
from feeds.text.language import primary, writes_cyrillic
from feeds.translation.terms.passages import cut, put, seen
from feeds.translation.terms.repair import Spellings, repair_term, romanise_names
from feeds.translation.terms.strays import Strays
from feeds.translation.terms.term import Term

_REMEMBERED = 256
"""Units whose hits are kept: every question about a unit begins with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Hit):
    """A term in a unit."""

    term: Term
    """As it serves this direction: ``term.target`` is in the language that is translated into."""
    likely: bool = False
    """Not certain, and most probably the term: its absence is told, and nothing is put in for it."""


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
        people that were left in Cyrillic letters romanised; and some spellings are wrong in any answer."""
        side = self._side(source, target)
        known = _by_id(side.hits(unit))
        for identity, hits in known.items():
            sure = any(hit.certain or hit.likely for hit in hits)
            answer = repair_term(side.spellings(identity), hits, answer, unit, sure=sure)
        if side.terms:
            strays = [hit for hit, sure in side.strays.find(unit, seen(answer), known) if sure]
            words = [(hit.start, hit.end, side.spellings(hit.id).words_for(hit, answer)) for hit in strays]
            answer = put(answer, words)
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
                pieces += (*_hyphens_apart(text_unit[position : hit.start]), *shared)
                position = hit.end
        return [piece for piece in (*pieces, *_hyphens_apart(text_unit[position:])) if piece[0]]

    def check(self, unit: str, answer: str, source: str, target: str) -> tuple[Finding, ...]:
        """Warnings: a demanded term whose approved target is missing, a forbidden spelling that is there.

        ``maybe-name`` where it is not certain that the term is meant: an engine need not be asked again for that.
        """
        side = self._side(source, target)
        if not side.terms:
            return ()
        view, known = seen(answer), _by_id(side.hits(unit))
        findings = {
            identity: finding
            for identity, hits in known.items()
            if (finding := _finding(hits, side.spellings(identity), view, answer, unit))
        }
        for stray, sure in side.strays.find(unit, view, known):
            message = _forbidden(stray.form, side.spellings(stray.id).instead(stray.form))
            findings.setdefault(stray.id, Finding("name" if sure else "maybe-name", message))
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
        self._names = Matcher(forms[0])
        self._phrases = Matcher(forms[1])
        self.strays = Strays(straight, self._names)
        self.hits = lru_cache(maxsize=_REMEMBERED)(self._find)

    def _find(self, unit: str) -> tuple[Found, ...]:
        if not self.terms:
            return ()
        view = seen(unit)
        likely: set[int] = set()

        def judge(folded: Folded, first: int, last: int, form: Form) -> bool | None:
            certain, why = lookalikes.verdict(folded, first, last, form)
            if why == lookalikes.LIKELY:
                likely.add(folded.origin(*folded.tokens[first])[0])
            return certain

        # Apart, since a department that is called after its city must not hide the city's name.
        found = (*self._names.find(view, judge), *self._phrases.find(view))
        return tuple(
            Found(
                hit.start, hit.end, hit.id, hit.form, hit.certain,
                term=self.terms[hit.id], likely=not hit.certain and hit.start in likely,
            )
            for hit in sorted(found, key=attrgetter("start", "end"))
        )  # fmt: skip

    def demanded(self, unit: str) -> list[Found]:
        """The certain names in a unit."""
        return [hit for hit in self.hits(unit) if hit.certain and hit.term.kind.is_name]

    def spellings(self, identity: str) -> Spellings:
        """The spellings of a term."""
        spelling = self._spellings.get(identity)
        if spelling is None:
            spelling = self._spellings[identity] = Spellings(self.terms[identity], self._right)
        return spelling


def _by_id(hits: Iterable[Found]) -> dict[str, list[Found]]:
    """The hits of each term, in the order of the text."""
    known: dict[str, list[Found]] = {}
    for hit in hits:
        known.setdefault(hit.id, []).append(hit)
    return known


def _finding(hits: list[Found], spelling: Spellings, view: Folded, answer: str, unit: str) -> Finding | None:
    """What is wrong with the answer's name for a term that stands in the unit; ``view`` is the answer folded."""
    term = spelling.term
    wrong = spelling.not_quoted(spelling.forbidden(view), answer, unit)
    if wrong:
        if term.unless and _is_the_other(wrong[0].form, view.text):
            return None
        return Finding("name", _forbidden(wrong[0].form, spelling.instead(wrong[0].form)))
    # What is certain says more than what is likely.
    hit = max(hits, key=lambda one: (one.certain, one.likely))
    if not term.kind.is_name or not (hit.certain or hit.likely) or spelling.right(view):
        return None
    if hit.certain:
        message = f"“{hit.form}” is “{term.target}” in the termbase, which the translation does not have"
        return Finding("name", message)
    return Finding("maybe-name", f"“{hit.form}” may be “{term.target}”, which the translation does not have")


def _hyphens_apart(piece: str) -> Iterator[tuple[str, None]]:
    """What is between two names, and the hyphens at its ends: ``Потяг Гданськ-`` would lose its own in an engine."""
    core = piece.strip("-–")
    start = piece.index(core)
    yield from ((part, None) for part in (piece[:start], core, piece[start + len(core) :]))


def _forbidden(wrong: str, right: str) -> str:
    return f"“{wrong}” stands where the termbase wants “{right}”"


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
