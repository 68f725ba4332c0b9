"""Every page in a real browser, in both languages: sound, accessible, quick, and nothing asked of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser.looking import CHROMIUM, WIDTHS, axe, watching, wider
from tests.browser.sites import Site, empty_site, full_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM} (apt-get install chromium)")

_LANDMARKS = ("h1", "main#main", "header.masthead", "footer.colophon")
_LARGEST = 60_000
"""Bytes of a page with its style sheet, uncompressed."""
_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const drawn = at.closest('svg') && getComputedStyle(at.querySelector('circle'));  // an outline is a box there
  const ring = drawn ? parseFloat(drawn.strokeWidth) >= 2 && drawn.stroke !== 'none'
                     : style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
  const hidden = box.bottom < 0 || box.top > innerHeight || !(top && (at.contains(top) || top.contains(at)));
  return {name: at.outerHTML.slice(0, 100), ring, hidden};
}"""
_STOPS = """() => {
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const chosen = one => document.querySelector(`[name="${one.name}"]:checked`);
  return [...document.querySelectorAll(all)]
    .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)
    .filter(one => one.type !== 'radio' || one.checked || !chosen(one))
    .length;
}"""
_SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 50);
})"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A full city, with an editor signed in."""
    with full_site() as one:
        yield one


def test_every_page_is_sound(browser: Browser, site: Site) -> None:
    """In both languages: landmarks, one h1, every width from 320 px, no error, no foreign request, nothing for axe."""
    faults: list[str] = []
    for path in site.pages:
        with watching(browser, site.url) as watched:
            page = watched.page
            site.open(page, path)
            for selector in _LANDMARKS:
                if (count := page.locator(selector).count()) != 1:
                    faults.append(f"{path} has {count} of {selector}")
            assert page.locator("html").get_attribute("lang") == path[1:3]
            for width in WIDTHS:
                if (wide := wider(page, width)) > 0:
                    faults.append(f"{path} is {wide} px wider than {width} px")
                if width > 320:
                    faults.extend(f"{path} at {width} px: {line}" for line in axe(page))
            faults.extend(watched.faults)
    assert faults == []


def test_every_page_is_sound_in_the_dark(browser: Browser, site: Site) -> None:
    """axe-core, contrast among it, in the dark scheme."""
    faults: list[str] = []
    for path in site.pages:
        if path.startswith("/en/"):
            with watching(browser, site.url, scheme="dark") as watched:
                site.open(watched.page, path)
                faults.extend(f"{path}: {line}" for line in axe(watched.page))
    assert faults == []


def test_every_page_can_be_used_with_the_keyboard(browser: Browser, site: Site) -> None:
    """Tab comes to whatever can be used, each time with a ring around it, in sight; and out again at the end."""
    faults: list[str] = []
    for path in site.pages:
        if not path.startswith("/en/"):
            continue
        with watching(browser, site.url, width=1000) as watched:
            page = watched.page
            site.open(page, path)
            expected, seen = page.evaluate(_STOPS), 0
            for _ in range(expected + 1):
                page.keyboard.press("Tab")
                at: Any = page.evaluate(_FOCUS)
                if at is None:
                    break
                seen += 1
                if not at["ring"] or at["hidden"]:
                    faults.append(f"{path}: {'hidden' if at['hidden'] else 'no ring'}: {at['name']}")
            if seen != expected:
                faults.append(f"{path}: Tab stops {seen} times, there are {expected} things to use")
    assert faults == []


def test_pages_are_light_and_nothing_jumps(browser: Browser, site: Site) -> None:
    """A page with its style sheet has at most 60 KB before it is compressed, and what is there stays where it is."""
    faults: list[str] = []
    for path in site.pages:
        if "/desk" in path:
            continue
        with watching(browser, site.url, width=360) as watched:
            page = watched.page
            sizes: list[int] = []
            with page.expect_event("load"):
                page.on("requestfinished", lambda request, sizes=sizes: sizes.append(_weight(request)))
                page.goto(path)
            if sum(sizes) > _LARGEST:
                faults.append(f"{path} has {sum(sizes):,} bytes")
            if (shift := page.evaluate(_SHIFT)) > 0.01:
                faults.append(f"{path} shifts by {shift}")
    assert faults == []


def _weight(request: Request) -> int:
    """Bytes of what a page consists of; pictures come later."""
    response = request.response()
    return len(response.body()) if response and request.resource_type in ("document", "stylesheet", "script") else 0


def test_no_page_leads_nowhere(site: Site) -> None:
    """Every link to a page of ours leads to one."""
    lost = [(where, status) for where, status in site.statuses.items() if status != (303 if "/desk/" in where else 200)]
    assert lost == []


def test_empty_pages_are_sound(browser: Browser) -> None:
    """The pages that say that nothing is there are as sound as the others."""
    faults: list[str] = []
    with empty_site() as site:
        for path in site.pages:
            with watching(browser, site.url, width=360) as watched:
                site.open(watched.page, path)
                faults.extend(f"{path}: {line}" for line in axe(watched.page))
                faults.extend(f"{path}: {width}" for width in WIDTHS if wider(watched.page, width) > 0)
                faults.extend(watched.faults)
    assert faults == []


def test_twice_as_large(browser: Browser, site: Site) -> None:
    """At 200 % zoom of text nothing is cut off sideways (WCAG 2.2, 1.4.4)."""
    for path in site.pages:
        if path.startswith("/uk/"):
            with watching(browser, site.url, width=1024) as watched:
                site.open(watched.page, path)
                watched.page.evaluate("document.documentElement.style.fontSize = '212.5%'")
                assert wider(watched.page, 1024) <= 0, path


def test_first_tab_offers_to_skip_the_masthead(browser: Browser, site: Site) -> None:
    """The first stop of the keyboard is a visible link to the content, and it leads there."""
    with watching(browser, site.url, width=1000) as watched:
        page = watched.page
        page.goto("/en/")
        page.keyboard.press("Tab")
        box = page.locator("a.skip:focus").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(browser: Browser, site: Site, scheme: Literal["light", "dark"]) -> None:
    """Every colour of text reaches 4.5:1 on paper and on wash (WCAG 2.2, 1.4.3) in both colour schemes."""
    with watching(browser, site.url, scheme=scheme) as watched:
        watched.page.goto("/en/")
        colours = watched.page.evaluate(
            "() => { const style = getComputedStyle(document.documentElement); const all = {};"
            "for (const name of ['paper', 'wash', 'ink', 'soft', 'accent', 'alert', 'good'])"
            "  all[name] = style.getPropertyValue('--' + name).trim(); return all }"
        )
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
