"""Whether an act must be transmitted to the State. Source: CGCT, art. L2131-2 and L2131-3 (read 2026-11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import Nature


@dataclass(frozen=True)
class Case:
    """A kind of act, in plain words, and the answer of the law."""

    key: str
    words: Any
    must: bool
    why: Any


CASES: dict[int, tuple[Case, ...]] = {
    Nature.DELIBERATION: (
        Case(
            "vote",
            _("Une délibération du conseil"),
            True,
            _("Toutes les délibérations se transmettent, sauf deux exceptions."),
        ),
        Case(
            "tolls",
            _("Une délibération sur les tarifs de voirie, de stationnement ou sur le classement des voies communales"),
            False,
            _("Ces délibérations sont exécutoires dès leur publication."),
        ),
        Case(
            "promotion",
            _("Une délibération sur les taux de promotion des agents"),
            False,
            _("Les taux de promotion de grade n’ont pas à être transmis."),
        ),
    ),
    Nature.REGULATION: (
        Case(
            "rule",
            _("Un arrêté qui règle pour tout le monde (police, délégation, urbanisme)"),
            True,
            _("Les décisions réglementaires se transmettent."),
        ),
        Case(
            "traffic",
            _("Un arrêté de circulation ou de stationnement"),
            False,
            _("La police de la circulation et du stationnement n’a pas à être transmise."),
        ),
    ),
    Nature.INDIVIDUAL: (
        Case(
            "police",
            _("Une mesure de police, un permis, une autorisation d’urbanisme"),
            True,
            _("Elle se transmet dans les quinze jours de la signature."),
        ),
        Case(
            "hiring",
            _("Une nomination, un recrutement, un licenciement"),
            True,
            _("La nomination et le recrutement se transmettent dans les quinze jours."),
        ),
        Case(
            "leave",
            _("Un congé, un avancement d’échelon, une autre mesure de gestion"),
            False,
            _("La gestion courante du personnel n’a pas à être transmise."),
        ),
    ),
    Nature.CONTRACT: (
        Case(
            "market",
            _("Un marché, une concession, un emprunt, une convention importante"),
            True,
            _("Ces contrats se transmettent dans les quinze jours."),
        ),
        Case(
            "small",
            _("Un marché ou un accord-cadre sous le seuil de transmission"),
            False,
            _("Sous le seuil fixé par décret, un marché n’a pas à être transmis."),
        ),
        Case(
            "private",
            _("Un bail ou un contrat ordinaire de droit privé"),
            False,
            _("La gestion du domaine privé n’a pas à être transmise."),
        ),
    ),
    Nature.BUDGET: (
        Case(
            "budget",
            _("Un budget, une décision modificative, un compte"),
            True,
            _("Les documents budgétaires se transmettent."),
        ),
    ),
    Nature.OTHER: (
        Case(
            "other",
            _("Un autre acte que la loi soumet à transmission"),
            True,
            _("S’il est soumis à transmission, il faut l’envoyer."),
        ),
        Case("internal", _("Un acte de gestion interne"), False, _("La gestion interne n’a pas à être transmise.")),
    ),
}


def case_of(nature: int, key: str) -> Case | None:
    return next((case for case in CASES[nature] if case.key == key), None)
