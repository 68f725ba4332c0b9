"""``partners.toml``: the cities that news is looked through for, and the edition that each of them gets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from feeds.config.files import load_unique
from feeds.errors import ConfigError
from feeds.model import Alerts, Edition, Partner


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
    from feeds.config.partner_tables import PartnersTable

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
