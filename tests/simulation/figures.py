"""What a week came to: violations of each promise, and figures for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from .plan import DAY, DAYS, KINDS, START, Planned
from .run import DELAY, TICK, Week
from .site import Asked

_NEVER = timedelta(0)


def lags(week: Week, source: Planned) -> list[timedelta]:
    """How long each piece of news of the week waited until it was stored; what is not stored has waited until now.

    What appeared after the last look but one may still be on its way.
    """
    seen = week.seen.get(source.id, {})
    return [
        seen[moment] - moment if moment in seen else week.end - moment
        for moment in source.week
        if moment in seen or moment <= week.end - TICK
    ]


def by_kind(week: Week, *begin: str) -> list[Planned]:
    """The sources of the kinds whose names begin like that."""
    return [source for source in week.plan if source.kind.startswith(begin)]


def against_the_word(week: Week) -> Iterator[str]:
    """Requests for what the server had said, with max-age or Retry-After, not to ask for yet."""
    fresh: dict[tuple[str, str], datetime] = {}
    resting: dict[str, datetime] = {}
    for asked in week.asked:
        document = (asked.host, asked.path)
        until = max(fresh.get(document, START), resting.get(asked.host, START))
        if asked.virtual < until:
            yield f"{asked.host}{asked.path} was asked at {asked.virtual}, not to be asked before {until}"
        fresh[document] = asked.virtual + (asked.max_age or _NEVER)
        if asked.retry_after:
            resting[asked.host] = asked.virtual + asked.retry_after


def too_hasty(week: Week) -> float:
    """The share of requests that began sooner after the one before to their host than the delay allows, in real time.

    Not quite none: between taking its turn and the note of it a request may lose the processor.
    """
    gaps = [later - earlier for moments in week.began.values() for earlier, later in pairwise(moments)]
    return sum(gap < DELAY for gap in gaps) / sum(gap < 20 * DELAY for gap in gaps)


def most_at_once(week: Week) -> int:
    """Requests under way at one host."""
    return max(asked.at_once for asked in week.asked)


def closer_than_a_day(visits: Sequence[tuple[datetime, str]], *, after: timedelta) -> int:
    """Visits less than a day after the one before, which was at least so long after the first failure in a row."""
    first = next((moment for moment, status in visits if status == "failed"), None)
    late = [moment for moment, _ in visits if first is not None and moment >= first + after]
    return sum(second - first < DAY for first, second in pairwise(late))


def asked_for(week: Week, path: str) -> list[Asked]:
    """The requests for a path, on whatever host."""
    return [asked for asked in week.asked if asked.path == path]


def table(week: Week) -> str:
    """Requests by kind and how late its news was seen."""
    lines = [f"{'kind of source':24}{'sources':>8}{'requests':>10}{'a day each':>12}{'mean lag':>10}{'worst lag':>11}"]
    for kind in KINDS:
        sources = [source for source in week.plan if source.kind == kind]
        visits = sum(len(week.visits[source.id]) for source in sources)
        waited = [lag for source in sources for lag in lags(week, source)] if _lives(kind) else []
        mean = _minutes(sum(waited, _NEVER) / len(waited)) if waited else ""
        worst = _minutes(max(waited)) if waited else ""
        lines.append(f"{kind:24}{len(sources):8}{visits:10,}{visits / len(sources) / DAYS:12.1f}{mean:>10}{worst:>11}")
    return "\n".join([*lines, "", *_totals(week)])


def _totals(week: Week) -> Iterator[str]:
    answers = Counter(asked.status for asked in week.asked)
    named = ", ".join(f"{count:,} × {status or 'no answer'}" for status, count in sorted(answers.items()))
    total = sum(map(len, week.visits.values()))
    yield f"{total:,} visits in {DAYS} days, {total / DAYS / len(week.plan):.1f} a day and source"
    yield f"{len(week.asked):,} requests that reached a server: {named}"
    yield f"{sum(map(len, week.seen.values())):,} entries stored"
    yield f"most at once at one host: {most_at_once(week)}; sooner than the delay: {too_hasty(week):.2%} of requests"
    yield f"against the server's word: {sum(1 for _ in against_the_word(week))}"
    yield f"{week.ticks:,} ticks in {week.seconds:.0f} s"


def _lives(kind: str) -> bool:
    return not kind.startswith(("dead", "dying", "gone", "down", "page, forbidden"))


def _minutes(span: timedelta) -> str:
    return f"{span / timedelta(minutes=1):,.0f} min"
