"""The index of Argos's model packages, and downloads from it; nobody is asked unless the settings name an index."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any
from urllib.parse import urlsplit

import requests
import urllib3

from feeds.engines.argos_packages import NAME, UNFINISHED, Model, failed
from feeds.engines.http import Bounded, refuse_status

_LARGEST = 1_000_000_000
"""Bytes of a package: ten times a model of six layers of 512 each way."""
_STEP_SECONDS = 30
"""To connect, and from one piece of a download to the next."""
_MOST_REDIRECTS = 5
_MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A model in the index, and where its package can be had."""

    model: Model
    links: tuple[str, ...]


def newest(index: str, source: str, target: str, deadline: float) -> Offer | None:
    """The newest model for a pair of Argos's codes, if the index at this address has any.

    ``deadline`` is on the monotonic clock.

    :raises EngineError: the index cannot be had, or is none.
    """
    left = _left(deadline)
    answer = Bounded(NAME, connect_seconds=min(left, _STEP_SECONDS), read_seconds=left, total_seconds=left).get(
        index, {}
    )
    refuse_status(NAME, answer)
    try:
        entries: Any = json.loads(answer.text)
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise failed(f"{index} is no index of model packages")
    secure = urlsplit(index).scheme == "https"
    offers = [offer for entry in entries if (offer := _offer(entry, secure=secure))]
    fitting = [offer for offer in offers if (offer.model.source, offer.model.target) == (source, target)]
    return max(fitting, key=lambda offer: offer.model.newness, default=None)


def _offer(entry: Any, *, secure: bool) -> Offer | None:
    """Links that are less secure than the index itself are not followed, nor are those to other networks (ipfs)."""
    if not isinstance(entry, dict) or entry.get("type", "translate") != "translate":
        return None
    words = [entry.get(key) for key in ("from_code", "to_code", "package_version")]
    links = entry.get("links")
    if not all(isinstance(word, str) for word in words) or not isinstance(links, list):
        return None
    schemes = ("https://",) if secure else ("https://", "http://")
    usable = tuple(link for link in links if isinstance(link, str) and link.startswith(schemes))[:_MOST_LINKS]
    return Offer(Model(*map(str, words)), usable) if usable else None


@contextmanager
def downloaded(offer: Offer, folder: Path, deadline: float) -> Iterator[Path]:
    """The package of an offer as a file, for as long as the context lasts.

    :raises EngineError: no link gave it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(prefix=UNFINISHED, suffix=".argosmodel", dir=folder) as file:
            _download(offer, file, deadline)
            yield Path(file.name)
    except OSError as error:
        raise failed(f"no model can be kept in {folder}: {error.strerror}", transient=True) from error


def _download(offer: Offer, file: IO[bytes], deadline: float) -> None:
    reason = ""
    for link in offer.links:
        file.seek(0)
        file.truncate()
        reason = _fetch(link, file, deadline)
        if not reason:
            file.flush()
            return
    raise failed(f"the model cannot be downloaded: {reason}", transient=True)


def _fetch(link: str, file: IO[bytes], deadline: float) -> str:
    """Write what is behind ``link``; why not, in words, or nothing."""
    host = _host(link)
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no .netrc that nobody named in the settings
        session.max_redirects = _MOST_REDIRECTS
        try:
            step = min(_left(deadline), _STEP_SECONDS)
            with session.get(link, timeout=step, stream=True) as response:
                if not response.ok:
                    return f"{host} answered with status {response.status_code}"
                if link.startswith("https://") and not response.url.startswith("https://"):
                    return f"{host} leads to an address that is not secure"
                return _write(response, file, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            return f"{host} gave no whole answer ({type(error).__name__})"


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or "an address without a host"
    except ValueError:
        return "an address that is none"


def _write(response: requests.Response, file: IO[bytes], deadline: float) -> str:
    """The same, of an answer that has begun."""
    size = 0
    # Not iter_content, which waits until a piece is full. What is shorter than it should be raises an error.
    while piece := response.raw.read1(1 << 16, decode_content=True):
        size += len(piece)
        if size > _LARGEST:
            return f"it is larger than {_LARGEST // 1_000_000} MB"
        _left(deadline)
        file.write(piece)
    return ""


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise failed("no model came in time: raise total_seconds, or name a package file", transient=True)
    return left
