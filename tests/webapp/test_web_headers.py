"""The headers of every page, and the form in which it travels."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Blueprint, Flask, Response, make_response, redirect
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feeds.model import Site
from webapp import embed, headers, language, pictures

LONG = "<!doctype html><title>News</title>" + "<p>The tram runs again.</p>" * 100
SHORT = "<!doctype html><title>News</title>"


def site(base_url: str = "http://news.example") -> Flask:
    """Pages of each kind with the headers of ours, and nothing behind them."""
    app = Flask("webapp")
    headers.register(app, Site("News", base_url))
    for path, body in (("/en/long", LONG), ("/en/short", SHORT)):
        app.add_url_rule(path, path[4:], lambda body=body: body)
    app.add_url_rule("/", "lead", lambda: redirect(f"/{language.asked_for()}/", 302))
    app.add_url_rule("/en/", "slash", lambda: LONG)
    app.add_url_rule("/en/away", "away", lambda: redirect("https://elsewhere.example/x"))
    app.add_url_rule("/en/doubled", "doubled", lambda: redirect("http://localhost//evil.example/x?a=1#b"))
    app.add_url_rule("/en/kept", "kept", lambda: typed(LONG, "text/html", "no-cache"))
    app.add_url_rule("/en/live", "live", lambda: typed('{"a": 1}' * 100, "application/json", "no-store"))
    app.add_url_rule("/en/cookie", "cookie", with_cookie)
    for name, path in ((headers.DESK, "/en/desk/"), (embed.NAME, "/embed/all"), ("pictures", "/pictures/a.png")):
        pages = Blueprint(name, __name__)
        pages.add_url_rule(path, "picture" if name == "pictures" else "page", lambda: typed(LONG, "text/html"))
        app.register_blueprint(pages)
    return app


def typed(body: str, media_type: str, kept: str | None = None) -> Response:
    """An answer of this type."""
    answer = make_response(body)
    answer.headers["Content-Type"] = media_type
    if kept:
        answer.headers["Cache-Control"] = kept
    return answer


def with_cookie() -> Response:
    """An answer for one reader alone."""
    answer = make_response(LONG)
    answer.set_cookie("who", "olena")
    return answer


@pytest.fixture
def client() -> FlaskClient:
    """A browser without a network."""
    return site().test_client()


def get(client: FlaskClient, path: str = "/en/long", **given: str) -> TestResponse:
    """A page, asked for with headers that are written as keywords."""
    return client.get(path, headers={name.replace("_", "-"): value for name, value in given.items()}, buffered=True)


def policy(response: TestResponse) -> dict[str, str]:
    """What a page allows, by directive."""
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, _, sources in parts}


# --- what a browser may do ----------------------------------------------------------------------------------------


def test_nothing_but_its_own(client: FlaskClient) -> None:
    """A page loads style, script and pictures from its own host, asks and sends forms there, stands in no other page,
    and no script on it can have a string read as HTML or run."""
    assert policy(get(client)) == {
        "default-src": "'none'", "style-src": "'self'", "script-src": "'self'", "img-src": "'self'",
        "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'", "trusted-types": "'none'",
    }  # fmt: skip
    assert "unsafe" not in headers.POLICY + headers.EMBED_POLICY


@pytest.mark.parametrize("path", ["/en/long", "/en/none", "/", "/embed/all", "/en/desk/", "/pictures/a.png"])
def test_on_every_answer(client: FlaskClient, path: str) -> None:
    """Errors and redirects have the same protection as pages."""
    given = get(client, path).headers
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'none'" in given["Content-Security-Policy"]
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(given["Permissions-Policy"].split(", "))


def test_embedded_pages_stand_anywhere(client: FlaskClient) -> None:
    """A page that is made for others' pages may stand in them, and is allowed nothing else more."""
    ours, theirs = policy(get(client)), policy(get(client, "/embed/all"))
    assert theirs == {**ours, "frame-ancestors": "*"}
    assert get(client, "/embed/all").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert get(client, "/pictures/a.png").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert get(client).headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_desk_says_where_its_requests_come_from(client: FlaskClient) -> None:
    """To its own host, against forged ones; readers' pages tell nobody."""
    desk = get(client, "/en/desk/")
    assert policy(desk) == policy(get(client))
    assert desk.headers["Referrer-Policy"] == "same-origin"
    assert get(client).headers["Referrer-Policy"] == "no-referrer"


def test_only_https() -> None:
    """A site with an https address is asked for by https alone for a year; one without is not bound to it."""
    assert get(site("https://news.example").test_client()).headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in get(site().test_client()).headers


@pytest.mark.parametrize(
    ("path", "to"),
    [("/en//long", "/en/long"), ("/en/away", "https://elsewhere.example/x"), ("/en/doubled", "/evil.example/x?a=1#b")],
)
def test_redirects_are_paths(client: FlaskClient, path: str, to: str) -> None:
    """A redirect within the site is a path below its root, so that it keeps scheme and host of whoever asked."""
    answer = get(client, path)
    assert answer.headers["Location"] == to
    assert to.startswith("https:") or answer.data == b""


# --- how long it is kept ------------------------------------------------------------------------------------------


def test_pages_are_kept_and_known_again(client: FlaskClient) -> None:
    """A page is asked for anew each time, and who still has it gets 304 without a body; a proxy may wait a minute."""
    first = get(client)
    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"
    again = get(client, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Vary"] == "Accept-Encoding"
    assert get(client, If_None_Match='"other"').data == first.data


def test_what_a_page_says_of_itself_counts(client: FlaskClient) -> None:
    """A page that says how long it may be kept is believed; one that must not be kept has no validator."""
    assert get(client, "/en/kept").headers["Cache-Control"] == "no-cache"
    assert "ETag" in get(client, "/en/kept").headers
    live = get(client, "/en/live")
    assert live.headers["Cache-Control"] == "no-store"
    assert "ETag" not in live.headers


@pytest.mark.parametrize("path", ["/en/none", "/en/cookie", "/en/desk/"])
def test_never_kept(client: FlaskClient, path: str) -> None:
    """Errors, whatever comes with a cookie, and the desk are kept by no cache."""
    assert get(client, path).headers["Cache-Control"] == "no-store"
    assert "ETag" not in get(client, path).headers


def test_files(client: FlaskClient) -> None:
    """A static file may be kept for a day, is told apart by its validator in each form, and may be used by others."""
    name = next(path.name for path in (Path(headers.__file__).parent / "static").glob("*.css"))
    plain, packed = get(client, f"/static/{name}"), get(client, f"/static/{name}", Accept_Encoding="gzip")
    assert plain.headers["Cache-Control"] == "public, max-age=86400"
    assert plain.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Ranges" not in packed.headers
    for known in (plain, packed):
        condition = {"If_None_Match": known.headers["ETag"], "Accept_Encoding": "gzip"}
        assert get(client, f"/static/{name}", **condition).status_code == 304
    part = get(client, f"/static/{name}", Range="bytes=0-3", Accept_Encoding="gzip")
    assert (part.status_code, part.data, "Content-Encoding" in part.headers) == (206, plain.data[:4], False)


def test_answers_that_depend_on_the_browser(client: FlaskClient) -> None:
    """What depends on the language that the browser asks for says so to caches; a page with its language does not."""
    assert set(get(client, "/").vary) == {"Accept-Encoding", "Accept-Language"}
    assert list(get(client).vary) == ["Accept-Encoding"]


# --- compressed ---------------------------------------------------------------------------------------------------


def test_packed(client: FlaskClient) -> None:
    """Where the browser takes gzip a page is smaller, the same, and has a validator of its own."""
    plain, packed = get(client), get(client, Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == LONG.encode()
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gz"'
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers
    assert get(client, Accept_Encoding="gzip").data == packed.data


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_both_forms_are_known_again(client: FlaskClient, encoding: str) -> None:
    """Whoever has the page in the form that would be sent, or plain, gets 304."""
    plain = get(client).headers["ETag"]
    known = get(client, Accept_Encoding=encoding).headers["ETag"]
    for etag in {plain, known}:
        answer = get(client, If_None_Match=etag, Accept_Encoding=encoding)
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
        assert "Content-Encoding" not in answer.headers


def test_head_says_the_same(client: FlaskClient) -> None:
    """HEAD has the headers of GET in either form, and no body."""
    for encoding in ("identity", "gzip"):
        full = get(client, Accept_Encoding=encoding)
        head = client.head("/en/long", headers={"Accept-Encoding": encoding})
        assert head.data == b""
        assert {**head.headers, "Date": ""} == {**full.headers, "Date": ""}


@pytest.mark.parametrize("path", ["/en/short", "/en/desk/", "/pictures/a.png"])
def test_not_packed(client: FlaskClient, path: str) -> None:
    """What is small is sent as it is, so is what is compressed in itself; and the desk, where secrets stand beside what
    somebody else may have written (breachattack.com)."""
    assert "Content-Encoding" not in get(client, path, Accept_Encoding="gzip").headers


def test_packed_without_being_kept(client: FlaskClient) -> None:
    """What no cache may keep is compressed all the same."""
    packed = get(client, "/en/live", Accept_Encoding="gzip")
    assert (packed.headers["Content-Encoding"], "ETag" in packed.headers) == ("gzip", False)


def test_names_are_those_of_the_blueprints() -> None:
    """The endpoints and blueprints that are treated in their own way are there under these names."""
    source = Path(headers.__file__).parent
    names = set(re.findall(r'Blueprint\("([a-z]+)"', "".join(path.read_text("utf-8") for path in source.glob("*.py"))))
    assert {"pictures", "archives", "assets", "service"} <= names
    assert pictures.ENDPOINT == "pictures.picture"
