"""Addresses of the pages with older news: made from the page's own address, or taken from it with care."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from feeds.text.urls import absolute, host_of

_NUMBER = re.compile(r"(?<!\d)\d{1,9}(?!\d)", re.ASCII)


def linked_page(address: str | None, url: str) -> str | None:
    """``address`` as the document at ``url`` gives it, if it leads to another page of the same host."""
    found = absolute(address, url)
    return found if found and found != url and host_of(found) == host_of(url) else None


def numbered_page(url: str, name: str, number: int | None) -> str:
    """``url`` with the parameter ``name`` set to ``number``; ``None``: without it, which is the first page."""
    parts = urlsplit(url)
    asked = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    if number is not None:
        asked.append((name, str(number)))
    return parts._replace(query=urlencode(asked, safe=":,/"), fragment="").geturl()


def number_in(url: str, name: str, default: int) -> int:
    """The number in the parameter ``name`` of ``url``; ``default`` where it has none."""
    given = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else default


def following(pages: Sequence[str], url: str) -> str | None:
    """The page after the one at ``url`` among those that a numbered pager leads to, ``None`` if that is the last.

    Addresses of a pager differ in one number, a page or an offset: ``?p=10``, ``/page/2/``. The first page often has
    none: it is number 1 where there is a link to that and none to 0, else 0. Without numbers, the first link counts.
    """
    frames = Counter(frame for page in pages for frame in _numbers(page))
    frame, shared = frames.most_common(1)[0] if frames else (("", ""), 0)
    if shared < 2:
        return next(iter(pages), None)
    numbered = {_numbers(page)[frame]: page for page in pages if frame in _numbers(page)}
    here = _numbers(url).get(frame, 1 if 1 in numbered and 0 not in numbered else 0)
    return next((numbered[number] for number in sorted(numbered) if number > here), None)


def _numbers(address: str) -> dict[tuple[str, str], int]:
    """Every number in an address, by what stands before and after it."""
    found = _NUMBER.finditer(address)
    return {(address[: number.start()], address[number.end() :]): int(number[0]) for number in found}
