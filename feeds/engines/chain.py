"""Engines in order: what one cannot translate well goes to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from feeds.engines.base import Engine, Miscount, Unsuitable
from feeds.errors import EngineError
from feeds.model import EngineUse
from feeds.translation.assemble import Known
from feeds.translation.checks import fatal
from feeds.translation.codes import normalise

_GIVE_UP_AFTER = 3
"""Failures in a row; then the engine is left alone until the next run."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one request came to; units in neither went on to the next engine."""

    translated: dict[str, Known] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Units that no engine is left for, with the reasons of all of them."""


class Chain:
    """Asks engines in order, checks what they answer, and counts what was asked."""

    def __init__(self, engines: Sequence[Engine]) -> None:
        self._engines = engines
        self._out_of_order: dict[str, str] = {}
        self.use: dict[str, EngineUse] = {}

    def __bool__(self) -> bool:
        return bool(self._engines)

    def translate(self, units: Sequence[str], source: str, target: str) -> Iterator[Step]:
        """Translate units, a :class:`Step` after every request, so that each can be stored at once."""
        left = list(units) if self._engines else []
        reasons: dict[str, list[str]] = {}
        for engine in self._engines:
            if not left:
                return
            refused: list[str] = []
            for batch in engine.batches(left):
                good, bad = self._ask(engine, batch, source, target)
                for unit, reason in bad.items():
                    reasons.setdefault(unit, []).append(reason)
                refused += bad
                if good:
                    yield Step(translated=good)
            left = refused
        if left:
            yield Step(failed={unit: "; ".join(reasons[unit]) for unit in left})

    def _ask(
        self, engine: Engine, batch: list[str], source: str, target: str
    ) -> tuple[dict[str, Known], dict[str, str]]:
        down = self._out_of_order.get(engine.name)
        if down is not None:
            return {}, dict.fromkeys(batch, down)
        try:
            answers = self._call(engine, batch, source, target)
        except Miscount as error:
            if len(batch) == 1:
                return {}, {batch[0]: str(error)}
            return self._one_by_one(engine, batch, source, target)
        except Unsuitable as error:
            return {}, dict.fromkeys(batch, str(error))
        except EngineError as error:
            self._failed(engine, error)
            return {}, dict.fromkeys(batch, str(error))
        self.use[engine.name].failures_in_a_row = 0
        good: dict[str, Known] = {}
        bad: dict[str, str] = {}
        for unit, answer in zip(batch, answers, strict=True):
            text = normalise(answer)
            finding = fatal(unit, text, source, target)
            if finding is None:
                good[unit] = Known(text, engine.name)
            else:
                bad[unit] = f"{engine.name}: {finding.message}"
        return good, bad

    def _one_by_one(
        self, engine: Engine, batch: list[str], source: str, target: str
    ) -> tuple[dict[str, Known], dict[str, str]]:
        good: dict[str, Known] = {}
        bad: dict[str, str] = {}
        for unit in batch:
            one_good, one_bad = self._ask(engine, [unit], source, target)
            good |= one_good
            bad |= one_bad
        return good, bad

    def _call(self, engine: Engine, batch: list[str], source: str, target: str) -> list[str]:
        use = self.use.setdefault(engine.name, EngineUse())
        use.calls += 1
        use.characters += sum(map(len, batch))
        return engine.translate(batch, source, target)

    def _failed(self, engine: Engine, error: EngineError) -> None:
        use = self.use[engine.name]
        use.failures_in_a_row += 1
        if error.retry_after or use.failures_in_a_row >= _GIVE_UP_AFTER:
            self._out_of_order[engine.name] = str(error)
