"""HTML as Visnyk keeps it: sanitised, absolute links, safe in XML.

nh3 (ammonia, html5ever) is the security boundary, not feedparser's own sanitiser, which keeps ``javascript:`` in
places. What :func:`clean` returns is *sanitised HTML* everywhere else in Visnyk.
"""

from __future__ import annotations

import html
import re
import sys
from functools import lru_cache
from typing import Literal

import nh3

BLOCK_TAGS = frozenset(
    "address article aside blockquote caption center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that end a line of text."""

INLINE_TAGS = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small strong sub sup time u var wbr".split()
)

_TAGS = {
    *INLINE_TAGS,
    *"blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split(),
}
_ATTRIBUTES = {
    "*": {"lang", "dir", "translate"},
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
# Their text is not for readers either.
_DROPPED_WITH_CONTENT = set("script style noscript template iframe object embed applet math svg head title".split())
_SCHEMES = {"http", "https", "mailto", "tel"}

# Everything that XML 1.0 §2.2 does not allow, and the two noncharacters that expat refuses.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# In HTML, without a semicolon too.
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_TAG_NAME = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
# HTML drops one line end after <pre>: what is written there would be one line shorter each time it is read.
_PRE_BEGINS = re.compile(r'(<pre(?: [a-z]+="[^"]*")*>)\n+')
_PASSES = 8
"""Twice what the worst markup needed that hypothesis or a search could make."""
# Players and frames do not pass; where they lead must not be lost with them.
_EMBEDS = re.compile(r"<(?:iframe|video|audio|source|embed|object)\b|\sdata-src=", re.IGNORECASE)
_EMBED = re.compile(r"<(iframe|video|audio|source|embed|object)\b([^<>]*)>", re.IGNORECASE)
_SOURCE = re.compile(r"""\s(?:src|data-src|data)\s*=\s*(?:"([^"<>]+)"|'([^'"<>]+)'|([^\s"'<>]+))""", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LAZY = re.compile(r"<img\b[^<>]*\sdata-src=[^<>]*>", re.IGNORECASE)
_LATE = re.compile(r"""\sdata-src=(?:"([^"<>]+)"|'([^'"<>]+)')""", re.IGNORECASE)
_NOW = re.compile(r"""\ssrc\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def strip_controls(text: str) -> str:
    """Drop the characters that no XML document may hold: controls, lone surrogates, U+FFFE, U+FFFF.

    nh3 keeps ``\\x0b``, and one such character makes a whole feed unreadable.
    """
    return _NOT_XML.sub("", text)


def strip_references(markup: str) -> str:
    """Drop from HTML the references (``&#11;``) to characters that :func:`strip_controls` drops from text.

    For parsers: libxml2 puts such a character into its tree, and lxml then fails where it has to move the text.
    """
    return _REFERENCE.sub(_sound_reference, markup) if "&#" in markup else markup


def _sound_reference(reference: re.Match[str]) -> str:
    # Cut before Python refuses (4,300 digits); what is cut is far beyond the last character.
    number = int(reference[1][:40], 16) if reference[1] else int(reference[2][:40])
    return reference[0] if number > sys.maxunicode or strip_controls(chr(number)) else ""


# A Cleaner costs more to build than to use, and a feed's entries share a base.
@lru_cache(maxsize=64)
def _cleaner(base_url: str | None) -> nh3.Cleaner:
    try:
        return _build_cleaner(("rewrite_with_base", base_url) if base_url else "deny")
    except ValueError:  # a host or a port that Python lets through and Rust does not: no base to resolve against
        return _build_cleaner("deny")


def _build_cleaner(relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        url_schemes=_SCHEMES,
        url_relative=relative,
        link_rel=None,
    )


def clean(markup: str, base_url: str | None = None) -> str:
    """Sanitise HTML: only known elements and attributes, only http(s), mailto and tel links, all of them absolute.

    Relative links are resolved against ``base_url`` and dropped without one. Idempotent, with and without the base.
    """
    cleaner = _cleaner(base_url)
    if _EMBEDS.search(markup):
        markup = _LAZY.sub(_loaded, _EMBED.sub(_linked, markup))
    cleaned = _clean_once(cleaner, markup)
    # The same tags in the same order are read as the same tree, so there is nothing left to change. Other markup may
    # be read otherwise once it is written: <h1><table><h2>, or <li><li> where an element between them was dropped.
    if _TAG_NAME.findall(markup) == _TAG_NAME.findall(cleaned):
        return cleaned
    for _ in range(_PASSES):
        again = _clean_once(cleaner, cleaned)
        if again == cleaned:
            return cleaned
        cleaned = again
    return _clean_once(cleaner, html.escape(to_text(cleaned), quote=False))


def _linked(embed: re.Match[str]) -> str:
    """What cannot be embedded here can be visited: a link before the element, which itself is dropped later."""
    source = _SOURCE.search(embed[2])
    address = next(filter(None, source.groups()), "") if source else ""
    if not address or _OTHER_SCHEME.match(address):
        return embed[0]
    return f'<p><a href="{address}">{address}</a></p>{embed[0]}'


def _loaded(image: re.Match[str]) -> str:
    """A picture that a script would load late, with its address where it belongs."""
    late = _LATE.search(image[0])
    return f'<img src="{late[1] or late[2]}" {_NOW.sub(" ", image[0])[4:]}' if late else image[0]


def _clean_once(cleaner: nh3.Cleaner, markup: str) -> str:
    try:
        cleaned = cleaner.clean(markup)
    except UnicodeEncodeError:  # lone surrogates, which UTF-8 cannot hold
        cleaned = cleaner.clean(strip_controls(markup))
    cleaned = strip_controls(cleaned)
    cleaned = (_PRE_BEGINS.sub(r"\1", cleaned) if "<pre" in cleaned else cleaned).strip()
    # HTML drops a byte order mark that a document begins with: each time it is read.
    while cleaned[:1] == "\ufeff":
        cleaned = cleaned.lstrip("\ufeff").lstrip()
    return cleaned


def to_text(markup: str) -> str:
    """The words of HTML as one line of plain text; a block's end becomes a space."""
    if "<" not in markup and "&" not in markup:
        return squeeze(strip_controls(markup))
    spaced = _TAG.sub(lambda tag: " " if tag[2].lower() in BLOCK_TAGS or tag[2].lower() == "br" else "", markup)
    return squeeze(strip_controls(html.unescape(spaced)))


def from_text(text: str) -> str:
    """Plain text as HTML: a paragraph for each run of lines between empty ones, a break for each other line end."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(
        f"<p>{'<br>'.join(html.escape(line.strip(), quote=False) for line in paragraph.split(chr(10)))}</p>"
        for paragraph in paragraphs
        if paragraph.strip()
    )


def squeeze(text: str) -> str:
    """White space of any kind and length becomes one space."""
    return _SPACE.sub(" ", text).strip()


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` (1 or more) characters of plain text, cut between words, with an ellipsis for what was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—-")
    return f"{head}…"
