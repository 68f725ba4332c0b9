"""The words of the interface: ``python -m tests.catalogue`` brings the catalogue up to date with the pages.

Extracts every message of ``webapp/`` into ``webapp/translations/uk/LC_MESSAGES/messages.po``, keeps what is translated
there, and compiles the ``.mo`` file that the program reads. Prints what is still to be translated.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEBAPP = Path(__file__).parents[1] / "webapp"
FILE = WEBAPP / "translations" / "uk" / "LC_MESSAGES" / "messages.po"
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
_SINCE = datetime(2026, 11, 23, tzinfo=UTC)
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "N_": None,
}  # fmt: skip


def extracted() -> Catalog:
    """Every message that pages use, with where it stands."""
    catalogue = Catalog()
    found = extract_from_dir(WEBAPP, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=("NOTE:",))
    for file, _line, message, comments, context in found:
        # Files without lines: a catalogue that changes with every blank line is read by nobody.
        catalogue.add(message, None, [(f"webapp/{file}", None)], auto_comments=comments, context=context)
    return catalogue


def translated() -> Catalog:
    """The Ukrainian catalogue as it is."""
    if not FILE.exists():
        return _with_header(Catalog("uk"))
    with FILE.open("rb") as file:
        return _with_header(read_po(file, "uk"))


def _with_header(catalogue: Catalog) -> Catalog:
    """The same header whoever writes the file, and whenever."""
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = "Visnyk", "1"
    catalogue.header_comment = "# The interface of Visnyk in Ukrainian. `make messages` adds what is new."
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "Visnyk"
    catalogue.creation_date = catalogue.revision_date = _SINCE
    return catalogue


def missing(catalogue: Catalog) -> Iterator[Message]:
    """What nobody has translated, or not in every plural form."""
    for message in catalogue:
        words = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if message.id and (not all(words) or message.fuzzy):
            yield message


def compiled(catalogue: Catalog) -> bytes:
    """The bytes that the program reads."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main() -> int:
    """Bring the files up to date; 1 where something is missing."""
    catalogue = translated()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    _with_header(catalogue)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with FILE.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, omit_header=False)
    FILE.with_suffix(".mo").write_bytes(compiled(translated()))
    lacking = [str(message.id) for message in missing(catalogue)]
    print(f"{len(catalogue)} messages, {len(lacking)} to be translated", *lacking, sep="\n  ")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
