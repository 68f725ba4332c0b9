"""Texts that a database or a header cannot hold: they cost their source nothing, and the others even less."""

from __future__ import annotations

import json
from pathlib import Path

from tests.jobs.city import City
from tests.jobs.documents import atom, items
from tests.jobs.site import Feed, Server, http

ODD = "half \ud83d a pair, \x00 nothing, \ufffe no character"


def json_feed(text: str) -> bytes:
    """A JSON Feed with this text in every place."""
    entry = {
        "id": text, "url": f"https://odd.example/{text}", "title": text, "content_html": f"<p>{text}</p>",
        "summary": text, "tags": [text], "language": text, "date_published": text,
        "authors": [{"name": text, "url": f"https://odd.example/{text}"}],
        "attachments": [{"url": f"https://odd.example/{text}", "mime_type": text, "size_in_bytes": 1}],
    }  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": text, "description": text, "items": [entry]}
    return json.dumps(feed).encode()


def test_odd_texts(tmp_path: Path) -> None:
    """Half characters and controls in every field of an entry are repaired, stored and published."""
    city = City(tmp_path)
    with Server() as server:
        city.add("odd", server.on("/odd", http(body=json_feed(ODD), etag='"\xe9\xff"')), kind="jsonfeed")
        city.add("good", server.on("/good", Feed(atom(items(2)))))
        summary = city.run()
        assert [(one.status, one.new, one.detail) for one in summary.sources] == [("ok", 1, None), ("ok", 2, None)]
        assert city.run().count("unchanged") == 2
    (odd,) = (entry for entry, _ in city.entries() if entry.source_id == "odd")
    assert odd.title.encode() and "\x00" not in odd.content
    assert city.documents()["/editions/all-en.atom"].count(b"<entry") == 3
