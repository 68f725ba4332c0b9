"""What the desk says: what checks found, what was done, how long ago; in the language of the interface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_timedelta
from flask_babel import gettext as _
from flask_babel import ngettext

from feeds.model import Deed, Finding, State
from webapp.language import ui
from webapp.noted import said
from webapp.words import locale_of


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about what somebody sent."""

    words: str
    detail: str = ""
    """In English, from below."""
    stands: str = ""
    """The translation that stands there now, as people write it."""
    findings: tuple[Finding, ...] = ()
    acceptable: bool = False
    """It may be taken all the same."""
    good: bool = False
    """There is nothing against it."""
    waiting: bool = False
    """It is kept, and nobody has looked at it yet."""

    @property
    def wrong(self) -> bool:
        """Is it what a page is shown again for?"""
        return not (self.good or self.waiting)


def age(moment: datetime) -> str:
    """``"3 hours ago"``, ``"3 години тому"``."""
    return format_timedelta(moment - datetime.now(UTC), add_direction=True, locale=locale_of(ui()))


def check_name(check: str) -> str:
    """What a check is about (docs/translation.md); its own name where it is a new one."""
    return (_refusing() | _doubting()).get(check, check)


def _refusing() -> dict[str, str]:
    return {
        "codes": _("Codes"),
        "cut": _("Far too short"),
        "empty": _("Empty"),
        "error-page": _("An error in the place of a translation"),
        "language": _("Wrong language or alphabet"),
        "links": _("An address is missing"),
        "loop": _("Repeats itself"),
        "unchanged": _("Not translated"),
    }


def _doubting() -> dict[str, str]:
    return {
        "amount": _("Amount of money"),
        "date": _("Date"),
        "length": _("Length"),
        "maybe-name": _("Perhaps a name"),
        "name": _("Name or term"),
        "number": _("Number"),
        "percentage": _("Percentage"),
        "phone": _("Telephone number"),
        "sentence": _("A sentence may be missing"),
        "time": _("Time of day"),
    }


def judged(findings: tuple[Finding, ...]) -> Told:
    """What the checks say, in a sentence and one by one."""
    if not findings:
        return Told(_("The checks have nothing against this text."), good=True)
    if any(finding.fatal for finding in findings):
        words = _("The checks refuse this text. If you are sure of it, it can be taken as it is.")
        return Told(words, findings=findings, acceptable=True)
    words = ngettext("The checks have a doubt:", "The checks have %(num)d doubts:", len(findings))
    return Told(words, findings=findings)


def in_json(findings: tuple[Finding, ...]) -> list[dict[str, object]]:
    """The same for the script; ``english`` where nobody has translated what is said."""
    return [
        {
            "check": check_name(one.check), "message": said(one.message), "english": said(one.message) == one.message,
            "fatal": one.fatal,
        }
        for one in findings
    ]  # fmt: skip


def state_name(state: State) -> str:
    """How far a translation is."""
    return {
        State.REVIEWED: _("Reviewed"),
        State.TRANSLATED: _("Translated"),
        State.PARTIAL: _("Partly translated"),
        State.PENDING: _("Translation pending"),
        State.FAILED: _("Translation failed"),
        State.NOT_NEEDED: _("Not translated into this language"),
    }[state]


def place_name(where: str) -> str:
    """Where a unit stands first."""
    return {"title": _("Headline"), "summary": _("Summary"), "content": _("Text")}.get(where, where)


def kind_name(kind: str) -> str:
    """What a term is."""
    return {
        "city": _("City or other place"),
        "district": _("District of a city"),
        "person": _("Person"),
        "department": _("Department or institution"),
        "office": _("Office that somebody holds"),
        "phrase": _("Phrase"),
    }.get(kind, kind)


# --- what was done ------------------------------------------------------------------------------------------------


def changed(entries: int, later: int, *, published: bool) -> str:
    """What came of a correction, an approval or an undoing, in one sentence or two."""
    if not entries and not later:
        said = _("It shows when the other passages of the entry are translated too.")
    elif published:
        said = ngettext(
            "%(num)d entry changed and is published.", "%(num)d entries changed and are published.", entries
        )
    else:
        said = ngettext(
            "%(num)d entry changed; it goes out with the next publish.",
            "%(num)d entries changed; they go out with the next publish.",
            entries,
        )
    if later:
        more = ngettext(
            "Up to %(num)d older entry with the same passage will follow with the next refresh.",
            "Up to %(num)d older entries with the same passage will follow with the next refresh.",
            later,
        )
        return f"{said} {more}"
    return said


def deed_name(deed: Deed) -> str:
    """What somebody did, in a line of the log."""
    if deed.kind == "account":
        return _account(deed)
    units = [str(one["unit"]) for one in deed.detail.get("units", ())]
    numbers = ", ".join(units)
    return {
        "sign-in": _("Signed in"),
        "sign-in-failed": _("Tried to sign in, and could not"),
        "sign-out": _("Signed out"),
        "correct": _("Corrected unit %(numbers)s", numbers=numbers),
        "approve": ngettext("Approved unit %(numbers)s", "Approved units %(numbers)s", len(units), numbers=numbers),
        "undo": _("Took back what was said of unit %(numbers)s", numbers=numbers),
        "term": _("Added a term"),
        "term-out": _("Took a term out"),
        "take-down": _("Took an entry down"),
        "put-back": _("Put an entry back"),
    }.get(deed.kind, deed.kind)


def _account(deed: Deed) -> str:
    name = deed.subject or ""
    return {
        "add": _("Made an account for %(name)s", name=name),
        "password": _("Set the password of %(name)s", name=name),
        "disable": _("Closed the account of %(name)s", name=name),
        "enable": _("Opened the account of %(name)s again", name=name),
        "unlock": _("Let %(name)s try to sign in again", name=name),
    }.get(str(deed.detail.get("did")), deed.kind)
