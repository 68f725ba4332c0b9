"""The layer that answers published documents from memory."""

from __future__ import annotations

import gzip
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.serving import make_server
from werkzeug.test import Client, TestResponse

from tests.webapp.city import NOON, City, app_for, as_reading, etag_of
from webapp.documents import accepts_gzip, documents

BODY = b"<feed>" + b"<entry>news</entry>" * 200 + b"</feed>"
PATH = "/editions/all-en.atom"


class Served:
    """A city with one document behind the layer, and a clock that moves when told."""

    def __init__(self) -> None:
        self.now = 100.0
        self.reading = City()
        self.reading.publish(PATH, BODY)
        self.layer = documents(app_for(self.reading), as_reading(self.reading), clock=lambda: self.now)
        self.client = Client(self.layer)

    def get(self, path: str = PATH, **headers: str) -> TestResponse:
        """A GET with headers written as keywords: ``if_none_match`` for If-None-Match."""
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
def served() -> Served:
    """A freshly started layer."""
    return Served()


def test_document_comes_as_it_was_published(served: Served) -> None:
    """A GET gives the bytes with validators, freshness, and leave for other sites' programs to read it."""
    response = served.get()
    assert (response.status_code, response.data) == (200, BODY)
    headers = dict(response.headers)
    assert headers.pop("ETag").strip('"').isalnum()
    assert headers == {
        "Content-Type": "application/atom+xml",
        "Content-Length": str(len(BODY)),
        "Last-Modified": "Wed, 21 Oct 2026 09:00:00 GMT",
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }


def test_gzip_variant_is_the_same_document(served: Served) -> None:
    """With gzip allowed the body is smaller, decodes to the same bytes and has an ETag of its own."""
    plain, packed = served.get(), served.get(accept_encoding="gzip, deflate, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == BODY
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gz"'
    assert packed.headers["Vary"] == "Accept-Encoding"


def test_gzip_bytes_stay_the_same_across_starts(served: Served) -> None:
    """Two processes compress the same document to the same bytes, as one strong ETag promises."""
    assert served.get(accept_encoding="gzip").data == Served().get(accept_encoding="gzip").data


def test_what_gzip_cannot_shrink_is_sent_plain(served: Served) -> None:
    """A tiny document is not made larger by compressing it."""
    served.reading.publish("/subscriptions.opml", b"<o/>")
    served.now += 2
    response = served.get("/subscriptions.opml", accept_encoding="gzip")
    assert (response.data, response.headers.get("Content-Encoding")) == (b"<o/>", None)


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("", False), ("gzip", True), ("GZIP", True), ("x-gzip", True), ("*", True), ("br", False), ("identity", False),
        ("gzip;q=0", False), ("gzip; q=0.000", False), ("gzip;q=0.001", True), ("*;q=0.5, gzip;q=0", False),
        ("*;q=0", False), ("br, gzip;q=0.8", True), ("identity, gzip;q=0.5", False),
        ("identity;q=0.3, gzip;q=0.5", True),
        ("gzip;q=nonsense", False), ("gzip;q=2", False), (" , gzip ,", True), ("gzip;level=9", True),
    ],
)  # fmt: skip
def test_accept_encoding(header: str, allowed: bool) -> None:
    """Quality values decide, a wildcard stands for what is not named, nonsense allows nothing."""
    assert accepts_gzip(header) is allowed


@given(st.text(alphabet="gzip*;q=01.,- identy", max_size=30))
def test_any_accept_encoding_is_answered(header: str) -> None:
    """No header, however odd, raises."""
    assert accepts_gzip(header) in (True, False)


@pytest.mark.parametrize("pattern", ["{0}", "W/{0}", '"other", {0}', '"a,b" , W/{0}', "*", " * ", "{1}", 'W/"x",{1}'])
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_known_etag_is_304(served: Served, pattern: str, encoding: str) -> None:
    """Either variant's ETag, weak or in a list, or a star, answers 304 without a body, whatever the encoding."""
    plain, packed = served.get(), served.get(accept_encoding="gzip")
    condition = pattern.format(plain.headers["ETag"], packed.headers["ETag"])
    response = served.get(if_none_match=condition, accept_encoding=encoding)
    assert (response.status_code, response.data) == (304, b"")
    assert "Content-Type" not in response.headers
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Vary"] == "Accept-Encoding"
    if "*" not in pattern:  # the 304 names the copy that the client holds
        assert response.headers["ETag"] in condition


@pytest.mark.parametrize("condition", ['"other"', "nonsense", "", 'W/"x", "y"'])
def test_unknown_etag_is_200_whatever_the_date(served: Served, condition: str) -> None:
    """If-None-Match decides alone: a matching date beside it changes nothing."""
    response = served.get(if_none_match=condition, if_modified_since="Wed, 21 Oct 2026 09:00:00 GMT")
    assert (response.status_code, response.data) == (200, BODY)


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Wed, 21 Oct 2026 09:00:00 GMT", 304),
        ("Wed, 21 Oct 2026 09:00:01 GMT", 304),
        ("Wed, 21 Oct 2026 08:59:59 GMT", 200),
        ("yesterday", 200),
    ],
)
def test_if_modified_since(served: Served, since: str, status: int) -> None:
    """A date no older than the document answers 304, an unreadable one is ignored."""
    assert served.get(if_modified_since=since).status_code == status


def test_fractions_of_a_second_do_not_defeat_dates(served: Served) -> None:
    """A document changed within a second is still recognised by the date that was sent for it."""
    served.reading.publish(PATH, b"<other/>", when=NOON + timedelta(microseconds=999_999))
    served.now += 2
    assert served.get(if_modified_since=served.get().headers["Last-Modified"]).status_code == 304


def test_head_has_the_headers_alone(served: Served) -> None:
    """HEAD answers like GET without the body."""
    head, full = served.client.head(PATH), served.get()
    assert head.data == b""
    assert dict(head.headers) == dict(full.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(served: Served, method: str) -> None:
    """A document can be read and nothing else."""
    response = served.client.open(PATH, method=method)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_other_paths_go_to_the_pages(served: Served) -> None:
    """What is no document is the viewer's business, also under the editions."""
    assert "Latest news" in served.get("/en/").text
    assert served.get("/editions/none.atom").status_code == 404
    assert served.get(PATH + "/").status_code == 404


def test_changes_are_seen_within_a_second(served: Served) -> None:
    """The store is asked at most once a second, and what changed is served from then on."""
    before = served.reading.versions_asked
    served.reading.publish(PATH, b"<new/>")
    for _ in range(5):
        assert served.get().data == BODY
    assert served.reading.versions_asked == before
    served.now += 1.0
    assert served.get().data == b"<new/>"
    served.get()
    assert served.reading.versions_asked == before + 1


def test_documents_that_are_gone_are_gone(served: Served) -> None:
    """A document that is published no more is no longer served."""
    served.reading.unpublish()
    served.reading.publish("/subscriptions.opml", b"<opml/>")
    served.now += 2
    assert served.get().status_code == 404
    assert served.get("/subscriptions.opml").status_code == 200


def test_locked_store_keeps_the_old_documents(served: Served) -> None:
    """While the store cannot be read subscribers get what there was; afterwards they get what is new."""
    served.reading.publish(PATH, b"<new/>")
    served.reading.locked = True
    served.now += 2
    assert served.get().data == BODY
    served.reading.locked = False
    served.now += 2
    assert served.get().data == b"<new/>"


def test_locked_from_the_start_is_503_and_not_404() -> None:
    """Before anything could be read a feed is unavailable, not missing: readers drop what is missing."""
    reading, now = City(), [0.0]
    reading.publish(PATH, BODY)
    reading.locked = True
    client = Client(documents(app_for(reading), as_reading(reading), clock=lambda: now[0]))
    response = client.get(PATH)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    reading.locked = False
    now[0] += 2
    assert client.get(PATH).data == BODY


def test_slow_reload_stops_nobody(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one thread reloads, others are answered from the old documents."""
    reloading, go_on = threading.Event(), threading.Event()
    renderings = served.reading.renderings

    def slow() -> object:
        reloading.set()
        assert go_on.wait(10)
        return renderings()

    monkeypatch.setattr(served.reading, "renderings", slow)
    served.reading.publish(PATH, b"<new/>")
    served.now += 2
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(served.get)
        assert reloading.wait(10)
        served.now += 2
        assert served.get().data == BODY
        go_on.set()
        assert first.result(10).data == b"<new/>"


def test_many_threads_over_a_real_socket(served: Served) -> None:
    """Over HTTP, with documents changing meanwhile, every body is whole and belongs to its ETag."""
    bodies = [json.dumps({"version": n, "pad": "x" * 500}).encode() for n in range(20)]
    server = make_server("127.0.0.1", 0, served.layer, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    opener = build_opener(ProxyHandler({}))

    def ask(n: int) -> tuple[str, bytes]:
        served.reading.publish(PATH, bodies[n])
        served.now += 2
        with opener.open(Request(f"http://127.0.0.1:{server.port}{PATH}")) as response:
            return response.headers["ETag"], response.read()

    try:
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(ask, range(20)))
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
    assert {body for _, body in answers} <= {BODY, *bodies}
    assert [etag for etag, _ in answers] == [etag_of(body) for _, body in answers]


HUBS = ("https://hub.example/?a=b", "https://hub.example/?a=b", "https://хаб.example/")


def test_feeds_name_their_hubs(served: Served) -> None:
    """Where hubs are configured a feed says in its header which, and under which address it is known to them."""
    served.reading.site = replace(served.reading.site, hubs=HUBS)
    served.reading.publish(PATH, BODY + b"<!-- changed -->")
    served.reading.publish("/subscriptions.opml", BODY)
    served.now += 2
    links = (
        '<https://hub.example/?a=b>; rel="hub", <https://xn--80ac2d.example/>; rel="hub", '
        f'<https://news.example{PATH}>; rel="self"'
    )
    assert served.get().headers["Link"] == served.get(accept_encoding="gzip").headers["Link"] == links
    assert served.client.head(PATH).headers["Link"] == links
    assert "Link" not in served.get("/subscriptions.opml").headers
    assert "Link" not in served.get(if_none_match="*").headers


def test_without_hubs_there_are_no_links(served: Served) -> None:
    """A feed without push says nothing of it."""
    assert "Link" not in served.get().headers
