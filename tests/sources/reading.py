"""Reads what the tests hold, and shows what was read as plain data."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.errors import ReadError
from feeds.model import Kind, ParsedEntry, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.readers import read

CORPUS = Path(__file__).with_name("corpus")
_LEFT_OUT = {"fingerprint", "self_url"}
"""What follows from the rest."""
URL = "https://feeds.example/dir/feed.xml"


def source(kind: Kind = Kind.FEED, **changes: Any) -> Source:
    return Source("city", kind, URL, "A source", **changes)


def document(body: bytes | str, content_type: str | None = None) -> Document:
    return Document(body.encode() if isinstance(body, str) else body, URL, content_type)


def read_text(body: bytes | str, kind: Kind = Kind.FEED, content_type: str | None = None) -> ParsedFeed:
    return read(document(body, content_type), source(kind))


def rss(item: str, channel: str = "<title>Вісник</title>", attributes: str = "") -> str:
    return f'<rss version="2.0" {attributes}><channel>{channel}<item>{item}</item></channel></rss>'


def only_entry(body: bytes | str, **how: Any) -> ParsedEntry:
    (entry,) = read_text(body, **how).entries
    return entry


def outcome(name: str, request: dict[str, str]) -> dict[str, Any]:
    """What reading a file of the corpus comes to: its feed, or the code of the error."""
    try:
        feed = read_text((CORPUS / name).read_bytes(), Kind(request.get("kind", "feed")), request.get("content_type"))
    except ReadError as error:
        return {"error": error.code}
    return {"info": _plain(feed.info), "entries": [_plain(entry) for entry in feed.entries], **_warnings(feed)}


def _warnings(feed: ParsedFeed) -> dict[str, Any]:
    return {"warnings": list(feed.warnings)} if feed.warnings else {}


def _plain(item: Any) -> Any:
    """Dataclasses as dicts without what is empty and what follows from the rest; tuples as lists; dates in ISO 8601."""
    if isinstance(item, datetime):
        return item.isoformat()
    if isinstance(item, tuple):
        return [_plain(member) for member in item]
    if not hasattr(item, "__dataclass_fields__"):
        return item
    values = {field.name: getattr(item, field.name) for field in fields(item) if field.name not in _LEFT_OUT}
    return {name: _plain(value) for name, value in values.items() if value not in (None, "", ())}


def expected(name: str) -> dict[str, Any]:
    """What is said in the file beside: ``request`` (kind, content type) and the outcome."""
    found: dict[str, Any] = json.loads((CORPUS / f"{name}.expected.json").read_text("utf-8"))
    return found
