"""What ``partners.toml`` may say, table by table; loaded where there is such a file: it takes 10 ms."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from feeds.config.table import Table
from feeds.config.values import Id, Language, mode
from feeds.model import Alerts
from feeds.text.forms import folded_form

_WHOLE = re.compile(r"[^\W_](?:.*[^\W_])?\Z", re.DOTALL)
_WORD = re.compile(r"[^\W_][\w'’ʼ-]*\*?\??\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def _is_whole(text: str) -> bool:
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
