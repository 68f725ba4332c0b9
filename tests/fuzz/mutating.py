"""What is done to documents: to their bytes, and to their structure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

LONGEST = 60_000
"""Bytes of a mutated document; enough for what grows with the square of its size to be seen."""

_TAG = re.compile(rb"<[^<>]{1,200}>")
_TEXT = re.compile(rb">([^<>]{2,200})<")
_JSON_VALUE = re.compile(rb'"(?:[^"\\]|\\.){0,200}"|-?\d+|true|false|null')
_NUMBER = re.compile(rb"\d+")
_ATTRIBUTE = re.compile(rb'(?<==")[^"<>]{0,300}(?=")')

_SCRAPS = [
    *b"< > & \" ' </ /> <! <!-- --> <? ?> <![CDATA[ ]]> <!DOCTYPE <!ENTITY [ ] { } , : \\ \\u \\ud83d / % # =".split(),
    b"\x00", b"\x0b", b"\x1b", b"\x7f", b"\x85", b"\xa0", b"\xad", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf",
    "\u2028".encode(), "\ufeff".encode(), "\ufffe".encode(), "\ufffd".encode(), "\u202e".encode(), "\u200b".encode(),
    "\u0306".encode(), "🙂".encode(), "\U0010ffff".encode(), b"\xed\xa0\xbd", b"\xed\xb8\x80", b"\xc0\x80", b"\xf8\x88",
    "й".encode(), "й".encode("cp1251"), "ї".encode("koi8-u"), "İıſßﬁ".encode(), "٣２᧐²".encode(), "Ⅷ".encode(),
    b"&amp;", b"&lt;", b"&#0;", b"&#11;", b"&#55357;", b"&#x110000;", b"&#99999999999;", b"&#x;", b"&bogus;", b"&nbsp",
    b"&a;", b"&#38;#60;", b"%00", b"%ZZ", b"%u0439", b"javascript:alert(1)", b"data:text/html,x", b"http://[", b"//",
    b"http://h:99999/", b"http://\xd1\x80\xd1\x84/", b"http://xn--/", b"https://user:pw@h/", b"file:///etc/passwd",
    b"..", b"-1", b"0", b"1e999", b"NaN", b"-0", b"9" * 30, b"9" * 5000, b"0x10", b"null", b"[]", b"{}", b"true",
    b"0000-00-00", b"9999-12-31T23:59:60Z", b"2026-02-30", b"31.06.2026 25:61", "32 червня 10000".encode(),
    "Сьогодні, 99:99".encode(), "0 годин тому".encode(), "99999999999 хвилин тому".encode(), b"Thu, 01 Jan 1970 -9999",
    "1 січня 0001".encode(), b"1 \xc2\xb2 2020", b"+99:99", b"T", b"Z", b"UTC+25",
]  # fmt: skip
_TAGS = [
    tag.encode()
    for tag in (
        "a b br code div font form frame h1 head html i iframe img input li link math meta noscript ol option p "
        "plaintext pre script section select span style svg table tbody td template textarea time title tr ul xmp base "
        "body article item entry rss feed channel author category guid pubDate content:encoded media:content "
        "enclosure dc:date rdf:li x:y"
    ).split()
]
_ATTRIBUTES = [
    b'href="/1"', b"href=//h", b'href="javascript:x"', b'src="x"', b'xml:base="http://h:99999/"', b'type="xhtml"',
    b'type="image/png"', b'mode="base64"', b'lang="UA"', b"style='a:b;", b'class="a b c"', b'id="x"', b'xmlns="u"',
    b'xmlns:a=""', b'datetime="x"', b'data-post="a/1"', b'srcset="a 1x, b 9999999999w"', b'rel="next"', b"a=b a=c",
    b'property="og:image"', b'content="x"', b'width="999999999999"', b'value="-1"', b'data-before="0"',
]  # fmt: skip
_DECLARATIONS = [
    b'<?xml version="1.0" encoding="%s"?>', b'<?xml version="1.1" encoding="%s" standalone="no"?>',
    b'<meta charset="%s">', b'<meta http-equiv="content-type" content="text/html; charset=%s">',
]  # fmt: skip
_ENCODINGS = (
    b"utf-8 utf-16 utf-32 utf-7 windows-1251 koi8-u iso-8859-1 iso-2022-jp idna punycode undefined hex x".split()
)
_BOMBS: list[Callable[[int], bytes]] = [
    lambda size: b"\n" * size,
    lambda size: b"<b>" * (size // 3),
    lambda size: b"<p>" * (size // 3),
    lambda size: b"<div><p>" * (size // 8),
    lambda size: b"&lt;i>" * (size // 6),
    lambda size: b"a." * (size // 2),
    lambda size: b"a@" * (size // 2),
    lambda size: b"x@" + b"a." * (size // 2),
    lambda size: b"[" * size,
    lambda size: b'{"a":' * (size // 5),
    lambda size: b"9" * size,
    lambda size: b" " * size,
    lambda size: b"&" * size,
    lambda size: b"<" * size,
    lambda size: b"<!--" * (size // 4),
    lambda size: b"-" * size,
    lambda size: b"<!---->" * (size // 7),
    lambda size: b"<p style='" + b"a" * size + b"!'>",
    lambda size: b"<a " + b" ".join(b"a%d" % number for number in range(size // 7)) + b">",
    lambda size: b"<!DOCTYPE x [" + b'<!ENTITY a "x">' * (size // 15) + b"]>",
    lambda size: b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + b"&b;" * (size // 3),
    lambda size: b"http://" * (size // 7),
    lambda size: b"www." * (size // 4),
    lambda size: b"#" * size,
    lambda size: b'"' * size,
    lambda size: b"\\" * size,
    lambda size: b"=" * size,
    lambda size: "10 червня ".encode() * (size // 17),
    lambda size: b"10.06." * (size // 6),
    lambda size: "Ї".encode() * (size // 2),
    lambda size: "🙂".encode() * (size // 4),
    lambda size: b"\xe0" * size,
    lambda size: b"<li><a href=/1>x</a>" * (size // 20),
    lambda size: b"<img srcset='" + b"a ," * (size // 3) + b"'>",
    lambda size: b"User-agent: a\nDisallow: /*a*a*a\n" * (size // 32),
    lambda size: b"Disallow: /" + b"*a" * (size // 2) + b"$\n",
]

Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]


def mutate(random: Random, body: bytes, others: Sequence[bytes]) -> bytes:
    """``body`` after one to five mutations; ``others`` lend their parts. The same for a random in the same state."""
    for _ in range(random.choice((1, 1, 2, 2, 3, 5))):
        body = random.choices(_MUTATIONS, _WEIGHTS)[0](random, body, others)[:LONGEST]
    return body


def _place(random: Random, body: bytes) -> int:
    """Anywhere, or at the border of a tag."""
    if random.random() < 0.6 and (borders := [found.end() for found in _TAG.finditer(body[:LONGEST])]):
        return random.choice(borders)
    return random.randint(0, len(body))


def _flip(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    if not body:
        return body
    changed = bytearray(body)
    for _unused in range(random.choice((1, 1, 3, 20))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    start = _place(random, body)
    return body[:start] + body[start + random.choice((1, 10, 100, 1000, len(body))) :]


def _duplicate(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    start = _place(random, body)
    piece = body[start : start + random.choice((10, 100, 1000))]
    return body[:start] + piece * random.choice((2, 3, 50)) + body[start + len(piece) :]


def _splice(random: Random, body: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice(others)
    return body[: _place(random, body)] + other[_place(random, other) :]


def _lend(random: Random, body: bytes, others: Sequence[bytes]) -> bytes:
    other, place = random.choice(others), _place(random, body)
    start = _place(random, other)
    return body[:place] + other[start : start + random.choice((20, 200, 2000))] + body[place:]


def _scrap(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    place = _place(random, body)
    return body[:place] + random.choice(_SCRAPS) + body[place + random.choice((0, 0, 1, 5)) :]


def _tag(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    place, name = _place(random, body), random.choice(_TAGS)
    attributes = b" ".join(random.choices(_ATTRIBUTES, k=random.choice((0, 0, 1, 2))))
    tag = random.choice((b"<%s %s>", b"<%s %s/>", b"</%s %s>", b"<%s %s", b"&lt;%s %s&gt;")) % (name, attributes)
    return body[:place] + tag + body[place:]


def _nest(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    start, end = sorted((_place(random, body), _place(random, body)))
    name, depth = random.choice(_TAGS), random.choice((1, 5, 300, 2000))
    return body[:start] + b"<%s>" % name * depth + body[start:end] + b"</%s>" % name * depth + body[end:]


def _bomb(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    place = random.choice((0, _place(random, body), _place(random, body)))
    return body[:place] + random.choice(_BOMBS)(random.choice((50, 1000, 10_000, 40_000))) + body[place:]


def _declare(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    declaration = random.choice(_DECLARATIONS) % random.choice(_ENCODINGS)
    return declaration + (body if random.random() < 0.5 else _TAG.sub(b"", body, count=1))


def _encode(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    encoding = random.choice(("utf-16", "utf-16-le", "utf-32", "cp1251", "koi8-u", "utf-7", "utf-8-sig", "cp037"))
    return body.decode("utf-8", "replace").encode(encoding, "replace")


def _replaced(pattern: re.Pattern[bytes]) -> Mutation:
    """Puts a scrap, a long run or another such piece in the place of what ``pattern`` finds."""

    def replace(random: Random, body: bytes, others: Sequence[bytes]) -> bytes:
        found = list(pattern.finditer(body))
        if not found:
            return _scrap(random, body, others)
        start, end = random.choice(found).span()
        lent = [match[0] for match in pattern.finditer(random.choice(others))]
        pieces = [random.choice(_SCRAPS), b"", random.choice(_BOMBS)(random.choice((50, 3000)))]
        return body[:start] + random.choice([*pieces, *lent[:5]]) + body[end:]

    return replace


def _swap(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    tags = list(_TAG.finditer(body))
    if len(tags) < 2:
        return body
    first, second = sorted(random.sample(tags, 2), key=lambda tag: tag.start())
    return body[: first.start()] + second[0] + body[first.end() : second.start()] + first[0] + body[second.end() :]


_WEIGHTED: list[tuple[Mutation, int]] = [
    (_flip, 8), (_cut, 8), (_duplicate, 7), (_splice, 5), (_lend, 7), (_scrap, 16), (_tag, 14), (_nest, 6), (_bomb, 8),
    (_declare, 3), (_encode, 2), (_swap, 5), (_replaced(_TEXT), 8), (_replaced(_ATTRIBUTE), 8), (_replaced(_NUMBER), 5),
    (_replaced(_JSON_VALUE), 6), (_replaced(_TAG), 5),
]  # fmt: skip
_MUTATIONS = [mutation for mutation, _ in _WEIGHTED]
_WEIGHTS = [weight for _, weight in _WEIGHTED]
