"""All engines that are reached by HTTP, each with a service on loopback: for what holds for all of them."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from feeds.engines.base import Engine
from feeds.engines.deepl import Deepl
from feeds.engines.google import Google
from feeds.engines.libretranslate import LibreTranslate
from feeds.engines.mymemory import MyMemory

from .deepl_api import DeeplApi, translations
from .loopback import Asked, Reply, answer, found, google, libretranslate, mymemory, page

KEY = "s3cret-key-1234"
EMAIL = "press@misto.example"
PRIVATE = (KEY, EMAIL, "s3cret", "misto")
"""What no error may say; texts are added by those who send them."""


@dataclass(frozen=True)
class Adapter:
    """One engine: how it is made, a service that works, and an answer with given texts, good or bad."""

    name: str
    make: Callable[..., Engine]
    """Of an address, with timeouts by name."""
    serve: Callable[[], Callable[[Asked], Reply]]
    say: Callable[[list[Any]], Reply]
    most: int
    """Units in one request, as far as these tests go."""


ADAPTERS = [
    Adapter("google", Google, google, lambda texts: page(html.escape("\n".join(map(str, texts)), quote=False)), 5),
    Adapter(
        "mymemory", lambda url, **seconds: MyMemory(url, EMAIL, **seconds), mymemory, lambda texts: found(texts[0]), 1,
    ),
    Adapter(
        "libretranslate",
        lambda url, **seconds: LibreTranslate(url, KEY, **seconds),
        lambda: libretranslate(KEY),
        lambda texts: answer({"translatedText": texts}),
        5,
    ),
    Adapter("deepl", lambda url, **seconds: Deepl(KEY, url, **seconds), lambda: DeeplApi(KEY), translations, 5),
]  # fmt: skip
