"""One post of a Telegram channel's public preview.

The page is made for browsers, and much of a post's element is not the post: quoted posts carry the class of the text,
placeholders that a style sheet hides stand beside nearly everything, posts with custom emoji are wrapped once more. So
the element is walked once, foreign parts are not entered, and what was found is looked up by class.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from lxml import etree
from lxml.etree import _Element

from feeds.model import Enclosure, ParsedEntry, Person, Source
from feeds.sources.entry import make_entry
from feeds.text.dates import parse_date
from feeds.text.fingerprint import fingerprint
from feeds.text.html import clean, shorten, strip_controls, to_text
from feeds.text.language import same_language
from feeds.text.urls import absolute

HOME = "https://t.me"

_Parts = dict[str, list[_Element]]
"""The elements of a post by class, and by name in brackets: ``<video>``."""

_PICTURE = re.compile(r"background-image:\s*url\(\s*['\"]?([^'\")]+)")
_EXTENSION = re.compile(r"\.([a-z0-9]{2,5})(?:\?|\Z)", re.IGNORECASE)
_TYPES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "mp4": "video/mp4", "webm": "video/webm", "mov": "video/quicktime",
    "ogg": "audio/ogg", "oga": "audio/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4",
}  # fmt: skip

_TEXT = "tgme_widget_message_text"
# In a post but not its own: its hidden double, what it answers, the page it links, another post.
_FOREIGN = frozenset(
    {"media_not_supported_cont", "tgme_widget_message_reply", "tgme_widget_message_link_preview", "tgme_widget_message"}
)
_MEDIA = {
    "tgme_widget_message_photo_wrap": "photo",
    "tgme_widget_message_video_player": "video",
    "tgme_widget_message_roundvideo_player": "video",
    "tgme_widget_message_voice_player": "voice",
    "tgme_widget_message_sticker_wrap": "sticker",
    "tgme_widget_message_location_wrap": "location",
    "tgme_widget_message_document_title": "document",
    "tgme_widget_message_poll": "poll",
}
_NAMED = {"poll": "tgme_widget_message_poll_question", "document": "tgme_widget_message_document_title"}
_WORDS = {  # English, Ukrainian
    "photo": ("photo", "фото"),
    "video": ("video", "відео"),
    "voice": ("voice message", "голосове повідомлення"),
    "sticker": ("sticker", "наліпка"),
    "location": ("place on the map", "місце на мапі"),
    "document": ("document", "документ"),
    "poll": ("poll", "опитування"),
    "post": ("post", "допис"),
    "open": ("Open in Telegram", "Переглянути в Telegram"),
}

_TITLE = 120
"""Characters of a post's first line that stand as its title."""
_SHORTEST = 40
"""Characters below which a first sentence ("Увага!") is no title for a longer line."""
_LINE_END = re.compile(r"<(?:br|/?(?:p|div|blockquote|pre))(?: [^<>]*)?>")
# What says nothing alone: hashtags, keycap emoji (their digits are digits), every other sign.
_NO_WORDS = re.compile(r"#\w+(?:@\w+)?|\d\ufe0f?\u20e3|[\W_]")
# A full stop after "вул", "грн", "просп" ends no sentence, nor does one before a small letter.
_SENTENCE_END = re.compile(
    r"(?:[!?…]+|(?<=[^\W\d_]{4})(?<!\bпров)(?<!просп)\.)[»”\")]*(?=\s+[^\sa-zа-яіїєґ])"
)  # fmt: skip


def read_post(post: _Element, source: Source) -> ParsedEntry:
    """Read the element of one post, which names it in ``data-post``; changes the element.

    Links to files are signed and change by the hour, views and shares of votes by the minute: no fingerprint has them,
    but only which kinds of files there are and how many. Who wrote a forwarded post is its author (RFC 4287 §4.2.1):
    a sentence about that would be a text of ours among the channel's, to be translated with it.
    """
    parts, name = _parts(post), post.get("data-post") or ""
    link, base = f"{HOME}/{name}", f"{HOME}/s/{name.partition('/')[0]}"
    ukrainian = same_language(source.language or "", "uk")
    texts = [element for element in parts[_TEXT] if "js-message_reply_text" not in classes(element)]
    tags = tuple(tag for element in texts for tag in _hashtags(element))
    markup = "".join(clean(_text(element), base) for element in texts)
    kinds = [kind for name, kind in _MEDIA.items() for _ in parts[name]]
    entry = make_entry(
        guid=link,
        link=link,
        title=_title(markup, parts, kinds, ukrainian),
        summary="",
        content=clean("".join((*_answered(parts, base), markup, *_more(parts, link, ukrainian))), base),
        language=None,
        authors=_authors(parts, base),
        categories=tags,
        enclosures=(),
        published=_published(parts),
        updated=None,  # the page says that a post was edited, not when
    )
    return replace(entry, enclosures=_enclosures(parts, base), fingerprint=fingerprint(entry.fingerprint, kinds))


def by_class(root: _Element, name: str) -> list[_Element]:
    """The elements below ``root`` that have this class, in document order."""
    # A class is a whole word; an XPath of libxml2 is faster than a walk in Python.
    found = root.xpath("descendant::*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} ")
    assert isinstance(found, list)
    return [element for element in found if isinstance(element, _Element)]


def classes(element: _Element) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def first_words(root: _Element, name: str) -> str:
    """The words of the first element of this class that has any, as one line."""
    return next(filter(None, map(_words, by_class(root, name))), "")


def _words(element: _Element) -> str:
    return to_text(clean(_markup(element)))


def _markup(element: _Element) -> str:
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _parts(post: _Element) -> _Parts:
    found: _Parts = defaultdict(list)
    stack = list(reversed(post))
    while stack:
        element = stack.pop()
        names = classes(element)
        for name in (*names, f"<{element.tag}>"):
            found[name].append(element)
        if not _FOREIGN.intersection(names) and _TEXT not in names:
            stack.extend(reversed(element))
    return found


def _text(element: _Element) -> str:
    """A post's text as HTML that is not sanitised yet, without Telegram's own wrappers; changes the element."""
    stack = [element]
    while stack:
        child = stack.pop()
        names = classes(child)
        if "emoji" in names:  # <i class="emoji"><b>🔴</b></i> is neither italic nor bold
            child.text, child.tag = _words(child), "span"
            child[:] = []
        elif child.tag == "a" and child.get("onclick"):  # these addresses are escaped twice
            child.set("href", strip_controls(child.get("href") or "").replace("&amp;", "&"))
        elif _TEXT in names:  # captions of albums are wrapped twice
            child.tag = "span"
        stack.extend(child)
    element.attrib.clear()
    element.tag = "p"
    if next(element.iter("blockquote", "pre", "div"), None) is not None:
        element.tag = "div"
    return _markup(element) if _words(element) else ""


def _hashtags(element: _Element) -> Iterable[str]:
    # "#новини@channel" is the hashtag in one channel only.
    for link in element.iter("a"):
        if "?q=%23" in (link.get("href") or ""):
            yield _words(link).lstrip("#").partition("@")[0]


def _paragraph(words: str, link: str | None = None, more: str = "") -> str:
    """Plain text as a paragraph, its first words a link; empty without words."""
    linked = f'<a href="{html.escape(link)}">{html.escape(words)}</a>' if link else html.escape(words)
    return f"<p>{linked}{html.escape(more)}</p>" if words else ""


def _quotation(markup: str) -> str:
    return f"<blockquote>{markup}</blockquote>" if markup else ""


def _answered(parts: _Parts, base: str) -> Iterable[str]:
    """What the post answers, as a short quotation."""
    for reply in parts["tgme_widget_message_reply"]:
        author = first_words(reply, "tgme_widget_message_author_name")
        quoted = first_words(reply, _TEXT) or first_words(reply, "tgme_widget_message_metatext")
        more = f": {quoted}" if author and quoted else ""
        yield _quotation(_paragraph(author or quoted, absolute(reply.get("href"), base), more))


def _more(parts: _Parts, link: str, ukrainian: bool) -> Iterable[str]:
    """What belongs to the post besides its text: votes, files, places, linked pages, buttons."""
    for poll in parts["tgme_widget_message_poll"]:
        options = filter(None, map(_words, by_class(poll, "tgme_widget_message_poll_option_text")))
        yield _paragraph(first_words(poll, "tgme_widget_message_poll_question"))
        yield f"<ul>{''.join(f'<li>{html.escape(option)}</li>' for option in options)}</ul>"
    for title in parts["tgme_widget_message_document_title"]:
        extra = _extra(title)
        yield _paragraph(_words(title), link, f" ({extra})" if extra else "")
    for place in parts["tgme_widget_message_location_wrap"]:
        words = _words(place) or _word("location", ukrainian).capitalize()
        yield _paragraph(words, absolute(place.get("href"), link))
    for page in parts["tgme_widget_message_link_preview"]:
        yield _linked_page(page, link)
    for button in parts["tgme_widget_message_inline_button"]:
        target = absolute(button.get("href"), link)
        yield _paragraph(_words(button), target) if target else ""  # one without link is for votes in Telegram
    if _only_in_telegram(parts):
        yield _paragraph(_word("open", ukrainian), link)


def _extra(title: _Element) -> str:
    # A file's size, or who plays; beside its title.
    beside = (one for one in title.itersiblings() if "tgme_widget_message_document_extra" in classes(one))
    return next(map(_words, beside), "")


def _linked_page(page: _Element, base: str) -> str:
    """The preview of a linked page as a quotation: what it is called and how it describes itself, no pictures."""
    link = absolute(page.get("href"), base)
    title = first_words(page, "link_preview_title") or first_words(page, "link_preview_site_name") or link or ""
    description = first_words(page, "link_preview_description")
    return _quotation(_paragraph(title, link) + _paragraph(description))


def _only_in_telegram(parts: _Parts) -> bool:
    # Every player has the placeholder inside it, hidden where there is a file to play.
    players = [*parts["tgme_widget_message_video_player"], *parts["tgme_widget_message_roundvideo_player"]]
    if players:
        return len(players) > sum(bool(video.get("src")) for video in parts["<video>"])
    return bool(parts["message_media_not_supported"])


def _word(kind: str, ukrainian: bool) -> str:
    return _WORDS[kind][ukrainian]


def _title(markup: str, parts: _Parts, kinds: list[str], ukrainian: bool) -> str:
    """The first line that says something; without one, what the post holds."""
    lines = [line for line in map(to_text, _LINE_END.split(markup)) if line]
    spoken = next((line for line in lines if _NO_WORDS.sub("", line)), "")
    if spoken or (lines and not kinds):
        return _headline(spoken or lines[0])
    for kind, part in _NAMED.items():
        if called := next(filter(None, map(_words, parts[part])), ""):
            return shorten(f"{_word(kind, ukrainian).capitalize()}: {called}", _TITLE)
    words = ", ".join(_word(kind, ukrainian) for kind in dict.fromkeys(kinds or ["post"]))
    return words[0].upper() + words[1:]


def _headline(line: str) -> str:
    """A line as it is, or its first sentences if it is too long, or its first words if these are."""
    if len(line) <= _TITLE:
        return line
    ends = [end.end() for end in _SENTENCE_END.finditer(line) if _SHORTEST <= end.end() <= _TITLE]
    return line[: ends[-1]] if ends else shorten(line, _TITLE)


def _authors(parts: _Parts, base: str) -> tuple[Person, ...]:
    # Who signed a forwarded post is not who wrote it.
    origins = parts["tgme_widget_message_forwarded_from_name"] or parts["tgme_widget_message_from_author"]
    people = (Person(_words(origin), absolute(origin.get("href"), base)) for origin in origins)
    return tuple(dict.fromkeys(person for person in people if person.name))


def _enclosures(parts: _Parts, base: str) -> tuple[Enclosure, ...]:
    """Pictures, videos with their still pictures, sounds."""
    posters = [*parts["tgme_widget_message_video_thumb"], *parts["tgme_widget_message_roundvideo_thumb"]]
    found = [
        *(("image/*", _picture(photo)) for photo in parts["tgme_widget_message_photo_wrap"]),
        *(("video/*", video.get("src")) for video in parts["<video>"]),
        *(("image/*", _picture(poster)) for poster in posters),
        *(("audio/*", audio.get("src")) for audio in parts["<audio>"]),
        *(("image/*", one.get("data-webp") or _picture(one)) for one in parts["tgme_widget_message_sticker"]),
    ]
    files = ((absolute(address, base), kind) for kind, address in found)
    return tuple({url: Enclosure(url, _media_type(url, kind)) for url, kind in files if url}.values())


def _picture(element: _Element) -> str | None:
    found = _PICTURE.search(element.get("style") or "")
    return found[1] if found else None


def _media_type(url: str, default: str) -> str:
    extension = _EXTENSION.search(url)
    return _TYPES.get(extension[1].lower(), default) if extension else default


def _published(parts: _Parts) -> datetime | None:
    # The length of a video is a <time> too, without a date.
    dates = (parse_date(time.get("datetime"), "UTC") for time in parts["<time>"])
    return next(filter(None, dates), None)
