"""An edition in a page of another site, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser.looking import CHROMIUM, Served
from tests.browser.test_browser_pages import contrast
from tests.webapp.city import app_for
from tests.webapp.sample_city import sample_city
from tests.webapp.sample_feed import day, publish
from webapp.embed import snippet

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EDITION = "all-en"
WIDTHS = (240, 360, 768, 1000)
_GROUND = "<meta name='viewport' content='width=device-width'><link rel='icon' href='data:,'><style>body { margin: 0 }"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM} (apt-get install chromium)")


class Host:
    """A partner's page on another port, with the snippet as the page of subscriptions gives it."""

    def __init__(self, frame: str) -> None:
        page = f"<!doctype html><html lang='en'><title>Leeds</title>{_GROUND}</style>{frame}</html>".encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                # As strict as a council's: nothing but frames.
                self.send_header("Content-Security-Policy", "default-src 'self' data: 'unsafe-inline'; frame-src *")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[str, str]]:
    """The addresses of the partner's page and of the city in its frame."""
    city = sample_city()
    publish(city, *day(), edition=EDITION)
    served = Served(app_for(city))
    edition = next(one for one in city.editions() if one.id == EDITION)
    host = Host(snippet(city.site, edition).replace(city.site.base_url, served.url))
    yield host.url, served.url
    host.close()
    served.close()


def open_host(browser: Browser, sites: tuple[str, str], faults: list[str], **options: Any) -> Page:
    """The partner's page, once its frame is there; everything that is wrong with it goes to ``faults``."""
    page = browser.new_page(**options)
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("request", lambda sent: faults.extend([sent.url] if not sent.url.startswith((*sites, "data:")) else []))
    page.goto(sites[0])
    page.frame_locator("iframe").locator("h1").wait_for()
    return page


def test_in_another_page(browser: Browser, sites: tuple[str, str]) -> None:
    """In a page of another origin it is shown at every width without a complaint, a foreign request or a sideways
    scroll, and its links open beside that page, without a way back."""
    faults: list[str] = []
    page = open_host(browser, sites, faults)
    frame = page.frames[1]
    assert frame.url == f"{sites[1]}/embed/{EDITION}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 600})
        frame.wait_for_function(f"() => innerWidth === {width}")
        assert frame.evaluate("document.documentElement.scrollWidth") <= width
    assert frame.locator("li").count() == 5
    with page.expect_popup() as opened:
        frame.locator("footer a").first.click()
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{sites[1]}/en/"
    assert opened.value.evaluate("window.opener === null && document.referrer === ''")
    opened.value.close()
    page.close()
    assert faults == []


@pytest.mark.parametrize(
    ("theme", "scheme", "dark"),
    [("auto", "light", False), ("auto", "dark", True), ("light", "dark", False), ("dark", "light", True)],
)
def test_themes(
    browser: Browser, sites: tuple[str, str], theme: str, scheme: Literal["light", "dark"], dark: bool
) -> None:
    """It is light or dark as it was asked to be, or as the visitor's system is, and every word has contrast (WCAG 2.2,
    1.4.3)."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{sites[1]}/embed/{EDITION}?theme={theme}")
    colours = page.evaluate(
        "() => { const style = getComputedStyle(document.documentElement); const all = {scheme: style.colorScheme};"
        "for (const name of ['paper', 'ink', 'soft', 'accent'])"
        "  all[name] = style.getPropertyValue('--' + name).trim(); return all }"
    )
    painted = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.close()
    assert painted == ("rgb(19, 23, 29)" if dark else "rgb(252, 252, 250)")
    assert ("dark" if dark else "light") in colours["scheme"]
    for ink in ("ink", "soft", "accent"):
        ratio = contrast(colours["paper"], colours[ink])
        assert ratio >= 4.5, f"{ink}: {ratio:.2f}"


def test_snippet_is_unfolded(browser: Browser, sites: tuple[str, str]) -> None:
    """The page of subscriptions hides the snippet until somebody wants it, and then all of it can be copied."""
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(f"{sites[1]}/en/subscribe")
    box = page.locator(".embed textarea").first
    assert not box.is_visible()
    page.locator(".embed summary").first.click()
    assert box.is_visible()
    box.press("Control+a")
    assert box.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd) === box.value")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()
