"""What a translation must not be, and what about it a person should look at.

Checks between a unit and what an engine made of it. What has a fatal finding is no translation: it is never stored and
never shown. A warning goes with the translation to editors and subscribers. Every check names itself and says in words
what it found.

The parts are imported with the first judgement: most refreshes have nothing to translate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from feeds.model import Finding

if TYPE_CHECKING:
    from feeds.translation.checks.compared import Compared
    from feeds.translation.terms import Termbase

    Check = Callable[[Compared], Finding | None]


def judge(
    source: str, target: str, source_language: str, target_language: str, termbase: Termbase | None = None
) -> tuple[Finding, ...]:
    """All that is wrong with coded text ``target`` as a translation of coded text ``source``, by check.

    Fatal findings, or warnings where there is none: of what is no translation it says nothing that a number is missing.
    """
    pair = _compared(source, target, source_language, target_language)
    found = tuple(_fatal(pair))
    if found:
        return found
    names = termbase.check(source, target, source_language, target_language) if termbase is not None else ()
    return (*filter(None, (check(pair) for check in _warning_checks())), *names)


def _compared(source: str, target: str, source_language: str, target_language: str) -> Compared:
    from feeds.translation.checks.compared import Compared

    return Compared(source, target, source_language, target_language)


def _fatal(pair: Compared) -> Iterator[Finding]:
    yield from filter(None, (check(pair) for check in _fatal_checks()))


@cache
def _fatal_checks() -> tuple[Check, ...]:
    from feeds.translation.checks import answers, kept, lengths, scripts

    return (
        answers.empty,
        answers.error_page,
        answers.unchanged,
        answers.loop,
        scripts.language,
        kept.inline_codes,
        kept.links,
        lengths.cut_off,
    )


@cache
def _warning_checks() -> tuple[Check, ...]:
    from feeds.translation.checks import dates, degrees, dropped, facts, lengths, money, scripts

    return (
        facts.numbers,
        dates.dates,
        dates.daytimes,
        degrees.frost,
        money.percentages,
        money.amounts,
        scripts.left_over,
        scripts.romanised,
        lengths.proportion,
        dropped.sentence,
    )
