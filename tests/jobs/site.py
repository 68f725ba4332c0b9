"""What a news site answers: feeds with validators, on top of the raw loopback server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from tests.fetch.loopback import Act, Asked, Server, http

__all__ = ["Act", "Asked", "Feed", "Server", "http"]


@dataclass
class Feed:
    """A document that may change, served as its fields say; put it at a path with ``server.on(path, feed)``."""

    body: bytes
    etag: str | None = None
    last_modified: str | None = None
    cache_control: str | None = None
    content_type: str = "application/atom+xml"

    async def __call__(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Answer 304 to a request that names the validators at hand (RFC 9110 §13.2.2: ETag before the date)."""
        fields = {"etag": self.etag, "last_modified": self.last_modified, "cache_control": self.cache_control}
        given = {name: value for name, value in fields.items() if value is not None}
        if self._known(asked):
            writer.write(http("304 Not Modified", **given))
        else:
            writer.write(http(body=self.body, content_type=self.content_type, **given))

    def _known(self, asked: Asked) -> bool:
        if self.etag and "if-none-match" in asked.headers:
            return asked.headers["if-none-match"] == self.etag
        return self.last_modified is not None and asked.headers.get("if-modified-since") == self.last_modified


def conditions(asked: Asked) -> dict[str, str]:
    """What a request said of the copy at hand."""
    return {name: asked.headers[name] for name in ("if-none-match", "if-modified-since") if name in asked.headers}
