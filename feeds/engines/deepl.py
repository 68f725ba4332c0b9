"""DeepL through its own package: a contract, a key, and glossaries of ours.

What the package would do by itself is done here instead: it retries five times with pauses of up to two minutes, has a
timeout but no deadline, and quotes what the server says in its errors, which may be the text. It is given a client of
ours, and sees good answers only.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import deepl
from deepl.http_client import HttpClient
from deepl.util import validate_glossary_term

from feeds.engines.base import Carries, Miscount, Unsuitable, group
from feeds.engines.http import Answer, Bounded, in_its_words, may_pass, refuse_status
from feeds.errors import EngineError
from feeds.text.language import primary
from feeds.translation import codes

NAME = "deepl"
_MOST_UNITS = 50
_MOST_BYTES = 100 * 1024
"""Of texts in one request, as they travel; DeepL takes 128 KiB with all else."""
_QUOTA_EXCEEDED = 456
_OURS = "visnyk-"
"""What names of our glossaries begin with."""
_LONGEST_TERM = 1024
"""Bytes of either side of a glossary's entry."""
_TARGETS = {"en": "EN-GB", "en-US": "EN-US", "pt": "PT-PT", "pt-BR": "PT-BR", "zh-TW": "ZH-HANT", "zh-HK": "ZH-HANT"}
"""Languages that DeepL writes in more than one way; without a region, as it is written in Europe."""
_NONE: Mapping[tuple[str, str], Mapping[str, str]] = {}
T = TypeVar("T")

# At its level DEBUG it writes every text into the log.
logging.getLogger("deepl").setLevel(logging.WARNING)


class _QuotaExceeded(EngineError):
    """The account's characters, or its glossaries, are used up."""


class _GlossaryRefused(EngineError):
    """A text was not translated because of the glossary."""


class _Nonsense(EngineError):
    """Not an answer of DeepL: a page of a relay, say, which may be gone the next time."""

    def __init__(self) -> None:
        super().__init__(NAME, "the answer is not what DeepL sends: is the address right?")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class _Client(HttpClient):
    """The package's client, bounded: one try, a deadline, errors in our words."""

    def __init__(self, http: Bounded, private: Sequence[str], clock: Callable[[], datetime]) -> None:
        super().__init__(send_platform_info=False)
        self._http = http
        self._private = private
        self._clock = clock

    def request_with_backoff(
        self,
        method: str,
        url: str,
        data: dict[str, Any] | None,
        json: dict[str, Any] | None,
        headers: dict[str, str],
        stream: bool = False,
        **_ignored: object,
    ) -> tuple[int, str]:
        """Without the backoff."""
        answer = self._http.request(method, url, json=json, headers=headers)
        self._refuse(answer, json or {})
        return answer.status_code, answer.text

    def _refuse(self, answer: Answer, request: Mapping[str, Any]) -> None:
        code, words = answer.status_code, _message(answer.text)
        if code == _QUOTA_EXCEEDED:
            # Its months begin when the account did, and a free account is not told when: by then at the latest.
            raise _QuotaExceeded(NAME, "the quota is used up (456)", retry_after=_rest_of_month(self._clock()))
        if code == 403:
            raise EngineError(NAME, "the key is not accepted (403)", transient=False)
        if code in (400, 404) and "glossary_id" in request and "glossar" in words.lower():
            raise _GlossaryRefused(NAME, "the glossary is not accepted")
        if code >= 400 and words and not may_pass(answer):
            words = in_its_words(words, [*self._private, *request.get("text", ())])
            raise EngineError(NAME, f"says: {words} ({code})", transient=False)
        refuse_status(NAME, answer)


class Deepl:
    """An :class:`feeds.engines.base.Engine`; ``key`` tells whether the account is free, and so the host, unless there
    is a ``url``.

    ``glossaries`` maps words of a language to approved ones of another, for each pair of source and target; a glossary
    goes with every request between its languages. It is kept at DeepL under a name that ends with ``mark`` (without
    one, with a fingerprint of the words), made once, and earlier ones of ours for the same languages are removed.
    """

    name = NAME
    version = ""
    carries = Carries.HTML

    def __init__(
        self,
        key: str | None,
        url: str | None = None,
        *,
        glossaries: Mapping[tuple[str, str], Mapping[str, str]] = _NONE,
        mark: str = "",
        connect: float = 5,
        read: float = 30,
        total: float = 90,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._entries = {
            (primary(source), primary(target)): _taken(entries) for (source, target), entries in glossaries.items()
        }
        self._mark = mark
        self._ids: dict[tuple[str, str], str | None] = {}
        self._lock = threading.Lock()
        self._translator: deepl.Translator | None = None
        if key:
            server = f"{url.rstrip('/')}/" if url else None
            self._translator = deepl.Translator(key, server_url=server)
            http = Bounded(NAME, connect_seconds=connect, read_seconds=read, total_seconds=total)
            self._translator._client = _Client(http, [key], clock)

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """At most 50 units and 100 KiB a request."""
        return group(units, [_size(unit) for unit in units], most=_MOST_UNITS, largest=_MOST_BYTES)

    def cost(self, batch: Sequence[str]) -> int:
        """Of the texts with their tags."""
        return sum(map(len, batch))

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """One POST, the units as XML with their codes as tags; the first time also what the glossary needs."""
        if self._translator is None:
            raise EngineError(NAME, "has no key: it belongs into VISNYK_DEEPL_API_KEY", transient=False)
        if sum(map(_size, batch)) > _MOST_BYTES:
            raise Unsuitable(NAME, "a paragraph is too long for one request")
        pair = (primary(source), primary(target))
        glossary = self._glossary(self._translator, pair)
        try:
            texts = _translated(self._translator, batch, source, target, glossary)
        except _GlossaryRefused:
            # Removed in the meantime, or not for these languages. Nothing was translated, and nothing charged.
            with self._lock:
                self._ids[pair] = None
            texts = _translated(self._translator, batch, source, target, None)
        if len(texts) != len(batch):
            raise Miscount(NAME, len(batch), len(texts))
        return [codes.build(codes.parts(text)) for text in texts]

    def _glossary(self, translator: deepl.Translator, pair: tuple[str, str]) -> str | None:
        """The id of the glossary for this direction, if there is one; asked for once."""
        if not self._entries.get(pair):
            return None
        with self._lock:
            if pair not in self._ids:
                self._ids[pair] = self._found_or_made(translator, *pair)
            return self._ids[pair]

    def _found_or_made(self, translator: deepl.Translator, source: str, target: str) -> str | None:
        """``None`` where the plan or the pair of languages has no glossaries: better translated without than not."""
        entries = self._entries[source, target]
        prefix = f"{_OURS}{source}-{target}-"
        name = prefix + (self._mark or hashlib.sha256(json.dumps(entries).encode()).hexdigest()[:16])
        try:
            ours = [one for one in _called(translator.list_glossaries) if one.name.startswith(prefix)]
            found = [one.glossary_id for one in ours if one.name == name and one.ready]
            if found:
                return found[0]
            for old in ours:  # first: a free account has room for one
                _called(translator.delete_glossary, old)
            made = _called(translator.create_glossary, name, _source(source), _target(target), entries)
        except EngineError as error:
            if error.transient and not isinstance(error, (_QuotaExceeded, _Nonsense)):
                raise
            return None
        return made.glossary_id if made.ready else None


def _called(function: Callable[..., T], *arguments: Any, **named: Any) -> T:
    """A function of the package, which takes apart what the server sends without looking what it is."""
    try:
        return function(*arguments, **named)
    except (deepl.DeepLException, TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise _Nonsense from error


def _translated(
    translator: deepl.Translator, batch: Sequence[str], source: str, target: str, glossary: str | None
) -> list[str]:
    results = _called(
        translator.translate_text,
        list(batch),
        source_lang=_source(source),
        target_lang=_target(target),
        glossary=glossary,
        preserve_formatting=True,
        # As HTML, <x2/> would be a tag that is never closed. Without looking for an outline every tag of ours is part
        # of its sentence. Version 2 keeps tags by their words; accounts differ in what they have by default.
        tag_handling="xml",
        tag_handling_version="v2",
        outline_detection=False,
    )
    texts = [result.text for result in results] if isinstance(results, list) else []
    if (batch and not texts) or not all(isinstance(text, str) for text in texts):
        raise _Nonsense
    return texts


def _taken(entries: Mapping[str, str]) -> dict[str, str]:
    """Those that a glossary takes, in one order."""
    return {word: name for word, name in sorted(entries.items()) if _fits(word) and _fits(name)}


def _fits(term: str) -> bool:
    try:
        validate_glossary_term(term)
    except ValueError:
        return False
    return term == term.strip() and len(term.encode()) <= _LONGEST_TERM


def _size(unit: str) -> int:
    """Bytes in the body: the package writes JSON in ASCII, a Cyrillic letter in 6."""
    return len(json.dumps(unit)) + 2


def _source(tag: str) -> str:
    language = primary(tag)
    return "NB" if language in ("no", "nn") else language.upper()


def _target(tag: str) -> str:
    return _TARGETS.get(tag) or _TARGETS.get(primary(tag)) or _source(tag)


def _rest_of_month(now: datetime) -> timedelta:
    first = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first - now


def _message(text: str) -> str:
    """The server's own words: ``Value for 'target_lang' not supported.``"""
    try:
        body: Any = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    words = [body.get(key) for key in ("message", "detail")] if isinstance(body, dict) else []
    return ". ".join(one.rstrip(".") for one in words if isinstance(one, str) and one)
