"""What the whole program publishes: of the demo, and of a folder of feeds gathered over loopback HTTP."""

from __future__ import annotations

import re
from pathlib import Path

from feeds.cli.demo import at_address, replayed
from feeds.config import load_settings
from feeds.service import Service
from tests.cli.helping import ROOT, visnyk
from tests.jobs.city import City
from tests.jobs.libre import Libre

from .editions import EDITIONS

_DEMO = ROOT / "config" / "demo"
_FEEDS = (".rss", ".atom", ".xml")
_LATIN, _CYRILLIC = "abcdefghijklmnopqrstuvwxyz", "абцдефгхійклмнопярстувшхюз"
_CODE = re.compile(r"(<[^>]*>|&#?\w+;)")


def demo(data: Path, out: Path) -> None:
    """Gather the demo's sources and export its editions to ``out``."""
    settings = load_settings(_DEMO, "https://visnyk.example")
    with replayed(_DEMO / "sites") as address, Service(at_address(settings, address), data) as service:
        memory = _DEMO / "memory.tmx"
        service.translating.import_memory(memory.read_bytes(), str(memory))
        service.refresh()
    _export(_DEMO, data, out)


def together(folder: Path, data: Path, out: Path) -> None:
    """Gather all feeds of a folder, in English, as one city's sources, translate them into Ukrainian, and export
    editions in every mode, with all pages of their archives."""
    city = City(data)
    city.editions = [
        {"id": one.id, "title": one.title, "language": one.language, "limit": 200, "sources": ["*"]} for one in EDITIONS
    ]
    city.main["translation"] |= {"target": "uk", "source_languages": ["en"]}
    city.main["websub"] = {"hubs": ["https://hub.example/"]}
    with replayed(folder) as address, Libre(cyrillic) as libre:
        for number, file in enumerate(sorted(path for path in folder.iterdir() if path.suffix in _FEEDS)):
            city.add(f"source-{number:03}", f"{address}/{file.name}", language="en")
        city.translated_by(libre.url)
        city.main["engine.libretranslate"] |= {"characters_per_day": 10**9, "requests_per_minute": 100_000}
        with city.open() as service:
            service.refresh()
            service.publishing.publish_all()
    _export(city.config, city.data, out)


def cyrillic(coded: str) -> str:
    """A "translation": the same words in Cyrillic letters; codes stay."""
    table = str.maketrans(_LATIN + _LATIN.upper(), _CYRILLIC + _CYRILLIC.upper())
    return "".join(part if _CODE.fullmatch(part) else part.translate(table) for part in _CODE.split(coded))


def _export(config: Path, data: Path, out: Path) -> None:
    arguments = ("--config", config, "--data", data, "export", out)
    done = visnyk(*arguments, variables={"VISNYK_BASE_URL": "https://visnyk.example"})
    if done.returncode:
        raise RuntimeError(f"export ended with {done.returncode}: {done.stderr.strip()}")
