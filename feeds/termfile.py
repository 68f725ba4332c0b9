"""``termbase.csv`` as a file that people write in a spreadsheet: a row is put at its end, or taken out, and all else
stays."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from feeds.config.terms import COLUMNS, delimiter_of, load_termbase
from feeds.errors import ConfigError, ReviewError
from feeds.model import NewTerm
from feeds.rewriting import BOM, read_bytes, rewritten
from feeds.text.language import cyrillic_letters, writes_latin
from feeds.text.romanise import romanise
from feeds.translation.terms import Term

_LONGEST: Final = {"source": 200, "target": 200, "note": 500}
_LONGEST_LIST: Final = 2000
"""Characters; more is a mistake."""
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_NO_ID: Final = re.compile(r"[^a-z0-9]+")
_ID_LENGTH: Final = 58
"""Characters; with a number behind it, it is still no longer than the 64 that an id may have."""
_FORMULA: Final = ("=", "+", "-", "@")
"""A spreadsheet takes what begins like this for something to be reckoned (OWASP, "CSV Injection")."""
_KEY: Final = re.compile(r"line (\d+)(?:, column (\w+))?")


@contextmanager
def with_term(path: Path, term: NewTerm) -> Iterator[str]:
    """Have ``term`` be the last row of the file at ``path`` when the block ends; gives its new id.

    What stands there stays byte for byte; the row is written with the same columns, signs and line ends. The whole
    file is checked first. Where there is none, it is made.

    :raises ReviewError: the term cannot be taken like this, with the column and the reason.
    :raises ConfigError: the file is not in order, or cannot be written.
    """
    _check_scripts(term)
    known = {row.id for row in load_termbase(path).terms}
    old = read_bytes(path)
    text = "" if old is None else old.removeprefix(BOM).decode()
    cells = _cells(term, _new_id(term, known))
    new, line = _appended(path, text, cells)
    mark = BOM if old is None or old.startswith(BOM) else b""
    try:
        with rewritten(path, old, mark + new.encode(), load_termbase):
            yield cells["id"]
    except ConfigError as error:
        raise _of_row(error, line) from error


@contextmanager
def without_term(path: Path, term: Term) -> Iterator[None]:
    """Have the file at ``path`` be without the row that reads like ``term`` when the block ends; the others stay byte
    for byte.

    :raises ReviewError: there is no such row, or it reads otherwise by now.
    :raises ConfigError: the file is not in order, or cannot be written.
    """
    old = read_bytes(path) or b""
    found = term in load_termbase(path).terms
    mark = BOM if old.startswith(BOM) else b""
    text = _taken_out(old.removeprefix(BOM).decode(), term.id) if found else None
    if text is None:
        raise ReviewError(f"{path.name} has no row “{term.id}” that reads like this any more; look at it again")
    with rewritten(path, old, mark + text.encode(), load_termbase):
        yield


def script_faults(term: NewTerm) -> tuple[str, ...]:
    """The fields of a term that cannot be in their language: Cyrillic letters where none are written. Most likely the
    term is the wrong way round. A Latin name in a Ukrainian text is nothing strange: Eurocities."""
    sides = {
        "source": (term.source_language, term.source),
        "forms": (term.source_language, " ".join(term.forms)),
        "target": (term.target_language, term.target),
    }
    return tuple(name for name, (tag, text) in sides.items() if writes_latin(tag) and cyrillic_letters(text))


def _check_scripts(term: NewTerm) -> None:
    for name in script_faults(term):
        tag = term.target_language if name == "target" else term.source_language
        raise ReviewError(f"{name}: has Cyrillic letters, and {tag!r} has none; is the term the wrong way round?")


def _of_row(error: ConfigError, line: int) -> ConfigError | ReviewError:
    """What is wrong with the new row is for whoever gave it, and not for whoever looks after the file."""
    where = _KEY.fullmatch(error.key)
    if where is None or int(where[1]) != line:
        return error
    shown = "" if error.value is None else f"“{error.value}” "
    return ReviewError(f"{where[2] or 'the term'}: {shown}{error.reason}")


def _cells(term: NewTerm, identity: str) -> dict[str, str]:
    """The row by column.

    :raises ReviewError: a value that no row can hold.
    """
    texts = {name: getattr(term, name) for name in COLUMNS if isinstance(getattr(term, name, None), str)}
    lists = {name: getattr(term, name) for name in COLUMNS if isinstance(getattr(term, name, None), tuple)}
    for name, parts in lists.items():
        if any("|" in part for part in parts):
            raise ReviewError(f"{name}: has a “|” in it, which stands between two of them")
    cells = {name: _plain(value) for name, value in texts.items()}
    cells |= {name: "|".join(filter(None, map(_plain, parts))) for name, parts in lists.items()}
    for name, value in cells.items():
        most = _LONGEST.get(name, _LONGEST_LIST)
        if len(value) > most:
            raise ReviewError(f"{name}: is longer than {most} characters")
        if value.startswith(_FORMULA):
            raise ReviewError(f"{name}: begins with “{value[0]}”, which a spreadsheet takes for a formula")
    return {"id": identity, "match": "any" if term.any_case else "", **cells}


def _plain(text: str) -> str:
    """One line, with single spaces, and nothing that nobody sees."""
    kept = (char for char in unicodedata.normalize("NFC", text) if char.isspace() or unicodedata.category(char) != "Cc")
    return " ".join("".join(kept).split())


def _new_id(term: NewTerm, known: Collection[str]) -> str:
    """Made from the target in Latin letters: ``lviv``, or ``lviv-2`` where that is in use."""
    parts = unicodedata.normalize("NFKD", romanise(term.target)).lower()
    word = _NO_ID.sub("-", "".join(char for char in parts if not unicodedata.combining(char))).strip("-")
    word = word[:_ID_LENGTH].rstrip("-") or "term"
    number = 1
    while (made := word if number == 1 else f"{word}-{number}") in known:
        number += 1
    return made


def _taken_out(text: str, identity: str) -> str | None:
    """The file without the lines of the row of this id; ``None``: it has none."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=delimiter_of(text), strict=True)
    column = [name.strip().lower() for name in next(reader)].index("id")
    first = reader.line_num
    for cells in reader:
        if cells[column : column + 1] and cells[column].strip() == identity:
            return "".join(lines[:first] + lines[reader.line_num :])
        first = reader.line_num
    return None


def _appended(path: Path, text: str, cells: Mapping[str, str]) -> tuple[str, int]:
    """The file with one more row, and the line that it begins in.

    :raises ReviewError: the file has no column for something that is given.
    """
    found = _LINE_END.search(text)
    end = found[0] if found else "\n"
    if not text.strip():
        text = ",".join(COLUMNS) + end
    delimiter = delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [name.strip().lower() for name in next(reader)]
    for _ in reader:
        pass
    for name, value in cells.items():
        if value and name not in header:
            raise ReviewError(f"{name}: {path.name} has no such column; put it into its first line, or leave it empty")
    row = io.StringIO(newline="")
    csv.writer(row, delimiter=delimiter, lineterminator=end).writerow([cells.get(name, "") for name in header])
    gap = "" if text.endswith(("\r", "\n")) else end
    return text + gap + row.getvalue(), reader.line_num + 1
