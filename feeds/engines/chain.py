"""Engines in order for one pair of languages: what one cannot translate well goes to the next.

A unit is sent whole first. Where its names came back wrong, see :mod:`feeds.engines.naming`; where its inline codes
were damaged by every engine, :mod:`feeds.engines.rescue`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from feeds.engines.base import Carries
from feeds.engines.line import Line, Refusal, Reply
from feeds.engines.naming import rename
from feeds.engines.rescue import Rescue
from feeds.translation import codes
from feeds.translation.assemble import Known
from feeds.translation.checks import judge
from feeds.translation.terms import EMPTY, Termbase
from feeds.translation.units import needs_translation

_CUTTABLE = frozenset({"codes", "links", "cut", "empty", "loop"})
"""What an engine may do better with less at a time."""
_NOBODY: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """What one request came to; units in none of these went on to the next engine."""

    translated: dict[str, Known] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Units that no engine is left for, with the reasons of all of them."""
    waiting: dict[str, str] = field(default_factory=dict)
    """Units that an engine was not asked for because its budget is used up, with the reasons."""
    waits_for: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each failed or waiting unit the engines that may do it later; none where all have answered, badly."""
    pieces: dict[str, Known] = field(default_factory=dict)
    """Good pieces of units, and units whose names are not right yet: paid for, so worth remembering."""


Recall = Callable[[Sequence[str]], Mapping[str, Known]]
"""What the translation memory knows of pieces."""
Result = tuple[dict[str, Known], dict[str, Refusal]]
"""Units translated, and units refused."""


def _nothing(_pieces: Sequence[str]) -> Mapping[str, Known]:
    return {}


class Chain:
    """Asks engines in order, checks what they answer, and has names as the termbase wants them.

    ``source`` and ``target`` are BCP 47 tags.
    """

    def __init__(self, lines: Sequence[Line], source: str, target: str, termbase: Termbase = EMPTY) -> None:
        self.lines = lines
        self.source = source
        self.target = target
        self.termbase = termbase

    def __bool__(self) -> bool:
        return bool(self.lines)

    def translate(
        self, units: Sequence[str], recall: Recall = _nothing, first: Collection[str] = _NOBODY
    ) -> Iterator[Step]:
        """Translate units, a :class:`Step` after every request, so that each can be stored at once.

        Without engines nothing is said of any unit: they wait. ``recall`` is asked for pieces before an engine is;
        ``first`` are the units that may use the last of a budget.
        """
        left: dict[str, dict[str, Refusal]] = {unit: {} for unit in units} if self.lines else {}
        for line in self.lines:
            misnamed: dict[str, Known] = {}
            for good, bad in self.whole(line, list(left), first):
                for unit, refusal in bad.items():
                    left[unit][line.name] = refusal
                misnamed |= {unit: known for unit, known in good.items() if known.misnamed}
                done = {unit: known for unit, known in good.items() if unit not in misnamed}
                yield from self._done(done, left)
            renamed, unsaid = rename(self, line, misnamed, first)
            for unit, refusal in unsaid.items():
                left[unit][line.name] = refusal
            # Shown until the engine can be asked for the names: to the memory it was made under other terms.
            unfinished = {unit: replace(renamed.pop(unit), terms="") for unit in unsaid}
            yield from self._done(renamed, left, unfinished)
        rescue = Rescue(self, recall, first)
        for line in self.lines:
            cuttable = [unit for unit, refused in left.items() if line.name in refused and refused[line.name].cuttable]
            for good, pieces in rescue.of(line, cuttable):
                yield from self._done(good, left, pieces)
        if left:
            yield self._given_up(left)

    def _done(
        self, good: dict[str, Known], left: dict[str, dict[str, Refusal]], pieces: dict[str, Known] | None = None
    ) -> Iterator[Step]:
        for unit in good:
            del left[unit]
        if good or pieces:
            yield Step(good, pieces=pieces or {})

    def whole(self, line: Line, units: Sequence[str], first: Collection[str]) -> Iterator[Result]:
        """Units as they are, checked; a result for each request."""
        if not units:
            return
        sendable = list(units)
        if line.resting is None and line.carries is Carries.NOTHING:
            bad = {
                unit: Refusal(f"{line.name}: it cannot carry inline codes", cuttable=True, final=True)
                for unit in units
                if codes.codes_of(unit)
            }
            sendable = [unit for unit in units if unit not in bad]
            yield {}, bad
        for reply in line.ask(sendable, self.source, self.target, first) if sendable else ():
            yield self._checked(line, reply)

    def _checked(self, line: Line, reply: Reply) -> Result:
        good: dict[str, Known] = {}
        bad = dict(reply.refusals)
        for unit, answer in reply.answers.items():
            result = self.judged(line, unit, codes.normalise(codes.respaced(answer, unit)))
            if isinstance(result, Known):
                good[unit] = result
            else:
                bad[unit] = result
        return good, bad

    def judged(self, line: Line, unit: str, text: str) -> Known | Refusal:
        """What an engine made of a unit, with the names that it is known to get wrong put right, if it is any good."""
        text = self.termbase.repaired(unit, text, self.source, self.target)
        findings = judge(unit, text, self.source, self.target, self.termbase)
        if findings and findings[0].fatal:
            check = findings[0].check
            # A page that says "try again later" in place of a translation is not the engine's word on the text.
            return Refusal(f"{line.name}: {findings[0].message}", check in _CUTTABLE, final=check != "error-page")
        mark = self.termbase.mark(unit, self.source, self.target)
        return Known(text, line.name, line.engine.version, mark, findings)

    def has_words(self, piece: str) -> bool:
        """Is there anything to translate in it?"""
        return needs_translation(codes.plain(piece), self.source)

    def _given_up(self, left: Mapping[str, Mapping[str, Refusal]]) -> Step:
        reasons = {
            unit: "; ".join(dict.fromkeys(one.reason for one in refused.values())) for unit, refused in left.items()
        }
        unpaid = {unit for unit, refused in left.items() if any(one.unpaid for one in refused.values())}
        return Step(
            failed={unit: reason for unit, reason in reasons.items() if unit not in unpaid},
            waiting={unit: reason for unit, reason in reasons.items() if unit in unpaid},
            waits_for={unit: frozenset(self._may_do_later(refused)) for unit, refused in left.items()},
        )

    def _may_do_later(self, refused: Mapping[str, Refusal]) -> Iterator[str]:
        """The engines that did not have their say.

        That a request cannot succeed is about its text only where the engine takes others: a wrong key is not.
        """
        for line in self.lines:
            refusal = refused[line.name]
            works = line.answered and line.resting is None
            if not (refusal.final or (refusal.permanent and works)):
                yield line.name


class Chains:
    """The lines of all engines, and who is asked for which pair of languages.

    ``orders`` holds names of engines by primary language of the source and tag of the target, ``caps`` by name what
    each may be sent, in words.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        orders: Mapping[tuple[str, str], Sequence[str]],
        termbase: Termbase = EMPTY,
        caps: Mapping[str, str] | None = None,
    ) -> None:
        self._caps = caps or {}
        self.lines = {line.name: line for line in lines}
        self.termbase = termbase
        self._orders = orders

    def into(self, source: str, target: str) -> Chain:
        """The chain for a pair of languages; an empty one where nobody is to be asked."""
        names = self._orders.get((source, target), ())
        return Chain([self.lines[name] for name in names], source, target, self.termbase)

    def names(self, target: str) -> list[str]:
        """Of the engines that translate into this language, each once."""
        orders = [names for (_, into), names in self._orders.items() if into == target]
        return list(dict.fromkeys(name for names in orders for name in names))

    def means(self, target: str) -> str:
        """Who translates into this language, and how much: with another answer, what was given up may be done."""
        return " ".join(name + self._caps.get(name, "") for name in self.names(target))
