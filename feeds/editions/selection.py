"""Which entries an edition takes, as questions that a database can answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from feeds.editions.context import BILINGUAL, MULTIPLE, ORIGINAL, matching_sources
from feeds.model import Alerts, Alternate, Edition, Entry, Partner, Source, Tag, TagKind, Topic
from feeds.text.fingerprint import fingerprint
from feeds.text.language import same_language

_VERSION = "1"
"""Raised when the same settings choose otherwise."""
_LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions that an entry must all meet; an empty one is met by any."""

    sources: tuple[str, ...]
    """Ids; here none means none."""
    alerts: Alerts = Alerts.INCLUDE
    languages: tuple[str, ...] = ()
    partners: tuple[str, ...] | None = None
    """Ids; ``None``: no matter."""
    topics: tuple[str, ...] | None = None
    """Ids; ``None``: no matter."""
    words: str | None = None
    """The edition whose needed and refused words decide."""
    since: datetime | None = None
    """No older than this."""

    @property
    def tagged(self) -> bool:
        """Does it ask for tags? Few entries have any."""
        return any(one is not None for one in (self.partners, self.topics, self.words))

    @property
    def rules(self) -> str:
        """A digest of all but the time: another one, and everything is to be chosen anew."""
        return fingerprint(_VERSION, repr(replace(self, since=None)), size=8)


def selection_of(
    edition: Edition, sources: Iterable[Source], partners: Iterable[Partner], topics: Iterable[Topic], now: datetime
) -> Selection:
    """What an edition takes of all there is."""
    return Selection(
        sources=matching_sources(edition, sources),
        alerts=edition.alerts,
        languages=edition.languages,
        partners=_matching(edition.partners, [one.id for one in partners]),
        topics=_matching(edition.topics, [one.id for one in topics]),
        words=edition.id if edition.need or edition.refuse else None,
        # By the hour: what an edition shows must not depend on the second in which it is made.
        since=None
        if edition.days is None
        else now.replace(minute=0, second=0, microsecond=0) - timedelta(edition.days),
    )


def refusals(selection: Selection, entry: Entry, tags: Collection[Tag]) -> Iterator[str]:
    """Why an edition does not take an entry, in words; nothing where it does."""
    if entry.source_id not in selection.sources:
        yield f"it does not take the source {entry.source_id}"
    if selection.alerts is Alerts.EXCLUDE and entry.alert is not None:
        yield f"it leaves alerts out, and this is one ({entry.alert})"
    if selection.alerts is Alerts.ONLY and entry.alert is None:
        yield "it has nothing but alerts, and this is none"
    if selection.languages and not any(same_language(entry.language, tag) for tag in selection.languages):
        yield f"it takes originals in {', '.join(selection.languages)}, and this is in {entry.language}"
    if selection.partners is not None and not _has(tags, TagKind.PARTNER, selection.partners):
        yield f"it mentions none of {', '.join(selection.partners) or 'no partner'}"
    if selection.topics is not None and not _has(tags, TagKind.TOPIC, selection.topics):
        yield f"it is about none of {', '.join(selection.topics) or 'no topic'}"
    if selection.words is not None and not _has(tags, TagKind.EDITION, [selection.words]):
        yield "it has none of the words that are needed, or one that is refused"
    if selection.since is not None and entry.published < selection.since:
        yield f"it was published before {selection.since:%Y-%m-%d %H:%M} UTC"


def _has(tags: Collection[Tag], kind: TagKind, terms: Iterable[str]) -> bool:
    return any(Tag(kind, term) in tags for term in terms)


def _matching(patterns: Sequence[str], ids: Iterable[str]) -> tuple[str, ...] | None:
    if not patterns:
        return None
    return tuple(one for one in ids if any(fnmatchcase(one, pattern) for pattern in patterns))


def leading(selection: Selection, edition: Edition) -> Selection | None:
    """What stands first in an edition that has a partner of its own: the entries of its selection that mention it."""
    if edition.first is None:
        return None
    return replace(selection, partners=(edition.first,))


def page_size(room: int) -> int:
    """Entries on a page of the archive of a feed with so much room: a third of it."""
    return min(_LARGEST_PAGE, max(1, room // 3))


def alternates(edition: Edition, editions: Iterable[Edition]) -> tuple[Alternate, ...]:
    """The editions that choose the same in another language mode."""

    def choice(one: Edition) -> Edition:
        return replace(one, id="", title="", language="", limit=0)

    return tuple(
        Alternate(one.id, one.title, MULTIPLE if one.language in (ORIGINAL, BILINGUAL) else one.language)
        for one in editions
        if one.id != edition.id and one.language != edition.language and choice(one) == choice(edition)
    )
