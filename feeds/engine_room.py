"""The engines that the settings name, made when there is a text for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from feeds.config import Settings

if TYPE_CHECKING:
    from feeds.engines.base import Carries, Engine
    from feeds.engines.chain import Chain

DEFAULT_LIBRETRANSLATE = "http://127.0.0.1:5000"


def chain_of(settings: Settings, not_before: Mapping[str, datetime], clock: Callable[[], datetime]) -> Chain:
    """The configured engines in their order; memory is not one of them, it always comes first.

    ``not_before`` is until when those engines that asked for it are left alone.
    """
    from feeds.engines.chain import Chain

    names = [name for name in settings.engine_names if name != "memory"]
    return Chain([_Later(name, partial(engine, settings, name)) for name in names], not_before, clock)


def engine(settings: Settings, name: str) -> Engine:
    """One engine with its address, timeouts and key."""
    options = settings.engines[name]
    seconds = {
        "connect": options.connect_seconds, "read": options.read_seconds, "total": options.total_seconds,
    }  # fmt: skip
    if name == "google":
        from feeds.engines.google import Google

        return Google(options.url, **seconds)
    from feeds.engines.libretranslate import LibreTranslate

    return LibreTranslate(options.url or DEFAULT_LIBRETRANSLATE, settings.api_key(name), **seconds)


@dataclass
class _Later:
    """An :class:`feeds.engines.base.Engine` that is imported with the first text for it.

    deep-translator and requests cost 0.2 s, and most rounds have nothing to translate.
    """

    name: str
    make: Callable[[], Engine]

    @cached_property
    def _engine(self) -> Engine:
        return self.make()

    @property
    def version(self) -> str:
        """As the engine does."""
        return self._engine.version

    @property
    def carries(self) -> Carries:
        """As the engine does."""
        return self._engine.carries

    def cost(self, batch: Sequence[str]) -> int:
        """As the engine does."""
        return self._engine.cost(batch)

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """As the engine does."""
        return self._engine.batches(units)

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """As the engine does."""
        return self._engine.translate(batch, source, target)
