"""Google's mobile web translator through deep-translator 1.11.4: no key, no contract, no promise.

What deep-translator leaves to its caller is done here: timeouts, one instance a call (instances share their
parameters between threads), grouping by the length of the URL, no markup (it glues text around tags together), its
errors and those of ``requests`` turned into ours without the URL, which holds the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote_plus

import deep_translator.google
from deep_translator import GoogleTranslator
from deep_translator.exceptions import BaseError, RequestError, TooManyRequests

from feeds.engines.base import Miscount, Unsuitable, group
from feeds.engines.http import Bounded, refuse_status
from feeds.errors import EngineError
from feeds.text.html import squeeze
from feeds.translation import codes

NAME = "google"
_URL_BYTES = 5500
"""Of text in one request. It travels in the URL, a Cyrillic letter in 6 bytes; failures begin near 16,000."""
_LONGEST_UNIT = 15000
"""URL bytes; a longer unit would be refused or cut."""
_MOST_CHARACTERS = 4900
"""deep-translator's own limit is below 5,000."""
# Brackets that no news text uses and that come through unchanged; carried instead of markup.
_BRACKETED = re.compile(r"\s?⟦\s*(/?)\s*(\d{1,4})\s*⟧")


class Google:
    """An :class:`feeds.engines.base.Engine`. ``url`` replaces Google's address, for a relay or a test."""

    name = NAME

    def __init__(self, url: str | None = None, *, connect: float = 5, read: float = 15, total: float = 30) -> None:
        self._url = url
        self._http = Bounded(NAME, connect_seconds=connect, read_seconds=read, total_seconds=total)

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """Lines of one text, at most 5,500 bytes of URL."""
        sizes = [_url_bytes(unit) + 3 for unit in units]  # and "%0A" between two
        return group(units, sizes, most=100, largest=_URL_BYTES)

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """One GET; each unit is a line."""
        text = "\n".join(_bracket(unit) for unit in batch)
        if len(batch) == 1 and (len(text) >= _MOST_CHARACTERS or len(quote_plus(text)) > _LONGEST_UNIT):
            raise Unsuitable(NAME, "a paragraph is too long for one request")
        lines = [line for line in self._ask(text, source, target).split("\n") if line.strip()]
        if len(lines) != len(batch):
            raise Miscount(NAME, len(batch), len(lines))
        return [_unbracket(line, unit) for line, unit in zip(lines, batch, strict=True)]

    def _ask(self, text: str, source: str, target: str) -> str:
        # deep-translator calls its module's ``requests``: there is no other place to set a timeout.
        deep_translator.google.requests = self._http
        try:
            translator = GoogleTranslator(source=source, target=target)
            if self._url:
                translator._base_url = self._url
            answer = translator.translate(text)
        except (TooManyRequests, RequestError) as error:
            if self._http.last is not None:
                refuse_status(NAME, self._http.last)
            raise EngineError(NAME, "the request was refused") from error
        except BaseError as error:
            raise EngineError(NAME, f"no translation in the answer ({type(error).__name__})") from error
        # ``None`` where the answer is the text itself: the checks will say so.
        return answer if isinstance(answer, str) else text


def _url_bytes(unit: str) -> int:
    return len(quote_plus(_bracket(unit)))


def _bracket(unit: str) -> str:
    shapes = {"open": "⟦{}⟧", "close": "⟦/{}⟧", "alone": "⟦{}⟧"}
    return squeeze(
        "".join(value if kind == "text" else shapes[kind].format(value) for kind, value in codes.parts(unit))
    )


def _unbracket(line: str, unit: str) -> str:
    """The answer as coded text; white space before a bracket that the original does not have is taken out."""
    original = {(kind, number) for kind, number in codes.parts(unit) if kind == "alone"}
    pieces: list[tuple[str, str]] = []
    position = 0
    for match in _BRACKETED.finditer(line):
        kind = "alone" if ("alone", match[2]) in original else "close" if match[1] else "open"
        gap = match[0].startswith(" ") and kind != "close"
        pieces += [("text", line[position : match.start()] + (" " if gap else "")), (kind, match[2])]
        position = match.end()
    pieces.append(("text", line[position:]))
    return codes.build([piece for piece in pieces if piece != ("text", "")])
