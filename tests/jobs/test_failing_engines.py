"""Engines that fail as the real ones do: the right text comes in the end, and never a wrong one."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler

import pytest

from feeds.model import State
from feeds.store.memory import memory_units

from ..samples.week import END, week
from .city import City
from .documents import atom
from .libre import Libre, shout
from .site import Feed, Server
from .test_week import items

_PAGE = "<!DOCTYPE html><html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1></html>"
_GOOGLE = "Error 500 (Server Error)!!1500.That’s an error.There was an error. Try again later.That’s all we know."


class Moody(Libre):
    """Answers every other request; fails the others in every way that was ever seen."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.chance = random.Random(seed)
        self.deck: list[str] = []
        self.moods: Counter[str] = Counter()
        self.released = threading.Event()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        moody = self

        class Handler(super()._handler()):  # type: ignore[misc]
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, headers, body = moody.mood(asked)
                self.close_connection = True
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass

        return Handler

    def mood(self, asked: dict[str, object]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for one request."""
        texts = asked["q"]
        assert isinstance(texts, list)
        self.requests.append(texts)
        right = [self.translate(text) for text in texts]
        if not self.deck:
            self.deck = [*_MOODS, *["right"] * len(_MOODS)]
            self.chance.shuffle(self.deck)
        name = self.deck.pop()
        self.moods[name] += 1
        if name == "hang":
            self.released.wait(1)
        made = {"translatedText": right} if name == "right" else _MOODS[name](texts, right)
        if isinstance(made, tuple):
            status, headers, body = made
            return status, headers, body
        whole = json.dumps(made).encode()
        if name == "truncated":
            return 200, {"Content-Length": str(len(whole))}, whole[: len(whole) // 2]
        if name == "truncated, and nobody says how long it is":
            return 200, {}, whole[: len(whole) // 2]
        return 200, {"Content-Type": "application/json"}, whole


_MOODS = {
    "429 with Retry-After": lambda texts, right: (429, {"Retry-After": "30"}, b'{"error": "Slowdown"}'),
    "429": lambda texts, right: (429, {}, b"Too Many Requests"),
    "500": lambda texts, right: (500, {}, _PAGE.encode()),
    "a page in a 200": lambda texts, right: (200, {}, _PAGE.encode()),
    "error text as the translation": lambda texts, right: {"translatedText": [_GOOGLE] * len(texts)},
    "hang": lambda texts, right: {"translatedText": right},
    "truncated": lambda texts, right: {"translatedText": right},
    "truncated, and nobody says how long it is": lambda texts, right: {"translatedText": right},
    "one too few": lambda texts, right: {"translatedText": right[1:]},
    "one too many": lambda texts, right: {"translatedText": [*right, right[0]]},
    "null": lambda texts, right: {"translatedText": None},
    "nulls": lambda texts, right: {"translatedText": [None] * len(texts)},
    "empty": lambda texts, right: {"translatedText": [""] * len(texts)},
    "the original": lambda texts, right: {"translatedText": texts},
    "half of each": lambda texts, right: {"translatedText": [text[: len(text) // 4] for text in right]},
    "nothing": lambda texts, right: (200, {}, b""),
    "an error in a 200": lambda texts, right: {"error": "model is loading"},
}


@pytest.mark.parametrize("seed", [1, 2])
def test_right_text_or_an_honest_state(city: City, site: Server, seed: int) -> None:
    """Whatever an engine does, what is stored is right, what is not there is called so, and in the end all is there."""
    city.now = END
    news = week()
    feed = Feed(atom([]))
    city.add("city", site.on("/feed", feed))
    with Moody(seed) as engine:
        city.translated_by(engine.url)
        city.main["engine.libretranslate"] |= {"read_seconds": 0.3, "total_seconds": 0.6, "concurrency": 3}
        for turn in range(60):
            feed.body = atom(items(news[-2 * (turn + 1) :][:40]))
            city.run()
            _honest(city)
            city.later(minutes=16)
            done = all(one and one.state is State.TRANSLATED for _, one in city.entries())
            if done and len(engine.moods) > len(_MOODS):
                break
    assert {made.state for _, made in city.entries() if made} == {State.TRANSLATED}
    assert len(engine.moods) == len(_MOODS) + 1, engine.moods


def _honest(city: City) -> None:
    with city.open() as service, service.database.read() as connection:
        for unit in memory_units(connection):
            assert unit.target == shout(unit.source), unit
    for entry, made in city.entries():
        if made is None:
            continue
        if made.state in (State.TRANSLATED, State.PARTIAL):
            assert made.title in (shout(entry.title), entry.title)
        if made.state is not State.TRANSLATED:
            assert made.reason and made.next_try and made.next_try > city.now - city.now.resolution
