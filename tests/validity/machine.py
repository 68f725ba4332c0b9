"""One Visnyk on a machine of its own: ``python -m tests.validity.machine CONFIG DATA NOW`` gathers, translates and
publishes at a standing clock, and prints a digest of each document by its path."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

import feeds.service
from feeds.service import Service, open_service
from tests.editions.reading import ATOM


def main(config: str, data: str, now: str) -> None:
    """The whole path once, to its end."""
    moment = datetime.fromisoformat(now)
    feeds.service.now = lambda: moment
    with open_service(config, data) as service:
        service.refresh()
        digests = {path: hashlib.sha256(body).hexdigest() for path, body in everything(service).items()}
    print(json.dumps(digests))


def everything(service: Service) -> dict[str, bytes]:
    """All that is published, by path: every document, and every page of the archives."""
    service.publishing.publish_all()
    found = {path: document.body for path, document in service.renderings().items()}
    for path in service.reading.archive_paths():
        page = service.reading.archived(path)
        assert page is not None, path
        found[path] = page.body
    for path in [path for path in found if path.endswith(".atom")]:
        link = etree.fromstring(found[path]).find(f"{ATOM}link[@rel='prev-archive']")
        assert link is None or urlsplit(link.get("href", "")).path in found, "leads to a page that is not there"
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
