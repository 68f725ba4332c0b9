"""HTTP for engines, bounded: a timeout for each step, a deadline for the whole call, a cap on bytes.

deep-translator calls ``requests.get`` without any of these and opens a new connection each time; :class:`Bounded`
stands in for the module there. ``requests`` measures its read timeout from one piece to the next, so a server that
sends a byte a second would hold a call for ever without the deadline.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from feeds.errors import EngineError

_LARGEST_ANSWER = 5_000_000
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
    """A ``requests`` with limits; one session a thread, since sessions are not thread-safe."""

    def __init__(self, engine: str, *, connect_seconds: float, read_seconds: float, total_seconds: float) -> None:
        self._engine = engine
        self._timeout = (connect_seconds, read_seconds)
        self._total = total_seconds
        self._local = threading.local()

    @property
    def last(self) -> Answer | None:
        """This thread's newest answer: deep-translator's errors do not carry it."""
        return getattr(self._local, "last", None)

    def get(self, url: str, params: Mapping[str, Any] | None = None, **_ignored: object) -> Answer:
        """As ``requests.get``; the keywords that deep-translator passes besides are not needed."""
        return self._call("GET", url, params=params)

    def post(self, url: str, json: Any) -> Answer:
        """As ``requests.post`` with a JSON body."""
        return self._call("POST", url, json=json)

    def _call(self, method: str, url: str, **arguments: Any) -> Answer:
        deadline = time.monotonic() + self._total
        self._local.last = None
        try:
            with self._session().request(
                method, url, timeout=self._timeout, stream=True, allow_redirects=False, **arguments
            ) as response:
                body = self._read(response, deadline)
                text = body.decode(response.encoding or "utf-8", errors="replace")
        except (requests.RequestException, LookupError, ValueError) as error:
            # Never str(error): it holds the URL, and with it the text and perhaps a key.
            raise EngineError(self._engine, _in_words(error)) from error
        self._local.last = answer = Answer(response.status_code, text, _retry_after(response.headers))
        return answer

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            self._local.session = session = requests.Session()
            session.trust_env = False  # no proxy and no .netrc that nobody named in the settings
        return session

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        body = bytearray()
        for piece in response.iter_content(65536):
            body += piece
            if len(body) > _LARGEST_ANSWER:
                raise EngineError(self._engine, f"the answer is larger than {_LARGEST_ANSWER // 1_000_000} MB")
            if time.monotonic() > deadline:
                raise EngineError(self._engine, f"no whole answer within {self._total:g} s")
        return bytes(body)


def _in_words(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.ConnectionError):
        return "cannot be reached"
    return f"the request failed ({type(error).__name__})"


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    value = headers.get("Retry-After", "").strip()
    if value.isdigit():
        return min(timedelta(seconds=min(int(value), 86400)), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
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
        raise EngineError(engine, what, transient=code in (408, 429) or code >= 500, retry_after=answer.retry_after)
