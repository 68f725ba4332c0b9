"""Addresses that nobody in good faith would ask for: none of them is more than not found."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from tests.attacks.asking import Whole, faults, whole
from tests.webapp.sample_city import sample_city

NUMBER = 10_000
ODD = (
    "", ".", "..", "...", "%2e%2e", "%2E%2e%2f", "..%2f..%2f", "%00", "%0d%0aSet-Cookie:%20a=b", "%0a", "%09", "%20",
    "%7f", "%ff", "%c0%ae%c0%ae", "%ed%a0%80", "%e2%80%ae", "%F0%9F%94%B4", "%25", "%252e%252e", "%zz", "%", "%2",
    "//", "\\", "..\\..\\", "%5c%5c", "c:%5cwindows", "etc/passwd", ".git/config", ".env", "wp-login.php", "новини",
    "ё" * 40, "a" * 300, "A" * 5000, "0" * 400, "-1", "1e9", "9" * 30, "1.5", "None", "null", "true", "{{7*191}}",
    "${7*191}", "<script>", "'--", '"', "' OR 1=1", ";", ":", "@evil.example", "evil.example", "http:", "javascript:1",
    "?", "#", "en", "uk", "EN", "de", "en-GB", "x-default", "pl", "0000-00", "2026-13", "9999-12", "0001-01", "2026-1",
    "10000-01", "0", "1", "00", "1.atom", "0.rss", "99999999999.json", "01.atom", "1.xml", ".atom", "sitemap-0.xml",
    "sitemap-1.xml", "sitemap-99999999999999999999.xml",
)  # fmt: skip
"""Pieces of paths, and values of queries and headers."""
FIELDS = (
    "before", "q", "limit", "theme", "lang", "into", "next", "page", "v", "", "before[]", "%00", "__class__", "ui",
)  # fmt: skip
METHODS = ("GET",) * 12 + ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND")
ASKING = {
    "HTTP_ACCEPT_LANGUAGE": ("uk", "en;q=0.5", "", "\xff"),
    "HTTP_ACCEPT": ("text/html", *["application/json"] * 7),  # errors cost a tenth then
    "HTTP_HOST": ("localhost:8000", "news.example"),  # where there is a desk, and where it wants https
}
PATHS = (
    "/", "/en/", "/uk/search?q=%D1%82", "/editions/all-en.atom", "/pictures/x.png", "/static/embed.css", "/en/desk/",
)  # fmt: skip
"""One of each kind."""
VALUES = ("uk;q=2", "bytes=0-,5-", "gzip;q=", '"', "W/", "*/*;q=0", "a=b;")
KINDS = (
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/json",
    "text/plain; charset=nonsense", "multipart/form-data; boundary=" + "y" * 3000, "",
)  # fmt: skip
BODIES = (
    b"%00=%ff&&&===", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n', b"{" * 5000, b"\xff" * 5000,
)  # fmt: skip


@pytest.fixture(scope="module")
def program() -> Iterator[Whole]:
    """A city with everything."""
    with whole(sample_city()) as one:
        yield one


def pieces(program: Whole) -> list[str]:
    """The fixed parts of our own addresses, and what can stand in the others."""
    reading, settings = program.city.reading, program.city.settings
    fixed = {part for rule in rules_of(program) for part in re.split(r"/|<[^>]*>", rule) if part}
    entries = [one.lead.entry for one in reading.front("en").items]
    cursors = [f"{round(one.published.timestamp() * 1000)}-{one.key}" for one in entries]
    configured = (*settings.sources, *settings.editions, *settings.partners, *settings.topics)
    keys = [one.key for one in entries]
    return sorted({*fixed, *keys, *cursors, *(one.id for one in configured), *reading.renderings()})


def rules_of(program: Whole) -> list[str]:
    """How our own addresses are made."""
    return [rule.rule for rule in program.app.url_map.iter_rules()]


def address(chance: random.Random, own: list[str], rules: list[str]) -> str:
    """A random address: a rule of ours with anything in it, or anything at all."""

    def anything() -> str:
        if chance.random() < 0.5:
            return chance.choice(own)
        if chance.random() < 0.7:
            return chance.choice(ODD)
        return quote(bytes(chance.randrange(256) for _ in range(chance.randrange(1, 12))))

    if chance.random() < 0.6:
        path = re.sub(r"<any\([^>]*>", lambda _: chance.choice(("en", "uk")), chance.choice(rules))
        path = re.sub(r"<[^>]*>", lambda _: anything(), path)
    else:
        path = "/" + "/".join(anything() for _ in range(chance.randrange(1, 6)))
    if chance.random() < 0.4:
        fields = (f"{chance.choice(FIELDS)}={anything()}" for _ in range(chance.randrange(1, 4)))
        path += "?" + "&".join(fields)
    return path


def test_anything_is_answered(program: Whole) -> None:
    """Of ten thousand random addresses, in all methods, none fails, and no answer tells anything of the machine."""
    chance = random.Random(20261021)
    own, rules = pieces(program), rules_of(program)
    found, statuses = [], set()
    for _ in range(NUMBER):
        target, method = address(chance, own, rules), chance.choice(METHODS)
        body = b"a=1" if method in ("POST", "PUT", "PATCH") else b""
        answer = program.ask(target, method, body, **{name: chance.choice(those) for name, those in ASKING.items()})
        statuses.add(answer.status)
        found += [f"{method} {target}: {fault}" for fault in faults(answer, program.city)]
        if b"1337" in answer.body and "191" in target:
            found.append(f"{target} is calculated")
    assert found == []
    assert statuses >= {200, 301, 302, 303, 308, 403, 404, 405, 414}


@pytest.mark.parametrize(
    "name",
    [
        "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_COOKIE", "HTTP_IF_NONE_MATCH",
        "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_AUTHORIZATION", "CONTENT_TYPE", "HTTP_ORIGIN",
        "HTTP_REFERER", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT", "HTTP_HOST", "REMOTE_ADDR", "CONTENT_LENGTH",
    ],
)  # fmt: skip
def test_any_header_is_answered(program: Whole, name: str) -> None:
    """No header fails a page, a feed, a picture, a search or the desk, whatever stands in it."""
    chance = random.Random(name)
    makers: tuple[Callable[[], str], ...] = (
        lambda: chance.choice(ODD),
        lambda: "".join(chr(chance.randrange(32, 256)) for _ in range(chance.randrange(60))),
        lambda: ",".join(chance.choice(VALUES) for _ in range(9)),
        lambda: "x" * 20_000,
    )
    for path in PATHS:
        for make in makers:
            assert faults(program.ask(path, **{name: make()}), program.city) == [], path


def test_bodies_that_are_none(program: Whole) -> None:
    """A form that is no form, in whatever it claims to be, is refused like one that has nothing in it."""
    for path in ("/en/desk/sign-in", "/uk/desk/entry/0000000000000000", "/en/", "/en/search", "/editions/all-en.atom"):
        for kind in KINDS:
            for body in BODIES:
                answer = program.ask(path, "POST", body, CONTENT_TYPE=kind, HTTP_HOST="localhost:8000")
                assert faults(answer, program.city) == [], (path, kind)
                assert 300 <= answer.status < 500
