"""Files as a server would send them: from an archive or a folder, with the headers that they themselves ask for."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feeds.errors import ReadError
from feeds.model import Kind, ParsedFeed, Source
from feeds.sources.bounds import within_bounds
from feeds.sources.document import Document
from feeds.sources.readers import read

ADDRESS = "https://feeds.example/dir/feed.xml"
"""Where all of them are served; relative links in them are looked at from here."""
# feedparser's files say in a comment with which header they are to be served.
_CONTENT_TYPE = re.compile(rb"Header:\s+Content-type:\s*([^\r\n]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Served:
    """A file and what its server says of it."""

    name: str
    body: bytes

    @property
    def content_type(self) -> str | None:
        """What it asks to be served as."""
        found = _CONTENT_TYPE.search(self.body)
        return found[1].decode("latin-1").strip() if found else None

    @property
    def kind(self) -> Kind:
        """How an editor would have it read."""
        return Kind.JSONFEED if self.name.endswith(".json") else Kind.FEED


def files(path: Path) -> Iterator[Served]:
    """Every file of a folder or of an archive, in a fixed order."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file():
                yield Served(str(file.relative_to(path)), file.read_bytes())
        return
    with tarfile.open(path) as archive:
        for member in archive:
            if (content := archive.extractfile(member)) is not None:
                yield Served(member.name, content.read())


def source(served: Served) -> Source:
    """It, as an editor would configure it who knows nothing of its language."""
    return Source("city", served.kind, ADDRESS, "Харківська міська рада", rights="© Міська рада")


def news(served: Served) -> ParsedFeed | None:
    """What is read in it, within the bounds that every source has; ``None``: it is no feed."""
    try:
        return within_bounds(read(Document(served.body, ADDRESS, served.content_type), source(served)))
    except ReadError:
        return None
