"""Chromium, and what it has to say of a page: errors, foreign requests, broken policies, what axe-core finds."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request

CHROMIUM = Path(os.environ.get("VISNYK_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
WIDTHS = (320, 360, 768, 1440)
"""CSS pixels: 320 is a screen of 1280 at 400 % (WCAG 2.2, 1.4.10)."""
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
Scheme = Literal["light", "dark"]


class QuietHandler(WSGIRequestHandler):
    """Serves without a line on stderr per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def whole(app: WSGIApplication) -> WSGIApplication:
    """The application, its answers closed before they are sent.

    The development server does not close what a browser breaks off that leaves the page: a file would stay open.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        body = app(environ, start_response)
        try:
            return [b"".join(body)]
        finally:
            if hasattr(body, "close"):
                body.close()

    return answer


class Served:
    """A WSGI application on a loopback port."""

    def __init__(self, app: WSGIApplication) -> None:
        self._server = make_server("127.0.0.1", 0, whole(app), threaded=True, request_handler=QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.port}"

    def close(self) -> None:
        """Stop serving and give the port back."""
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """One Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page, and everything that went wrong on it."""

    page: Page
    faults: list[str] = field(default_factory=list)


@contextmanager
def watching(
    browser: Browser, url: str, *, width: int = 1440, scheme: Scheme = "light", script: bool = True, locale: str = "en"
) -> Iterator[Watched]:
    """A new browser with no memory, looking at the site at ``url``; nothing else may be asked for anything."""
    context: BrowserContext = browser.new_context(
        base_url=url, viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script,
        locale=locale, reduced_motion="reduce",
    )  # fmt: skip
    watched = Watched(context.new_page())
    _listen(watched, url)
    yield watched
    context.close()


def _listen(watched: Watched, url: str) -> None:
    page = watched.page

    def on_console(message: ConsoleMessage) -> None:  # also what a policy forbids: Chromium says so here
        if not (message.text.startswith("Failed to load resource") and message.location["url"] == page.url):
            # A page that is not there is told as such; that what it needs is not there would be a fault.
            watched.faults.append(f"console at {page.url}: {message.text}")

    def on_error(error: Error) -> None:
        watched.faults.append(f"error at {page.url}: {error}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{url}/", "data:")):
            watched.faults.append(f"request from {page.url} to {request.url}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.on("request", on_request)


def wider(page: Page, width: int) -> int:
    """By how many pixels a page scrolls sideways at this width."""
    page.set_viewport_size({"width": width, "height": 900})
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def axe(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and its own good practice, a line a kind."""
    # Not as a <script>, which the policy of the pages forbids; what evaluates has no policy.
    page.evaluate(_axe())
    found: Any = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", list(_RULES)
    )
    return [
        f"{one['id']}: {one['help']}: " + " | ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found["violations"]
    ]


@cache
def _axe() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
