"""What a reader of one language is shown of entries: built from rows and settings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.config import Settings
from feeds.editions.alerts import alert_title
from feeds.editions.context import SHOWN, state_of
from feeds.ingest.alerts import is_open
from feeds.model import Entry, EntryView, StoryView, Translation
from feeds.store.lists import Row
from feeds.text.language import same_language


def reading_language(settings: Settings, ui: str) -> str:
    """What readers of an interface read translations in: its language if we translate into it, else the main one."""
    return next((target for target in settings.targets if same_language(target, ui)), settings.target)


@dataclass(frozen=True, slots=True)
class Views:
    """How entries look to readers of ``ui`` who read translations in ``language``, at a moment."""

    settings: Settings
    ui: str
    language: str
    now: datetime

    def entry(self, row: Row) -> EntryView:
        """An entry and its translation into :attr:`language`."""
        entry, translation = row
        rule = next((one for one in self.settings.alerts if one.id == entry.alert), None)
        return EntryView(
            entry,
            next(source for source in self.settings.sources if source.id == entry.source_id),
            state_of(entry, translation, self.language, self.settings.sources_into(self.language)),
            translation if translation and translation.fingerprint == entry.fingerprint else None,
            alert=alert_title(rule, self.ui) if rule else entry.alert,
            open=is_open(entry, self.settings.alerts, self.now),
        )

    def story(self, row: Row, others: Iterable[Row]) -> StoryView:
        """An entry that stands for its story, and the others of it."""
        return StoryView(self.entry(row), tuple(map(self.entry, others)))

    def shown(self, entry: Entry, translations: Sequence[Translation]) -> tuple[Translation, ...]:
        """The translations of an entry that may be shown: into :attr:`language` first, the others by language."""
        into = self.settings.sources_into
        readable = [
            one
            for one in translations
            if one.language in self.settings.targets and state_of(entry, one, one.language, into(one.language)) in SHOWN
        ]
        return tuple(sorted(readable, key=lambda one: (one.language != self.language, one.language)))
