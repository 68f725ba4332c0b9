"""Urgent notices: which entries raise an alert, which end one, and which alerts are still open. Pure.

An alert says so in its title, or at the beginning of a short notice without one: "під час повітряної тривоги…" within
an article is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache

from feeds.ingest.decide import Decision
from feeds.model import AlertRule, Entry
from feeds.text.html import to_text
from feeds.text.patterns import plain

_NOTICE = 500
"""Characters of text; what is longer is an article, and only its title is looked at."""
_CALL = 25
"""Characters of a title that may be no headline but a call: "Увага!", "Терміново", "До уваги мешканців"."""
_OPENING = 250
"""Characters of such a notice that are looked at: what is urgent is said first."""
_TITLE = 300
"""Characters of a title that are looked at: patterns must not get more text than they are quick on."""
_MARKUP = 10 * _NOTICE
"""Characters of HTML; more are an article without a look at the words."""


def mark(entry: Entry, rules: Sequence[AlertRule]) -> Entry:
    """The entry with what it is by these rules; the first one that fits counts, and an all-clear before a beginning.

    An entry that raises the same alert as before stays closed if it was.
    """
    text = _text(entry) if rules else ""
    ended = next((rule.id for rule in rules if _says(rule, rule.ends, entry, text)), None)
    alert = ended or next((rule.id for rule in rules if _says(rule, rule.begins, entry, text)), None)
    if alert is None and entry.alert is None:
        return entry
    same = alert is not None and alert == entry.alert and not ended
    return replace(entry, alert=alert, all_clear=ended is not None, closed=entry.closed if same else None)


def mark_all(decision: Decision, rules: Sequence[AlertRule]) -> Decision:
    """The same entries, marked."""
    new, changed = (tuple(mark(entry, rules) for entry in entries) for entries in (decision.new, decision.changed))
    return Decision(new, changed)


def ended_by(entry: Entry, rules: Sequence[AlertRule]) -> tuple[str, ...]:
    """The ids of all alerts that an entry ends: the end of an air raid ends the threat of missiles too."""
    text = _text(entry)
    return tuple(rule.id for rule in rules if _says(rule, rule.ends, entry, text))


def close(
    alerts: Iterable[Entry], all_clears: Iterable[Entry], rules: Sequence[AlertRule], now: datetime
) -> list[Entry]:
    """Those of ``alerts`` that are to be stored otherwise, with ``closed`` as these all-clears have it.

    An alert is ended by the first all-clear that comes while it is open: not before it, not later than ``hours``
    after it; from its own source or, where the rule is shared, from any. ``all_clears`` are all that may concern them.
    One whose all-clear turned out to be none is open again.
    """
    by_id = {rule.id: rule for rule in rules}
    ends = [(clear, ended_by(clear, rules)) for clear in sorted(all_clears, key=lambda one: one.published)]
    changed = []
    for alert in alerts:
        rule = by_id.get(alert.alert or "")
        if rule is None or alert.all_clear:
            continue
        first = next((clear for clear, ids in ends if rule.id in ids and _ends(clear, alert, rule)), None)
        closed = first.published if first else None
        if closed != alert.closed:
            changed.append(_moved(alert, closed, now))
    return changed


def _ends(clear: Entry, alert: Entry, rule: AlertRule) -> bool:
    near = rule.shared or clear.source_id == alert.source_id
    # Of one moment, as all of a day are where a source tells no times, came first what was seen first.
    after = (alert.published, alert.first_seen) <= (clear.published, clear.first_seen)
    return near and after and clear.published < alert.published + timedelta(hours=rule.hours)


def _moved(alert: Entry, closed: datetime | None, now: datetime) -> Entry:
    """``updated`` moves: that it is over is the most significant change an alert can have (RFC 4287 §4.2.15).

    To the end itself where both came at once. What subscribers have seen before moves to now, for the all-clear may
    be older than what they have seen.
    """
    moment = closed if closed and alert.first_seen >= now else now
    return replace(alert, closed=closed, updated=max(alert.updated, moment))


def open_since(rules: Iterable[AlertRule], now: datetime) -> dict[str, datetime]:
    """By the id of each alert: one published after this moment is open, unless it was ended."""
    return {rule.id: now - timedelta(hours=rule.hours) for rule in rules}


def is_open(entry: Entry, rules: Iterable[AlertRule], now: datetime) -> bool:
    """Does the alert that this entry raised still hold?"""
    since = open_since(rules, now).get(entry.alert or "")
    return since is not None and not entry.all_clear and entry.closed is None and entry.published > since


def _says(rule: AlertRule, patterns: Iterable[str], entry: Entry, text: str) -> bool:
    # In this order: most texts say nothing of the kind.
    taken = any(fnmatchcase(entry.source_id, source) for source in rule.sources)
    return taken and _finds(patterns, text) and not _finds(rule.unless, text)


def _finds(patterns: Iterable[str], text: str) -> bool:
    return any(_compiled(pattern).search(text) for pattern in patterns)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(plain(pattern), re.IGNORECASE | re.MULTILINE)


def _text(entry: Entry) -> str:
    """What is looked at: the title, and on a line of its own the beginning of a short notice.

    Of news with a headline of its own that alone: a report on a restored greenhouse may say that its heating is back.
    """
    title = to_text(entry.title)[:_TITLE]
    markup = entry.content or entry.summary
    body = to_text(markup) if len(markup) <= _MARKUP else ""
    says_little = len(title) <= _CALL or body.startswith(title.rstrip("…"))
    is_notice = len(body) <= _NOTICE and says_little
    return plain(f"{title}\n{body[:_OPENING]}" if is_notice else title)
