"""The hostile city in a real browser: nothing of it runs, loads, or asks anybody anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.attacks.asking import Whole, whole
from tests.attacks.hostile import MARKUP, PNG, hostile_city
from tests.browser.looking import CHROMIUM, Served, chromium, watching

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM} (apt-get install chromium)")

_STATE = "() => [window.hacked, document.title, document.querySelectorAll('#main').length, location.href]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium."""
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """The hostile city."""
    picture = tmp_path_factory.mktemp("pictures") / f"{'ab' * 32}.png"
    picture.write_bytes(PNG)
    with whole(hostile_city(picture), desk=False) as one:
        yield one


@pytest.fixture(scope="module")
def url(program: Whole) -> Iterator[str]:
    """Where it is served."""
    served = Served(program.stack)
    yield served.url
    served.close()


def paths(program: Whole) -> list[str]:
    """A page of each entry, and one or more of each other kind."""
    keys = [one.key for one in program.city.reading.dated_entries()]
    entries = [f"/{('en', 'uk')[number % 2]}/entry/{key}" for number, key in enumerate(keys)]
    lists = ("", "alerts", "source/enemy-1", "partner/leeds", "topic/trams", "archive/2026-10", "status", "subscribe")
    asked = [f"/uk/search?q={quote(one)}" for one in (MARKUP[1], MARKUP[16])]
    others = ["/embed/all-en?limit=20", f"/en/{quote(MARKUP[0])}", f"/en/entry/{keys[0]}/pl", *asked]
    return [*entries, *(f"/en/{path}" for path in lists), *others]


def test_nothing_runs(browser: Browser, program: Whole, url: str) -> None:
    """On no page does a script of a source run, a dialog open, a policy have to step in, or a request go elsewhere; and
    the page that was asked for is the one that is there."""
    with watching(browser, url) as watched:
        page = watched.page
        page.on("dialog", lambda dialog: (watched.faults.append(f"dialog at {page.url}"), dialog.dismiss()))
        page.on("popup", lambda _popup: watched.faults.append(f"popup at {page.url}"))
        for path in paths(program):
            answer = page.goto(path, wait_until="load")
            assert answer is not None and answer.status in (200, 404)
            hacked, title, mains, where = page.evaluate(_STATE)
            assert (hacked, mains, where) == (None, 0 if "/embed/" in path else 1, url + path), title
            page.keyboard.press("Tab")
            page.mouse.move(300, 400)
        assert page.context.cookies() == []
    missing = [fault for fault in watched.faults if "404 (NOT FOUND)" not in fault]  # the address that is no page
    assert missing == []


def test_a_script_would_not_run(browser: Browser, url: str) -> None:
    """If a script did get into a page, the page's policy would not let it run, load, or send anything anywhere."""
    tried = """() => new Promise(done => {
      const seen = [];
      document.addEventListener('securitypolicyviolation', event => seen.push(event.effectiveDirective));
      const script = document.createElement('script');
      const attempts = [
        () => { script.text = 'window.hacked = 1'; },
        () => { document.body.innerHTML = '<b>x</b>'; },
        () => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hacked = 1">'),
        () => document.body.setAttribute('onclick', 'window.hacked = 1'),
        () => document.body.click(),
        () => fetch('https://evil.example/').catch(() => {}),
        () => { new Image().src = 'https://evil.example/x.png'; },
        () => { const frame = document.createElement('iframe'); frame.src = '/'; document.body.append(frame); },
        () => document.body.setAttribute('style', 'color: red'),
        () => {
          const base = document.createElement('base');
          base.href = 'https://evil.example/';
          document.head.append(base);
        },
      ];
      for (const attempt of attempts) { try { attempt(); } catch (error) { seen.push(error.name); } }
      setTimeout(() => done([window.hacked === undefined, [...new Set(seen)].sort(), document.baseURI]), 200);
    })"""
    with watching(browser, url) as watched:
        watched.page.goto("/en/about")
        unharmed, seen, base = watched.page.evaluate(tried)
    assert unharmed
    directives = {"connect-src", "img-src", "frame-src", "style-src-attr", "base-uri", "require-trusted-types-for"}
    assert {"TypeError", *directives} <= set(seen)
    assert base == f"{url}/en/about"
