"""``termbase.csv``: approved terms, in a spreadsheet that an editor keeps; errors name file, line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from feeds.errors import ConfigError
from feeds.text.forms import folded_form
from feeds.text.language import language_tag, primary
from feeds.translation.terms import EMPTY, Kind, Term, Termbase, claims

FILE = "termbase.csv"
"""Its name in the folder of settings."""
_REQUIRED = ("id", "source_language", "source", "target_language", "target", "kind")
_LISTS = ("forms", "allowed", "forbidden", "forbidden_source", "unless")
COLUMNS = (*_REQUIRED, *_LISTS, "match", "note")
"""All that there may be, in any order."""
_MATCH = {"": False, "exact": False, "any": True}
_MARKS = {"forms": "?", "forbidden": "!"}
"""What may stand behind an entry of a list."""
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
_WHOLE = re.compile(r"[^\W_](?:.*[^\W_])?\Z", re.DOTALL)
_UNLESS = re.compile(r"[^\W_][\w'’ʼ-]*\*?\??\Z")


def load_termbase(path: Path) -> Termbase:
    """Read and check the file at ``path``; no terms where there is no such file.

    Commas or semicolons between the cells, any kind of line ends, with or without a byte order mark: what spreadsheets
    write.

    :raises ConfigError: naming file, line, column and reason.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return EMPTY
    except OSError as error:
        raise ConfigError(str(path), "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 at byte {error.start}; save it as “CSV UTF-8”"
        raise ConfigError(str(path), "", reason) from error
    rows = list(_rows(path, text))
    _check_unique(path, rows)
    return Termbase(term for _, term in rows)


def delimiter_of(text: str) -> str:
    """What stands between the cells of a file."""
    return max(",;\t", key=text.partition("\n")[0].count)


def _rows(path: Path, text: str) -> Iterator[tuple[int, Term]]:
    """Each row with the line that it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    line = 1
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(path, header)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, _term(path, line, header, [cell.strip() for cell in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigError(str(path), f"line {line}", f"is no valid CSV: {error}") from error


def _check_header(path: Path, header: list[str]) -> None:
    for name in _REQUIRED:
        if name not in header:
            raise ConfigError(str(path), f"line 1, column {name}", "is missing; the first line names the columns")
    for name in filter(None, header):
        if name not in COLUMNS:
            raise ConfigError(str(path), f"line 1, column {name}", f"is unknown; known are {', '.join(COLUMNS)}")
        if header.count(name) > 1:
            raise ConfigError(str(path), f"line 1, column {name}", "is there twice")


def _term(path: Path, line: int, header: list[str], cells: list[str]) -> Term:
    if any(cells[len(header) :]):
        reason = "has more cells than the first line; put quotes around a cell that holds a comma or a semicolon"
        raise ConfigError(str(path), f"line {line}", reason)
    row = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=False))
    for name in _REQUIRED:
        if not row[name]:
            raise _wrong(path, line, name, "is empty")
    if not _ID.match(row["id"]):
        raise _wrong(path, line, "id", "is no id: small Latin letters, digits, - and _", row["id"])
    languages = _tag(path, line, "source_language", row), _tag(path, line, "target_language", row)
    if primary(languages[0]) == primary(languages[1]):
        raise _wrong(path, line, "target_language", "is the language of the source", row["target_language"])
    if row["kind"] not in set(Kind):
        raise _wrong(path, line, "kind", f"is none of {', '.join(Kind)}", row["kind"])
    if row["match"] not in _MATCH:
        raise _wrong(path, line, "match", "is neither exact nor any", row["match"])
    for name in ("source", "target"):
        _check_whole(path, line, name, row[name])
    lists = {name: _list(path, line, name, row[name]) for name in _LISTS}
    return Term(
        row["id"],
        row["source"],
        row["target"],
        *languages,
        kind=Kind(row["kind"]),
        any_case=_MATCH[row["match"]],
        note=row["note"],
        forms=lists["forms"],
        allowed=lists["allowed"],
        forbidden=lists["forbidden"],
        forbidden_source=lists["forbidden_source"],
        unless=lists["unless"],
    )


def _tag(path: Path, line: int, column: str, row: dict[str, str]) -> str:
    tag = language_tag(row[column])
    if tag is None:
        raise _wrong(path, line, column, "is no language tag, uk or en-GB for instance", row[column])
    return tag


def _list(path: Path, line: int, column: str, cell: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part for part in map(str.strip, cell.split("|")) if part))
    for part in found:
        if column == "unless":
            if not _UNLESS.match(part):
                raise _wrong(path, line, column, "is no word, with * for any ending and ? for a doubt", part)
        else:
            _check_whole(path, line, column, part.removesuffix(_MARKS.get(column, "")))
    return found


def _check_whole(path: Path, line: int, column: str, text: str) -> None:
    if not _WHOLE.match(folded_form(text)):
        raise _wrong(path, line, column, "must begin and end with a letter or a digit", text)


def _check_unique(path: Path, rows: Iterable[tuple[int, Term]]) -> None:
    """No id twice, and no form that two rows claim: which of them would be right?"""
    lines: dict[str, int] = {}
    claimed: dict[tuple[str, str, str], tuple[int, str]] = {}
    for line, term in rows:
        if term.id in lines:
            raise _wrong(path, line, "id", f"is used in line {lines[term.id]} too; ids must be unique", term.id)
        lines[term.id] = line
        direction = primary(term.source_language), primary(term.target_language)
        for form in sorted(claims(term)):
            other, identity = claimed.setdefault((*direction, form), (line, term.id))
            if identity != term.id:
                reason = f"stands in line {other} ({identity}) too; a form belongs to one row"
                raise _wrong(path, line, "forms", reason, form)


def _wrong(path: Path, line: int, column: str, reason: str, value: str | None = None) -> ConfigError:
    return ConfigError(str(path), f"line {line}, column {column}", reason, value)
