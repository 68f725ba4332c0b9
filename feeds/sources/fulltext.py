"""The text of an article on its page, for feeds that give summaries: found by trafilatura, taken from the page.

trafilatura 2.3 tells an article from what surrounds it, but writes it anew and loses things that matter in news of a
city: numbered lists become bulleted ones, captions, players and paragraphs that are a link alone (the plan of the
street as a PDF) are gone, relative links are resolved against the root of the site. So what it found is looked for in
the page, and the smallest section with all of it is the article, less what is plainly none of it; where that section
holds much else, less all that was not found.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace

from lxml import etree
from lxml import html as lxml_html
from lxml.etree import _Element

from feeds.errors import ReadError
from feeds.model import ParsedEntry, Source
from feeds.sources.document import Document
from feeds.sources.entry import make_entry
from feeds.sources.nonews import why_no_news
from feeds.sources.selecting import Page, markup, parse_page, picture_of, select
from feeds.text.html import INLINE_TAGS, clean, squeeze, to_text

_SURE = 20
"""Characters that hardly stand twice on a page."""
_ROOM = 1.3, 200
"""An element that holds so many times the text that was found, and so many characters more, holds other things too."""
_SECTIONS = frozenset("article blockquote body center dd div main section td".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NO_NEWS = frozenset("aside button footer form input nav noscript script select style svg template textarea".split())
_JUNK = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|similar|recommend\w*|breadcrumbs?|pagination|pager|tags?|meta|date|"
    r"time|author|byline|views|counter|comments?|print|subscribe|subscription|newsletter|banner|advert\w*|promo|cookies?|"
    r"rating|likes?|toolbar|sidebar|menu|read-?more|also)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|zip|rar|7z|mp[34]|jpe?g|png)(?:[?#]|\Z)", re.IGNORECASE)
_LINKS = 0.7
"""Of a text: more in links is a list of links."""
_STUB = 0.7
"""Of what the feed gave: a page with less is not its article."""
_RELATED = 0.2
"""Of the words in the title and the summary: an article has more of them, a page to sign in has none."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
"""Letters of a word that stay the same in its Ukrainian cases, mostly."""
# schema.org/isAccessibleForFree, as publishers mark what is behind a paywall.
_PAID = re.compile(rb'"isAccessibleForFree"\s*:\s*(?:false|"false")', re.IGNORECASE)
_WEB_PAGES = ("html", "xml", "text/plain")


def read_full_text(document: Document, source: Source, entry: ParsedEntry) -> ParsedEntry:
    """``entry`` with the text of the page that its link leads to; what its feed gave stays as its summary.

    An entry that has the whole text already is returned with it. ``listed`` is the fingerprint it came with.

    :raises ReadError: ``no-content`` where the page has no text of this entry, or why it has none: ``login-page``,
        ``block-page``, ``script-page``, ``error-page``; ``empty``, ``encoding``.
    """
    _refuse_files(document)
    page = parse_page(document)
    for element in [one for selector in _to_remove(source) for one in select(page.root, selector)]:
        if element.getparent() is not None:
            _drop(element)
    content = clean(_article(page, squeeze(entry.title)), page.base)
    text, given = to_text(content), to_text(entry.content)
    if reason := _why_not(document, entry, text, given):
        raise why_no_news(page) or ReadError("no-content", reason)
    if len(text) <= len(given):
        return replace(entry, listed=entry.fingerprint)
    whole = make_entry(
        guid=entry.guid,
        link=entry.link,
        title=entry.title,
        summary=entry.summary or entry.content,
        content=content,
        language=entry.language,
        authors=entry.authors,
        categories=entry.categories,
        enclosures=entry.enclosures,
        published=entry.published,
        updated=entry.updated,
    )
    return replace(whole, listed=entry.fingerprint)


def _refuse_files(document: Document) -> None:
    kind = (document.content_type or "html").lower()
    if not any(name in kind for name in _WEB_PAGES):
        raise ReadError(
            "no-content", f"the link leads to a file, not to a page ({kind.partition(';')[0].strip()[:50]})"
        )


def _to_remove(source: Source) -> tuple[str, ...]:
    return source.article.remove if source.article else ()


def _why_not(document: Document, entry: ParsedEntry, text: str, given: str) -> str | None:
    """Why what was found is not the article of ``entry``, in words; ``None`` if it is."""
    if not text:
        return "no article is found on the page"
    if _PAID.search(document.body):
        return "the page says that its text is not free to read"
    if len(text) < _STUB * len(given):
        return "the page has less text than the feed: a page to sign in, or to pay?"
    wanted, there = _stems(f"{entry.title} {given}"), _stems(text)
    if len(wanted & there) < _RELATED * len(wanted):
        return "the page is about something else: a page to sign in, or to agree to cookies?"
    return None


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.casefold())}


def _article(page: Page, title: str) -> str:
    """HTML of the article, not sanitised yet; empty where none is found."""
    found = _found(page.root)
    if found is None:
        return ""
    wanted = set(_signs(found)) - {title, ""}
    container = _container(page.root, {sign for sign in wanted if len(sign) >= _SURE} or wanted)
    if container is None:
        return ""
    article = deepcopy(container)
    factor, more = _ROOM
    _prune(article, wanted, title)
    if _length(article) > factor * _length(found) + more:
        _prune(article, wanted, title, strictly=True)
    for image in list(article.iter("img")):
        _show(image, page.base)
    return markup(article)


def _show(image: _Element, base: str) -> None:
    """Give a picture that a script would load late its address; one that has none, or only counts visits, goes."""
    if url := picture_of(image, base):
        image.set("src", url)
        image.attrib.pop("data-src", "")  # the sanitiser would take it for the address
    elif image.getparent() is not None:
        _drop(image)


def _found(page: _Element) -> _Element | None:
    """What trafilatura takes for the article, in its own vocabulary."""
    # Imported here: a seventh of a second and 30 MB, for sources that ask for it.
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # Precision first: in doubt, it gives up, where its balanced way takes the whole page with its menus. Fast: without
    # two more extractors, which are for pages that this one fails on, and are slow.
    for precisely in (True, False):
        document = bare_extraction(
            page, fast=True, favor_precision=precisely, output_format="html", include_comments=False,
            include_links=True, include_images=True, include_formatting=True,
        )  # fmt: skip
        body = getattr(document, "body", None)
        if isinstance(body, _Element) and _length(body):
            return body
    return None


def _signs(root: _Element) -> Iterable[str]:
    """What an element is known again by: its pieces of text, and the addresses of its pictures."""
    yield from _pieces(root)
    yield from (image.get("src") or "" for image in root.iter("img", "graphic"))


def _pieces(root: _Element) -> Iterable[str]:
    return filter(None, map(squeeze, map(str, root.itertext())))


def _length(root: _Element) -> int:
    return sum(map(len, _pieces(root)))


def _container(page: _Element, wanted: set[str]) -> _Element | None:
    """The smallest section that holds all of these pieces of text."""
    shared: list[_Element] = []
    for owner in _owners(page, wanted):
        path = [*reversed(list(owner.iterancestors())), owner]
        shared = [one for one, other in zip(shared, path, strict=False) if one is other] if shared else path
    return next((element for element in reversed(shared) if element.tag in _SECTIONS), None)


def _owners(page: _Element, wanted: set[str]) -> Iterable[_Element]:
    for element in page.iter(etree.Element):
        if squeeze(element.text or "") in wanted:
            yield element
        if (parent := element.getparent()) is not None and squeeze(element.tail or "") in wanted:
            yield parent


def _prune(article: _Element, wanted: set[str], title: str, *, strictly: bool = False) -> None:
    """Take out what is no news, ``strictly`` all that was not found; what was found is not touched."""
    etree.strip_elements(article, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in list(article.iterdescendants()):
        if element.tag in _NO_NEWS or _is_title(element, title):
            _drop(element)
            continue
        suspect = element.tag not in INLINE_TAGS if strictly else _is_junk(element) or _is_list_of_links(element)
        if suspect and (signs := set(_signs(element)) - {""}) and wanted.isdisjoint(signs):
            before = element.getprevious()
            _drop(element)
            if before is not None and before.tag in _HEADINGS and wanted.isdisjoint(_signs(before)):
                _drop(before)


def _drop(element: _Element) -> None:
    lxml_html.HtmlElement.drop_tree(element)


def _is_title(element: _Element, title: str) -> bool:
    # Not always a heading: <span class="heading_name">.
    return _words(element) == title


def _words(element: _Element) -> str:
    return squeeze("".join(map(str, element.itertext())))


def _is_junk(element: _Element) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return hidden or bool(_JUNK.search(named) or _HIDDEN.search(element.get("style") or ""))


def _is_list_of_links(element: _Element) -> bool:
    links = list(element.iter("a"))
    if len(links) < 2 or any(_FILE.search(link.get("href") or "") for link in links):
        return False
    return sum(map(_length, links)) > _LINKS * _length(element)
