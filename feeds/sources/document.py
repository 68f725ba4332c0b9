"""What a server answered, and in which characters it is written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message

from feeds.errors import ReadError

# How XML says its encoding (XML 1.0 §4.3.3), how HTML does ("Prescan a byte stream to determine its encoding"; that
# looks at 1,024 bytes, and pages begin with longer comments and scripts), and how HTTP does.
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_META = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 4096
# HTML in a feed says nothing of the feed.
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_CHARSET = re.compile(r"[A-Za-z0-9._:+-]{1,40}\Z")
# By byte order mark, or by "<?" in two bytes each (XML 1.0 appendix F); UTF-32 begins as UTF-16 does.
_BEGINNINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    ("<?".encode("utf-16-le"), "utf-16-le"),
    ("<?".encode("utf-16-be"), "utf-16-be"),
)
# What a page cannot be in whose declaration was found as ASCII, and what HTML forbids to declare.
_NOT_IN_META = re.compile(r"utf-?(?:7|16|32)|ucs|x-user", re.IGNORECASE)
# Seven-bit encodings whose bytes are valid UTF-8 without being it.
_SEVEN_BIT = re.compile(r"iso-?2022|hz|utf-?7", re.IGNORECASE)
# Python's own codecs for other things than documents: one raises what no other does, one takes quadratic time.
_NO_ENCODINGS = frozenset({"undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape"})
_CYRILLIC_GUESSES = ("windows-1251", "koi8-u")
# Three bytes in a row beyond ASCII: a word in a one-byte Cyrillic encoding. In a Latin one they stand alone.
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3}")
_SAMPLE = 100_000
"""Letters that are enough to tell two encodings apart."""
_INTACT_PER_BROKEN = 10
"""Characters beyond ASCII to each broken one that make a text UTF-8 all the same; by chance hardly any are intact."""


@dataclass(frozen=True, slots=True)
class Document:
    """A body with what its server said of it."""

    body: bytes
    url: str
    """Where it came from after redirects."""
    content_type: str | None = None
    fetched: datetime | None = None
    """When; what ``today`` on a page means. Aware."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    @property
    def http_charset(self) -> str | None:
        """``charset`` of the Content-Type header."""
        message = Message()
        message["content-type"] = self.content_type or ""
        charset = message.get_param("charset")
        return charset if isinstance(charset, str) and _CHARSET.match(charset) else None


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a document, and what had to be repaired to get it."""

    text: str
    encoding: str
    warning: str | None = None


def decode(document: Document) -> Decoded:
    """Find the encoding that the bytes are really in.

    Bytes that are UTF-8 are UTF-8, whatever is declared: no real text in another encoding is. So are they with a few
    broken characters in them, as titles that were cut by bytes leave behind. Otherwise the declarations are tried,
    then the Cyrillic encodings: an undeclared windows-1251 is common in Ukraine, and mojibake as windows-1252.

    :raises ReadError: ``encoding``; no encoding fits.
    """
    body = document.body
    for beginning, encoding in _BEGINNINGS:
        if body.startswith(beginning):
            return Decoded(_strictly(body, encoding), encoding)
    declared = _declared(document)
    if declared and (_SEVEN_BIT.match(declared[0]) or b"\0" in body[:64]):
        return Decoded(_strictly(body, declared[0]), declared[0])
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, declared)
    wrong = declared and not body.isascii() and _codec(declared[0]) not in (None, "utf-8")
    return Decoded(text, "utf-8", f"declared as {declared[0]}, but is UTF-8" if wrong else None)


def _declared(document: Document) -> list[str]:
    """What HTTP and the document say, in the order of their weight (RFC 7303 §3)."""
    in_xml = _DECLARED.match(document.body[:1024])
    http = document.http_charset
    # Apache said iso-8859-1 of everything for years: that says nothing.
    said = (http if http and http.lower() != "iso-8859-1" else None, in_xml and in_xml[1].decode("ascii"))
    return [name for name in (*said, _declared_in_html(document.body)) if name]


def _declared_in_html(body: bytes) -> str | None:
    """``<meta charset>`` or ``<meta http-equiv="Content-Type">``."""
    beginning = body[:_META_WITHIN]
    declared = None if _FEED.search(beginning) else _META.search(beginning)
    name = declared[1].decode("ascii") if declared else ""
    return None if _NOT_IN_META.match(name) else name or None


def _not_utf8(body: bytes, declared: list[str]) -> Decoded:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if broken * (_INTACT_PER_BROKEN + 1) <= beyond_ascii:
        return Decoded(text, "utf-8", f"is UTF-8, but characters are broken: {broken}")
    for name in declared:
        if _codec(name) not in (None, "utf-8"):
            try:
                return Decoded(body.decode(name), name)
            except (UnicodeDecodeError, LookupError):
                continue
    reason, guess = _reason(declared), _guess(body)
    if guess is None:
        raise ReadError("encoding", f"the text {reason}, and no other encoding fits: ask the source to send UTF-8")
    return Decoded(body.decode(guess), guess, f"{reason}; read as {guess}")


def _reason(declared: list[str]) -> str:
    if not declared:
        return "declares no encoding and is not UTF-8"
    known = _codec(declared[0]) is not None
    return f"declared as {declared[0]}, {'but is not' if known else 'which is no encoding'}"


def _guess(body: bytes) -> str | None:
    if b"\0" in body:
        return None
    if not _HIGH_RUN.search(body):
        return "windows-1252" if _decodes(body, "windows-1252") else None
    fitting = [name for name in _CYRILLIC_GUESSES if _decodes(body, name)]
    beyond_ascii = body.translate(None, bytes(range(128)))[:_SAMPLE]
    return max(fitting, key=lambda name: _cyrillic_likeness(beyond_ascii.decode(name)), default=None)


def _decodes(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _cyrillic_likeness(text: str) -> int:
    # Read with the wrong one of the two, lower case becomes upper case and letters become signs.
    lower = sum("а" <= char <= "я" or char in "іїєґё" for char in text)
    upper = sum("А" <= char <= "Я" for char in text)
    return lower - upper


def _codec(name: str) -> str | None:
    # One name for all spellings; ``None`` where it names no encoding.
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    return None if codec in _NO_ENCODINGS else codec


def _strictly(body: bytes, encoding: str) -> str:
    try:
        if _codec(encoding) is None:
            raise LookupError(f"{encoding!r} is no encoding")
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise ReadError("encoding", f"the text says it is {encoding} but is not: {error}") from error
