"""What is turned away before a page is thought of."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv6Address
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from limits.storage import MemoryStorage
from pydantic import ValidationError
from werkzeug.test import TestResponse

from feeds.config import WebSettings, load_settings
from feeds.errors import ConfigError
from feeds.model import Site
from tests.webapp.city import City, app_for
from webapp import guard

if TYPE_CHECKING:
    from feeds.reading import Reading

BASE = "https://news.example/visnyk"


def guarded(base_url: str = BASE, **web: object) -> Flask:
    """A site that says who asks, and counts the fields of a form."""
    app = Flask("site")
    app.add_url_rule("/", "who", lambda: f"{request.remote_addr} {request.scheme} {request.host}")
    app.add_url_rule("/form", "form", lambda: f"{len(request.form)}", methods=["POST"])
    asked = SimpleNamespace(site=Site("News", base_url), web=WebSettings.model_validate(web))
    guard.register(app, cast("Reading", asked))
    return app


def get(client: FlaskClient, host: str = "news.example", address: str = "192.0.2.1", **headers: str) -> TestResponse:
    """The page of the site, asked for under this name from this address; headers as keywords."""
    given = {"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.get("/", headers=given, environ_base={"REMOTE_ADDR": address})


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock of counters, to be moved."""
    clock = SimpleNamespace(now=1_800_000_000.0, time=lambda: clock.now)
    for module in ("limits.storage.memory", "limits.strategies", "webapp.guard"):
        monkeypatch.setattr(f"{module}.time", clock)
    return clock


# --- hosts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "news.example", "News.Example:8443", "localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000",
        "city.example", "xn--b1amarcd.xn--j1amh", "192.0.2.7:80", "[2001:db8::7]",
    ],
)  # fmt: skip
def test_its_own_names(host: str) -> None:
    """The host of its address, loopback, and what the settings name are answered, on whatever port."""
    app = guarded(hosts=("City.example", "новини.укр", "192.0.2.7", "2001:DB8::7"))
    assert get(app.test_client(), host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "", "news.example.evil.example", "news.example@evil.example", "evil.example:news.example",
        "news.example, evil.example", "127.0.0.1.evil.example", "news.example:", "news.example:123456", "news.example.",
        "[::1", "::1", "news.example/x", "127.0.0.2", "news example", "xnews.example", "[news.example]",
    ],
)  # fmt: skip
def test_other_names(host: str) -> None:
    """Under any other name, several at once or none, nobody is answered but with a line that does not repeat it."""
    answer = get(guarded().test_client(), host)
    assert answer.status_code == 400
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "[web] hosts" in answer.text and "Цей сайт" in answer.text
    assert "evil" not in answer.text + str(answer.headers)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_site_without_a_name() -> None:
    """Where the address of the site is that of a network card there is loopback left."""
    assert guard.hosts_of("http://[fe80::1%25eth0]:8000", WebSettings()) == {"localhost", "127.0.0.1", "[::1]"}


@pytest.mark.parametrize("host", ["news.example:80", "https://news.example", "a b", "", "*.example", "user@a", "a/b"])
def test_names_that_are_none(host: str, tmp_path: Path) -> None:
    """What can be no name of a host is an error of the settings, with its place."""
    for name in ("sources", "editions"):
        (tmp_path / f"{name}.toml").touch()
    (tmp_path / "visnyk.toml").write_text(f'[web]\nhosts = ["{host}"]\n')
    with pytest.raises(ConfigError, match=r"visnyk\.toml: web\.hosts"):
        load_settings(tmp_path)


# --- sizes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"), [("/?" + "q" * 4096, 200), ("/?" + "q" * 4097, 414), ("/" + "p" * 4096, 414)]
)
def test_long_addresses(path: str, status: int) -> None:
    """A path or a query of more than 4 KB is not looked at."""
    assert guarded().test_client().get(path).status_code == status


def test_large_bodies() -> None:
    """A body that says it is larger than 256 KB is not read, whatever the page."""
    client = guarded().test_client()
    assert client.post("/form", data={"text": "x" * 250_000}).text == "1"
    for path in ("/form", "/", "/none"):
        assert client.post(path, data=b"x" * (256 * 1024 + 1)).status_code == 413


def test_bodies_in_pieces() -> None:
    """A body that does not say how long it is is not read: the framework would cut it off, and take it for whole."""
    pieces = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    endless = {"wsgi.input": io.BytesIO(b"text=" + b"x" * 300_000), **pieces}
    kind = "application/x-www-form-urlencoded"
    assert guarded().test_client().post("/form", content_type=kind, environ_overrides=endless).status_code == 411


@pytest.mark.parametrize("length", ["-1", "nonsense", "9" * 30, "٣"])
def test_lengths_that_are_none(length: str) -> None:
    """A length that is no number is none."""
    client = guarded().test_client()
    assert client.post("/form", environ_overrides={"CONTENT_LENGTH": length}).status_code == 411


def test_too_many_fields() -> None:
    """A form of more parts than any of ours has is not taken apart."""
    client = guarded().test_client()
    for number, status in ((guard.FIELDS, 200), (guard.FIELDS + 1, 413)):
        fields = {f"field{one}": "x" for one in range(number)}
        answer = client.post("/form", data=fields, content_type="multipart/form-data")
        assert answer.status_code == status


# --- how often ----------------------------------------------------------------------------------------------------


def test_slow_forms_leave_room_for_readers() -> None:
    """Of requests with a body only some are let in at once; others are answered meanwhile, and more of them later."""
    site, inside, go = guarded(), threading.Semaphore(0), threading.Event()

    def slow() -> str:
        inside.release()
        go.wait(60)
        return "done"

    site.add_url_rule("/slow", "slow", slow, methods=["POST"])

    def send() -> int:
        return site.test_client().post("/slow", data={"a": "b"}, base_url="https://news.example").status_code

    with ThreadPoolExecutor(guard.BODIES) as pool:
        waiting = [pool.submit(send) for _ in range(guard.BODIES)]
        for _ in waiting:
            assert inside.acquire(timeout=60)
        refused = site.test_client().post("/slow", data={"a": "b"}, base_url="https://news.example")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert get(site.test_client()).status_code == 200
        go.set()
        assert [one.result() for one in waiting] == [200] * guard.BODIES
    assert send() == 200


def test_pages_that_refuse_are_few() -> None:
    """Whoever goes on after having been told so often gets a line, which costs next to nothing."""
    city = City()
    city.web = WebSettings(requests_a_minute=1)
    client = app_for(city).test_client()
    kinds = [client.get("/en/about").content_type.partition(";")[0] for _ in range(63)]
    assert kinds == ["text/html"] * 61 + ["text/plain"] * 2


@pytest.mark.parametrize(("ui", "words"), [("en", "Too many requests"), ("uk", "Забагато запитів")])
def test_too_often_is_told_in_the_language_of_the_reader(ui: str, words: str) -> None:
    """As a page with the way back, and to programs as a problem document."""
    city = City()
    city.web = WebSettings(requests_a_minute=1)
    client = app_for(city).test_client()
    assert client.get(f"/{ui}/").status_code == 200
    page = client.get(f"/{ui}/")
    assert page.status_code == 429
    assert words in page.text and f'href="/{ui}/"' in page.text
    assert page.headers["Retry-After"] and page.headers["Cache-Control"] == "no-store"
    problem = client.get(f"/{ui}/", headers={"Accept": "application/feed+json"})
    assert problem.content_type == "application/problem+json"
    assert problem.json is not None and problem.json["status"] == 429


def test_too_often(moment: SimpleNamespace) -> None:
    """Who asks more often in a minute than is allowed is told when to come again; others are answered."""
    client = guarded(requests_a_minute=3).test_client()
    assert [get(client).status_code for _ in range(3)] == [200] * 3
    moment.now += 20.5
    answer = get(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "40")
    assert get(client, address="192.0.2.2").status_code == 200
    moment.now += 40
    assert get(client).status_code == 200


def test_the_window_moves(moment: SimpleNamespace) -> None:
    """What counts are about the last sixty seconds, not the minute of the clock; what was refused does not count."""
    client = guarded(requests_a_minute=2).test_client()
    found = []
    for pause in (0, 40, 1, 18, 2, 1):
        moment.now += pause
        found.append(get(client).status_code)
    assert found == [200, 200, 429, 429, 200, 429]


def test_loopback_is_counted_and_no_limit_is_none(moment: SimpleNamespace) -> None:
    """Whoever asks from this machine is counted as well; 0 lets everybody through."""
    client = guarded(requests_a_minute=1).test_client()
    assert [get(client, address="127.0.0.1").status_code for _ in range(2)] == [200, 429]
    client = guarded(requests_a_minute=0).test_client()
    assert {get(client).status_code for _ in range(2000)} == {200}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:0:1::5", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::5", "2001:db8:0:2::5", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.1:51000", True),
        ("[2001:db8:0:1::5]:51000", "2001:db8:0:1::6", True),
        ("", "unknown", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_who_is_who(first: str, second: str, same: bool) -> None:
    """A household with IPv6 is one client, an address is the same however it is written, and the nameless are one."""
    assert (guard._client(first) == guard._client(second)) is same


def test_memory_has_a_bound(moment: SimpleNamespace) -> None:
    """However many addresses come, and however often, no more is remembered than two numbers for each counter."""
    turnstile = guard._Turnstile(100_000)
    for number in range(20_000):
        turnstile.wait(str(IPv6Address((number % 5000) << 64)))
        moment.now += 0.01
    storage = turnstile._window.storage
    assert isinstance(storage, MemoryStorage)
    assert 1024 < len(storage.storage) <= 4 * 1024  # those of three minutes, until they are cleared away
    assert not storage.events


def test_retry_after_is_kept(moment: SimpleNamespace) -> None:
    """Whoever comes again when they were told to is let in, wherever in the minute of the clock they asked."""
    for start in range(0, 120, 7):
        client = guarded(requests_a_minute=5).test_client()
        moment.now = 1_800_000_000.3 + start
        for _ in range(12):
            while (answer := get(client)).status_code == 200:
                moment.now += 1.7
            assert answer.status_code == 429
            moment.now += int(answer.headers["Retry-After"])
            assert get(client).status_code == 200


# --- proxies ------------------------------------------------------------------------------------------------------


def test_proxies_are_not_believed(moment: SimpleNamespace) -> None:
    """As long as nobody says that a proxy stands before it, what a request says of itself counts for nothing."""
    client = guarded(requests_a_minute=2).test_client()
    said = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "evil.example", "X_Forwarded_Prefix": "/evil"}
    answers = [get(client, X_Forwarded_For=f"203.0.113.{number}", **said) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].text == "192.0.2.1 http news.example"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [(1, "203.0.113.9", "203.0.113.9"), (1, "10.6.6.6, 203.0.113.9", "203.0.113.9"),
     (2, "10.6.6.6, 203.0.113.9, 192.0.2.50", "203.0.113.9"), (2, "203.0.113.9", "192.0.2.1"), (1, "", "192.0.2.1")],
)  # fmt: skip
def test_proxies_are_believed(proxies: int, forwarded: str, client: str) -> None:
    """With so many proxies the client is whom the first of them saw, however many names it gave itself before."""
    app = guarded(proxies=proxies)
    protocols = ", ".join(["https"] * proxies)
    answer = get(
        app.test_client(), X_Forwarded_For=forwarded, X_Forwarded_Proto=protocols, X_Forwarded_Host="evil.example"
    )
    assert answer.text == f"{client} https news.example"


def test_each_client_behind_a_proxy_is_counted(moment: SimpleNamespace) -> None:
    """Readers behind a proxy do not use up each other's turns, and cannot be taken for somebody else."""
    client = guarded(requests_a_minute=1, proxies=1).test_client()
    first = [get(client, X_Forwarded_For=f"{number}.6.6.6, 203.0.113.9").status_code for number in (1, 2)]
    assert first == [200, 429]
    assert get(client, X_Forwarded_For="203.0.113.10").status_code == 200


@pytest.mark.parametrize(("proxies", "lines"), [(0, 1), (1, 0)])
def test_a_proxy_that_nobody_named(proxies: int, lines: int, caplog: pytest.LogCaptureFixture) -> None:
    """If all readers of a proxy are taken for one client, a line of the log says why; one is enough."""
    client = guarded(requests_a_minute=1, proxies=proxies).test_client()
    assert [get(client, X_Forwarded_For="203.0.113.9").status_code for _ in range(3)] == [200, 429, 429]
    assert sum("[web] proxies" in record.message for record in caplog.records) == lines


@pytest.mark.parametrize("wrong", [{"proxies": -1}, {"proxies": 11}, {"requests_a_minute": -1}, {"limit": 5}])
def test_settings_that_are_none(wrong: dict[str, int]) -> None:
    """A number out of bounds, and a key that nobody knows, are errors."""
    with pytest.raises(ValidationError):
        WebSettings.model_validate(wrong)


def test_the_website_is_guarded() -> None:
    """The guard stands before the website, as the settings say."""
    city = City()
    city.web = WebSettings(requests_a_minute=2, hosts=("city.example",))
    client = app_for(city).test_client()
    hosts = ("evil.example", "city.example", "news.example", "localhost")
    assert [client.get("/en/about", headers={"Host": host}).status_code for host in hosts] == [400, 200, 200, 429]
