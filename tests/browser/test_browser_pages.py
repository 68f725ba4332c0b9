"""Every page in a real browser: no console error, no foreign request, no sideways scrolling."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.webapp.memory import MemoryReading, app_for, as_reading
from tests.webapp.sample_city import long_entry, sample_city
from webapp.documents import documents

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Error, Request

sync_api = pytest.importorskip("playwright.sync_api", reason="the Python package playwright is not installed")

CHROMIUM = Path(os.environ.get("VISNYK_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
WIDTHS = (320, 360, 768, 1440)

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM} (apt-get install chromium)")


class QuietHandler(WSGIRequestHandler):
    """Serves without a line on stderr per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class Served:
    """A city on a loopback port."""

    def __init__(self, city: MemoryReading) -> None:
        layer = documents(app_for(city), as_reading(city))
        self._server = make_server("127.0.0.1", 0, layer, threaded=True, request_handler=QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.port}"

    def close(self) -> None:
        """Stop serving and give the port back."""
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all pages."""
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, list[str]]]:
    """The address of a full city and the paths of its pages."""
    city = sample_city()
    pending = next(view.entry.key for view in city.front().items if view.state == "pending")
    served = Served(city)
    pages = [
        "/",
        f"/entry/{long_entry(city)}",
        f"/entry/{pending}",
        "/alerts",
        "/source/oblast",
        "/source/city",
        "/subscribe",
        "/status",
    ]
    yield served.url, pages
    served.close()


@pytest.fixture(scope="module")
def empty_site() -> Iterator[tuple[str, list[str]]]:
    """The address of a city whose sources never answered, and its pages."""
    city = MemoryReading()
    city.add_source(verified=False)
    city.check(last_error="name or service not known")
    served = Served(city)
    yield served.url, ["/", "/status", "/subscribe"]
    served.close()


def look(browser: Browser, url: str, paths: list[str]) -> list[str]:
    """Open each path, look at it at every width and list everything that is wrong with it."""
    faults: list[str] = []
    page = browser.new_page()

    def on_console(message: ConsoleMessage) -> None:
        faults.append(f"console at {page.url}: {message.text}")

    def on_error(error: Error) -> None:
        faults.append(f"error at {page.url}: {error}")

    def on_request(request: Request) -> None:
        if not request.url.startswith(url):
            faults.append(f"request to {request.url}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.on("request", on_request)
    for path in paths:
        page.goto(url + path)
        for selector in ("h1", "main#main", "header.masthead", "nav[aria-label=Main]", "footer.colophon"):
            if (count := page.locator(selector).count()) != 1:
                faults.append(f"{path} has {count} of {selector}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                faults.append(f"{path} is {wide} px wider than {width} px")
    page.close()
    return faults


def test_pages_are_sound(browser: Browser, site: tuple[str, list[str]]) -> None:
    """Each page of a full city has its landmarks and one h1, fits every width and asks nobody else."""
    assert look(browser, *site) == []


def test_empty_pages_are_sound(browser: Browser, empty_site: tuple[str, list[str]]) -> None:
    """The pages that say that nothing is there are as sound as the others."""
    assert look(browser, *empty_site) == []


def test_columns_stack_on_a_phone(browser: Browser, site: tuple[str, list[str]]) -> None:
    """Translation and original stand side by side on a wide screen and one above the other on a phone."""
    url, paths = site
    page = browser.new_page(viewport={"width": 1440, "height": 800})
    page.goto(url + paths[1])

    def corners() -> list[tuple[float, float]]:
        boxes = [section.bounding_box() for section in page.locator("section.side").all()]
        return [(box["x"], box["y"]) for box in boxes if box]

    (left_x, left_y), (right_x, right_y) = corners()
    assert left_y == right_y
    assert left_x < right_x
    page.set_viewport_size({"width": 360, "height": 800})
    (above_x, above_y), (below_x, below_y) = corners()
    assert above_x == below_x
    assert above_y < below_y
    page.close()


def test_first_tab_offers_to_skip_the_masthead(browser: Browser, site: tuple[str, list[str]]) -> None:
    """The first stop of the keyboard is a visible link to the content, and it leads there."""
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto(site[0])
    page.keyboard.press("Tab")
    box = page.locator("a.skip:focus").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(browser: Browser, site: tuple[str, list[str]], scheme: Literal["light", "dark"]) -> None:
    """Every colour of text reaches 4.5:1 on paper and on wash (WCAG 2.2, 1.4.3) in both colour schemes."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(site[0])
    colours = page.evaluate(
        "() => { const style = getComputedStyle(document.documentElement); const all = {};"
        "for (const name of ['paper', 'wash', 'ink', 'soft', 'accent', 'alert', 'good'])"
        "  all[name] = style.getPropertyValue('--' + name).trim(); return all }"
    )
    page.close()
    for ground in ("paper", "wash"):
        for ink in ("ink", "soft", "accent", "alert", "good"):
            ratio = contrast(colours[ground], colours[ink])
            assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.2f}"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours by WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a ``#rrggbb`` colour by WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
