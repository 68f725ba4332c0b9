"""MyMemory through deep-translator 1.11.4: no key, a few pages a day, more for whoever names an e-mail address.

It is a translation memory of what many people sent it, with machine translation behind. Its complaints come with
status 200 and in capitals where the translation belongs, and deep-translator hands them on as translations; so its
answers are read here first, and deep-translator sees those only that hold a translation.

One unit a request: a request is one segment to it, and what it finds for two lines may be the translation of one.
And no inline codes: what it finds was written for another text, with other codes or none.
"""

from __future__ import annotations

import html
import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import deep_translator.mymemory
from deep_translator import MyMemoryTranslator
from deep_translator.constants import MY_MEMORY_LANGUAGES_TO_CODES

from feeds.engines.base import Carries, Unsuitable
from feeds.engines.http import Answer, Bounded, refuse_status
from feeds.errors import EngineError
from feeds.text.language import primary
from feeds.translation import codes

NAME = "mymemory"
_URL = "https://api.mymemory.translated.net/get"
"""deep-translator's own has no TLS."""
_CHARACTERS = 499
"""Of text in one request; deep-translator takes fewer than 500. MyMemory's page says bytes, its complaint characters:
where it is bytes that it counts, it says that the text is too long, and the text is cut."""
_TOO_LONG = "a paragraph is too long for one request"
_QUOTA = re.compile(r"MYMEMORY WARNING|YOU USED ALL AVAILABLE FREE TRANSLATIONS")
_COMPLAINTS = {
    re.compile(r"PLEASE SELECT TWO DISTINCT LANGUAGES"): "takes both languages for the same",
    re.compile(r"INVALID LANGUAGE PAIR|\S{1,20} IS AN INVALID (?:SOURCE|TARGET) LANG"): "does not know these languages",
    re.compile(r"INVALID EMAIL"): "does not take the e-mail address",
    re.compile(r"NO QUERY SPECIFIED"): "found no text in the request",
}
"""In capitals, at the beginning."""
_NOTHING = "the answer is not what MyMemory sends: is the address right?"
_LENGTH = re.compile(r"(\d{1,2})\s{1,3}(HOUR|MINUTE|SECOND)")
_AN_HOUR = timedelta(hours=1)
"""Where it says that the day's translations are used up, but not until when."""


@dataclass(frozen=True, slots=True)
class _Translated:
    """An answer with a translation in it: of a ``requests.Response``, the part that deep-translator uses."""

    text: str
    status_code: int = 200

    def json(self) -> dict[str, Any]:
        """Nothing but the translation: what else the memory found is of any quality."""
        return {"responseData": {"translatedText": self.text}}

    def close(self) -> None:
        """Nothing is held open."""


class _Requests(threading.local):
    """What deep-translator's module takes for ``requests``; in each thread the client of the engine at work there."""

    http: Bounded

    def get(self, url: str, params: Mapping[str, str], **_ignored: object) -> _Translated:
        """As ``requests.get``, but complaints go no further."""
        return _Translated(_translation(self.http.get(url, params)))


# There is no other place to set a timeout. Once for the whole process: engines with other limits may run beside.
_requests = _Requests()
deep_translator.mymemory.requests = _requests


class MyMemory:
    """An :class:`feeds.engines.base.Engine`. ``url`` replaces MyMemory's address, for a relay or a test; with
    ``email``, MyMemory gives ten times as much a day, and can write to whoever asks too much."""

    name = NAME
    version = ""
    carries = Carries.NOTHING

    def __init__(
        self,
        url: str | None = None,
        email: str | None = None,
        *,
        connect: float = 5,
        read: float = 15,
        total: float = 30,
    ) -> None:
        self._url = url or _URL
        self._email = email
        self._http = Bounded(NAME, connect_seconds=connect, read_seconds=read, total_seconds=total)

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """One unit a request."""
        return ([unit] for unit in units)

    def cost(self, batch: Sequence[str]) -> int:
        """Of the words."""
        return sum(len(codes.plain(unit)) for unit in batch)

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """One GET."""
        [unit] = batch
        words = codes.plain(unit)
        if codes.codes_of(unit):
            raise Unsuitable(NAME, "it cannot carry inline codes")
        if len(words) > _CHARACTERS:
            raise Unsuitable(NAME, _TOO_LONG)
        tags = [_tag(language) for language in (source, target)]
        if tags[0] is None or tags[1] is None or tags[0] == tags[1]:
            raise Unsuitable(NAME, f"does not translate from {source} into {target}")
        _requests.http = self._http
        # One a call: instances share their parameters between threads.
        translator = MyMemoryTranslator(source=tags[0], target=tags[1], email=self._email)
        translator._base_url = self._url
        # It sends "&#39;" for an apostrophe, as HTML would have it, in what is plain text otherwise.
        return [codes.escape(html.unescape(translator.translate(words)))]


def _tag(tag: str) -> str | None:
    """``uk-UA`` for ``uk``: as it is where MyMemory knows it, else its language where it is at home."""
    names = {name: code for name, code in MY_MEMORY_LANGUAGES_TO_CODES.items() if primary(code) == primary(tag)}
    if tag in names.values():
        return tag
    # The plainest name is the language itself: "german" before "austrian german".
    return names[min(names, key=len)] if names else None


def _translation(answer: Answer) -> str:
    """What it gives as the translation, unless it is a complaint."""
    body = _parsed(answer.text)
    data = body.get("responseData")
    text = data.get("translatedText") if isinstance(data, dict) else None
    said = [words.lstrip() for words in (text, body.get("responseDetails")) if isinstance(words, str)]
    _refuse_complaint(said, body.get("quotaFinished") is True)
    refuse_status(NAME, answer)
    status = str(body.get("responseStatus", 200))
    if status.isascii() and status.isdigit() and len(status) == 3:
        refuse_status(NAME, replace(answer, status_code=int(status)))
    if not isinstance(text, str):
        raise EngineError(NAME, _NOTHING)
    if not text.strip():
        # deep-translator would take the first other thing that the memory found.
        raise EngineError(NAME, "the answer is empty")
    return text


def _refuse_complaint(said: Sequence[str], used_up: bool) -> None:
    words = " ".join(said)
    if used_up or any(map(_QUOTA.match, said)):
        raise EngineError(NAME, "today's free translations are used up", retry_after=_next(words) or _AN_HOUR)
    if any(one.startswith("QUERY LENGTH LIMIT") for one in said):
        raise Unsuitable(NAME, _TOO_LONG)
    for complaint, meaning in _COMPLAINTS.items():
        if any(map(complaint.match, said)):
            raise EngineError(NAME, meaning, transient=False)


def _next(words: str) -> timedelta | None:
    """``NEXT AVAILABLE IN  10 HOURS 12 MINUTES 43 SECONDS``, at most a day."""
    given = _LENGTH.findall(words.partition("NEXT AVAILABLE IN")[2])
    if not given:
        return None
    return min(timedelta(**{f"{unit.lower()}s": int(number) for number, unit in given}), timedelta(days=1))


def _parsed(text: str) -> dict[str, Any]:
    try:
        body: Any = json.loads(text)
    except (ValueError, RecursionError):  # no JSON; JSON that only an attacker nests so deep
        return {}
    return body if isinstance(body, dict) else {}
