"""Pages of lists and articles for the tests: ``corpus_page/NAME.html`` beside ``NAME.json``, which says the request."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feeds.config import load_sources
from feeds.errors import ReadError
from feeds.model import ArticleRules, Kind, ListRules, ParsedEntry, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.entry import make_entry
from feeds.sources.readers import complete, read

from .telegram_pages import plain

CORPUS = Path(__file__).with_name("corpus_page")
NAMES = sorted(path.stem for path in CORPUS.glob("*.html"))
SOURCES = {source.id: source for source in load_sources(CORPUS / "sources.toml")}
NOW = datetime(2026, 6, 25, 12, 30, tzinfo=UTC)
"""A Thursday, half past three in the afternoon in Kyiv."""
URL = "https://misto.example/novosti.html"


def expected(name: str) -> dict[str, Any]:
    """``request`` (source, url, content type, and of an article what the list said) and what reading comes to."""
    found: dict[str, Any] = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    return found


def listed(link: str, title: str, content: str = "", **fields: Any) -> ParsedEntry:
    """An entry as a list gives it."""
    empty: dict[str, Any] = {"categories": (), "enclosures": (), "published": None, "guid": link}
    return make_entry(
        link=link, title=title, summary="", content=content, language=None, authors=(), updated=None,
        **empty | fields,
    )  # fmt: skip


def read_file(name: str, request: dict[str, Any]) -> ParsedFeed | ParsedEntry:
    source = SOURCES[request["source"]]
    body = (CORPUS / f"{name}.html").read_bytes()
    document = Document(body, request.get("url", source.url), request.get("content_type"), NOW)
    if "listed" in request:
        return complete(document, source, listed(**request["listed"]))
    return read(document, source)


def outcome(name: str, request: dict[str, Any]) -> Any:
    try:
        found = plain(read_file(name, request))
    except ReadError as error:
        return {"error": error.code, "message": error.message}
    found.pop("listed", None)
    return found


def page(body: str | bytes, url: str = URL, now: datetime | None = NOW) -> Document:
    return Document(body.encode() if isinstance(body, str) else body, url, "text/html; charset=utf-8", now)


def source(rules: ListRules | None = None, article: ArticleRules | None = None, **changes: Any) -> Source:
    return replace(Source("misto", Kind.PAGE, URL, "Місто", list=rules, article=article), **changes)


def read_list(body: str | bytes, item: str = "li", now: datetime | None = NOW, **rules: Any) -> ParsedFeed:
    """A page read by rules of a list; ``changes`` among them are of the source."""
    changes = rules.pop("changes", {})
    return read(page(body, now=now), source(ListRules(item, **rules), **changes))


def item(link: str = "/news/1.html", words: str = "Новина", more: str = "") -> str:
    return f'<li><a href="{link}">{words}</a>{more}</li>'
