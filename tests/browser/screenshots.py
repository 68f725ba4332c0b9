"""Pictures of the pages for the README: ``python -m tests.browser.screenshots docs/screenshots``.

Runs ``visnyk demo`` on a free port with a temporary data folder, so that the pictures show what a reader of the
README gets to see, and looks at it with Chromium.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tests.browser.test_browser_pages import ARGUMENTS, CHROMIUM
from tests.cli.running import Running, running

LARGEST = 250_000
"""Bytes of a picture: they are part of every clone."""
_DESK = (1200, 1000)
_PHONE = (390, 844)
_FRAME = (480, 570)
"""As in the sidebar of somebody's page."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file's name, the page, the window in CSS pixels, the colour scheme."""

    name: str
    path: str
    size: tuple[int, int] = _DESK
    scheme: Literal["light", "dark"] = "light"


def shots(demo: Running) -> Iterator[Shot]:
    """All pictures of a running demo."""
    items = json.loads(demo.answers("/editions/all-en.json"))["items"]
    pending = next(item["url"].removeprefix(demo.url) for item in items if item["_visnyk"]["state"] == "pending")
    translated = next(item["url"].removeprefix(demo.url) for item in items if "Leeds" in item["title"])
    yield Shot("front", "/", (1200, 1500))
    yield Shot("entry", translated)
    yield Shot("entry-pending", pending)
    yield Shot("subscribe", "/subscribe")
    yield Shot("alerts", "/alerts")
    yield Shot("status", "/status")
    yield Shot("front-dark", "/", scheme="dark")
    yield Shot("entry-dark", translated, scheme="dark")
    yield Shot("embed", "/embed/all-en", _FRAME)
    yield Shot("embed-dark", "/embed/all-en?theme=dark", _FRAME)
    yield Shot("front-phone", "/", _PHONE)
    yield Shot("entry-phone", translated, _PHONE)


def take(folder: Path) -> None:
    """Take all pictures into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        running("--data", data, "demo") as demo,
        sync_playwright() as playwright,
    ):
        demo.hears("published")
        demo.answers("/")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        for shot in shots(demo):
            width, height = shot.size
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=shot.scheme)
            page.goto(demo.url + shot.path)
            file = folder / f"{shot.name}.png"
            page.screenshot(path=str(file))
            page.close()
            print(f"{file}: {file.stat().st_size:,} bytes" + (" TOO LARGE" if file.stat().st_size > LARGEST else ""))
        browser.close()
        demo.end(signal.SIGINT)


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
