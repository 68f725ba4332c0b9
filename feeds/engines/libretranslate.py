"""LibreTranslate through its HTTP API (``POST /translate`` with a list in ``q``).

An adapter of our own: deep-translator's class knows no Ukrainian, asks for a key even of a server that has none, and
sends the text in the query string. The server unescapes its HTML results, so what comes back is read as coded text
with everything but known codes taken for words, and sanitised once it is in place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from feeds.engines.base import Carries, Miscount, group
from feeds.engines.http import Answer, Bounded, in_its_words, may_pass, refuse_status
from feeds.errors import EngineError
from feeds.text.language import primary
from feeds.translation import codes

NAME = "libretranslate"
_MOST_UNITS = 50
_MOST_CHARACTERS = 20_000
"""In one request: half a minute of work for a small server."""


class LibreTranslate:
    """An :class:`feeds.engines.base.Engine` for the server at ``url``; ``api_key`` where it wants one."""

    name = NAME
    version = ""
    carries = Carries.HTML

    def __init__(
        self, url: str, api_key: str | None = None, *, connect: float = 5, read: float = 60, total: float = 120
    ) -> None:
        self._url = f"{url.rstrip('/')}/translate"
        self._key = api_key
        self._http = Bounded(NAME, connect_seconds=connect, read_seconds=read, total_seconds=total)

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """At most 50 units and 20,000 characters a request."""
        return group(units, [len(unit) for unit in units], most=_MOST_UNITS, largest=_MOST_CHARACTERS)

    def cost(self, batch: Sequence[str]) -> int:
        """Of the texts with their tags."""
        return sum(map(len, batch))

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """One POST, the units as HTML with their codes as tags."""
        request = {"q": list(batch), "source": primary(source), "target": primary(target), "format": "html"}
        answer = self._http.post(self._url, {**request, "api_key": self._key} if self._key else request)
        texts = _texts(answer, [*batch, self._key or ""])
        if len(texts) != len(batch):
            raise Miscount(NAME, len(batch), len(texts))
        return [codes.build(codes.parts(text)) for text in texts]


def _texts(answer: Answer, private: Sequence[str]) -> list[str]:
    try:
        body: Any = json.loads(answer.text)
    except (ValueError, RecursionError):  # no JSON; JSON that only an attacker nests so deep
        body = None
    error = body.get("error") if isinstance(body, dict) else None
    if error:
        # The server's own words are worth more than its status: "uk is not supported", "Invalid API key".
        words = in_its_words(str(error), private)
        words += "" if 200 <= answer.status_code < 300 else f" ({answer.status_code})"
        raise EngineError(NAME, f"says: {words}", transient=may_pass(answer), retry_after=answer.retry_after)
    refuse_status(NAME, answer)
    texts = body.get("translatedText") if isinstance(body, dict) else None
    if isinstance(texts, str):
        texts = [texts]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise EngineError(NAME, "the answer is not what LibreTranslate sends: is the address right?")
    return texts
