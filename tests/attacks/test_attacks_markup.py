"""What a source or an engine may try to put into our pages: it is read as text, or it is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from lxml import etree, html

from tests.attacks.asking import Whole, faults, whole
from tests.attacks.hostile import LINKS, MARKUP, PNG, hostile_city

_LOADING = ("iframe", "object", "embed", "base", "applet", "frame", "video", "audio", "source", "track", "template")
_ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "cite", "background", "ping", "srcset")
_OWN = re.compile(r"/(?!/)[\x21-\x7e]*|#[\w-]*|https://news\.example(?:/[\x21-\x7e]*)?")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """The hostile city, served."""
    picture = tmp_path_factory.mktemp("pictures") / f"{'ab' * 32}.png"
    picture.write_bytes(PNG)
    with whole(hostile_city(picture), desk=False) as one:
        yield one


@pytest.fixture(scope="module")
def pages(program: Whole) -> dict[str, bytes]:
    """Every page that our pages lead to, and some that only an enemy would ask for; by address."""
    waiting = [f"/{ui}/{path}" for ui in ("en", "uk") for path in ("", "about", "nowhere")] + ["/embed/all-en?limit=20"]
    waiting += [
        f"/{ui}/search?q={quote(one)}" for ui in ("en", "uk") for one in (*MARKUP, *LINKS, "script window hacked")
    ]
    waiting += [f"/en/entry/{quote(one, safe='')}" for one in MARKUP]
    found: dict[str, bytes] = {}
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = program.ask(address)
        assert faults(answer, program.city) == [], address
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        found[address] = answer.body
        links = (str(link).partition("#")[0] for link in html.document_fromstring(answer.body).xpath("//a/@href"))
        waiting += [link for link in links if re.match(r"/(?!/)", link) and link not in found]
    return found


def tags(body: bytes) -> Any:
    """All elements of a page."""
    return [one for one in html.document_fromstring(body).iter() if isinstance(one.tag, str)]


def test_all_of_it_is_there(pages: dict[str, bytes]) -> None:
    """The test looks at what it means to: each entry has its page in both languages, and in Polish, in lists too."""
    assert sum("/entry/" in address for address in pages) >= len(MARKUP) * 4
    shown = html.document_fromstring(pages["/en/"]).text_content()
    assert "<script>" in shown
    for kind in (
        "/en/source/enemy-3",
        "/uk/partner/leeds",
        "/en/topic/trams",
        "/en/alerts",
        "/uk/archive/2026-10",
        "/en/status",
    ):
        assert kind in pages, kind


def test_only_our_scripts(pages: dict[str, bytes]) -> None:
    """No script stands in a page but files of ours, and data for programs, which is data."""
    for address, body in pages.items():
        for script in (one for one in tags(body) if one.tag == "script"):
            if script.get("type") == "application/ld+json":
                assert isinstance(json.loads(script.text), dict), address
                assert "<" not in script.text, address
            else:
                assert re.fullmatch(r"/static/[a-z]+\.js\?v=[0-9a-f]+", script.get("src", "")), address
                assert not script.text, address


def test_no_handlers_and_no_styles(pages: dict[str, bytes]) -> None:
    """No element has an event handler or a style, and none loads or frames anything of others."""
    for address, body in pages.items():
        for element in tags(body):
            assert element.tag not in (*_LOADING, "style"), (address, element.tag)
            names = [name.lower() for name in element.attrib]
            assert not [name for name in names if name.startswith("on") or name in ("style", "srcdoc")], (
                address,
                names,
            )
            assert "http-equiv" not in names, address


def test_addresses(pages: dict[str, bytes]) -> None:
    """Every address in a page is one of ours or an http(s) link that a reader may choose to follow; forms are sent to
    us, and only what is ours is loaded."""
    for address, body in pages.items():
        for element in tags(body):
            for name, value in element.attrib.items():
                if name.rpartition("}")[2].rpartition(":")[2].lower() in _ADDRESSES:
                    chosen = element.tag == "a" and name == "href"
                    assert _OWN.fullmatch(value) or (chosen and _is_link(value)), (address, element.tag, name, value)


def _is_link(value: str) -> bool:
    parts = urlsplit(value)
    mail = value == "mailto:press@news.example"
    return mail or (parts.scheme in ("http", "https") and bool(parts.hostname) and value.isprintable())


def test_links_of_others_open_no_door(pages: dict[str, bytes]) -> None:
    """A link to somebody else's page gives that page no hold on ours."""
    for address, body in pages.items():
        for link in html.document_fromstring(body).xpath("//a[starts-with(@href, 'http')]"):
            ours = link.get("href").startswith("https://news.example")
            assert ours or "noopener" in (link.get("rel") or ""), (address, link.get("href"))


def test_nothing_is_calculated(pages: dict[str, bytes]) -> None:
    """What looks like a template is text."""
    assert not [address for address, body in pages.items() if b"1337" in body]


def test_ids_are_ours(pages: dict[str, bytes]) -> None:
    """No text of a source has an id or a class by which it could pass for a part of the page."""
    for address, body in pages.items():
        tree = html.document_fromstring(body)
        assert len(tree.xpath("//*[@id='main']")) == ("/embed/" not in address), address
        assert not tree.xpath("//article//*[contains(@class, 'prose')]//*[@id or @name]"), address
        assert not tree.xpath("//*[@class='told']"), address


def test_files_for_programs(program: Whole) -> None:
    """What programs read is well-formed, whatever is in the news."""
    assert len(etree.fromstring(program.ask("/sitemap.xml").body)) > len(MARKUP)
    for path in ("/healthz", "/en/nowhere.json"):
        assert isinstance(json.loads(program.ask(path).body), dict)
    for query in MARKUP:
        answer = program.ask(f"/en/search?q={quote(query)}", HTTP_ACCEPT="application/json")
        assert answer.status in (200, 404)
