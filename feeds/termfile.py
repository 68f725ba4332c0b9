"""``termbase.csv`` as a file that people write in a spreadsheet: a row is put at its end, and all else stays."""

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
from feeds.text.romanise import romanise

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
