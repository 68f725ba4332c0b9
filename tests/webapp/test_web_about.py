"""What the service says of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from feeds.config.engines import EnginesTable
from feeds.model import Pair
from tests.webapp.city import City, app_for
from tests.webapp.page import parsed, text, tree
from webapp.engines import gets


def test_engines_in_use_are_named(client: FlaskClient, reading: City) -> None:
    """Each engine that any text may be sent to is named with what it gets to see, and no other one."""
    reading.pairs = (Pair("uk", "en", ("memory", "deepl", "argos")),)
    named = tree(client, "/en/about").xpath("//dl[@class='engines']/div")
    assert [text(one.find("dt")) for one in named] == ["DeepL", "Argos Translate"]
    assert "together with our table of approved names" in text(named[0])
    assert "Nothing leaves our machine" in text(named[1])


def test_no_engine_in_use(client: FlaskClient, reading: City) -> None:
    """Where only the memory translates, the page says that nothing leaves the machine."""
    reading.pairs = (Pair("uk", "en", ("memory",)),)
    assert "No translation engine is in use." in text(tree(client, "/en/about"))


def test_every_engine_has_its_own_words() -> None:
    """Of each engine that can be configured it is said what it gets; of another one at least where texts go."""
    with app_for(City()).test_request_context("/en/"):
        words = {gets(name) for name in EnginesTable.model_fields}
        assert len(words) == len(EnginesTable.model_fields)
        assert "The texts go to nobody-knows." not in words
        assert gets("nobody-knows") == "The texts go to nobody-knows."


def test_rights_of_each_source(client: FlaskClient, reading: City) -> None:
    """Each source is listed with its terms as they are configured; where there are none, that is said."""
    reading.add_source("city", rights="CC BY 4.0 <Kharkiv>")
    reading.add_source("metro")
    rows = [text(row) for row in tree(client, "/en/about").xpath("//ul[@class='rights']/li")]
    assert rows == ["Source city CC BY 4.0 <Kharkiv>", "Source metro Nothing is noted: ask the source."]


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("press@news.example", "mailto:press@news.example"),
        ("https://news.example/contact", "https://news.example/contact"),
        ("room 12, City Hall", None),
        ("javascript:alert(1)@x", "mailto:javascript:alert(1)@x"),
    ],
)
def test_contact(reading: City, contact: str, link: str | None) -> None:
    """Mistakes, takedowns and everything else go to the contact of the site, whatever kind of address that is."""
    reading.site = replace(reading.site, contact=contact)
    page = tree(app_for(reading).test_client(), "/en/about")
    for part in ("mistakes", "rights", "accessibility", "contact"):
        (section,) = page.xpath(f"//section[@aria-labelledby='{part}']")
        assert f"Write to {contact}." in text(section)
        assert section.xpath(".//a[contains(@href, ':')]/@href") == ([link] if link else [])


def test_no_contact(reading: City) -> None:
    """A site without a contact says so, and names none."""
    reading.site = replace(reading.site, contact=None)
    page = text(tree(app_for(reading).test_client(), "/en/about"))
    assert "This site has not said yet how it can be reached." in page
    assert "None" not in page


def test_every_label_is_explained(client: FlaskClient) -> None:
    """The labels that entries can have are explained as they look."""
    page = tree(client, "/en/about")
    labels = [text(one) for one in page.xpath("//dl[@class='meanings']//dt")]
    assert labels == ["Reviewed", "No label", "Partly translated", "Translation pending", "Translation failed"]


def test_contents_lead_somewhere(client: FlaskClient) -> None:
    """Each line of the contents leads to a heading with the same words."""
    page = tree(client, "/en/about")
    links = page.xpath("//nav[@class='contents']//a")
    assert len(links) == len(page.xpath("//h2")) - 1
    for link in links:
        assert text(page.get_element_by_id(link.get("href")[1:])) == text(link)


@pytest.mark.parametrize("path", ["/en/", "/uk/about", "/en/status", "/en/subscribe", "/en/nowhere", "/", "/healthz"])
def test_privacy_is_as_promised(client: FlaskClient, reading: City, path: str) -> None:
    """No answer to a reader sets a cookie, and no page has a browser load anything from another host."""
    reading.add_edition("all-en")
    response = client.get(path)
    assert "Set-Cookie" not in response.headers
    if response.mimetype == "text/html":
        loaded = parsed(response.text).xpath(
            "//@src | //link[@rel='stylesheet' or @rel='icon']/@href | //form/@action | //@srcset | //object/@data"
        )
        assert not [address for address in loaded if not address.startswith("/") or address.startswith("//")]
