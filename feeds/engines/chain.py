"""Engines in order for one pair of languages: what one cannot translate well goes to the next.

A unit is sent whole first. Where its names came back wrong, its engine is asked again with the approved names in their
places; where its inline codes were damaged by every engine, see :mod:`feeds.engines.rescue`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from feeds.engines.base import Carries
from feeds.engines.line import Line, Refusal, Reply
from feeds.engines.rescue import Rescue
from feeds.translation import codes
from feeds.translation.assemble import Known
from feeds.translation.checks import judge
from feeds.translation.cuts import at_codes
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
                misnamed |= {unit: known for unit, known in good.items() if self._misnamed(known)}
                done = {unit: known for unit, known in good.items() if unit not in misnamed}
                yield from self._done(done, left)
            renamed, unsaid = self._renamed(line, misnamed, first)
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
            return Refusal(f"{line.name}: {findings[0].message}", findings[0].check in _CUTTABLE, final=True)
        mark = self.termbase.mark(unit, self.source, self.target)
        return Known(text, line.name, line.engine.version, mark, findings)

    def _misnamed(self, known: Known) -> int:
        """How many names are wrong in it."""
        return sum(finding.check == "name" for finding in known.findings)

    def _renamed(self, line: Line, misnamed: dict[str, Known], first: Collection[str]) -> Result:
        """Units whose names came back wrong, asked for again: with the right names in them, then around these.

        Those that the engine could not be asked for are also refused: it may do better later.
        """
        best, unsaid = dict(misnamed), dict[str, Refusal]()
        sent = {unit: self.termbase.substituted(unit, self.source, self.target) for unit in best}
        for reply in line.ask(list(dict.fromkeys(sent.values())), self.source, self.target, first) if sent else ():
            for unit, substituted in sent.items():
                if substituted in reply.answers:
                    answer = codes.normalise(codes.respaced(reply.answers[substituted], unit))
                    best[unit] = self._better(best[unit], self.judged(line, unit, answer))
                elif substituted in reply.refusals and not reply.refusals[substituted].final:
                    unsaid[unit] = reply.refusals[substituted]
        around = {unit: self._around(unit) for unit, known in best.items() if self._misnamed(known)}
        pieces = dict.fromkeys(piece for own in around.values() for piece, name in own if name is None)
        known: dict[str, Known] = {}
        for good, _ in self.whole(line, [piece for piece in pieces if self.has_words(piece)], first):
            known |= good
        for unit, own in around.items():
            if all(name is not None or piece in known or not self.has_words(piece) for piece, name in own):
                text = "".join(name or (known[piece].target if piece in known else piece) for piece, name in own)
                best[unit] = self._better(best[unit], self.judged(line, unit, codes.normalise(text)))
        return best, {unit: refusal for unit, refusal in unsaid.items() if self._misnamed(best[unit])}

    def _around(self, unit: str) -> list[tuple[str, str | None]]:
        """A unit cut at its codes and names: pieces without codes, and for names the approved ones."""
        named = self.termbase.pieces(unit, self.source, self.target)
        return [
            pair
            for piece, name in named
            for pair in ([(piece, codes.escape(name))] if name else [(part, None) for part in at_codes(piece)])
        ]

    def _better(self, one: Known, other: Known | Refusal) -> Known:
        return other if isinstance(other, Known) and self._misnamed(other) < self._misnamed(one) else one

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

    ``orders`` holds names of engines by primary language of the source and tag of the target.
    """

    def __init__(
        self, lines: Sequence[Line], orders: Mapping[tuple[str, str], Sequence[str]], termbase: Termbase = EMPTY
    ) -> None:
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
