"""What is mutated: every document of the corpora, with the way in which it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from feeds.model import ArticleRules, Kind, ListRules, ParsedEntry, Source
from tests.jobs.documents import atom, items
from tests.sources import page_corpus, telegram_pages, test_fulltext, test_wordpress
from tests.sources.reading import CORPUS, URL, expected

DEMO = Path(__file__).parents[2] / "config" / "demo"
# Rules that find something on nearly any page.
_LIST = ListRules(
    "li, article, tr, .item", date=("time", ".date, b"), heading="h2, h3", summary="p", image="img, .img",
    category=".category, i", next="a[rel=next], a.next, .pages a",
)  # fmt: skip
_ARTICLE = ArticleRules(
    ("article, .content, .text", "p"), "h1, h2", ("time", ".date"), "p", "img", ".category", (".share", "i, div div")
)
_IDENTITY = r"(\d+)(?:\.html|/)?$"
_ROBOTS = b"""\
# Robots of the city
User-agent: *
Disallow: /admin
Disallow: /*?print=1$
Allow: /admin/news/
Crawl-delay: 5

User-agent: Visnyk
User-agent: Other/1.0
Disallow: /private/
Sitemap: https://city.example/sitemap.xml
"""


@dataclass(frozen=True)
class Sample:
    """A document, and who reads it."""

    name: str
    body: bytes
    way: str
    """``list``, ``article``, ``page`` (of which nothing is known yet) or ``robots``."""
    source: Source
    url: str
    content_type: str | None = None
    entry: ParsedEntry | None = None
    """Of an article: what the list said."""


@cache
def all_samples() -> tuple[Sample, ...]:
    """Every sample, in an order that stays."""
    return tuple(sample for samples in _GROUPS for sample in samples())


def _feeds() -> Iterator[Sample]:
    for path in _files(CORPUS):
        request = expected(path.name).get("request", {})
        kind = Kind(request.get("kind", "feed"))
        yield Sample(path.name, path.read_bytes(), "list", _source(kind), URL, request.get("content_type"))
    yield Sample("generated.atom", atom(items(3)), "list", _source(Kind.FEED), URL)


def _demo() -> Iterator[Sample]:
    for path in sorted(DEMO.rglob("*")):
        kind = {".xml": Kind.FEED, ".rss": Kind.FEED, ".atom": Kind.FEED, ".json": Kind.JSONFEED}.get(path.suffix)
        if kind:
            yield Sample(f"demo/{path.name}", path.read_bytes(), "list", _source(kind), URL)


def _channels() -> Iterator[Sample]:
    for name in telegram_pages.NAMES:
        source = _source(Kind.TELEGRAM)
        yield Sample(f"telegram/{name}", telegram_pages.page(name).encode(), "list", source, telegram_pages.URL)


def _wordpress() -> Iterator[Sample]:
    for path in _files(test_wordpress.CORPUS):
        url = test_wordpress.POSTS if path.suffix == ".json" else test_wordpress.FEED
        yield Sample(f"wordpress/{path.name}", path.read_bytes(), "list", test_wordpress.SOURCE, url)


def _pages() -> Iterator[Sample]:
    for name in page_corpus.NAMES:
        request = page_corpus.expected(name)["request"]
        source = page_corpus.SOURCES[request["source"]]
        entry = page_corpus.listed(**request["listed"]) if "listed" in request else None
        body = (page_corpus.CORPUS / f"{name}.html").read_bytes()
        url, said = request.get("url", source.url), request.get("content_type")
        way = "list" if entry is None else "article"
        yield Sample(f"page/{name}", body, way, source, url, said, entry)
        # By rules that find much, and by none.
        anything = Source("any", Kind.PAGE, url, "Місто", list=_LIST, article=_ARTICLE, identity=_IDENTITY)
        yield Sample(f"any/{name}", body, way, anything, url, said, entry)
        yield Sample(f"unknown/{name}", body, "page", anything, url, said, page_corpus.listed(url, "Новина міста"))


def _full_text() -> Iterator[Sample]:
    for name in test_fulltext.NAMES:
        entry = test_fulltext.listed(**test_fulltext.beside(name)["listed"])
        body = (test_fulltext.CORPUS / f"{name}.html").read_bytes()
        yield Sample(f"fulltext/{name}", body, "article", test_fulltext.SOURCE, test_fulltext.URL, "text/html", entry)


def _robots() -> Iterator[Sample]:
    yield Sample("robots.txt", _ROBOTS, "robots", _source(Kind.FEED), "https://city.example/robots.txt", "text/plain")


def _source(kind: Kind) -> Source:
    return Source("city", kind, URL, "A source", language="uk")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.endswith(".expected.json"))


_GROUPS: tuple[Callable[[], Iterator[Sample]], ...] = (
    _feeds, _demo, _channels, _wordpress, _pages, _full_text, _robots,
)  # fmt: skip
