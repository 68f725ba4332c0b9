"""What a new source is asked at, called, and said to be written in. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterable
from urllib.parse import unquote, urlsplit

from feeds.errors import SourceError
from feeds.model import ParsedEntry, Source
from feeds.text.detect import detect_language
from feeds.text.language import letters, same_language
from feeds.text.urls import absolute

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_ONE_SLASH = re.compile(r"\A(https?):/(?!/)", re.IGNORECASE)
_CHANNEL = re.compile(r"@(\w{4,64})\Z", re.ASCII)
_TELEGRAM = re.compile(r"https?://(?:www\.)?(?:t\.me|telegram\.(?:me|dog))/(.*)\Z", re.IGNORECASE)
_PUBLIC = re.compile(r"(?:s/)?(\w{4,64})(?:[/?#].*)?\Z", re.ASCII)
_NO_CHANNELS = frozenset({"joinchat", "addstickers", "share", "proxy", "login"})
_PREVIEW = "https://t.me/s/"
# Parts of a host that name no place: what all cities have, what stands before a country, who keeps the site.
_COMMON = frozenset(
    "www www2 m city gov com org net edu co ac news rada council portal info mr meria wordpress blogspot github".split()
)
# Words of a title that name no place either.
_NO_NAMES = frozenset(
    "міська міської міський міського міську рада ради раді міськрада міськради офіційний офіційна офіційне офіційного "
    "веб сайт сайту вебсайт портал порталу місто міста місті виконком виконкому виконавчий виконавчого комітет "
    "комітету новини новин головна сторінка зразок городской городского совет совета официальный официального город "
    "города новости the of a council city town official website web site portal news home page sample".split()
)
_WORDS = re.compile(r"[^\W_]+")
_OTHER_SIGNS = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 40
_LETTERS = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыэъ",
        "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch  iu ia e y e ".split(" "),
        strict=True,
    )
)
_SAMPLE = 4000
"""Characters of what entries say, for telling their language."""


def pasted_address(text: str) -> tuple[str, bool]:
    """The address that somebody means, and whether that is a channel of Telegram.

    ``kharkiv.example``, ``@channel``, ``t.me/channel``, ``feed://…``, with anything that was copied around it. Without
    a scheme it is ``https``, but ``http`` where no certificate could be: on this machine, or for a bare IP address.
    ``http:/kharkiv.example`` is what a browser takes it for as well.

    :raises SourceError: ``bad-url``; it is no address, or one that nothing public is at.
    """
    given = text.strip().strip("<>\"'«»").strip()
    if found := _CHANNEL.match(given):
        return _PREVIEW + found[1], True
    given = re.sub(r"\Afeed:(?://)?(?=https?:)|\Afeed://", "", given, flags=re.IGNORECASE)
    given = _ONE_SLASH.sub(r"\1://", given)
    if not _SCHEME.match(given):
        given = f"{'http' if _is_here(given) else 'https'}://{given.removeprefix('//')}"
    if telegram := _TELEGRAM.match(given):
        return _channel(telegram[1], text), True
    url = absolute(given)
    if url is None or "@" in urlsplit(url).netloc or not url.isprintable() or " " in url:
        raise SourceError("bad-url", f"{text.strip()!r} is no address of a web page, a feed or a Telegram channel")
    return url.partition("#")[0], False


def _channel(path: str, text: str) -> str:
    found = _PUBLIC.match(path)
    if found is None or found[1].lower() in _NO_CHANNELS:
        raise SourceError("bad-url", f"{text.strip()!r} names no public channel; only these have a preview to read")
    return _PREVIEW + found[1]


def known_as(url: str, known: Iterable[Source]) -> Source | None:
    """That of the ``known`` sources which is asked at ``url``, however either is written.

    No difference: http or https, ``www.``, upper case in a host, a slash or a ``#fragment`` at the end, the ways to a
    Telegram channel.
    """
    wanted = place_of(url)
    return next((source for source in known if place_of(source.url) == wanted), None)


def place_of(url: str) -> str:
    """Where an address leads, written in one of the ways that come to the same."""
    try:
        url, is_channel = pasted_address(url)
    except SourceError:
        return url  # of a source that somebody wrote by hand
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = unquote(parts.path).rstrip("/")
    return f"{host}{port}{path.lower() if is_channel else path}" + (f"?{parts.query}" if parts.query else "")


def _is_here(address: str) -> bool:
    host = urlsplit(f"//{address.removeprefix('//')}").hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def proposed_id(url: str, title: str, taken: Collection[str]) -> str:
    """A short name for a source that none of ``taken`` has: of its channel, its host, or else its title.

    ``city.kharkiv.ua`` is ``kharkiv``, and ``city-kharkiv`` if another source is called that.
    """
    path, host = urlsplit(url).path, urlsplit(url).hostname or ""
    if channel := re.fullmatch(r"/s/(\w+)", path):
        names = [channel[1]]
    elif _is_here(host) or "." not in host:
        names = [_slug(_latin(title)) or host]
    else:
        labels = host.split(".")[:-1]
        telling = [label for label in labels if label not in _COMMON] or labels
        names = [_without_common(telling[-1]), "-".join(label for label in labels if label != "www")]
    names = [name for name in map(_slug, names) if name] or ["source"]
    numbered = (f"{names[0]}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (*names, *numbered) if name not in taken)


def _without_common(label: str) -> str:
    """``poltava`` of ``rada-poltava``."""
    return "-".join(part for part in label.split("-") if part not in _COMMON) or label


def _slug(name: str) -> str:
    return _OTHER_SIGNS.sub("-", name.lower()).strip("-")[:_LONGEST_ID].strip("-")


def _latin(title: str) -> str:
    """The first words of a title that name something, in Latin letters, roughly as in passports (Cabinet of Ministers,
    No. 55 of 2010); empty where none does."""
    words = _WORDS.findall(re.sub("['’ʼ]", "", title.lower()))
    telling = [word for word in words if word not in _NO_NAMES][:2]
    if not any(map(letters, telling)):  # a number
        return ""
    return " ".join("".join(_LETTERS.get(sign, sign) for sign in word) for word in telling)


def language_of(entries: Iterable[ParsedEntry], *declared: str | None) -> str | None:
    """The language of a source: the first that was ``declared``, unless its entries are plainly in another one.

    Many Ukrainian sites say ``en-US`` because nobody ever changed it.
    """
    said = next(filter(None, declared), None)
    found = detect_language(" ".join(f"{entry.title} {entry.content}" for entry in entries)[:_SAMPLE])
    return found if found and not (said and same_language(said, found)) else said
