"""HTTP for engines, bounded: a timeout for each step, a deadline for the whole call, a cap on bytes.

deep-translator calls ``requests.get`` without any of these and opens a new connection each time; :class:`Bounded`
does the asking there. ``requests`` measures its read timeout from one piece to the next, so a server that sends a
byte a second, be it of its headers, would hold a call for hours: the call runs in a thread of its own, which is left
behind when the deadline has passed.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import requests
import urllib3

from feeds.engines.threads import within
from feeds.errors import EngineError
from feeds.text.html import shorten, squeeze

_LARGEST_ANSWER = 2_000_000
"""Bytes; a hundred times what was asked."""
_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: of a ``requests.Response``, the part that deep-translator uses."""

    status_code: int
    text: str
    retry_after: timedelta | None = None

    def close(self) -> None:
        """Nothing is held open."""


class Bounded:
    """A small HTTP client with limits for one engine; may be used by many threads at once."""

    def __init__(self, engine: str, *, connect_seconds: float, read_seconds: float, total_seconds: float) -> None:
        self._engine = engine
        self._timeout = (connect_seconds, read_seconds)
        self._total = total_seconds
        self._local = threading.local()

    def get(self, url: str, params: Mapping[str, str]) -> Answer:
        """As ``requests.get``, redirects not followed.

        :raises EngineError: no whole answer came.
        """
        return self.request("GET", url, params=params)

    def post(self, url: str, json: Any) -> Answer:
        """As ``requests.post`` with a JSON body, redirects not followed: it may hold a key.

        :raises EngineError: no whole answer came.
        """
        return self.request("POST", url, json=json)

    def request(self, method: str, url: str, **arguments: Any) -> Answer:
        """As ``requests.request`` with ``params``, ``json`` and ``headers``, redirects not followed.

        :raises EngineError: no whole answer came.
        """
        session = self._session()
        try:
            exchange = partial(self._exchange, session, method, url, arguments)
            return within(self._total, exchange, f"{self._engine} request")
        except TimeoutError as error:
            del self._local.session  # the thread left behind still has it
            raise self._too_late() from error

    def _exchange(self, session: requests.Session, method: str, url: str, arguments: dict[str, Any]) -> Answer:
        deadline = time.monotonic() + self._total
        try:
            with session.request(
                method, url, timeout=self._timeout, stream=True, allow_redirects=False, **arguments
            ) as response:
                body = self._read(response, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            # Never str(error): it holds the URL, and with it the text and perhaps a key.
            raise EngineError(self._engine, _in_words(error)) from error
        return Answer(response.status_code, self._decoded(body, response), _retry_after(response.headers))

    def _session(self) -> requests.Session:
        # One a thread: sessions are not thread-safe.
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            self._local.session = session = requests.Session()
            session.trust_env = False  # no proxy and no .netrc that nobody named in the settings
        return session

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        body = bytearray()
        # Not iter_content, which waits until a piece is full.
        while piece := response.raw.read1(65536, decode_content=True):
            body += piece
            if len(body) > _LARGEST_ANSWER:
                raise EngineError(self._engine, f"the answer is larger than {_LARGEST_ANSWER // 1_000_000} MB")
            if time.monotonic() > deadline:
                raise self._too_late()
        return bytes(body)

    def _decoded(self, body: bytes, response: requests.Response) -> str:
        """What is UTF-8 is read as UTF-8, whatever the server calls it: relays put names of their own on pages, and no
        text of another encoding is UTF-8 by chance. Else in the charset it names; a success in none is no answer."""
        named = "charset" in response.headers.get("Content-Type", "").lower()
        for charset in ("utf-8", response.encoding if named else None):
            with suppress(LookupError, UnicodeError):
                if charset:
                    return body.decode(charset)
        if response.ok:
            raise EngineError(self._engine, "the answer is in no known encoding")
        return body.decode(errors="replace")

    def _too_late(self) -> EngineError:
        return EngineError(self._engine, f"no whole answer within {self._total:g} s")


def _in_words(error: Exception) -> str:
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return "no answer in time"
    if isinstance(error, urllib3.exceptions.HTTPError):
        return "the answer broke off"
    if isinstance(error, requests.ConnectionError):
        return "cannot be reached"
    return f"the request failed ({type(error).__name__})"


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Seconds or a date (RFC 9110 §10.2.3), at most a day, never below zero."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=min(int(value[:9]), 86400)), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(timedelta(0), min(moment - datetime.now(UTC), _LONGEST_WAIT))


def refuse_status(engine: str, answer: Answer) -> None:
    """Raise for any answer that is no success.

    :raises EngineError: transient for 408, 429 and 5xx.
    """
    code = answer.status_code
    if not 200 <= code < 300:
        what = "too many requests (429)" if code == 429 else f"answered with status {code}"
        raise EngineError(engine, what, transient=may_pass(answer), retry_after=answer.retry_after)


def may_pass(answer: Answer) -> bool:
    """Does this answer's status mean that the same request may succeed later?"""
    return answer.status_code in (408, 429) or answer.status_code >= 500


_WORD = re.compile(r"\w{4,}")


def in_its_words(message: str, private: Sequence[str]) -> str:
    """One short line of what a server says, without the key and the texts that it may repeat, whole or in part."""
    known = [text for text in private if text]
    for text in sorted(known, key=len, reverse=True):
        message = message.replace(text, "…")
    together = "\n".join(known)
    return shorten(squeeze(_WORD.sub(lambda word: "…" if word[0] in together else word[0], message)), 200)
