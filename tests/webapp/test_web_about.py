"""Subscribing, the status page, health, errors, and the headers of all of them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.webapp.memory import NOON, MemoryReading, app_for
from tests.webapp.page import parsed, text, tree
from tests.webapp.sample_city import long_entry, sample_city


def test_each_edition_has_three_feeds(client: FlaskClient, reading: MemoryReading) -> None:
    """An edition is offered in three formats by its public address, with its language in words."""
    reading.add_edition("all-en")
    reading.add_edition("both", language="bilingual", sources=("kh-*",))
    reading.add_edition("raw", language="original")
    page = tree(client, "/subscribe")
    first = page.find_class("feeds")[0]
    assert first.xpath(".//a/@href") == ["/editions/all-en.atom", "/editions/all-en.rss", "/editions/all-en.json"]
    assert first.xpath(".//span/text()")[0] == "https://news.example/editions/all-en.atom"
    words = [text(meta) for meta in page.xpath("//section[@class='edition']//p[@class='meta']")]
    assert words[0].startswith("In English All sources")
    assert words[1].startswith("In English, followed by the original Selected sources")
    assert words[2].startswith("In the languages of the originals")
    assert page.xpath("//a[@href='/subscriptions.opml']")


def test_partners_are_folded_up(client: FlaskClient, reading: MemoryReading) -> None:
    """Editions of partners are one line each, which opens, and no links in the head of every page: there are many."""
    reading.add_edition("all-en")
    for name in ("leeds", "espoo"):
        reading.add_edition(f"partner-{name}", title=f"City news for {name.title()}", first=name)
    page = tree(client, "/subscribe")
    folded = page.xpath("//section[@aria-labelledby='partners']//details")
    assert [text(one.find("summary")) for one in folded] == ["City news for Leeds", "City news for Espoo"]
    assert folded[0].xpath(".//ul//a/@href")[0] == "/editions/partner-leeds.atom"
    assert "/embed/partner-leeds" in text(folded[0].find("textarea"))
    assert len(page.xpath("//section[@class='edition']")) == 3
    assert len(page.xpath("//link[@rel='alternate']")) == 3


def test_no_edition_is_said_in_words(client: FlaskClient) -> None:
    """Without editions the page says so instead of being blank."""
    assert "No edition is configured" in text(tree(client, "/subscribe"))


@pytest.mark.parametrize("path", ["/", "/status", "/nowhere"])
def test_feeds_are_found_from_every_page(client: FlaskClient, reading: MemoryReading, path: str) -> None:
    """Every page names every edition for autodiscovery, with its media type."""
    reading.add_edition("all-en")
    links = parsed(client.get(path).text).xpath("//link[@rel='alternate']")
    assert [(link.get("type"), link.get("href")) for link in links] == [
        ("application/atom+xml", "/editions/all-en.atom"),
        ("application/rss+xml", "/editions/all-en.rss"),
        ("application/feed+json", "/editions/all-en.json"),
    ]


def test_links_keep_the_prefix_of_a_proxy(reading: MemoryReading) -> None:
    """Under a path prefix, pages and feeds link to addresses with it."""
    reading.add_edition("all-en")
    client = app_for(reading).test_client()
    page = parsed(client.get("/subscribe", base_url="http://localhost/news").text)
    assert "/news/editions/all-en.atom" in page.xpath("//a/@href")
    assert all(href.startswith("/news/") for href in page.xpath("//a/@href | //link/@href") if href.startswith("/"))


def test_status_tells_how_each_source_fares() -> None:
    """Each source is listed with its fare in words, those that need somebody first."""
    page = tree(app_for(sample_city()).test_client(), "/status")
    rows = page.xpath("//ul[@class='fares']/li")
    fares = [text(row.find_class("label")[0]) for row in rows]
    assert fares == ["Failing", "Gone", "Not asked yet", "Working", "Working", "Working", "Switched off"]
    failing, gone, waiting = rows[:3]
    assert "the server answered 503 Service Unavailable (4 times in a row)" in text(failing)
    assert "Not verified" in text(failing)
    assert "Next try 21 October 2026, 16:00" in text(failing)
    assert "gone for good (410)" in text(gone)
    assert "Last success never" in text(waiting)
    assert "Not verified" not in text(rows[3])


def test_next_try_respects_the_servers_word(client: FlaskClient, reading: MemoryReading) -> None:
    """The later of our own plan and the server's Retry-After is the next try."""
    reading.add_source()
    reading.check(next_due=NOON + timedelta(hours=1), not_before=NOON + timedelta(hours=3))
    assert "Next try 21 October 2026, 15:00" in text(tree(client, "/status"))


def test_status_counts_translations_and_reasons() -> None:
    """The backlog is counted by state, with the reasons for what is missing."""
    page = tree(app_for(sample_city()).test_client(), "/status")
    rows = {text(row.find("th")): text(row.find("td")) for row in page.xpath("//tbody/tr")}
    assert (rows["Pending"], rows["Failed"], rows["Reviewed"]) == ("1", "1", "1")
    assert "3 google: no answer within 10 s" in text(page.find_class("reasons")[0])


def test_status_has_a_notice_where_nothing_ever_worked(client: FlaskClient, reading: MemoryReading) -> None:
    """Where no source has ever worked, the status page says so and names the demo; else it does not."""
    reading.add_source()
    reading.check(last_error="timeout")
    assert "No source could be reached" in text(tree(client, "/status"))
    assert "make demo" in text(tree(client, "/status"))
    reading.check(last_error="timeout", last_success=NOON)
    assert "make demo" not in text(tree(client, "/status"))


def test_no_sources_at_all_is_said(client: FlaskClient) -> None:
    """An installation without sources says that there are none."""
    assert "No source is configured" in text(tree(client, "/status"))


@pytest.mark.parametrize(
    ("error", "success", "verdict"), [(None, NOON, "ok"), ("timeout", NOON, "degraded"), ("timeout", None, "empty")]
)
def test_health(client: FlaskClient, reading: MemoryReading, error: str | None, success: object, verdict: str) -> None:
    """``/healthz`` is 200 with one word on the whole, also where sources fail."""
    reading.add_source()
    reading.check(last_error=error, last_success=success)
    response = client.get("/healthz")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    answer = json.loads(response.data)
    assert answer["status"] == verdict
    assert answer["last_refresh"] == "2026-10-21T09:00:00+00:00"
    failing = int(error is not None)
    assert answer["sources"] == {
        "total": 1, "failing": failing, "gone": 0, "waiting": 0, "working": 1 - failing, "off": 0,
    }  # fmt: skip


def test_health_before_the_first_refresh(client: FlaskClient) -> None:
    """A new installation is empty, with no last refresh."""
    answer = client.get("/healthz").get_json()
    assert (answer["status"], answer["last_refresh"]) == ("empty", None)


@pytest.mark.parametrize("path", ["/", "/status", "/entry/x", "/healthz"])
def test_unreadable_store_is_503(client: FlaskClient, reading: MemoryReading, path: str) -> None:
    """A store that cannot be read gives 503 and tells readers nothing of where it lies."""
    reading.locked = True
    response = client.get(path)
    assert response.status_code == 503
    assert "news.db" not in response.text


def test_unforeseen_error_is_a_small_page(reading: MemoryReading, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours gives a 500 page without its details."""

    def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(reading, "status", broken)
    response = app_for(reading).test_client().get("/status")
    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert "secret detail" not in response.text


def test_other_methods_are_refused_with_a_page(client: FlaskClient) -> None:
    """POST answers 405 and says what is allowed."""
    response = client.post("/subscribe")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "Not that way" in response.text


@pytest.mark.parametrize(
    "path",
    ["/", "/entry/{key}", "/source/city", "/subscribe", "/status", "/healthz", "/favicon.svg", "/favicon.ico",
     "/static/style.css", "/nowhere", "/?before=x"],
)  # fmt: skip
def test_headers_are_on_every_answer(path: str) -> None:
    """Every route, errors and redirects included, carries the policy that allows no script and no foreign host."""
    city = sample_city()
    response = app_for(city).test_client().get(path.format(key=long_entry(city)), buffered=True)
    policy = response.headers.getlist("Content-Security-Policy")
    assert policy == [
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ]
    assert response.headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/", "public, max-age=60"), ("/subscribe", "public, max-age=60"), ("/status", "no-cache"),
     ("/static/style.css", "public, max-age=86400"), ("/favicon.svg", "public, max-age=86400")],
)  # fmt: skip
def test_pages_are_revalidated(client: FlaskClient, path: str, kept: str) -> None:
    """A page has an ETag, and asking again with it costs no body; HEAD has the same headers and no body."""
    full = client.get(path, buffered=True)
    assert full.headers["Cache-Control"] == kept
    again = client.get(path, headers={"If-None-Match": full.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (full.headers["ETag"], kept)
    head = client.head(path, buffered=True)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", full.headers["ETag"])
    assert head.headers["Content-Length"] == str(len(full.data))


def test_changed_news_change_the_validator(client: FlaskClient, reading: MemoryReading) -> None:
    """A new entry makes the old ETag of the front page stale."""
    reading.add_entry("one")
    old = client.get("/").headers["ETag"]
    reading.add_entry("two")
    assert client.get("/", headers={"If-None-Match": old}).status_code == 200


def test_error_pages_are_not_kept(client: FlaskClient) -> None:
    """A cache does not remember that a page was missing."""
    assert client.get("/nowhere").headers["Cache-Control"] == "no-store"
