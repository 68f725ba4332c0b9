"""What the forms of the desk send, as it was typed, and what is wrong with it. Pure, but for the words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from feeds.model import NewTerm
from feeds.translation import codes

TEXT: Final = 20_000
"""Characters of a unit's translation."""
REASON: Final = 500
_TERM: Final = {"source": 200, "target": 200, "note": 500, "forms": 2000, "forbidden": 2000}

Sent = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitForm:
    """What is to be done about one unit."""

    deed: str
    """``check``, ``save``, ``as-is``, ``approve`` or ``undo``."""
    number: int
    """Of the unit, as it was when the page was drawn."""
    expected: str
    """:func:`mark` of its original then."""
    seen: str
    """:func:`mark` of its translation then."""
    text: str

    @classmethod
    def of(cls, sent: Sent) -> UnitForm:
        """As it was sent; what is no number is 0, and there is no such unit."""
        number = sent.get("number", "")
        # Longer ones are no numbers of units, and some not even of Python (PYTHONINTMAXSTRDIGITS).
        usable = number.isascii() and number.isdigit() and len(number) < 6
        return cls(
            sent.get("do", ""), int(number) if usable else 0, sent.get("expected", ""), sent.get("seen", ""),
            sent.get("text", "").replace("\r\n", "\n"),
        )  # fmt: skip

    def changes(self, shown: str) -> bool:
        """Is the text another one than the page showed?"""
        return codes.normalise(self.text) != codes.normalise(shown)


@dataclass(frozen=True, slots=True)
class TermForm:
    """A new row of the termbase, as it was typed."""

    direction: str = ""
    """``uk>en``: the languages of the originals and of the translation."""
    source: str = ""
    target: str = ""
    kind: str = ""
    forms: str = ""
    """One in a line."""
    forbidden: str = ""
    """One in a line."""
    note: str = ""

    @classmethod
    def of(cls, sent: Sent) -> TermForm:
        """As it was sent."""
        return cls(**{name: sent.get(name, "").replace("\r\n", "\n") for name in cls.__dataclass_fields__})

    def problems(self, directions: Iterable[str], kinds: Iterable[str]) -> dict[str, str]:
        """What is wrong, by field."""
        found = {}
        if self.direction not in directions:
            found["direction"] = _("Choose a direction.")
        if not self.source.strip():
            found["source"] = _("Write the name or the phrase in the language of the originals.")
        if not self.target.strip():
            found["target"] = _("Write how it is to be translated.")
        if self.kind not in kinds:
            found["kind"] = _("Choose what it is.")
        for name, most in _TERM.items():
            if (length := len(getattr(self, name))) > most:
                found[name] = too_long(length, most)
        return found

    def term(self) -> NewTerm:
        """The row; of a form without problems."""
        source, target = self.direction.split(">")
        return NewTerm(
            self.source.strip(), self.target.strip(), source, target, self.kind, self.note.strip(),
            forms=_lines(self.forms), forbidden=_lines(self.forbidden),
        )  # fmt: skip


def too_long(length: int, most: int) -> str:
    """Says by how much."""
    return _(
        "This is too long: %(length)d characters, where %(most)d are the most. Nothing of it is lost; shorten it.",
        length=length, most=most,
    )  # fmt: skip


def mark(*texts: str | None) -> str:
    """A short name for texts, by which a form says what its page showed."""
    written = "\x1f".join("\x1e" if text is None else text for text in texts)
    return hashlib.sha256(written.encode()).hexdigest()[:24]


def editable(coded: str) -> str:
    """Coded text as people write it: ``&`` is ``&`` wherever that is read back as the same."""
    written = "".join(value if kind == "text" else codes.build([(kind, value)]) for kind, value in codes.parts(coded))
    return written if codes.normalise(written) == codes.normalise(coded) else coded


def pieces(coded: str) -> tuple[tuple[str, bool], ...]:
    """Coded text to be read, in pieces; ``True``: it is a code."""
    return tuple(
        (value, False) if kind == "text" else (codes.build([(kind, value)]), True) for kind, value in codes.parts(coded)
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split("\n"))))
