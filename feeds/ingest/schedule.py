"""What is remembered of a source after each check, and when it is asked again. Pure: ``now`` and chance come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feeds.ingest.pace import DAY, back_off, interval, observed
from feeds.model import FeedInfo, Source, SourceState
from feeds.text.fingerprint import fingerprint, fingerprint_bytes

READER_VERSION = 3
"""Raised when a reader learns to read more, so that documents known by their hash are read again."""

_OVERLOADED = ("http-429", "http-503")
"""What a server says for itself, whichever of its documents was asked for (RFC 6585 §4, RFC 9110 §15.6.4)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said beside the document; ``None`` where it said nothing."""

    etag: str | None = None
    last_modified: str | None = None
    permanent_url: str | None = None
    max_age: timedelta | None = None


def fresh_state(source: Source, stored: SourceState | None) -> SourceState:
    """The state to go on from: an address that was changed in the settings starts with nothing remembered."""
    if stored is None or stored.url != source.url:
        return SourceState(source.id, source.url)
    return stored


def reading_of(source: Source) -> str:
    """Names how a source is read: whether an old document would be read the same way today."""
    rules = repr((source.list, source.article, source.identity, source.full_text))
    return fingerprint(str(READER_VERSION), source.kind, source.language or "", source.timezone, rules, size=4)


def body_hash(source: Source, body: bytes) -> str:
    """Of a document and of the way it is read."""
    return f"{reading_of(source)}:{fingerprint_bytes(body)}"


def may_be_conditional(source: Source, state: SourceState) -> bool:
    """May a request say what we have? Not when we would read it otherwise now: a 304 would hide that."""
    return state.body_hash is not None and state.body_hash.startswith(reading_of(source))


def is_read_otherwise(source: Source, state: SourceState) -> bool:
    """Was the newest document read by other rules, or by an older reader?"""
    return state.body_hash is not None and not may_be_conditional(source, state)


def is_due(state: SourceState, now: datetime, *, own_interval: bool) -> bool:
    """May the source be asked now?

    The server's word (Retry-After, max-age, 410) always holds; our own interval and back-off only if
    ``own_interval``, since an editor who asks for a refresh means now.
    """
    if state.retired or (state.not_before is not None and state.not_before > now):
        return False
    return not own_interval or state.next_due is None or state.next_due <= now


def not_now(source: Source, state: SourceState, now: datetime, *, own_interval: bool, force: bool) -> str | None:
    """Why the source is not asked now, in words; ``None`` if it is. ``force`` asks whatever the server said."""
    if not source.enabled:
        return "switched off in sources.toml"
    if force or is_due(state, now, own_interval=own_interval):
        return None
    if state.retired:
        return state.last_error or "gone for good (410)"
    until = max(filter(None, (state.not_before, state.next_due if own_interval else None)))
    return f"not before {until:%Y-%m-%d %H:%M:%S} UTC"


def host_rest(states: Iterable[SourceState], now: datetime) -> dict[str, datetime]:
    """Until when each host (``netloc``) that answered 429 or 503 with Retry-After is to be left alone.

    It holds for all its sources: fifty that each find out for themselves are fifty requests to a server that is down.
    """
    rests: dict[str, datetime] = {}
    for state in states:
        if state.error_code in _OVERLOADED and state.not_before is not None and state.not_before > now:
            host = urlsplit(state.location or state.url).netloc
            rests[host] = max(state.not_before, rests.get(host, now))
    return rests


def succeeded(
    state: SourceState,
    source: Source,
    answer: Answer,
    now: datetime,
    chance: float,
    *,
    info: FeedInfo | None = None,
    document: str | None = None,
    warning: str | None = None,
    moments: Sequence[datetime] = (),
    pace: timedelta | None = None,
) -> SourceState:
    """After news, or the word that there is none; ``document`` is the hash of what was read, if anything was.

    ``moments`` are the dates of entries, of the document or of what is stored: how often there is news. Without any
    the interval is made from what was known, and from the silence since. ``pace``: see
    :class:`feeds.model.ParsedFeed`. ``chance`` is between 0 and 1.
    """
    gap, newest = observed(moments, now)
    after = replace(
        state,
        location=answer.permanent_url or state.location,
        etag=answer.etag,
        last_modified=answer.last_modified,
        body_hash=document or state.body_hash,
        info=info or state.info,
        last_checked=now,
        last_success=now,
        last_error=None,
        error_code=None,
        warning=warning if info else state.warning,
        failures=0,
        not_before=now + answer.max_age if answer.max_age else None,
        retired=False,
        gap=state.gap if gap is None else gap,
        newest=newest or state.newest,
        # Kept while nothing is read: a 304 says that the document stands, and its word with it.
        pace=state.pace if info is None else min(pace, DAY).total_seconds() if pace else None,
    )
    return replace(after, next_due=now + interval(source, after, now, chance))


def failed(
    state: SourceState,
    source: Source,
    code: str,
    message: str,
    retry_after: timedelta | None,
    now: datetime,
    chance: float,
) -> SourceState:
    """After an error: see :func:`feeds.ingest.pace.back_off`.

    An address that a permanent redirect led to is forgotten, with the validators of what it gave: a redirect made by
    mistake must not cost a source for good, and a true one is found again. Not where a server says that it is
    overloaded: that it is there, and it is the one to be left alone.
    """
    if state.location is not None and not (code in _OVERLOADED and retry_after):
        state = replace(state, location=None, etag=None, last_modified=None)
    after = replace(
        state,
        last_checked=now,
        last_error=message,
        error_code=code,
        failures=state.failures + 1,
        not_before=now + retry_after if retry_after else None,
    )
    return replace(after, next_due=now + back_off(source, after, code, chance))


def retired(state: SourceState, now: datetime) -> SourceState:
    """After 410 Gone (RFC 9110 §15.5.11): not asked again until its address is changed in the settings."""
    return replace(
        state,
        last_checked=now,
        last_error="the server says it is gone for good (410): give it a new address or remove it in sources.toml",
        error_code="gone",
        failures=state.failures + 1,
        retired=True,
    )
