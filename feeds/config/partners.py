"""``partners.toml``: the cities that news is looked through for, and the edition that each of them gets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from feeds.config.files import load_unique
from feeds.config.table import Table
from feeds.config.values import Id, Language, mode
from feeds.errors import ConfigError
from feeds.model import Alerts, Edition, Partner

_WHOLE = re.compile(r"[^\W_](?:.*[^\W_])?\Z", re.DOTALL)
_WORD = re.compile(r"[^\W_][\w'’ʼ-]*\*?\??\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def _is_whole(text: str) -> bool:
    from feeds.text.forms import folded_form

    return _WHOLE.match(folded_form(text)) is not None


def _form(text: str) -> str:
    if not text.isprintable() or not any(letter.isalpha() for letter in text):
        raise ValueError("is no form of a name: there is no letter in it")
    if not _is_whole(text.removesuffix("?")):
        raise ValueError("must begin and end with a letter or a digit, but for the ? of a doubtful form")
    return text


def _country(code: str) -> str:
    if not _COUNTRY.match(code):
        raise ValueError("is no country code of two capital letters (ISO 3166-1), GB for instance")
    return code


def _unless(text: str) -> str:
    from feeds.text.forms import folded_form

    text = text.replace("...", "…")
    words = text.replace("…", " ").split()
    if not words or text.count("…") > 1 or ("…" not in text and len(words) > 1):
        raise ValueError("is neither a word nor words around … for the name: “берег*” or “House of …”, for instance")
    if not all(_WORD.match(folded_form(word)) for word in words):
        raise ValueError("is no word, with * for any ending and ? for a doubt")
    return text


def _named(title: str) -> str:
    if "{name}" not in title:
        raise ValueError("has no {name} in it, so that all editions would be called the same")
    return title


Form = Annotated[str, Field(max_length=100), AfterValidator(_form)]


class PartnerEditionTable(Table):
    """``[edition]``: what the partners' editions have in common."""

    title: Annotated[str, AfterValidator(_named)]
    language: Annotated[str, AfterValidator(mode)] | None = None
    sources: tuple[str, ...] = Field(default=("*",), min_length=1)
    limit: int = Field(default=50, ge=1, le=10_000)
    alerts: Alerts = Alerts.EXCLUDE
    days: int | None = Field(default=None, ge=1, le=36_500)


class PartnerTable(Table):
    """``[[partner]]``."""

    id: Id
    name: str = Field(min_length=1, max_length=100)
    country: Annotated[str, AfterValidator(_country)]
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    forms: dict[Language, Annotated[tuple[Form, ...], Field(min_length=1)]] = Field(min_length=1)
    names: dict[Language, Form] = Field(default={})
    unless: tuple[Annotated[str, Field(max_length=100), AfterValidator(_unless)], ...] = ()


class PartnersTable(Table):
    """``partners.toml``."""

    edition: PartnerEditionTable | None = None
    partner: tuple[PartnerTable, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerEdition:
    """What the partners' editions have in common, see :class:`feeds.model.Edition`."""

    title: str
    """With ``{name}`` for the partner's."""
    language: str | None
    """``None``: the main language that is translated into."""
    sources: tuple[str, ...]
    limit: int
    alerts: Alerts
    days: int | None


@dataclass(frozen=True, slots=True)
class PartnersFile:
    """The partners, and how their editions are made; ``None``: they get none."""

    partners: tuple[Partner, ...] = ()
    edition: PartnerEdition | None = None


def load_partners(path: Path) -> PartnersFile:
    """Read and check the file at ``path``; no partners where there is none.

    :raises ConfigError: naming file, key, value and reason.
    """
    if not path.exists():
        return PartnersFile()
    loaded = load_unique(path, "partner", PartnersTable)
    partners = tuple(Partner(**partner.model_dump()) for partner in loaded.partner)
    _check_forms(path, partners)
    return PartnersFile(partners, PartnerEdition(**loaded.edition.model_dump()) if loaded.edition else None)


def _check_forms(path: Path, partners: tuple[Partner, ...]) -> None:
    """No form that two partners claim: which of them would be meant?"""
    from feeds.ingest.partners import forms_of, languages_of  # here: whoever has no partners need not wait for it

    claimed: dict[str, str] = {}
    for index, partner in enumerate(partners, start=1):
        for language in languages_of(partner):
            for form in forms_of(partner, language):
                other = claimed.setdefault(form.text, partner.id)
                if other != partner.id:
                    where = f"partner[{index}] ({partner.id}).forms.{language}"
                    raise ConfigError(str(path), where, f"is a form of {other} too; a form belongs to one", form.text)


def edition_id(partner: Partner) -> str:
    """What the edition of a partner is called in addresses."""
    return f"partner-{partner.id}"


def partner_editions(file: PartnersFile, target: str) -> tuple[Edition, ...]:
    """An edition for each partner, with what mentions it first; ``target`` is the main language."""
    template = file.edition
    if template is None:
        return ()
    return tuple(
        Edition(
            edition_id(partner),
            template.title.replace("{name}", partner.name),
            template.language or target,
            template.sources,
            template.limit,
            template.alerts,
            days=template.days,
            first=partner.id,
        )
        for partner in file.partners
    )
