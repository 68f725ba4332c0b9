"""``sources.toml`` as a file that people write: a source is put in, or marked as seen, and all else stays as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Table

from feeds.config import load_sources
from feeds.errors import ConfigError
from feeds.model import ArticleRules, Fallback, ListRules, Source
from feeds.rewriting import BOM, line_end, rewritten

_WIDTH = 100
"""Characters; a longer list has a line for each of its values."""
_SHOWN = frozenset({"kind", "verified"})
"""What is written even where it is the default: what an editor looks for."""
_TABLES = ("list", "article", "fallback")


def append_source(path: Path, source: Source, today: date) -> str:
    """Put ``source`` at the end of the file at ``path``, marked as verified ``today``; the lines that were written.

    What stands there stays byte for byte. The file is replaced in one step, or not at all.

    :raises ConfigError: the file is not in order, it has the id or the address already, or a value cannot be used.
    """
    for known in load_sources(path):
        if known.id == source.id:
            raise ConfigError(str(path), "id", "is in use there already; choose another one", source.id)
        if known.url == source.url:
            raise ConfigError(str(path), "url", f"is there already, as {known.id}", source.url)
    old = path.read_bytes()
    block = new_block(source, today)
    end = line_end(old)
    gap = "" if old in (b"", BOM) else end if old.endswith(b"\n") else end * 2
    _replace(path, old, old + (gap + block.replace("\n", end)).encode())
    return block


def new_block(source: Source, today: date) -> str:
    """The lines that :func:`append_source` writes: ``source``, marked as verified ``today``."""
    return f"# Seen to give news on {today.isoformat()}.\n{source_block(replace(source, verified=True))}"


def source_block(source: Source) -> str:
    """``source`` as a ``[[source]]`` table of TOML, without what is the default anyway."""
    tables = tomlkit.aot()
    tables.append(_table(source))
    document = tomlkit.document()
    document.add("source", tables)
    return tomlkit.dumps(document).strip() + "\n"


def mark_verified(path: Path, source_id: str) -> None:
    """Set ``verified = true`` of a source in the file at ``path``; all else stays as it is.

    :raises ConfigError: the file is not in order, or has no such source.
    """
    if not any(source.id == source_id for source in load_sources(path)):
        raise ConfigError(str(path), "", f"no source {source_id!r}")
    old = path.read_bytes()
    mark = BOM if old.startswith(BOM) else b""
    text = old.removeprefix(BOM).decode()
    wanted = tomllib.loads(text)
    _of_id(wanted["source"], source_id)["verified"] = True
    try:
        document = tomlkit.parse(text)
        _verify(_of_id(document["source"], source_id), line_end(old))
        new = tomlkit.dumps(document)
        right = tomllib.loads(new) == wanted
    except (TOMLKitError, tomllib.TOMLDecodeError):
        right = False
    if not right:
        raise ConfigError(str(path), f"source ({source_id}).verified", "cannot be set here; write `true` by hand")
    _replace(path, old, mark + new.encode())


def _of_id(sources: Any, source_id: str) -> Any:
    return next(source for source in sources if str(source["id"]).strip() == source_id)


def _verify(table: Any, end: str) -> None:
    if "verified" in table:
        table["verified"] = True
        return
    if not isinstance(table, Table):  # an inline one
        table.append("verified", True)
        return
    item = tomlkit.item(True)
    item.trivia.trail = end
    last = [key for key, value in table.items() if not isinstance(value, Table | AoT)][-1]
    table.value._insert_after(last, "verified", item)


def _table(value: Source | Fallback | ListRules | ArticleRules) -> Table:
    """A dataclass as a table: simple values first, since TOML has tables after them."""
    table = tomlkit.table()
    given = _given(value)
    for name in sorted(given, key=_TABLES.__contains__):
        table.add(name, _item(name, given[name]))
    return table


def _given(value: Source | Fallback | ListRules | ArticleRules) -> Mapping[str, Any]:
    """What is not the default, by the name that the settings have for it."""
    said = {"fallbacks": "fallback"}
    always = _SHOWN if isinstance(value, Source) else {"kind"}
    return {
        said.get(field.name, field.name): getattr(value, field.name)
        for field in fields(value)
        if field.name in always or field.default is MISSING or getattr(value, field.name) != field.default
    }


def _item(name: str, value: Any) -> Any:
    if isinstance(value, ListRules | ArticleRules):
        return _table(value)
    if name == "fallback":
        tables = tomlkit.aot()
        for fallback in value:
            tables.append(_table(fallback))
        return tables
    if isinstance(value, tuple):
        return value[0] if len(value) == 1 else _array(value)
    return value.value if isinstance(value, Enum) else value


def _array(values: tuple[str, ...]) -> Array:
    array = tomlkit.array()
    array.extend(values)
    return array.multiline(len(array.as_string()) > _WIDTH)


def _replace(path: Path, old: bytes, new: bytes) -> None:
    with rewritten(path, old, new, lambda fresh: _check(fresh, path)):
        pass


def _check(fresh: Path, path: Path) -> None:
    try:
        load_sources(fresh)
    except ConfigError as error:
        if not error.key:  # no TOML any more, though it was before
            reason = "is a list in brackets there: write it as [[source]] tables, so that one can be put at the end"
            raise ConfigError(str(path), "source", reason) from error
        raise ConfigError(str(path), error.key, error.reason, error.value) from error
