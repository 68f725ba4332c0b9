"""An office with a desk: the whole program on a folder of data, and browsers without a network.

The news in it was fetched, translated with doubts and published once for all tests; each has a copy of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import Client, TestResponse

from feeds.editing import Editing
from feeds.editing.passwords import Passwords
from feeds.ingest.decide import Decision
from feeds.model import SourceState
from feeds.service import Service
from feeds.store.sources import apply, load_states
from tests.jobs.city import City
from tests.jobs.documents import Item, atom, item
from tests.jobs.libre import Libre, shout
from tests.jobs.site import Feed, Server
from tests.webapp.page import parsed
from webapp import create_app
from webapp.documents import documents

EDITOR, PASSWORD = "olena", "тиха вода береги ломить"
LINDENS, PUPILS = "У парку висадили липи", "До толоки долучилися 120 <g1>школярів</g1>."
COMMON = "Читайте також на сайті ради."
WRONG, RIGHT = "Many <g1>pupils</g1> joined the clean-up.", "120 <g1>pupils</g1> joined the clean-up & stayed."
KNOWN = {
    LINDENS: "Lindens were planted in the park",
    PUPILS: WRONG,
    COMMON: "Read more on the council's site.",
    "Парк <i>відкрито": "The park <i>is open",
}
EVIL = "<script>alert(1)</script>\"'"
HTTPS, TUNNEL, PLAIN = "https://news.example", "http://localhost:8000", "http://news.example"


def translated(text: str) -> str:
    """What the engine makes of coded text."""
    return KNOWN.get(text, shout(text))


def told(number: int, title: str, *paragraphs: str) -> Item:
    """An entry with these paragraphs, as HTML."""
    return item(number).but(title=title, content="".join(f"<p>{text}</p>" for text in paragraphs))


ENTRIES = (
    told(3, LINDENS, 'До толоки долучилися 120 <a href="https://school.example/">школярів</a>.', COMMON),
    told(2, "Парк знову відкрито", "Уранці прийшли перші гості.", COMMON),
    told(1, f"Скрипт {EVIL} у заголовку", "Рядок про 42 речі &lt;script&gt;alert(2)&lt;/script&gt; у тексті."),
)


def news(folder: Path, *, more: Iterator[Item] | tuple[Item, ...] = ()) -> City:
    """A city whose entries are fetched, translated and published, in ``folder``."""
    with pytest.MonkeyPatch.context() as patch, Server() as site, Libre(translated) as libre:
        city = City(folder, patch)
        city.add("city", site.on("/feed", Feed(atom([*ENTRIES, *more]))))
        english = atom([item(9, "leeds").but(title="News of Leeds", content="<p>It rains in Leeds today.</p>")])
        city.add("leeds", site.on("/leeds", Feed(english.replace(b'xml:lang="uk"', b'xml:lang="en"'))), language="en")
        city.translated_by(libre.url)
        city.main["web"] = {"hosts": ["news.example"]}
        city.run()
    return city


@dataclass
class Office:
    """A running program, and what its tests look at."""

    service: Service
    editing: Editing
    app: Flask
    city: City

    def browser(self, base: str = HTTPS, **headers: str) -> Browser:
        """A new one."""
        return Browser(self, base, headers)

    def signed_in(self, base: str = HTTPS, name: str = EDITOR, **headers: str) -> Browser:
        """A browser in which the editor has signed in, in the queue."""
        browser = self.browser(base, **headers)
        browser.open("/en/desk/sign-in")
        browser.press("Sign in", name=name, password=PASSWORD)
        assert browser.status == 200, browser.text
        return browser

    def key(self, title: str) -> str:
        """Of the entry of which the title begins like this."""
        return next(entry.key for entry, _ in self.city.entries() if entry.title.startswith(title))

    def feed(self, edition: str = "all-en") -> str:
        """What a subscriber gets, by the layer that answers from memory."""
        answer = Client(documents(self.app, self.service.reading)).get(f"/editions/{edition}.atom", base_url=HTTPS)
        assert answer.status_code == 200
        return answer.text

    def change(self, title: str, *paragraphs: str) -> None:
        """The source tells an entry otherwise, which nobody has translated yet."""
        entry = next(one for one, _ in self.city.entries() if one.title.startswith(title))
        content = "".join(f"<p>{text}</p>" for text in paragraphs)
        changed = replace(entry, content=content, fingerprint="another one")
        with self.service.database.write() as connection:
            state = load_states(connection).get("city") or SourceState("city", "")
            apply(connection, state, Decision(changed=(changed,)))


@dataclass
class Browser:
    """Sends forms as a browser does, with all that is in them and the headers that tell pages of ours from others'."""

    office: Office
    base: str
    headers: dict[str, str]
    path: str = ""
    answer: TestResponse | None = None

    def __post_init__(self) -> None:
        self.client = self.office.app.test_client()

    @property
    def status(self) -> int:
        """Of the last answer."""
        assert self.answer is not None
        return self.answer.status_code

    @property
    def text(self) -> str:
        """Of the page, as HTML."""
        assert self.answer is not None
        return self.answer.text

    @property
    def page(self) -> Any:
        """The page as a tree."""
        return parsed(self.text)

    @property
    def words(self) -> str:
        """All words of the page."""
        return " ".join(str(self.page.text_content()).split())

    def told(self) -> str:
        """What the page tells in boxes."""
        return " ".join(" ".join(" ".join(box.text_content().split()) for box in self.page.cssselect(".told")).split())

    def field(self, name: str, number: int | None = None) -> Any:
        """The first field of this name, or that of a unit."""
        within = self.page if number is None else self.page.get_element_by_id(f"unit-{number}")
        return within.cssselect(f"[name={name if number is None else f'{name}-{number}'}]")[0]

    def open(self, path: str, **headers: str) -> Any:
        """Go to an address, and on to where it leads; the page's tree."""
        self.answer = self.client.get(path, base_url=self.base, headers={**self.headers, **headers})
        self.path = path
        return self._on()

    def send(self, path: str, values: dict[str, str], *, follow: bool = True, **headers: str) -> TestResponse:
        """Send these to an address, as a page of ours."""
        ours = {"Origin": self.base, "Sec-Fetch-Site": "same-origin", **self.headers, **headers}
        sent = {name: value for name, value in ours.items() if value}
        self.answer = self.client.post(path, base_url=self.base, data=values, headers=sent)
        self.path = path
        if follow:
            self._on()
        return self.answer

    def press(self, button: str, unit: int | None = None, *, follow: bool = True, **values: str) -> TestResponse:
        """Fill the form of a button in, and press it; of a unit ``text`` is what is written for it."""
        within = self.page if unit is None else self.page.get_element_by_id(f"unit-{unit}")
        found = next(one for one in within.iter("button") if one.text_content() == button and _in_main(one))
        form = next(found.iterancestors("form"))
        sent = {**dict(form.form_values()), **(values if unit is None else _of_unit(values, unit))}
        if found.get("name"):
            sent[found.get("name")] = found.get("value")
        return self.send(urljoin(self.path, found.get("formaction") or form.get("action")), sent, follow=follow)

    def cookies(self) -> list[Any]:
        """All that it keeps."""
        return list(self.client._cookies.values())

    def cookie(self) -> Any:
        """The one of the session."""
        [found] = [one for one in self.cookies() if one.key.endswith("visnyk-desk")]
        return found

    def _on(self) -> Any:
        for _ in range(5):
            assert self.answer is not None
            if self.answer.status_code not in (301, 302, 303, 307, 308):
                break
            self.path = urljoin(self.path, self.answer.location)
            path = urlsplit(self.path)
            where = path.path + (f"?{path.query}" if path.query else "")
            self.answer = self.client.get(where, base_url=self.base, headers=self.headers)
        assert self.answer is not None
        return self.page if self.answer.text else None


def _of_unit(values: dict[str, str], unit: int) -> dict[str, str]:
    """``text`` is the field of this unit, ``text_3`` that of the third."""
    return {f"text-{unit}" if name == "text" else name.replace("text_", "text-"): text for name, text in values.items()}


def _in_main(element: Any) -> bool:
    return any(one.tag == "main" for one in element.iterancestors())


@contextmanager
def opened(made: Path, folder: Path, *, editors: bool = True) -> Iterator[Office]:
    """The program on a copy of the data in ``made``."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        city = City(folder, patch)
        city.write = lambda: None  # type: ignore[method-assign] # the settings are those of the copy
        with city.open() as service:
            quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
            editing = Editing(
                service.settings, lambda: service.database, service.data, service.publishing, service.translating,
                lambda: city.now, quick,
            )  # fmt: skip
            if editors:
                editing.add_editor(EDITOR, PASSWORD)
            app = create_app(service.reading, editing)
            app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
            yield Office(service, editing, app, city)
