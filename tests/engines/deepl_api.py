"""DeepL's HTTP API, version 2, on loopback: translations, glossaries, and their limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from feeds.translation import codes

from ..translation.markup import latin
from .loopback import Asked, Reply, answer

CREATED = "2026-03-01T09:00:00.1234567Z"


@dataclass
class DeeplApi:
    """Calling it answers a request; ``key`` is the only one that it knows."""

    key: str
    unit: Callable[[str], str] = latin
    most_glossaries: int = 1000
    glossary_pairs: tuple[tuple[str, str], ...] = (("UK", "EN"),)
    fails: Callable[[Asked], Reply | None] = lambda asked: None
    """May answer instead."""
    glossaries: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: int = 0

    def __call__(self, asked: Asked) -> Reply:
        """As the real one does."""
        if asked.headers.get("Authorization") != f"DeepL-Auth-Key {self.key}":
            return Reply(403)
        if instead := self.fails(asked):
            return instead
        match asked.method, asked.target.split("/")[1:]:
            case "POST", ["v2", "translate"]:
                return self._translate(asked.json)
            case "POST", ["v2", "glossaries"]:
                return self._make(asked.json)
            case "GET", ["v2", "glossaries"]:
                return answer({"glossaries": [*self.glossaries.values()]})
            case "DELETE", ["v2", "glossaries", one] if one in self.glossaries:
                del self.glossaries[one]
                return Reply(204)
            case "GET", ["v2", "usage"]:
                return answer({"character_count": 0, "character_limit": 500_000})
        return answer({"message": "Not found"}, 404)

    def add(self, name: str, **more: Any) -> str:
        """A glossary that is there already; its id."""
        self.made += 1
        glossary_id = f"00000000-0000-0000-0000-{self.made:012}"
        self.glossaries[glossary_id] = {
            "glossary_id": glossary_id, "name": name, "ready": True, "source_lang": "uk", "target_lang": "en",
            "creation_time": CREATED, "entry_count": 1,
        } | more  # fmt: skip
        return glossary_id

    def _translate(self, request: dict[str, Any]) -> Reply:
        if request["target_lang"] not in ("EN-GB", "EN-US", "PT-PT", "UK", "NB"):
            return answer({"message": "Value for 'target_lang' not supported."}, 400)
        if request.get("glossary_id", "") not in ("", *self.glossaries):
            return answer({"message": "Invalid glossary_id", "detail": "Glossary not found"}, 404)
        assert len(request["text"]) <= 50 and request["tag_handling"] == "xml"
        for text in request["text"]:
            ElementTree.fromstring(f"<unit>{text}</unit>")  # version 2 takes nothing else
        return translations([self._one(text) for text in request["text"]])

    def _one(self, text: str) -> str:
        return codes.build(codes.parts(self.unit(text)))

    def _make(self, request: dict[str, Any]) -> Reply:
        pair = (request["source_lang"], request["target_lang"])
        if pair not in self.glossary_pairs:
            return answer({"message": "Unsupported glossary language pair"}, 400)
        if len(self.glossaries) >= self.most_glossaries:
            return answer({"message": "Quota exceeded: too many glossaries"}, 456)
        lines = request["entries"].split("\n")
        made = self.add(
            request["name"], source_lang=pair[0].lower(), target_lang=pair[1].lower(), entry_count=len(lines),
            entries=request["entries"],
        )  # fmt: skip
        return answer(self.glossaries[made], 201)


def translations(texts: list[Any]) -> Reply:
    """An answer with these texts."""
    return answer({
        "translations": [
            {"detected_source_language": "UK", "text": text, "billed_characters": 1} for text in texts
        ],
    })  # fmt: skip
