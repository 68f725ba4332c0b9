"""The published documents, answered from memory ahead of Flask.

A thin WSGI layer: a feed is asked for far more often than a page, mostly by programs that have it already, and
its bytes change a few times an hour. Everything that does not depend on the request is prepared when the documents
change; threads read one immutable mapping, which is swapped and never altered, so no request waits for a lock.
"""

from __future__ import annotations

import gzip
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from werkzeug.http import http_date, parse_date
from werkzeug.urls import iri_to_uri

from feeds.errors import StoreError
from feeds.model import Rendering, Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from feeds.reading import Reading

_log = logging.getLogger(__name__)

_CHECK_EVERY: Final = 1.0
"""Seconds between two questions to the store whether anything changed."""

_COMMON: Final = (
    ("Cache-Control", "public, max-age=300"),
    ("Vary", "Accept-Encoding"),
    ("Access-Control-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
)
_ENTITY_TAG: Final = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')  # RFC 9110 §8.8.3: a comma may be inside
_PUBLISHED: Final = re.compile(r"/editions/[^/]+|/subscriptions\.opml")

_FEED: Final = re.compile(r"/editions/[^/]+")
"""What is subscribed to: no page of an archive."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One representation of a document (RFC 9110 §3.2) with its headers ready."""

    etag: str
    body: bytes
    full: Headers
    not_modified: Headers


@dataclass(frozen=True, slots=True)
class Document:
    """A rendering and, where that is smaller, its gzip variant."""

    rendering: Rendering
    last_modified: datetime
    """Whole seconds: what a client can send back."""
    plain: Variant
    packed: Variant | None


def documents(app: WSGIApplication, reading: Reading, clock: Callable[[], float] = time.monotonic) -> WSGIApplication:
    """Answer the documents of ``reading`` and leave every other path to ``app``; ``clock`` counts in seconds."""
    return _Layer(app, reading, clock)


class _Layer:
    """The WSGI application that :func:`documents` returns."""

    def __init__(self, app: WSGIApplication, reading: Reading, clock: Callable[[], float]) -> None:
        self._app = app
        self._reading = reading
        self._clock = clock
        self._loading = threading.Lock()
        self._version: int | None = None
        self._documents: Mapping[str, Document] = MappingProxyType({})
        self._next_check = clock() + _CHECK_EVERY
        self._reload()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self._keep_up()
        path = environ.get("PATH_INFO", "")
        document = self._documents.get(path)
        if document is not None:
            return _answer(document, environ, start_response)
        if self._version is None and _PUBLISHED.fullmatch(path):
            # Nothing could be read since the start. A 404 would be a lie that makes readers drop the subscription.
            start_response("503 Service Unavailable", [("Retry-After", "30"), ("Content-Length", "0"), *_COMMON[2:]])
            return []
        return self._app(environ, start_response)

    def _keep_up(self) -> None:
        """Once a second, by one thread, see whether the documents changed; the others go on with what there is."""
        if self._clock() < self._next_check or not self._loading.acquire(blocking=False):
            return
        try:
            self._next_check = self._clock() + _CHECK_EVERY
            self._reload()
        finally:
            self._loading.release()

    def _reload(self) -> None:
        """Swap in the current documents if there are others; keep the old ones while the store cannot be read."""
        try:
            # The version first: if documents change in between, the next check loads once more instead of never.
            version = self._reading.version()
            if version == self._version:
                return
            renderings = self._reading.renderings()
        except StoreError as error:
            _log.warning("documents stay as they are: %s", error)
            return
        old = self._documents
        self._documents = MappingProxyType(
            {
                path: _prepare(rendering, _links(self._reading.site, path), old.get(path))
                for path, rendering in renderings.items()
            }
        )
        self._version = version


def _links(site: Site, path: str) -> Headers:
    """Where a feed is subscribed to for push: its hubs and its own address (W3C WebSub §4)."""
    if not site.hubs or not _FEED.fullmatch(path):
        return ()
    links = [*((hub, "hub") for hub in dict.fromkeys(site.hubs)), (site.base_url + path, "self")]
    return (("Link", ", ".join(f'<{iri_to_uri(url)}>; rel="{rel}"' for url, rel in links)),)


def _prepare(rendering: Rendering, links: Headers, known: Document | None) -> Document:
    """A document ready to serve; ``known`` again if it is the same, because compressing takes the time."""
    if known is not None and known.rendering == rendering:
        return known
    modified = rendering.last_modified.astimezone(UTC).replace(microsecond=0)
    plain = _variant(rendering, rendering.etag, rendering.body, links)
    packed_body = gzip.compress(rendering.body, compresslevel=6, mtime=0)
    packed = None
    if len(packed_body) < len(rendering.body):
        etag = rendering.etag.removesuffix('"') + '-gz"'
        packed = _variant(rendering, etag, packed_body, (("Content-Encoding", "gzip"), *links))
    return Document(rendering, modified, plain, packed)


def _variant(rendering: Rendering, etag: str, body: bytes, more: Headers) -> Variant:
    # RFC 9110 §15.4.5: a 304 carries what a 200 would have said of caching, and nothing of the content.
    validators: Headers = (("ETag", etag), ("Last-Modified", http_date(rendering.last_modified)), *_COMMON)
    content: Headers = (("Content-Type", rendering.media_type), ("Content-Length", str(len(body))), *more)
    return Variant(etag, body, content + validators, validators)


def _answer(document: Document, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """200, 304 or 405 for one document."""
    method = environ["REQUEST_METHOD"]
    if method not in ("GET", "HEAD"):
        start_response("405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0"), *_COMMON[2:]])
        return []
    packed = document.packed if accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else None
    chosen = packed or document.plain
    fresh = _fresh(document, chosen, environ)
    if fresh is not None:
        start_response("304 Not Modified", list(fresh.not_modified))
        return []
    start_response("200 OK", list(chosen.full))
    return [] if method == "HEAD" else [chosen.body]


def _fresh(document: Document, chosen: Variant, environ: Mapping[str, Any]) -> Variant | None:
    """The variant that the client has and may go on using, or ``None`` (order of RFC 9110 §13.2.2)."""
    condition = environ.get("HTTP_IF_NONE_MATCH")
    if condition is not None:
        return _matching(document, chosen, condition)
    since = parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
    return chosen if since is not None and document.last_modified <= since else None


def _matching(document: Document, chosen: Variant, condition: str) -> Variant | None:
    """The variant named in an If-None-Match; the chosen one rather than the other (RFC 9111 §4.3.4: 304 names it)."""
    if condition.strip() == "*":
        return chosen
    known = _ENTITY_TAG.findall(condition)  # without W/: the comparison is weak (RFC 9110 §13.1.2)
    variants = (chosen, document.plain, document.packed)
    return next((variant for variant in variants if variant and variant.etag in known), None)


@lru_cache(maxsize=256)
def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding allows gzip and does not like the plain form better (RFC 9110 §12.5.3)."""
    qualities: dict[str, float] = {}
    for part in header.lower().split(","):
        coding, _, parameters = part.partition(";")
        qualities[coding.strip()] = _quality(parameters)
    wanted = qualities.get("gzip", qualities.get("x-gzip", qualities.get("*", 0.0)))
    return wanted > 0 and wanted >= qualities.get("identity", 0.0)


def _quality(parameters: str) -> float:
    """The q-value among a coding's parameters: 1 where there is none, 0 where it is no number."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if re.fullmatch(r"\s*[01](\.\d{0,3})?\s*", value) else 0.0
    return 1.0
