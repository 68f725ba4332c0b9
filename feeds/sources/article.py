"""The page of one article, read by the editor's CSS selectors: what a list only announces."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace

from lxml.etree import _Element
from lxml.html import HtmlElement

from feeds.errors import ReadError
from feeds.model import ArticleRules, Enclosure, Match, ParsedEntry, Source
from feeds.sources import fields
from feeds.sources.document import Document
from feeds.sources.entry import make_entry
from feeds.sources.nonews import why_no_news
from feeds.sources.selecting import (
    Page,
    first_words,
    markup,
    match,
    outermost,
    parse_page,
    picture_of,
    select,
    selectors_of,
)
from feeds.text.html import clean, to_text

_BLOCKS = frozenset("blockquote div dl figure h1 h2 h3 h4 h5 h6 ol p pre section table ul".split())
"""What can stand beside another in a text; the words of other elements would run together."""
_FRAMES = frozenset({"article", "div", "main", "section"})
_PICTURE = re.compile(r'<img [^<>]*?src="([^"]*)"')


def read_article(document: Document, source: Source, entry: ParsedEntry) -> ParsedEntry:
    """``entry`` with what the page of its article says, by the rules in ``source.article``; else what the list said.

    ``listed`` is the fingerprint it came with. Rules without a selector for the content leave finding it to
    :func:`feeds.sources.fulltext.read_full_text`.

    :raises ReadError: ``no-content``, ``empty``, ``encoding``, ``bad-selector``, and why a page is no article:
        ``login-page``, ``block-page``, ``script-page``, ``error-page``.
    """
    rules = source.article
    assert rules is not None
    page = parse_page(document)
    # Before anything is removed from the page.
    read = _fields(page, document, source, rules, entry)
    if rules.content:
        content = _content(page, rules)
        summary = read.summary or entry.summary or entry.content
    else:
        # Imported here: what it needs takes longer to load than most feeds to read.
        from feeds.sources.fulltext import read_full_text

        whole = read_full_text(document, source, entry)
        content, summary = whole.content, read.summary or whole.summary
    complete = make_entry(
        guid=entry.guid,
        link=entry.link,
        title=read.title,
        summary=summary,
        content=content,
        language=entry.language,
        authors=entry.authors,
        categories=read.categories,
        enclosures=tuple(_not_shown(read.enclosures, content)),
        published=read.published,
        updated=entry.updated,
    )
    return replace(complete, listed=entry.fingerprint)


def article_matches(document: Document, source: Source) -> tuple[Match, ...]:
    """What each selector of the article finds; ``article.content[2]`` is the second of several.

    :raises ReadError: ``empty``, ``encoding``, ``bad-selector``.
    """
    assert source.article is not None
    return tuple(_matches(parse_page(document), source.article))


def _matches(page: Page, rules: ArticleRules) -> Iterable[Match]:
    for _, name, selector in selectors_of(rules):
        yield match(f"article.{name}", selector, select(page.root, selector), page.base)


def _fields(page: Page, document: Document, source: Source, rules: ArticleRules, entry: ParsedEntry) -> ParsedEntry:
    """``entry`` with all that the page says but the content; ``summary`` is empty where there is no rule for it."""

    def found(selector: str | None) -> list[_Element]:
        return select(page.root, selector) if selector else []

    dates = [found(selector) for selector in rules.date]
    return replace(
        entry,
        title=first_words(found(rules.title)) or entry.title,
        summary=fields.summary(found(rules.summary), page.base),
        categories=fields.categories(found(rules.category), dates) or entry.categories,
        enclosures=fields.pictures(found(rules.image), page.base) or entry.enclosures,
        published=fields.published(dates, document, source) or entry.published,
    )


def _content(page: Page, rules: ArticleRules) -> str:
    """What the first selector with words or pictures finds, sanitised, without what is to be removed."""
    tried = []
    removed = {element for selector in rules.remove for element in select(page.root, selector)}
    alternatives = [(selector, outermost(select(page.root, selector))) for selector in rules.content]
    for selector, found in alternatives:
        # A "read also" with a text of its own in it; but nothing is all there is.
        nodes = [node for node in found if removed.isdisjoint(node.iterancestors())] or found
        _remove(removed, nodes)
        content = "".join(_cleaned(node, page.base) for node in nodes)
        if to_text(content) or "<img" in content:
            return content
        tried.append(f"{selector!r} finds {f'{len(nodes)} without words' if nodes else 'nothing'}")
    raise why_no_news(page) or ReadError("no-content", f"no text found: article.content {', '.join(tried)}")


def _remove(elements: Iterable[_Element], nodes: list[_Element]) -> None:
    """Take out those within ``nodes``; the text behind each stays."""
    within = set(nodes)
    for element in elements:
        if isinstance(element, HtmlElement) and not within.isdisjoint(element.iterancestors()):
            element.drop_tree()


def _cleaned(node: _Element, base: str) -> str:
    for image in node.iter("img"):
        _load(image, base)
    if _is_frame(node):
        # Its blocks alone: what is done with paragraphs side by side is done with these.
        return "".join(clean(markup(child), base) for child in node)
    return clean(markup(node) if node.tag in _BLOCKS else f"<div>{markup(node)}</div>", base)


def _is_frame(node: _Element) -> bool:
    """Is it a box with blocks in it, and no loose words?"""
    loose = [node.text, *(child.tail for child in node)]
    blocks = len(node) > 0 and all(child.tag in _BLOCKS for child in node)
    return node.tag in _FRAMES and blocks and not any(text and text.strip() for text in loose)


def _load(image: _Element, base: str) -> None:
    """Give a picture that a script would load late its address."""
    if url := picture_of(image, base):
        image.set("src", url)
    image.attrib.pop("data-src", "")  # the sanitiser would take it for the address


def _not_shown(enclosures: tuple[Enclosure, ...], content: str) -> Iterable[Enclosure]:
    shown = {html.unescape(address) for address in _PICTURE.findall(content)}
    return (item for item in enclosures if item.url not in shown)
