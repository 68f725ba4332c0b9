"""Engines in order: what one cannot translate well goes to the next, and at the end back again in smaller pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from feeds.engines.base import Engine, Miscount, Unsuitable
from feeds.errors import EngineError
from feeds.model import EngineUse
from feeds.translation import codes
from feeds.translation.assemble import Known
from feeds.translation.checks import fatal
from feeds.translation.cuts import at_codes, at_sentences, put_together
from feeds.translation.units import needs_translation

_GIVE_UP_AFTER = 3
"""Failures in a row; then the engine is left alone until the next run."""
_CUT_TOGETHER = 20
"""Units whose pieces share requests: few, so that little is paid twice when the process is killed."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one request came to; units in neither went on to the next engine."""

    translated: dict[str, Known] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Units that no engine is left for, with the reasons of all of them."""
    waits_for: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each failed unit the engines that may do it later; none where all have answered, and answered badly."""
    pieces: dict[str, Known] = field(default_factory=dict)
    """Good pieces of units that failed as a whole: paid for, so worth remembering."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why an engine's word on a unit is not used."""

    reason: str
    cuttable: bool = False
    """May it do better with smaller pieces?"""
    final: bool = False
    """Has the engine had its say?"""
    permanent: bool = False
    """Did the engine say that the same request cannot succeed later?"""


_Result = tuple[dict[str, Known], dict[str, _Refusal]]
"""Units translated, and units refused."""
Recall = Callable[[Sequence[str]], Mapping[str, Known]]
"""What the translation memory knows of pieces."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _nothing(_pieces: Sequence[str]) -> Mapping[str, Known]:
    return {}


class Chain:
    """Asks engines in order, checks what they answer, and counts what was asked.

    ``not_before`` says until when engines asked to be left alone, in this run or in one before: they are not asked.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        not_before: Mapping[str, datetime] | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._engines = engines
        self._clock = clock
        self.not_before = dict(not_before or {})
        self._out_of_order = {
            name: f"{name}: asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
            for name, until in self.not_before.items()
            if until > clock()
        }
        self._answered: set[str] = set()
        self.use: dict[str, EngineUse] = {}

    def __bool__(self) -> bool:
        return bool(self._engines)

    @property
    def names(self) -> list[str]:
        """Of the engines, in their order."""
        return [engine.name for engine in self._engines]

    def translate(self, units: Sequence[str], source: str, target: str, recall: Recall = _nothing) -> Iterator[Step]:
        """Translate units, a :class:`Step` after every request, so that each can be stored at once.

        Without engines nothing is said of any unit: they wait. ``recall`` is asked for pieces before an engine is.
        """
        left: dict[str, dict[str, _Refusal]] = {unit: {} for unit in units} if self._engines else {}
        for engine in self._engines:
            for good, bad in self._whole(engine, list(left), source, target):
                for unit in good:
                    del left[unit]
                for unit, refusal in bad.items():
                    left[unit][engine.name] = refusal
                if good:
                    yield Step(good)
        for engine in self._engines:
            cuttable = [unit for unit, refused in left.items() if refused[engine.name].cuttable]
            for good, pieces in self._in_pieces(engine, cuttable, source, target, recall):
                for unit in good:
                    del left[unit]
                if good or pieces:
                    yield Step(good, pieces=pieces)
        if left:
            reasons = {unit: dict.fromkeys(one.reason for one in refused.values()) for unit, refused in left.items()}
            waits = {unit: frozenset(self._may_do_later(refused)) for unit, refused in left.items()}
            yield Step(failed={unit: "; ".join(words) for unit, words in reasons.items()}, waits_for=waits)

    def _may_do_later(self, refused: Mapping[str, _Refusal]) -> Iterator[str]:
        """The engines that did not have their say.

        That a request cannot succeed is about its text only where the engine takes others: a wrong key is not.
        """
        for name, refusal in refused.items():
            works = name in self._answered and name not in self._out_of_order
            if not (refusal.final or (refusal.permanent and works)):
                yield name

    def _whole(self, engine: Engine, units: list[str], source: str, target: str) -> Iterator[_Result]:
        if units and engine.name in self._out_of_order:
            yield {}, dict.fromkeys(units, _Refusal(self._out_of_order[engine.name]))
            return
        for batch in engine.batches(units):
            yield self._ask(engine, batch, source, target)

    def _in_pieces(
        self, engine: Engine, units: list[str], source: str, target: str, recall: Recall
    ) -> Iterator[tuple[dict[str, Known], dict[str, Known]]]:
        """Units cut up, put together where every piece came back well, and checked once more; pieces of the others."""
        for start in range(0, len(units), _CUT_TOGETHER):
            pieces, known = self._pieces(engine, units[start : start + _CUT_TOGETHER], source, target, recall)
            good: dict[str, Known] = {}
            for unit, own in pieces.items():
                if all(piece in known or not _has_words(piece, source) for piece in own):
                    text = put_together(own, {piece: made.target for piece, made in known.items()})
                    if fatal(unit, text, source, target) is None:
                        good[unit] = Known(text, engine.name)
            kept = {piece for unit, own in pieces.items() if unit not in good for piece in own if piece in known}
            yield good, {piece: made for piece, made in known.items() if piece in kept}

    def _pieces(
        self, engine: Engine, units: list[str], source: str, target: str, recall: Recall
    ) -> tuple[dict[str, list[str]], dict[str, Known]]:
        """The pieces of each unit, and translations of pieces: of sentences, and of runs of words in the others."""
        pieces = {unit: [unit] for unit in units}
        known: dict[str, Known] = {}
        asked = set(units)
        for cut in (at_sentences, at_codes):
            for unit, own in pieces.items():
                pieces[unit] = [part for piece in own for part in ([piece] if piece in known else cut(piece))]
            every = dict.fromkeys(piece for own in pieces.values() for piece in own)
            new = [piece for piece in every if piece not in asked and _has_words(piece, source)]
            asked |= set(new)
            known |= recall(new)
            for good, _ in self._whole(engine, [piece for piece in new if piece not in known], source, target):
                known |= good
        return pieces, known

    def _ask(self, engine: Engine, batch: list[str], source: str, target: str) -> _Result:
        """One request, and one more for each unit where not the engine but one of them may be to blame."""
        if engine.name in self._out_of_order:
            return {}, dict.fromkeys(batch, _Refusal(self._out_of_order[engine.name]))
        try:
            answers = self._call(engine, batch, source, target)
        except Unsuitable as error:
            return {}, dict.fromkeys(batch, _Refusal(str(error), cuttable=True, final=True))
        except EngineError as error:
            if len(batch) == 1 or not isinstance(error, Miscount):
                self._failed(engine, error)
            if len(batch) == 1 or engine.name in self._out_of_order:
                return {}, dict.fromkeys(batch, _Refusal(str(error), permanent=not error.transient))
            return self._one_by_one(engine, batch, source, target)
        self.use[engine.name].failures_in_a_row = 0
        self._answered.add(engine.name)
        good: dict[str, Known] = {}
        bad: dict[str, _Refusal] = {}
        for unit, answer in zip(batch, answers, strict=True):
            text = codes.normalise(codes.respaced(answer, unit))
            finding = fatal(unit, text, source, target)
            if finding is None:
                good[unit] = Known(text, engine.name)
            else:
                bad[unit] = _Refusal(f"{engine.name}: {finding.message}", finding.check == "codes", final=True)
        return good, bad

    def _one_by_one(self, engine: Engine, batch: list[str], source: str, target: str) -> _Result:
        good: dict[str, Known] = {}
        bad: dict[str, _Refusal] = {}
        for unit in batch:
            one_good, one_bad = self._ask(engine, [unit], source, target)
            good |= one_good
            bad |= one_bad
        return good, bad

    def _call(self, engine: Engine, batch: list[str], source: str, target: str) -> list[str]:
        use = self.use.setdefault(engine.name, EngineUse())
        sent = EngineUse(1, sum(map(len, batch)))
        try:
            return engine.translate(batch, source, target)
        except Unsuitable:
            sent = EngineUse()  # nothing was
            raise
        finally:
            use.calls += sent.calls
            use.characters += sent.characters

    def _failed(self, engine: Engine, error: EngineError) -> None:
        use = self.use[engine.name]
        use.failures_in_a_row += 1
        if error.retry_after:
            self.not_before[engine.name] = self._clock() + error.retry_after
        if error.retry_after or use.failures_in_a_row >= _GIVE_UP_AFTER:
            self._out_of_order[engine.name] = str(error)


def _has_words(piece: str, language: str) -> bool:
    return needs_translation(codes.plain(piece), language)
