"""Where a text leads to: links as they can be compared, and what the words around one say about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

from feeds.text.html import to_text
from feeds.text.urls import without_tracking

_LINK = re.compile(r'<a\b[^<>]{0,500}?\bhref="([^"<>]{1,2000})"[^<>]*>', re.IGNORECASE)
_END = re.compile(r"</a\s*>", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s<>\"«»]{4,500}")
_MOST = 60
"""Links of one text that are looked at."""
_AROUND = 160
"""Characters before a link that may say what it is for."""
_SENTENCE = re.compile(r"[.!?…;](?:\s|\Z)|</p>|<br ?/?>|</li>")
_MORE = re.compile(
    r"детальн|докладн|подробиц|деталі|чита|більше|повністю|повн|далі|на сайті|за посиланням|тут\b|джерело|умови|фото"
    r"|дивіт|read|more|full|detail|source|here\b|originally|story",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"нагада|раніше|нещодавно|також|як (?:ми )?(?:писал|повідомля)|торік|до теми|за темою|минул"
    r"|earlier|previous|recent|also|last (?:week|month|year)|related|background|as (?:we )?reported",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index\.(?:html?|php)|amp)\Z")
_PLAIN = re.compile(r"(?:https?://)?(?:www\d?\.|m\.)?", re.IGNORECASE)
# Profiles and buttons to share: they stand below every text.
_SOCIAL = re.compile(
    r"(?:t\.me|telegram\.me|facebook\.com|fb\.com|instagram\.com|twitter\.com|x\.com|youtube\.com|youtu\.be|tiktok\.com"
    r"|viber\.com|whatsapp\.com|linkedin\.com|threads\.net|bsky\.app)(?:/|\Z)"
)
_TELEGRAM_POST = re.compile(r"t\.me/(?:s/)?([\w-]+)/(\d+)\Z")


class Role(Enum):
    """What a link is there for, by the words around it."""

    MORE = "more"
    """To read the same at length."""
    BACKGROUND = "background"
    """To what was before."""
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a text."""

    page: str
    """As :func:`page` has it."""
    role: Role


def page(url: str) -> str:
    """An address without what does not tell two pages apart: ``http``, ``www.``, what follows readers, a last slash."""
    plain = _PLAIN.sub("", without_tracking(url).partition("#")[0], count=1)
    host, slash, path = plain.partition("/")
    post = _TELEGRAM_POST.match(host.lower() + slash + path)
    if post:
        return f"t.me/{post[1].lower()}/{post[2]}"
    address = _INDEX.sub("", f"{host.lower()}/{unquote(path)}".rstrip("/"))
    return address.replace("%20", " ")


def names_a_page(address: str) -> bool:
    """May it be the page of one entry? A home page and a profile are none."""
    if _TELEGRAM_POST.match(address):
        return True
    return "/" in address and not _SOCIAL.match(address)


def links_in(markup: str) -> tuple[Link, ...]:
    """The links of a text, each page once; those that lead to no page of an entry left out."""
    found: dict[str, Link] = {}
    for count, match in enumerate(_LINK.finditer(markup)):
        if count >= _MOST:
            break
        end = _END.search(markup, match.end(), match.end() + 2000)
        text = to_text(markup[match.end() : end.start()]) if end else ""
        _add(found, match[1].replace("&amp;", "&"), _lead(markup, match.start()), text)
    if len(found) < _MOST and "http" in markup:
        bare = markup if "<" not in markup else re.sub(r"<[^<>]*>", " ", markup)
        for match in list(_BARE.finditer(bare))[:_MOST]:
            _add(found, match[0].rstrip(".,;:!?)]»”'"), _lead(bare, match.start()), "")
    return tuple(found.values())


def _add(found: dict[str, Link], url: str, before: str, text: str) -> None:
    address = page(url)
    if address not in found and names_a_page(address):
        found[address] = Link(address, _role(before, text))


def _role(before: str, text: str) -> Role:
    if _BEFORE.search(before) or _BEFORE.match(text):
        return Role.BACKGROUND
    return Role.MORE if _MORE.search(text[:60]) or _MORE.search(before[-40:]) else Role.PLAIN


def _lead(markup: str, start: int) -> str:
    """The words of the sentence before the link."""
    before = markup[max(0, start - _AROUND) : start]
    ends = [match.end() for match in _SENTENCE.finditer(before)]
    return to_text(before[ends[-1] if ends else 0 :])
