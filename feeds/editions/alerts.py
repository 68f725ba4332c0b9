"""What subscribers are told of an alert: which one it is, and whether it is over. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from feeds.model import AlertRule, Category, Entry
from feeds.text.language import primary

_WORDS = {
    "en": {"all-clear": "all clear", "ended": "ended", "at": "Ended at {time}.", "on": "Ended on {date} at {time}."},
    "uk": {
        "all-clear": "відбій", "ended": "завершено", "at": "Завершено о {time}.", "on": "Завершено {date} о {time}.",
    },
}  # fmt: skip


def alert_title(rule: AlertRule, reader: str) -> str:
    """What an alert is called by readers of this language."""
    return (rule.title_uk if primary(reader) == "uk" else None) or rule.title


def alert_categories(entry: Entry, rules: Mapping[str, AlertRule], reader: str) -> tuple[Category, ...]:
    """Of an entry that raises or ends an alert: one for the alert, and one if it is the all-clear or has been ended.

    Whether an alert without an all-clear still holds is not said: that changes with the time alone, and a document
    must not.
    """
    if entry.alert is None:
        return ()
    rule = rules.get(entry.alert)
    title = alert_title(rule, reader) if rule else entry.alert
    found = [Category(entry.alert, title)]
    stage = "all-clear" if entry.all_clear else "ended" if entry.closed else None
    if stage is not None:
        words = _WORDS.get(primary(reader), _WORDS["en"])
        found.append(Category(f"{entry.alert}-{stage}", f"{title}: {words[stage]}"))
    return tuple(found)


def ended_note(entry: Entry, reader: str, timezone: str) -> str:
    """HTML of one paragraph that says when an alert was ended, in the language of the edition; else nothing."""
    if entry.closed is None:
        return ""
    known = primary(reader) if primary(reader) in _WORDS else "en"
    zone = ZoneInfo(timezone)
    began, ended = entry.published.astimezone(zone), entry.closed.astimezone(zone)
    template = _WORDS[known]["at" if began.date() == ended.date() else "on"]
    text = template.format(time=f"{ended:%H:%M}", date=_day(ended, known))
    return f'<p lang="{known}"><strong>{text}</strong></p>'


def _day(moment: datetime, language: str) -> str:
    return f"{moment:%d.%m.%Y}" if language == "uk" else f"{moment:%Y-%m-%d}"
