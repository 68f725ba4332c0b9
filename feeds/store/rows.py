"""Rows into dataclasses and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from feeds.model import Enclosure, Entry, FeedInfo, Finding, Person, Rendering, SourceState, State, Translation


def info_to_json(info: FeedInfo | None) -> dict[str, Any] | None:
    """JSON of what a feed says of itself."""
    if info is None:
        return None
    return {**asdict(info), "updated": info.updated.isoformat() if info.updated else None}


def info_from_json(value: Mapping[str, Any] | None) -> FeedInfo | None:
    """The opposite of :func:`info_to_json`."""
    if value is None:
        return None
    updated = value["updated"]
    return FeedInfo(
        **{
            **value,
            "updated": datetime.fromisoformat(updated) if updated else None,
            "authors": tuple(Person(**person) for person in value["authors"]),
        }
    )


def state_to_row(state: SourceState) -> dict[str, Any]:
    """A row of ``source_state``."""
    return {**_shallow(state), "info": info_to_json(state.info)}


def state_from_row(row: Mapping[str, Any]) -> SourceState:
    """A row of ``source_state`` as a dataclass."""
    return SourceState(**{**row, "info": info_from_json(row["info"])})


def entry_to_row(entry: Entry) -> dict[str, Any]:
    """A row of ``entry``."""
    return {
        **_shallow(entry),
        "authors": [_shallow(person) for person in entry.authors],
        "categories": list(entry.categories),
        "enclosures": [_shallow(enclosure) for enclosure in entry.enclosures],
    }


def entry_from_row(row: Mapping[str, Any]) -> Entry:
    """A row of ``entry`` (other columns beside are ignored) as a dataclass."""
    return Entry(
        **{
            **{name: row[name] for name in _ENTRY_FIELDS},
            "authors": tuple(Person(**person) for person in row["authors"]),
            "categories": tuple(row["categories"]),
            "enclosures": tuple(Enclosure(**enclosure) for enclosure in row["enclosures"]),
        }
    )


def translation_to_row(translation: Translation) -> dict[str, Any]:
    """A row of ``translation``."""
    findings = [_shallow(finding) for finding in translation.findings]
    return {**_shallow(translation), "state": translation.state.value, "findings": findings}


def translation_from_row(row: Mapping[str, Any]) -> Translation:
    """A row of ``translation`` as a dataclass."""
    findings = tuple(Finding(**finding) for finding in row["findings"])
    return Translation(**{**row, "state": State(row["state"]), "findings": findings})


def rendering_from_row(row: Mapping[Any, Any]) -> Rendering:
    """A row of ``rendering`` as a dataclass, without its inputs."""
    return Rendering(row["path"], row["media_type"], row["body"], row["etag"], row["last_modified"])


def _shallow(value: Any) -> dict[str, Any]:
    # dataclasses.asdict copies deeply, which doubles the time of a batch.
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


_ENTRY_FIELDS = tuple(Entry.__dataclass_fields__)
