"""Google's mobile web translator through deep-translator 1.11.4: no key, no contract, no promise.

What deep-translator leaves to its caller is done here: timeouts, one instance a call (instances share their
parameters between threads), grouping by the length of the URL, no markup (it glues text around tags together), its
errors turned into ours without the URL, which holds the text.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from urllib.parse import quote_plus

import deep_translator.google
from bs4.builder import ParserRejectedMarkup
from deep_translator import GoogleTranslator
from deep_translator.constants import GOOGLE_LANGUAGES_TO_CODES
from deep_translator.exceptions import BaseError, InvalidSourceOrTargetLanguage, LanguageNotSupportedException

from feeds.engines.base import Carries, Miscount, MixedUp, Repeated, Unsuitable, fill
from feeds.engines.http import Answer, Bounded, refuse_status
from feeds.errors import EngineError
from feeds.text.html import squeeze
from feeds.text.language import primary
from feeds.translation import codes
from feeds.translation.checks.neighbours import mixed_up, repeated

NAME = "google"
_ENOUGH = 5500
"""Bytes of text in the URL, a Cyrillic letter in 6: a request that holds as many is sent."""
_LARGEST = 7500
"""The same, at most: relays and proxies take URLs of 8 KB, Google's own failures begin near 16,000."""
_CHARACTERS = 4900
"""Of text in one request; deep-translator's own limit is below 5,000."""
_LINES = 200
_BREAK = 3
"""Bytes of the ``%0A`` between two lines."""
_RESULT = re.compile(r"class=[\"']?(?:result-container|t0)\b.*?</div>", re.DOTALL)
_TAGS = frozenset(GOOGLE_LANGUAGES_TO_CODES.values())
# Brackets that no news text uses and that come through unchanged; carried instead of markup.
_BRACKETED = re.compile(r"⟦\s{0,3}(/?)\s{0,3}([0-9]{1,9})\s{0,3}⟧")
_SHAPES = {"open": "⟦{}⟧", "close": "⟦/{}⟧", "alone": "⟦{}⟧"}


class _Requests(threading.local):
    """What deep-translator's module takes for ``requests``; in each thread the client of the engine at work there."""

    http: Bounded
    above: str = ""
    """Line breaks before the text of the last answer, which deep-translator strips."""

    def get(self, url: str, params: Mapping[str, str], **_ignored: object) -> Answer:
        """As ``requests.get``, but what deep-translator would make nothing or nonsense of goes no further.

        Its own errors for other statuses do not say which, nor how long to wait.
        """
        answer = self.http.get(url, params)
        refuse_status(NAME, answer)
        result = _RESULT.search(answer.text)
        if not result:
            raise EngineError(NAME, "no whole translation in the answer")
        self.above = _above(result[0])
        return answer


# There is no other place to set a timeout. Once for the whole process: engines with other limits may run beside.
_requests = _Requests()
deep_translator.google.requests = _requests


class Google:
    """An :class:`feeds.engines.base.Engine`. ``url`` replaces Google's address, for a relay or a test."""

    name = NAME
    version = ""
    carries = Carries.CODES

    def __init__(self, url: str | None = None, *, connect: float = 5, read: float = 15, total: float = 30) -> None:
        self._url = url
        self._http = Bounded(NAME, connect_seconds=connect, read_seconds=read, total_seconds=total)

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """Lines of one text, 5,500 bytes of URL wherever units allow and at most 7,500."""
        sizes = [_size(_bracket(unit)) for unit in units]
        return fill(units, sizes, most=_LINES, enough=_ENOUGH + _BREAK, largest=_LARGEST + _BREAK)

    def cost(self, batch: Sequence[str]) -> int:
        """Of the text with its brackets and line breaks."""
        return len("\n".join(map(_bracket, batch)))

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """One GET; each unit is a line, and an empty line that came back is its empty answer.

        :raises Miscount: other lines came back, or there are signs that they are not beside their own texts.
        :raises Repeated: some texts have to be sent again, each by itself.
        """
        lines = [_bracket(unit) for unit in batch]
        if len(batch) == 1 and _size(lines[0]) > _LARGEST + _BREAK:
            raise Unsuitable(NAME, "a paragraph is too long for one request")
        found = self._ask("\n".join(lines), source, target).splitlines()
        if len(batch) == 1:
            found = [" ".join(line for line in found if line.strip())]
        if len(found) != len(batch):
            raise Miscount(NAME, len(batch), len(found))
        answers = [_unbracket(line.strip(), unit) for line, unit in zip(found, batch, strict=True)]
        if mixed_up(batch, answers, source, target):
            raise MixedUp(NAME)
        if again := repeated(batch, answers, source, target):
            raise Repeated(NAME, {unit: answers[place] for place, unit in enumerate(batch) if place not in again})
        return answers

    def _ask(self, text: str, source: str, target: str) -> str:
        _requests.http = self._http
        _requests.above = ""
        try:
            translator = GoogleTranslator(source=_tag(source), target=_tag(target))
            if self._url:
                translator._base_url = self._url
            answer = translator.translate(text)
        except (LanguageNotSupportedException, InvalidSourceOrTargetLanguage) as error:
            raise Unsuitable(NAME, f"does not translate from {source} into {target}") from error
        except (BaseError, ParserRejectedMarkup) as error:
            raise EngineError(NAME, f"no translation in the answer ({type(error).__name__})") from error
        # ``None`` where the answer is the text itself: the checks will say so.
        return _requests.above + answer if isinstance(answer, str) else text


def _above(result: str) -> str:
    """The line breaks that an answer begins with, where they are empty lines and no manner of writing HTML."""
    text = result.partition(">")[2].removesuffix("</div>")
    laid_out = text != text.rstrip()
    return "" if laid_out else "\n" * text[: len(text) - len(text.lstrip())].count("\n")


def _tag(tag: str) -> str:
    return tag if tag in _TAGS else primary(tag)


def _size(line: str) -> int:
    """Bytes of URL with a line break; more where the characters are what is scarce, as in a text of Latin letters."""
    return max(len(quote_plus(line)) + _BREAK, ceil((len(line) + 1) * (_LARGEST + _BREAK) / (_CHARACTERS + 1)))


def _bracket(unit: str) -> str:
    return squeeze(
        "".join(value if kind == "text" else _SHAPES[kind].format(value) for kind, value in codes.parts(unit))
    )


def _unbracket(line: str, unit: str) -> str:
    """The answer as coded text; which codes are pairs, only ``unit`` can tell."""
    alone = {number for kind, number in codes.parts(unit) if kind == "alone"}
    pieces: list[tuple[str, str]] = []
    position = 0
    words = codes.plain(unit)
    for match in _BRACKETED.finditer(line):
        if match[0] in words:  # news about brackets
            continue
        number = str(int(match[2]))
        kind = "alone" if number in alone else "close" if match[1] else "open"
        pieces += [("text", line[position : match.start()]), (kind, number)]
        position = match.end()
    return codes.build([*pieces, ("text", line[position:])])
