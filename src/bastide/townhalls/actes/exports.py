"""What goes out as rows: open data of deliberations, and the list of acts of a body."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation
from bastide.kit.ui.language import in_french

from .models import Acte, Nature, RegisterEntry

#: The nine national subjects of the classification; the préfecture's own levels lie below.
SUBJECTS = {
    "1": _("Commande publique"),
    "2": _("Urbanisme"),
    "3": _("Domaine et patrimoine"),
    "4": _("Fonction publique"),
    "5": _("Institutions et vie politique"),
    "6": _("Libertés publiques et pouvoirs de police"),
    "7": _("Finances locales"),
    "8": _("Domaines de compétences par thèmes"),
    "9": _("Autres domaines de compétences"),
}
#: Votes are given with the number of councillors or not at all, as the schema wants.
#: Schema "scdl/deliberations" 2.1.5 (read 2026-11).
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
        .select_related("acte")
        .defer("text")
        .order_by("decided_on", "pk")
    )
    for entry in entries.iterator():
        yield {
            "COLL_NOM": organisation.name,
            # Without its fourteen digits a body has no valid row: better an empty cell than a made-up number.
            "COLL_SIRET": organisation.siret,
            "DELIB_ID": entry.number,
            "DELIB_DATE": entry.decided_on.isoformat(),
            **_matiere(entry),
            "DELIB_OBJET": entry.object,
            "PREF_ID": _prefecture(organisation) if entry.received_on else "",
            "PREF_DATE": entry.received_on.isoformat() if entry.received_on else "",
            **_votes(entry.acte),
            "DELIB_URL": absolute(entry.get_absolute_url()),
        }


@in_french
def _matiere(entry: RegisterEntry) -> dict[str, str]:
    """Two levels, as the schema wants them: « 7.10 », « Finances locales/Divers »."""
    levels = entry.matiere_code.split(".")[:2]
    subject = str(SUBJECTS.get(levels[0], ""))
    return {"DELIB_MATIERE_CODE": ".".join(levels), "DELIB_MATIERE_NOM": f"{subject}/{entry.matiere_label}"}


def _votes(acte: Acte | None) -> dict[str, str]:
    if acte is None or acte.members is None or acte.voters is None:
        return {}
    return {
        "VOTE_EFFECTIF": str(acte.members),
        "VOTE_REEL": str(acte.voters),
        "VOTE_POUR": str(acte.votes_for),
        "VOTE_CONTRE": str(acte.votes_against),
        "VOTE_ABSTENTION": str(acte.abstentions),
    }


def _prefecture(organisation: Organisation) -> str:
    """« PREF024 »."""
    settings = getattr(organisation, "acte_settings", None)
    return f"PREF{settings.department}" if settings is not None and settings.department else ""


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
