"""What goes out as rows: open data of deliberations, and the list of acts of a body."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bastide.core.territory.models import Organisation

from .models import Acte, AgendaItem, Nature, RegisterEntry

#: Schema "scdl/deliberations" 2.1.3 (read 2026-11).
SCDL_COLUMNS = (
    "COLL_NOM",
    "COLL_SIRET",
    "DELIB_ID",
    "DELIB_DATE",
    "DELIB_MATIERE_CODE",
    "DELIB_MATIERE_NOM",
    "DELIB_OBJET",
    "BUDGET_ANNEE",
    "BUDGET_NOM",
    "PREF_ID",
    "PREF_DATE",
    "VOTE_EFFECTIF",
    "VOTE_REEL",
    "VOTE_POUR",
    "VOTE_CONTRE",
    "VOTE_ABSTENTION",
    "DELIB_URL",
)
ACTE_COLUMNS = (
    "numero",
    "nature",
    "objet",
    "date",
    "matiere",
    "etat",
    "identifiant",
    "transmis_le",
    "recu_le",
    "publie_le",
)


def scdl_rows(organisation: Organisation, absolute: Callable[[str], str]) -> Iterator[dict[str, str]]:
    """One row for each published deliberation that stands; `absolute` makes whole addresses."""
    entries = (
        RegisterEntry.objects.shown()
        .of_organisation(organisation)
        .filter(nature=Nature.DELIBERATION)
        .select_related("organisation__acte_settings", "acte__agenda_item")
        .defer("text")
        .order_by("decided_on", "pk")
    )
    for entry in entries.iterator():
        yield {
            "COLL_NOM": organisation.name,
            "COLL_SIRET": _siret(organisation),
            "DELIB_ID": entry.number,
            "DELIB_DATE": entry.decided_on.isoformat(),
            "DELIB_MATIERE_CODE": entry.matiere_code,
            "DELIB_MATIERE_NOM": entry.matiere_label,
            "DELIB_OBJET": entry.object,
            "PREF_ID": entry.unique_id,
            "PREF_DATE": entry.received_on.isoformat() if entry.received_on else "",
            **_votes(getattr(entry.acte, "agenda_item", None)),
            "DELIB_URL": absolute(entry.get_absolute_url()),
        }


def _siret(organisation: Organisation) -> str:
    if organisation.siret:
        return organisation.siret
    settings = getattr(organisation, "acte_settings", None)
    return organisation.siren or (settings.siren if settings else "")


def _votes(item: AgendaItem | None) -> dict[str, str]:
    if item is None or item.votes_for is None:
        return {}
    against, abstained = item.votes_against or 0, item.abstentions or 0
    return {
        "VOTE_REEL": str(item.votes_for + against),
        "VOTE_POUR": str(item.votes_for),
        "VOTE_CONTRE": str(against),
        "VOTE_ABSTENTION": str(abstained),
    }


def acte_rows(actes: Iterator[Acte]) -> Iterator[dict[str, str]]:
    """The acts of a body, for its own spreadsheet."""
    for acte in actes:
        entry = getattr(acte, "register_entry", None)
        yield {
            "numero": acte.number,
            "nature": str(acte.get_nature_display()),
            "objet": _plain(acte.object),
            "date": acte.decided_on.isoformat() if acte.decided_on else "",
            "matiere": acte.matiere_code,
            "etat": str(acte.get_state_display()),
            "identifiant": acte.unique_id,
            "transmis_le": acte.transmitted_at.date().isoformat() if acte.transmitted_at else "",
            "recu_le": acte.received_on.isoformat() if acte.received_on else "",
            "publie_le": entry.published_at.date().isoformat() if entry else "",
        }


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
