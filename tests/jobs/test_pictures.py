"""Pictures are copied before their addresses die, whatever servers and disks do, and never anything but pictures."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import feeds.jobs.pictures
from feeds.errors import StoreError
from feeds.fetch.client import Fetcher
from feeds.model import Copying, Enclosure
from feeds.store.picture_files import keep_picture
from feeds.store.schema import picture
from tests.editions.reading import ATOM, atom_tree, json_feed, parsed, rss_channel
from tests.fetch.loopback import after, dripping

from .city import City
from .documents import Item, atom, item
from .libre import Libre, shout
from .site import Feed, Server, http

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
EXPIRED = http("403 Forbidden")


def png(text: str = "") -> bytes:
    """A picture, another one for each text."""
    return PNG + text.encode()


def name_of(body: bytes) -> str:
    """What the file of a PNG is called."""
    return f"{hashlib.sha256(body).hexdigest()}.png"


def served(body: bytes, content_type: str = "image/png") -> bytes:
    """An answer with a body."""
    return http(body=body, content_type=content_type)


def with_pictures(number: int, *urls: str) -> Item:
    """An item that shows these pictures."""
    return item(number).but(content="".join(f'<p>Фото <img src="{url}" alt="Міст"></p>' for url in urls))


def showing(city: City, site: Server, *urls: str, **fields: Any) -> Feed:
    """A source whose pictures are copied, with one entry that shows those at ``urls``."""
    feed = Feed(atom([with_pictures(1, *urls)]))
    city.add("city", site.on("/feed", feed), **{"pictures": "copy", **fields})
    return feed


def copy(city: City, **refresh: Any) -> tuple[int, int]:
    """Refresh; how many pictures were copied, and how many failed."""
    pictures = city.run(**refresh).pictures
    assert pictures.warning is None
    return pictures.copied, pictures.failed


def rows(city: City) -> dict[str, Any]:
    """What is known of each picture, by the path of its address."""
    with city.open() as service, service.database.read() as connection:
        found = connection.execute(select(picture)).all()
    return {re.sub(r"^\w+://[^/]+", "", row.url): row for row in found}


def files(city: City) -> dict[str, bytes]:
    """The copies, by their paths."""
    folder = city.data / "pictures"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def asked(site: Server) -> list[str]:
    """The pictures that were asked for, in order."""
    return [path for path in site.paths() if path not in ("/feed", "/s/misto")]


@pytest.fixture
def other() -> Iterator[Server]:
    """Another host."""
    with Server() as running:
        yield running


# --- the way of a picture -----------------------------------------------------------------------------------------


def test_copied_before_its_link_expires(city: City, site: Server) -> None:
    """A signed link that answers once is enough: one refresh publishes the copy, and the link is not asked again."""
    url = site.on("/signed?sig=1&exp=2", served(png()), EXPIRED)
    showing(city, site, url.replace("&", "&amp;"))
    assert copy(city) == (1, 0)
    assert files(city) == {f"{name_of(png())[:2]}/{name_of(png())}": png()}
    assert f'<img src="https://news.example/pictures/{name_of(png())}" alt="Міст">' in atom_content(city)
    city.later(days=1)
    assert copy(city) == (0, 0)
    assert asked(site) == ["/signed?sig=1&exp=2"]
    [request] = [one for one in site.asked if "signed" in one.path]
    assert "html" not in request.headers["accept"]


def atom_content(city: City) -> str:
    """The text of the newest entry, of whose markup the Atom edition is valid."""
    feed = atom_tree(city.documents()["/editions/all-original.atom"])
    return feed.findtext(f"{ATOM}entry/{ATOM}content") or ""


def test_enclosures_are_whole_in_every_format(city: City, site: Server) -> None:
    """An enclosed picture becomes an enclosure of ours with its true type and length, and all formats stay valid."""
    url = site.on("/photo", served(png(), "text/plain"))
    page = f"<rss version='2.0'><channel><title>Місто</title><item><guid>urn:x:1</guid><title>Міст</title><enclosure \
url='{url}' type='image/*' length='1'/></item></channel></rss>"
    city.add("city", site.on("/feed", Feed(page.encode(), content_type="application/rss+xml")), pictures="copy")
    assert copy(city) == (1, 0)
    documents, ours = city.documents(), f"https://news.example/pictures/{name_of(png())}"
    link = atom_tree(documents["/editions/both.atom"]).find(f"{ATOM}entry/{ATOM}link[@rel='enclosure']")
    assert link is not None
    assert (link.get("href"), link.get("type"), link.get("length")) == (ours, "image/png", str(len(PNG)))
    enclosure = rss_channel(documents["/editions/both.rss"]).find("item/enclosure")
    assert enclosure is not None
    said = enclosure.get("url"), enclosure.get("type"), enclosure.get("length")
    assert said == (ours, "image/png", str(len(PNG)))
    [attachment] = json_feed(documents["/editions/both.json"])["items"][0]["attachments"]
    assert attachment == {"url": ours, "mime_type": "image/png", "size_in_bytes": len(PNG)}
    parsed(documents["/editions/both.atom"], "application/atom+xml")


def test_same_data_same_bytes(city: City, site: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents with copies are rendered anew only when a copy comes, and two machines with the same data agree."""
    url = site.on("/photo", served(png()))
    showing(city, site, url)
    city.run()
    documents = city.documents()
    city.later(hours=1)
    assert city.run().published == 0
    assert city.documents() == documents
    twin = City(tmp_path / "twin", monkeypatch)
    twin.add("city", site.url("/feed"), pictures="copy")
    twin.run()
    assert twin.documents() == documents


def test_translation_does_not_come_first(city: City, site: Server, libre: Libre) -> None:
    """Pictures are copied and published before a backlog of translations, and stand in the translations too."""
    showing(city, site, site.on("/photo", served(png())))
    copied_by_then = []

    def translate(text: str) -> str:
        copied_by_then.append(len(files(city)))
        return shout(text)

    libre.translate = translate
    assert copy(city) == (1, 0)
    assert copied_by_then
    assert set(copied_by_then) == {1}
    both = city.documents()["/editions/both.json"].decode()
    assert both.count(name_of(png())) == 2


def test_links_where_the_editor_wants_links(city: City, site: Server) -> None:
    """Pictures of other sources are not asked for; where copying is switched off later, links are shown again."""
    url = site.on("/photo", served(png()))
    showing(city, site, url, pictures="link")
    city.run()
    assert asked(site) == []
    assert url in atom_content(city)
    city.source("city")["pictures"] = "copy"
    site.on("/feed", Feed(atom([with_pictures(2, url)])))
    city.run()
    assert url not in atom_content(city)
    city.source("city")["pictures"] = "link"
    city.run()
    assert url in atom_content(city)


def test_only_what_is_shown_is_rendered(city: City, site: Server) -> None:
    """A copy changes the editions that show it, and no other, also not one that shows other news of its source."""
    city.editions = [
        {"id": "newest", "title": "Newest", "language": "original", "limit": 1},
        {"id": "all", "title": "All", "language": "original"},
    ]
    url = site.on("/old", http("503 Service Unavailable"), served(png()))
    city.add("city", site.on("/feed", Feed(atom([item(2), with_pictures(1, url)]))), pictures="copy")
    city.run()
    before = city.documents()
    city.later(minutes=10)
    assert city.run().published == 3
    after = city.documents()
    assert {path for path in after if after[path] != before[path]} == {
        f"/editions/all.{x}" for x in ("atom", "rss", "json")
    }


def test_one_file_for_many_addresses(city: City, site: Server, other: Server) -> None:
    """The same picture at several addresses is one file, and each address leads to it."""
    urls = [site.on("/a", served(png())), site.on("/b", served(png())), other.on("/c", served(png()))]
    showing(city, site, *urls)
    assert copy(city) == (3, 0)
    assert list(files(city).values()) == [png()]
    assert atom_content(city).count(name_of(png())) == 3


# --- what is no picture, and who does not answer ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http("404 Not Found"), "answered 404 Not Found"),
        (EXPIRED, "answered 403 Forbidden"),
        (http("410 Gone"), "is gone for good (410)"),
        (served(b"<!DOCTYPE html><script>x</script>", "image/jpeg"), "is no JPEG, PNG, GIF, WebP or AVIF: begins with"),
        (served(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"), "is no JPEG"),
        (served(b"", "image/png"), "is no JPEG"),
        (served(png("x" * 1000)), "is larger than 1,000 bytes (`[pictures] max_bytes`)"),
        (http("302 Found", location="ftp://cdn.example/x"), "is neither http nor https"),
    ],
)
def test_given_up(city: City, site: Server, answer: bytes, reason: str) -> None:
    """What is gone, refused, too large or no picture is asked for once; the link stays, and the reason is kept."""
    city.main["pictures"] = {"max_bytes": 1000}
    url = site.on("/x", answer)
    showing(city, site, url)
    expected = (0, 1)
    assert copy(city) == expected
    known = rows(city)["/x"]
    assert reason in known.reason
    if "neither" not in reason:
        assert known.next_try is None
        city.later(days=9)
        assert copy(city) == (0, 0)
    assert files(city) == {}
    assert url in atom_content(city)


def test_tried_again_and_given_up(city: City, site: Server) -> None:
    """A server in trouble is asked again after 10 minutes, an hour, 6 hours and a day, and then no more."""
    showing(city, site, site.on("/x", http("500 Internal Server Error")))
    assert copy(city) == (0, 1)
    for minutes in (10, 60, 360, 1440):
        city.later(minutes=minutes, seconds=-1)
        assert copy(city) == (0, 0)
        city.later(seconds=1)
        assert copy(city) == (0, 1)
    city.later(days=30)
    assert copy(city) == (0, 0)
    assert len(asked(site)) == 5
    assert rows(city)["/x"].reason == "answered 500 Internal Server Error"


def test_well_again(city: City, site: Server) -> None:
    """A picture that comes at the second try is published then."""
    showing(city, site, site.on("/x", http("500 Internal Server Error"), served(png())))
    city.run()
    city.later(minutes=10)
    assert copy(city) == (1, 0)
    assert rows(city)["/x"].reason is None
    assert name_of(png()) in atom_content(city)


def test_slow_server_holds_up_nobody(city: City, site: Server, other: Server) -> None:
    """A server that drips is left after its time; the pictures of other hosts and the news are there all the same."""
    city.main["http.timeouts"] = {"connect": 2, "read": 1, "total": 1.5}
    slow = other.on("/slow", dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", b"x", 0.1))
    silent = other.on("/silent", after(5, served(png())))
    showing(city, site, slow, silent, site.on("/quick", served(png("quick"))))
    assert copy(city) == (1, 2)
    known = rows(city)
    assert "did not finish within 1.5 s" in known["/slow"].reason
    assert "sent nothing for 1 s" in known["/silent"].reason
    assert name_of(png("quick")) in atom_content(city)


def test_host_that_fails_is_left_alone(city: City, site: Server, other: Server) -> None:
    """After three failures in a row the other pictures of a host wait for ten minutes, without counting as tried."""
    city.main["http"]["per_host"] = 1
    bad = [other.on(f"/{number}", http("502 Bad Gateway")) for number in range(6)]
    showing(city, site, *bad, site.on("/good", served(png())))
    assert copy(city) == (1, 3)
    assert len(other.asked) == 3
    known = rows(city)
    assert [known[f"/{number}"].attempts for number in range(6)] == [1, 1, 1, 0, 0, 0]
    assert known["/5"].next_try == city.now + timedelta(minutes=10)


def test_server_that_asks_to_wait(city: City, site: Server) -> None:
    """Retry-After is kept to for all pictures of a host, at once."""
    city.main["http"]["per_host"] = 1
    bad = [site.on(f"/{number}", http("429 Too Many Requests", retry_after=7200)) for number in range(3)]
    showing(city, site, *bad)
    assert copy(city) == (0, 1)
    assert {row.next_try for row in rows(city).values()} == {city.now + timedelta(hours=2)}


def test_private_address_is_refused(city: City, site: Server) -> None:
    """A picture must not become a door into our network: the guard of all requests stands before these too."""
    showing(city, site, f"http://10.0.0.1:{site.port}/x")
    assert copy(city) == (0, 1)
    assert "is not a public address" in rows(city)["/x"].reason


def test_error_that_nobody_foresaw(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that makes a library fail harms no other, and is tried again later."""
    fetch = Fetcher.fetch

    async def odd(self: Fetcher, request: Any, place: Any = None) -> Any:
        if request.url.endswith("/odd"):
            raise RuntimeError("odd")
        return await fetch(self, request, place)

    monkeypatch.setattr(Fetcher, "fetch", odd)
    showing(city, site, site.on("/odd", served(png())), site.on("/good", served(png())))
    assert copy(city) == (1, 1)
    assert rows(city)["/odd"].reason == "RuntimeError: odd"
    assert rows(city)["/odd"].next_try == city.now + timedelta(minutes=10)


# --- limits -------------------------------------------------------------------------------------------------------


def test_so_many_in_one_refresh(city: City, site: Server) -> None:
    """More than per_refresh pictures wait for the next refresh; none is left out."""
    city.main["pictures"] = {"per_refresh": 2}
    showing(city, site, *(site.on(f"/{number}", served(png(str(number)))) for number in range(5)))
    assert [copy(city) for _ in range(4)] == [(2, 0), (2, 0), (1, 0), (0, 0)]
    assert len(files(city)) == 5


def test_no_room(city: City, site: Server) -> None:
    """When the copies have reached the limit no more are made and the editor is told; with more room it goes on."""
    city.main["pictures"] = {"total_mb": 1}
    city.main["http"]["per_host"] = 1
    urls = [site.on(f"/{number}", served(png(str(number) * 600_000))) for number in range(4)]
    showing(city, site, *urls)
    first = city.run().pictures
    assert (first.copied, first.failed) == (2, 0)
    assert first.warning is not None
    assert "have reached 1 MB" in first.warning
    assert "`[pictures] total_mb`" in first.warning
    second = city.run().pictures
    assert second == Copying(0, 0, first.warning)
    assert len(asked(site)) == 2
    city.main["pictures"] = {"total_mb": 5}
    assert copy(city) == (2, 0)
    assert len(files(city)) == 4


def test_limited_time(city: City, site: Server, other: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures keep translation waiting for a limited time; those that have not come stay due."""
    monkeypatch.setattr(feeds.jobs.pictures, "_SECONDS", 1)
    showing(city, site, site.on("/quick", served(png())), other.on("/slow", after(60, b""), served(png("slow"))))
    assert copy(city) == (1, 0)
    assert rows(city)["/slow"].attempts == 0
    monkeypatch.setattr(feeds.jobs.pictures, "_SECONDS", 30)
    assert copy(city) == (1, 0)


# --- disks and kills ----------------------------------------------------------------------------------------------


def test_folder_that_cannot_be_written(city: City, site: Server) -> None:
    """A folder that cannot be written is told to the editor and costs no news; the pictures come when it can."""
    showing(city, site, site.on("/x", served(png())))
    city.data.mkdir()
    (city.data / "pictures").write_text("in the way")
    summary = city.run()
    assert (summary.count("ok"), summary.pictures.copied) == (1, 0)
    assert summary.pictures.warning is not None
    assert "cannot be written: Not a directory" in summary.pictures.warning
    (city.data / "pictures").unlink()
    assert copy(city) == (1, 0)


def test_killed_between_file_and_row(city: City, site: Server) -> None:
    """What was written before a kill is used again, and what was half-written is removed."""
    showing(city, site, site.on("/x", served(png())))
    folder = city.data / "pictures"
    keep_picture(folder, name_of(png()), png())
    (folder / f"{'cd' * 32}.png.new").write_bytes(PNG[:5])
    before = (folder / name_of(png())[:2] / name_of(png())).stat().st_mtime_ns
    assert copy(city) == (1, 0)
    assert list(files(city).values()) == [png()]
    assert (folder / name_of(png())[:2] / name_of(png())).stat().st_mtime_ns == before


def test_folder_that_cannot_be_tidied(city: City, site: Server) -> None:
    """If what was left cannot be removed the editor is told, and no picture is asked for in vain."""
    showing(city, site, site.on("/x", served(png())))
    (city.data / "pictures" / "left.new").mkdir(parents=True)
    warning = city.run().pictures.warning
    assert warning is not None
    assert "cannot be tidied up" in warning
    assert asked(site) == []


def test_database_that_fails(city: City, site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that cannot be written ends the refresh; the picture's file is whole and its row is due."""

    def full(*_: Any) -> None:
        raise StoreError("visnyk.sqlite: the disk is full")

    showing(city, site, site.on("/x", served(png())))
    with monkeypatch.context() as patch:
        patch.setattr(feeds.jobs.pictures, "picture_copied", full)
        with pytest.raises(StoreError, match="the disk is full"):
            city.run()
    assert rows(city)["/x"].attempts == 0
    assert copy(city) == (1, 0)


# --- Telegram -----------------------------------------------------------------------------------------------------


def channel(*photos: str, text: str = "Міст відкрито") -> bytes:
    """A channel's page with one post that has these photos."""
    shown = "".join(
        f"<a class='tgme_widget_message_photo_wrap' style=\"background-image:url('{url}')\"></a>" for url in photos
    )
    return (
        "<section class='tgme_channel_history'><div class='tgme_widget_message' data-post='misto/1'>"
        f"<div class='tgme_widget_message_bubble'>{shown}<div class='tgme_widget_message_text js-message_text'>{text}"
        "</div><a class='tgme_widget_message_date' href='#'><time datetime='2026-03-01T10:00:00+00:00'></time></a>"
        "</div></div></section>"
    ).encode()


def test_telegram(city: City, site: Server) -> None:
    """Photos of a channel are copied without anybody saying so."""
    photo = site.on("/file/abc.png", served(png()))
    page = Feed(channel(photo), content_type="text/html")
    city.add("channel", site.on("/s/misto", page), kind="telegram")
    assert copy(city) == (1, 0)
    attachments = json.loads(city.documents()["/editions/all-original.json"])["items"][0]["attachments"]
    assert [one["url"] for one in attachments] == [f"https://news.example/pictures/{name_of(png())}"]


def test_telegram_link_that_expired_before_it_was_copied(city: City, site: Server) -> None:
    """A link that died while the machine slept is replaced by the one that the page gives now; the post is the same."""
    page = Feed(channel(site.on("/old", EXPIRED), site.on("/same", served(png("same")))), content_type="text/html")
    city.add("channel", site.on("/s/misto", page), kind="telegram")
    assert copy(city) == (1, 1)
    [(before, _)] = city.entries()
    page.body = channel(site.on("/new", served(png())), site.on("/same2", EXPIRED))
    city.later(hours=1)
    summary = city.run()
    assert (summary.sources[0].new, summary.sources[0].changed) == (0, 0)
    assert summary.pictures == Copying(1, 0)
    [(entry, _)] = city.entries()
    assert entry.updated == before.updated
    assert entry.enclosures == (
        Enclosure(site.url("/new"), "image/*"), Enclosure(site.url("/same"), "image/*"),
    )  # fmt: skip
    atom_edition = city.documents()["/editions/all-original.atom"].decode()
    assert name_of(png()) in atom_edition
    assert name_of(png("same")) in atom_edition


def test_edition_has_the_newest_link(city: City, site: Server) -> None:
    """While a photo cannot be copied, an edition leads to the link that the channel gives now, not to a dead one."""
    down = http("503 Service Unavailable")
    page = Feed(channel(site.on("/old", down)), content_type="text/html")
    city.add("channel", site.on("/s/misto", page), kind="telegram")
    city.run()
    page.body = channel(site.on("/new", down))
    city.later(hours=1)
    assert city.run().published
    attachments = json.loads(city.documents()["/editions/all-original.json"])["items"][0]["attachments"]
    assert [one["url"] for one in attachments] == [site.url("/new")]
