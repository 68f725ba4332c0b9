"""``takedown.toml`` as a file that people write: an entry is put in or taken out, and all else stays byte for byte."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import tomlkit

from feeds.config.takedown import load_takedowns
from feeds.errors import ConfigError
from feeds.rewriting import BOM, line_end, read_bytes, rewritten

_HEAD: Final = re.compile(r"""^[ \t]*\[\[[ \t]*(?:takedown|"takedown"|'takedown')[ \t]*\]\]""", re.MULTILINE)

_LINE_END: Final = re.compile(r"\n|\Z")


@contextmanager
def with_takedown(path: Path, key: str, reason: str) -> Iterator[None]:
    """Have the file at ``path`` name an entry at its end when the block ends. Where there is none, it is made.

    :raises ConfigError: it is not in order, or cannot be written.
    """
    load_takedowns(path)
    old = read_bytes(path)
    before = old or b""
    end = line_end(before)
    gap = "" if before in (b"", BOM) else end if before.endswith(b"\n") else end * 2
    new = before + (gap + _block(key, reason).replace("\n", end)).encode()
    with rewritten(path, old, new, lambda fresh: _check_list(path, fresh)):
        yield


@contextmanager
def without_takedown(path: Path, key: str) -> Iterator[None]:
    """Have the file at ``path`` not name an entry by its key any more when the block ends; it does so before.

    :raises ConfigError: it is not in order, cannot be written, or is written in a way that only people can change.
    """
    old = read_bytes(path) or b""
    mark = BOM if old.startswith(BOM) else b""
    text = old.removeprefix(BOM).decode()
    while (place := _place(tomllib.loads(text), key)) is not None:
        shorter = _without(text, place)
        if shorter is None:
            raise ConfigError(str(path), f"takedown[{place + 1}]", "cannot be taken out here; do it by hand", key)
        text = shorter
    with rewritten(path, old, mark + text.encode(), load_takedowns):
        yield


def _block(key: str, reason: str) -> str:
    table = tomlkit.table()
    table.add("entry", key)
    if reason.strip():
        table.add("reason", reason)
    tables = tomlkit.aot()
    tables.append(table)
    document = tomlkit.document()
    document.add("takedown", tables)
    return tomlkit.dumps(document).strip() + "\n"


def _check_list(path: Path, fresh: Path) -> None:
    try:
        load_takedowns(fresh)
    except ConfigError as error:
        if error.key:
            raise
        # No TOML any more, though it was before.
        reason = "is a list in brackets there: write it as [[takedown]] tables, so that one can be put at the end"
        raise ConfigError(str(path), "takedown", reason) from error


def _place(data: dict[str, Any], key: str) -> int | None:
    """Of the first table that names this entry by its key."""
    return next((place for place, one in enumerate(data.get("takedown", ())) if one["entry"] == key), None)


def _without(text: str, place: int) -> str | None:
    """The text without one of its tables: from its head to its last value, so that what stands behind it, remarks on
    the next one for instance, stays. ``None``: it is not written like that.

    What looks like a head may stand in a text of several lines: what is left says which one was right.
    """
    wanted = tomllib.loads(text)
    del wanted["takedown"][place]
    if not wanted["takedown"]:
        del wanted["takedown"]
    heads = [found.start() for found in _HEAD.finditer(text)]
    following = [*heads[1:], len(text)]
    # As far as the next head, which nearly always is one; but if that stands in a text, to the end of the file.
    for ends in (following, [len(text)] * len(heads)):
        for head, end in list(zip(heads, ends, strict=False))[place:]:
            left = _cut(text, head, end, wanted)
            if left is not None:
                return left
    return None


def _cut(text: str, head: int, last: int, wanted: dict[str, Any]) -> str | None:
    """The text without as few lines from this head on as leave what is wanted; ``None``: none up to ``last`` do."""
    for found in _LINE_END.finditer(text, head, last):
        left = text[: _before_gap(text, head, found.end())] + text[found.end() :]
        if _reads(left) == wanted:
            return left
    return None


def _before_gap(text: str, head: int, end: int) -> int:
    """From where to cut, so that of the empty lines on both sides one set is left: what was put in goes without a
    trace."""
    behind = text[end:].partition("\n")[0].strip()
    gap = re.search(r"(?<=\n)[ \t]*\r?\n\Z", text[:head])
    return gap.start() if gap and not behind else head


def _reads(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
