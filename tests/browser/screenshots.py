"""Pictures of all pages, light and dark: ``python -m tests.browser.screenshots docs/screenshots``.

Runs ``visnyk demo`` on a free port with a temporary data folder, so that the pictures show what a reader of the README
gets to see, signs an editor in, looks at every page with Chromium, and writes the list of the pictures beside them.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.looking import Scheme, chromium
from tests.cli.helping import ROOT, visnyk
from tests.cli.running import Running, running

LARGEST = 250_000
"""Bytes of a picture: they are part of every clone."""
_WIDE = (1100, 900)
_PHONE = (390, 844)
_FRAME = (480, 570)
"""As in the sidebar of somebody's page."""
_NAME, _PASSWORD = "olena", "тиха вода береги ломить"


@dataclass(frozen=True, slots=True)
class Shot:
    """A page: its picture's name, what it is, its address, the window in CSS pixels."""

    name: str
    what: str
    path: str
    size: tuple[int, int] = _WIDE


def shots(demo: Running) -> Iterator[Shot]:
    """All pages of a running demo."""
    items = json.loads(demo.answers("/editions/all-en.json"))["items"]
    pending = _key(item for item in items if item["_visnyk"]["state"] == "pending")
    story = _key(item for item in items if "Leeds" in item["title"])
    month = next(item["date_published"][:7] for item in items if item["url"].endswith(story))
    yield Shot("front", "The front page", "/en/", (1100, 1300))
    yield Shot("entry", "A story: translation and original side by side", f"/en/entry/{story}")
    yield Shot("entry-pending", "A story whose translation is not there yet", f"/en/entry/{pending}")
    yield Shot("alerts", "Alerts", "/en/alerts")
    yield Shot("partners", "The partner cities", "/en/partners", (1100, 1100))
    yield Shot("partner", "A partner city", "/en/partner/leeds")
    yield Shot("topics", "The topics", "/en/topics")
    yield Shot("topic", "A topic", "/en/topic/education")
    yield Shot("source", "A source", "/en/source/kharkiv")
    yield Shot("archive", "The archive", "/en/archive")
    yield Shot("month", "A month", f"/en/archive/{month}")
    yield Shot("search", "The search", "/en/search?q=%D1%83+%D0%9B%D1%96%D0%B4%D1%81%D1%96")
    yield Shot("subscribe", "How to subscribe", "/en/subscribe", (1100, 1100))
    yield Shot("edition", "An edition, and what it is for", "/en/subscribe/partner-leeds")
    yield Shot("status", "How the sources and the translations fare", "/en/status", (1100, 1100))
    yield Shot("about", "How it is made, and whose it is", "/en/about")
    yield Shot("missing", "No page at this address", "/en/nowhere", (1100, 600))
    yield Shot("embed", "An edition in somebody's page", "/embed/all-en", _FRAME)
    yield Shot("desk-sign-in", "The desk: signing in", "/en/desk/sign-in", (1100, 700))
    yield Shot("desk", "The desk: what is to be looked at", "/en/desk/")
    yield Shot("desk-entry", "The desk: an entry, unit by unit", f"/en/desk/entry/{story}", (1100, 1200))
    yield Shot("desk-term", "The desk: adding a term", "/en/desk/term")
    yield Shot("desk-terms", "The desk: the terms", "/en/desk/terms")
    yield Shot("desk-term-out", "The desk: taking a term out", "/en/desk/terms/kharkiv", (1100, 700))
    yield Shot("desk-take-down", "The desk: taking an entry down", f"/en/desk/entry/{story}/take-down")
    yield Shot("desk-taken-down", "The desk: what was taken down", "/en/desk/taken-down", (1100, 600))
    yield Shot("desk-password", "The desk: another password", "/en/desk/password", (1100, 800))
    yield Shot("desk-log", "The desk: who did what", "/en/desk/log")
    yield Shot("front-uk", "The front page in Ukrainian", "/uk/", (1100, 1100))
    yield Shot("entry-uk", "A story in Ukrainian", f"/uk/entry/{story}")
    yield Shot("partner-uk", "A partner city in Ukrainian", "/uk/partner/leeds")
    yield Shot("front-phone", "The front page on a phone", "/en/", _PHONE)
    yield Shot("entry-phone", "A story on a phone", f"/en/entry/{story}", _PHONE)
    yield Shot("desk-entry-phone", "The desk on a phone", f"/uk/desk/entry/{story}", _PHONE)


def _key(items: Iterator[dict[str, str]]) -> str:
    return next(items)["url"].rpartition("/")[2]


def take(folder: Path) -> int:
    """Take all pictures into ``folder``; how many are too large."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running("--data", data, "demo", measured=False) as demo:
        demo.hears("published")
        demo.answers("/en/")
        _add_editor(Path(data))
        with chromium() as browser:
            pages = list(shots(demo))
            large = sum(_take(browser, demo, shot, scheme, folder) for shot in pages for scheme in ("light", "dark"))
        demo.end(signal.SIGINT)
    (folder / "README.md").write_text(_listed(pages), "utf-8")
    return large


def _add_editor(data: Path) -> None:
    folders = ("--config", ROOT / "config" / "demo", "--data", data / "demo")
    done = visnyk(*folders, "editors", "add", _NAME, "--password-stdin", input=_PASSWORD)
    assert done.returncode == 0, done.stderr


def _take(browser: Browser, demo: Running, shot: Shot, scheme: Scheme, folder: Path) -> bool:
    width, height = shot.size
    context = browser.new_context(
        base_url=demo.url, viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    if "/desk" in shot.path and not shot.path.endswith("sign-in"):
        sign_in(page)
    page.goto(shot.path)
    file = folder / f"{shot.name}{'-dark' if scheme == 'dark' else ''}.png"
    page.screenshot(path=str(file))
    context.close()
    large = file.stat().st_size > LARGEST
    print(f"{file}: {file.stat().st_size:,} bytes{' TOO LARGE' if large else ''}", flush=True)
    return large


def sign_in(page: Page) -> None:
    """As the editor of the demo."""
    page.goto("/en/desk/")
    page.get_by_label("Name").fill(_NAME)
    page.get_by_label("Password").fill(_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def _listed(pages: list[Shot]) -> str:
    rows = "".join(
        f"| {shot.what} | [![{shot.what}]({shot.name}.png)]({shot.name}.png) "
        f"| [![{shot.what}, dark]({shot.name}-dark.png)]({shot.name}-dark.png) |\n"
        for shot in pages
    )
    return (
        f"# All pages\n\nOf `make demo`, taken by `make screenshots`.\n\n| page | light | dark |\n|---|---|---|\n{rows}"
    )


if __name__ == "__main__":
    sys.exit(1 if take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots")) else 0)
