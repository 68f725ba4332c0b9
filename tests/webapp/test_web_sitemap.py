"""The map of the site, and what search engines are asked to leave alone."""

from __future__ import annotations

from datetime import timedelta
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from lxml import etree

from feeds.model import Partner
from tests.webapp.city import NOON, City, app_for
from webapp import sitemap

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
# From the protocol's description: what there is in a file, in which order, how often, and of which kind.
_SCHEMA = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{_SITEMAP}" xmlns="{_SITEMAP}"
  elementFormDefault="qualified">
 <xs:element name="urlset"><xs:complexType><xs:sequence><xs:element name="url" maxOccurs="50000">
  <xs:complexType><xs:sequence>
   <xs:element name="loc" type="address"/>
   <xs:element name="lastmod" type="moment" minOccurs="0"/>
   <xs:any namespace="{_XHTML}" processContents="skip" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
 <xs:element name="sitemapindex"><xs:complexType><xs:sequence><xs:element name="sitemap" maxOccurs="50000">
  <xs:complexType><xs:sequence>
   <xs:element name="loc" type="address"/>
   <xs:element name="lastmod" type="moment" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
 <xs:simpleType name="address"><xs:restriction base="xs:anyURI">
  <xs:minLength value="12"/><xs:maxLength value="2048"/></xs:restriction></xs:simpleType>
 <xs:simpleType name="moment"><xs:union memberTypes="xs:date xs:dateTime"/></xs:simpleType>
</xs:schema>"""


def _valid(body: bytes) -> etree._Element:
    """The root of a site map that keeps to the protocol."""
    root = etree.fromstring(body)
    etree.XMLSchema(etree.fromstring(_SCHEMA)).assertValid(root)
    assert len(body) < 50_000_000
    return root


def _map(client: FlaskClient, path: str = "/sitemap.xml") -> dict[str, etree._Element]:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "application/xml")
    return {url.findtext(f"{{{_SITEMAP}}}loc") or "": url for url in _valid(response.data)}


def test_all_pages_are_in_the_map(client: FlaskClient, reading: City) -> None:
    """Front, cities, topics, months, sources, what the site says of itself and entries are there in both languages, and
    each of them answers."""
    leeds, water = reading.add_partner("leeds"), reading.add_topic("water")
    key = reading.add_entry()
    reading.tag(key, leeds, water)
    reading.alert(reading.add_entry("Тривога"))
    found = _map(client)
    paths = ["/", "/alerts", "/partners", "/topics", "/archive", "/subscribe", "/about", "/partner/leeds",
             "/topic/water", "/source/city", "/archive/2026-10", f"/entry/{key}"]  # fmt: skip
    expected = {f"https://news.example/{tag}{path}" for tag in ("en", "uk") for path in paths}
    assert expected <= set(found)
    assert len(found) == len(expected) + 2  # the alert's own page
    for address in found:
        assert client.get(address.removeprefix("https://news.example")).status_code == 200, address
    assert not [address for address in found if "/desk" in address or "/search" in address]


def test_each_page_names_its_other_languages(client: FlaskClient, reading: City) -> None:
    """Every address has the same page in each language beside it, itself among them, and one for everybody else."""
    key = reading.add_entry()
    url = _map(client)[f"https://news.example/uk/entry/{key}"]
    links = {link.get("hreflang"): link.get("href") for link in url.findall(f"{{{_XHTML}}}link")}
    english = f"https://news.example/en/entry/{key}"
    assert links == {"x-default": english, "en": english, "uk": english.replace("/en/", "/uk/")}
    assert {link.get("rel") for link in url.findall(f"{{{_XHTML}}}link")} == {"alternate"}


def test_when_a_page_changed(client: FlaskClient, reading: City) -> None:
    """An entry was changed when its text or its translation was; a list when its newest entry was."""
    key = reading.add_entry(published=NOON - timedelta(hours=3))
    reading.tag(key, reading.add_partner("leeds"))
    moment = f"{{{_SITEMAP}}}lastmod"
    found = _map(client)
    assert found[f"https://news.example/en/entry/{key}"].findtext(moment) == "2026-10-21T06:00:00Z"
    assert found["https://news.example/en/partner/leeds"].findtext(moment) == "2026-10-21T06:00:00Z"
    assert found["https://news.example/en/about"].find(moment) is None
    reading.translate(key)
    found = _map(client)
    for path in ("/en/", f"/en/entry/{key}"):
        assert found[f"https://news.example{path}"].findtext(moment) == "2026-10-21T09:05:00Z"


def test_taken_down_is_not_in_the_map(client: FlaskClient, reading: City) -> None:
    """What was taken down is nowhere in the map."""
    key = reading.add_entry()
    reading.take_down(key)
    assert key not in client.get("/sitemap.xml").text


def test_many_addresses_are_several_files(client: FlaskClient, reading: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """With more addresses than a file is to have, the map lists files, which have all of them, each once."""
    keys = {reading.add_entry(str(number)) for number in range(9)}
    whole = list(_map(client))
    monkeypatch.setattr(sitemap, "PART", 8)
    index = client.get("/sitemap.xml")
    files = [one.findtext(f"{{{_SITEMAP}}}loc") or "" for one in _valid(index.data)]
    assert files == [f"https://news.example/sitemap-{number}.xml" for number in range(1, -(-len(whole) // 8) + 1)]
    parts = [list(_map(client, file.removeprefix("https://news.example"))) for file in files]
    assert [address for part in parts for address in part] == whole
    assert max(map(len, parts)) == 8
    assert all(f"https://news.example/en/entry/{key}" in whole for key in keys)


@pytest.mark.parametrize("path", ["/sitemap-0.xml", "/sitemap-2.xml", "/sitemap-x.xml", "/sitemap-99999999999.xml"])
def test_files_that_are_not_there(client: FlaskClient, path: str) -> None:
    """A file beyond the last one, or no number, is a 404."""
    assert client.get(path).status_code == 404


def test_a_whole_file_is_small_enough() -> None:
    """As many addresses as are put in a file, long ones, stay within what the protocol allows."""
    spots = [sitemap.Spot((f"https://news.example/en/{'x' * 150}{number}",) * 2, NOON) for number in range(5000)]
    assert sitemap.PART <= 50_000
    assert len(_valid(sitemap.urls_of(spots).encode())) == sitemap.PART


def test_addresses_are_escaped() -> None:
    """An address with what means something in XML comes out as it was."""
    address = 'https://news.example/?a=1&b="<2>"'
    root = _valid(sitemap.urls_of([sitemap.Spot((address, address))]).encode())
    assert root[0].findtext(f"{{{_SITEMAP}}}loc") == address
    assert root[0].find(f"{{{_XHTML}}}link").get("href") == address  # type: ignore[union-attr]
    assert _valid(sitemap.index_of([address]).encode())[0].findtext(f"{{{_SITEMAP}}}loc") == address


def test_behind_a_proxy(reading: City) -> None:
    """Below a path prefix the addresses begin with that of the site, once."""
    reading.site = type(reading.site)("T", "https://org.example/news")
    client = app_for(reading).test_client()
    body = client.get("/sitemap.xml", base_url="http://localhost/news").text
    assert "<loc>https://org.example/news/en/</loc>" in body
    assert "/news/news/" not in body


def test_robots(client: FlaskClient) -> None:
    """Search engines may read everything but the desk and the search, and find the map."""
    response = client.get("/robots.txt")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    rules = RobotFileParser()
    rules.parse(response.text.splitlines())
    for tag in ("en", "uk"):
        for path in ("desk", "desk/", "desk/queue", "search", "search?q=x"):
            assert not rules.can_fetch("anybot", f"/{tag}/{path}"), path
        for path in ("", "entry/0123456789abcdef", "partner/leeds", "archive/2026-10", "subscribe", "about"):
            assert rules.can_fetch("anybot", f"/{tag}/{path}"), path
    assert rules.can_fetch("anybot", "/editions/all-en.atom")
    assert rules.site_maps() == ["https://news.example/sitemap.xml"]


def test_the_map_may_be_kept(client: FlaskClient) -> None:
    """A search engine that has the map is told that it is the same."""
    first = client.get("/sitemap.xml")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get("/sitemap.xml", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_spots_are_partners_and_topics(reading: City) -> None:
    """A city and a topic with the same id are two pages."""
    assert isinstance(reading.add_partner("water"), Partner)
    reading.add_topic("water")
    found = _map(app_for(reading).test_client())
    assert {"https://news.example/en/partner/water", "https://news.example/en/topic/water"} <= set(found)
