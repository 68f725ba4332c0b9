"""What the forms of the desk send, as it was typed, and what is wrong with it. Pure, but for the words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from feeds.model import NewTerm
from feeds.termfile import script_faults
from feeds.translation import codes
from webapp.words import language_name

TEXT: Final = 20_000
"""Characters of a unit's translation."""
_TEXT: Final = re.compile(r"text-([1-9][0-9]{0,4})\Z")
_LOST: Final = re.compile(r"lost-[0-9]{1,5}\Z")
_TERM: Final = {"source": 200, "target": 200, "note": 500, "forms": 2000, "forbidden": 2000}

Sent = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitForm:
    """What the page of an entry sends of one unit."""

    number: int
    """As it was when the page was drawn."""
    expected: str
    """:func:`mark` of its original then."""
    seen: str
    """:func:`seen_mark` of its translation then."""
    text: str

    @classmethod
    def of(cls, sent: Sent, number: str) -> UnitForm:
        """As it was sent."""
        expected, seen, text = (sent.get(f"{name}-{number}", "") for name in ("expected", "seen", "text"))
        return cls(int(number), expected, seen, text.replace("\r\n", "\n"))

    @property
    def typed(self) -> bool:
        """Is the text another one than the page found stored?"""
        return seen_mark(self.text) != self.seen


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What the page of an entry sends: what is to be done, and all that stands in its fields."""

    deed: str
    """``check``, ``save``, ``as-is``, ``approve``, ``undo`` or ``approve-all``; of a form of ours."""
    pressed: UnitForm | None
    """The unit that it is to be done to; ``None``: it is done to all."""
    others: tuple[UnitForm, ...] = ()
    """Those that somebody typed in and did not save now."""
    lost: tuple[str, ...] = ()
    """Texts that were typed for passages which are not there any more."""
    version: str = ""
    """Of all of the entry, as the page showed it."""

    @classmethod
    def of(cls, sent: Sent) -> EntryForm:
        """As it was sent. The button is called ``save-3``; a unit whose text was not sent is as it was."""
        numbers = [found[1] for found in map(_TEXT.match, sent) if found]
        deed, _, number = sent.get("do", "").rpartition("-")
        units = {one: UnitForm.of(sent, one) for one in numbers}
        pressed = units.pop(number, None)
        if pressed is None:
            deed = sent.get("do", "")
        lost = tuple(text for name, text in sent.items() if _LOST.match(name))
        typed = tuple(unit for unit in units.values() if unit.typed)
        return cls(deed, pressed, typed, lost, sent.get("version", ""))


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
        for name in () if found else script_faults(self.term()):
            tag = self.direction.split(">")[name == "target"]
            found[name] = _(
                "This has Cyrillic letters, which %(language)s is not written in. Is it the other direction, or does"
                " each of the two stand in the other one's field?",
                language=language_name(tag),
            )
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


def seen_mark(target: str | None) -> str:
    """The :func:`mark` of a translation, coded text, however its white space is written; none is an empty one."""
    return mark(codes.normalise(target or ""))


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
