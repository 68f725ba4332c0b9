"""What a server answered, and in which characters it is written."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from email.message import Message

from feeds.errors import ReadError

# How XML says its encoding (XML 1.0 §4.3.3), and how HTTP does.
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Seven-bit encodings whose bytes are valid UTF-8 without being it.
_SEVEN_BIT = re.compile(r"iso-?2022|hz|utf-?7", re.IGNORECASE)
_CYRILLIC_GUESSES = ("windows-1251", "koi8-u")
# Three bytes in a row beyond ASCII: a word in a one-byte Cyrillic encoding. In a Latin one they stand alone.
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3}")


@dataclass(frozen=True, slots=True)
class Document:
    """A body with what its server said of it."""

    body: bytes
    url: str
    """Where it came from after redirects: the base of its relative links."""
    content_type: str | None = None

    @property
    def http_charset(self) -> str | None:
        """``charset`` of the Content-Type header."""
        message = Message()
        message["content-type"] = self.content_type or ""
        charset = message.get_param("charset")
        return charset.strip() or None if isinstance(charset, str) else None


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a document, and what had to be repaired to get it."""

    text: str
    encoding: str
    warning: str | None = None


def decode(document: Document) -> Decoded:
    """Find the encoding that the bytes are really in.

    Bytes that are strict UTF-8 are UTF-8, whatever is declared: no real text in another encoding is. Otherwise the
    declaration is tried, then the Cyrillic encodings, since an undeclared windows-1251 is common in Ukraine and
    would be read as windows-1252 mojibake.

    :raises ReadError: ``encoding``; no encoding fits.
    """
    body = document.body
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return Decoded(_strictly(body, encoding), encoding)
    declared = _declared(document)
    if declared and (_SEVEN_BIT.match(declared) or b"\0" in body[:64]):
        return Decoded(_strictly(body, declared), declared)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, declared)
    wrong = declared and not body.isascii() and _codec(declared) not in (None, "utf-8")
    return Decoded(text, "utf-8", f"declared as {declared}, but is UTF-8" if wrong else None)


def _declared(document: Document) -> str | None:
    # HTTP before the document (RFC 7303 §3), but some servers say iso-8859-1 of everything (Apache's old default).
    in_xml = _DECLARED.match(document.body[:1024])
    xml = in_xml[1].decode("ascii") if in_xml else None
    http = document.http_charset
    return xml if http is None or (xml and http.lower() == "iso-8859-1") else http


def _not_utf8(body: bytes, declared: str | None) -> Decoded:
    codec = _codec(declared)
    if declared and codec not in (None, "utf-8"):
        try:
            return Decoded(body.decode(declared), declared)
        except (UnicodeDecodeError, LookupError):
            pass
    if codec is None and declared is not None:
        reason = f"declared as {declared}, which is no encoding"
    else:
        reason = f"declared as {declared}, but is not" if declared else "declares no encoding and is not UTF-8"
    guess = _guess(body)
    if guess is None:
        raise ReadError("encoding", f"the text {reason}, and no other encoding fits: ask the source to send UTF-8")
    return Decoded(body.decode(guess), guess, f"{reason}; read as {guess}")


def _guess(body: bytes) -> str | None:
    if b"\0" in body:
        return None
    if not _HIGH_RUN.search(body):
        return _first_that_decodes(body, ("windows-1252",))
    fitting = [name for name in _CYRILLIC_GUESSES if _first_that_decodes(body, (name,))]
    return max(fitting, key=lambda name: _cyrillic_likeness(body.decode(name)), default=None)


def _first_that_decodes(body: bytes, names: tuple[str, ...]) -> str | None:
    for name in names:
        try:
            body.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return None


def _cyrillic_likeness(text: str) -> int:
    # Read with the wrong one of the two, lower case becomes upper case and letters become signs.
    lower = sum("а" <= char <= "я" or char in "іїєґё" for char in text)
    upper = sum("А" <= char <= "Я" for char in text)
    return lower - upper


def _codec(name: str | None) -> str | None:
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def _strictly(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise ReadError("encoding", f"the text says it is {encoding} but is not: {error}") from error
