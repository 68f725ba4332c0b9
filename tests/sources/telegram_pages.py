"""Pages of Telegram's channel preview for the tests, and what is read from them as plain data."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.errors import ReadError
from feeds.model import Kind, ParsedEntry, ParsedFeed, Source
from feeds.sources.document import Document
from feeds.sources.telegram import read_telegram

CORPUS = Path(__file__).with_name("corpus_telegram")
NAMES = sorted(path.stem for path in CORPUS.glob("*.html"))
URL = "https://t.me/s/misto_kh"
_LEFT_OUT = {"fingerprint", "self_url"}


def page(name: str) -> str:
    return (CORPUS / f"{name}.html").read_text("utf-8")


def read(body: str | bytes, url: str = URL, language: str | None = "uk") -> ParsedFeed:
    document = Document(body.encode() if isinstance(body, str) else body, url, "text/html; charset=utf-8")
    return read_telegram(document, Source("tg", Kind.FEED, URL, "Канал", language=language))


def older(body: str, url: str = URL) -> str | None:
    return read(body, url).older


def post(number: int, name: str, language: str | None = "uk") -> ParsedEntry:
    """One post of a page in the corpus."""
    found = {entry.guid: entry for entry in read(page(name), language=language).entries}
    return found[f"https://t.me/misto_kh/{number}"]


def made(inner: str, language: str | None = "uk") -> ParsedEntry:
    """A post with this in its bubble."""
    bubble = f'<div class="tgme_widget_message_bubble">{inner}</div>'
    message = f'<div class="tgme_widget_message" data-post="misto_kh/1">{bubble}</div>'
    (entry,) = read(f'<section class="tgme_channel_history">{message}</section>', language=language).entries
    return entry


def text(markup: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text">{markup}</div>'


def plain(item: Any) -> Any:
    """Dataclasses as dicts without what is empty and what follows from the rest."""
    if isinstance(item, datetime):
        return item.isoformat()
    if isinstance(item, tuple):
        return [plain(member) for member in item]
    if not hasattr(item, "__dataclass_fields__"):
        return item
    values = {field.name: getattr(item, field.name) for field in fields(item) if field.name not in _LEFT_OUT}
    return {name: plain(value) for name, value in values.items() if value not in (None, "", ())}


def outcome(name: str) -> Any:
    try:
        return plain(read(page(name)))
    except ReadError as error:
        return {"error": error.code}
