"""One engine for many threads: each gets the answers to its own texts."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from feeds.engines.deepl import Deepl

from .adapters import ADAPTERS, KEY, Adapter
from .deepl_api import DeeplApi
from .loopback import Asked, Reply, Server

THREADS = 8
EACH = 150


@pytest.mark.parametrize(
    ("adapter", "shared"),
    [
        pytest.param(adapter, shared, id=f"{adapter.name}, one {'instance' if shared else 'each'}")
        for adapter in ADAPTERS
        for shared in (True, False)
        if shared or adapter.name in ("google", "mymemory")  # whose package has one place for all instances
    ],
)
def test_no_answer_belongs_to_another_caller(adapter: Adapter, shared: bool) -> None:
    """Eight threads with 1,200 units get their own answers, in order, though the server takes its time with some."""
    serve, chance = adapter.serve(), random.Random(7)

    def late(asked: Asked) -> Reply:
        time.sleep(chance.random() * 0.004)
        return serve(asked)

    with Server(late) as server:
        one = adapter.make(server.url)

        def work(thread: int) -> list[str]:
            engine = one if shared else adapter.make(server.url)
            units = [f"слово{thread * 1000 + number}ж тут" for number in range(EACH)]
            got: list[str] = []
            for start in range(0, EACH, adapter.most):
                got += engine.translate(units[start : start + adapter.most], "uk", "en")
            return got

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(work, range(THREADS)))
    assert answers == [[f"word{thread * 1000 + number}z word" for number in range(EACH)] for thread in range(THREADS)]
    assert len(server.asked) == THREADS * EACH // adapter.most


def test_one_glossary_for_all_threads() -> None:
    """Eight threads that begin at once have DeepL's glossary looked for and made once."""
    api = DeeplApi(KEY)
    with Server(api) as server, ThreadPoolExecutor(THREADS) as pool:
        engine = Deepl(KEY, server.url, glossaries={("uk", "en"): {"Харків": "Kharkiv"}})
        answers = pool.map(lambda number: engine.translate([f"слово{number}ж"], "uk", "en"), range(40))
        assert list(answers) == [[f"word{number}z"] for number in range(40)]
    assert sorted(asked.method for asked in server.asked) == ["GET", *["POST"] * 41]
    assert len({asked.json["glossary_id"] for asked in server.asked if asked.target == "/v2/translate"}) == 1
