"""What ``visnyk.toml`` may say of translation: pairs of languages, and each engine with its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from feeds.config.table import Table
from feeds.config.values import Contact, Language, Seconds, Url
from feeds.text.language import same_language

EngineName = Literal["memory", "google", "mymemory", "libretranslate", "deepl", "argos"]
Engines = tuple[EngineName, ...]


class PairTable(Table):
    """``[[translation.pair]]``: one more pair of languages, or other engines for one."""

    source: Language
    target: Language
    engines: Engines | None = None
    """``None``: those of ``[translation]``."""

    @model_validator(mode="after")
    def _two_languages(self) -> Self:
        if same_language(self.source, self.target):
            raise ValueError(f"source and target are the same language, {self.target}")
        return self


class TranslationTable(Table):
    """``[translation]``."""

    target: Language = "en"
    source_languages: tuple[Language, ...] = ("uk",)
    engines: Engines = ("memory", "google")
    pair: tuple[PairTable, ...] = ()


class EngineSettings(Table):
    """``[engine.NAME]``: address, timeouts and limits of one engine; its key comes from the environment."""

    url: Url | None = None
    """``None``: where the engine is usually found."""
    connect_seconds: Seconds = 5
    read_seconds: Seconds = 30
    total_seconds: Seconds = 90
    requests_per_minute: int | None = Field(default=None, ge=1, le=100_000)
    concurrency: int = Field(default=1, ge=1, le=32)
    characters_per_day: int | None = Field(default=None, ge=0)
    characters_per_month: int | None = Field(default=None, ge=0)


class GoogleSettings(EngineSettings):
    """``[engine.google]``: nobody promised it to anybody, so no more than a city has in a day."""

    requests_per_minute: int | None = Field(default=60, ge=1, le=100_000)
    concurrency: int = Field(default=2, ge=1, le=32)
    characters_per_day: int | None = Field(default=500_000, ge=0)


class LibreTranslateSettings(EngineSettings):
    """``[engine.libretranslate]``: a server on a small machine takes its time."""

    read_seconds: Seconds = 60
    total_seconds: Seconds = 120


class DeeplSettings(EngineSettings):
    """``[engine.deepl]``: what the free plan gives in a month."""

    concurrency: int = Field(default=2, ge=1, le=32)
    characters_per_month: int | None = Field(default=500_000, ge=0)


class MyMemorySettings(EngineSettings):
    """``[engine.mymemory]``: what it gives to whoever names an e-mail address, and to whoever does not."""

    email: Contact | None = None
    requests_per_minute: int | None = Field(default=20, ge=1, le=100_000)
    characters_per_day: int | None = Field(default=5_000, ge=0)


class ArgosSettings(EngineSettings):
    """``[engine.argos]``: models on this machine."""

    packages: tuple[Path, ...] = ()
    """Package files (``.argosmodel``); none: what is installed, or the index at ``url`` has."""
    threads: int = Field(default=0, ge=0, le=64)
    """0: one for each processor."""
    total_seconds: Seconds = 600


class EnginesTable(Table):
    """``[engine]``."""

    google: GoogleSettings = GoogleSettings()
    mymemory: MyMemorySettings = MyMemorySettings()
    libretranslate: LibreTranslateSettings = LibreTranslateSettings()
    deepl: DeeplSettings = DeeplSettings()
    argos: ArgosSettings = ArgosSettings()
