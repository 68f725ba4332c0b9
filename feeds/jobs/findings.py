"""What is found at an address: a source that gives news, what an editor may want to know of it, and who has it already.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from feeds.ingest.newcomers import known_as, place_of
from feeds.model import Kind, ParsedEntry, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.links import Said
from feeds.text.html import to_text
from feeds.text.language import letters
from feeds.text.urls import host_of

_SUMMARIES = 300
"""Letters; where most entries have fewer, the whole text is elsewhere."""
_POSTS = re.compile(r"/wp-json/wp/|[?&]rest_route=")
_XML = re.compile(rb"\s*(?:<\?xml|<(?:\w+:)?(?:rss|feed|rdf)\b)", re.IGNORECASE)

UNDATED = "no dates are seen on it: news will have the date on which Visnyk first saw it"
WHOLE = "it gives summaries; with full_text = true the articles are read as well, which was tried with one"


@dataclass(frozen=True, slots=True)
class Finding:
    """A source that gives news."""

    source: Source
    """As it may be put into the settings."""
    feed: ParsedFeed
    """What it gave."""
    how: str
    """How it was found, in words."""
    notes: tuple[str, ...] = ()
    """What else an editor may want to know."""
    known: str | None = None
    """The id of the configured source that has this address, or these news."""


def kind_of(document: Document) -> Kind | None:
    """What a document is that is made for programs; ``None``: a web page, or nothing of the kind."""
    begin = document.body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin[:1] in (b"{", b"["):
        # A list of posts, asked for at the very address that is needed to ask for it again.
        return Kind.WORDPRESS if _POSTS.search(document.url) else Kind.JSONFEED
    return Kind.FEED if _XML.match(begin) and b"<html" not in begin.lower() else None


def notes_on(feed: ParsedFeed, said: Said | None) -> tuple[str, ...]:
    """What a page ``said`` of other ways to the news, and what a feed lacks."""
    channels = said.channels if said else ()
    notes = [f"it links to a channel of Telegram: visnyk sources add @{name}" for name in channels]
    if not any(entry.published for entry in feed.entries):
        notes.append(UNDATED)
    return tuple(notes)


def summary_in(finding: Finding) -> ParsedEntry | None:
    """An entry whose article may say more than a feed of summaries does, on the feed's own site."""
    if finding.source.kind not in (Kind.FEED, Kind.JSONFEED):
        return None
    short = [entry for entry in finding.feed.entries if length(entry) < _SUMMARIES]
    if 2 * len(short) <= len(finding.feed.entries):
        return None
    site = _site(finding.source.url)
    return next((entry for entry in short if entry.link and _site(entry.link) == site), None)


def length(entry: ParsedEntry) -> int:
    """Letters of its text."""
    return letters(to_text(entry.content))


def marked(findings: Sequence[Finding], known: Sequence[Source]) -> list[Finding]:
    """The findings, each with who has it: by its address, or because it is another way to the news of one that is had.

    A site that is added twice gives its interface, and then its front page, after its feed.
    """
    has = [known_as(finding.source.url, known) for finding in findings]
    had = [(source.id, _news(finding)) for source, finding in zip(has, findings, strict=True) if source]
    return [
        replace(finding, known=source.id if source else _whose(_news(finding), had))
        for source, finding in zip(has, findings, strict=True)
    ]


def _whose(news: set[str], had: Sequence[tuple[str, set[str]]]) -> str | None:
    return next((name for name, other in had if 2 * len(news & other) >= min(len(news), len(other))), None)


def _news(finding: Finding) -> set[str]:
    return {place_of(entry.link) if entry.link else entry.title for entry in finding.feed.entries}


def _site(url: str) -> str:
    return host_of(url).removeprefix("www.")
