"""The four shelves of the showcase: what each list, feed and page says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import ShortCircuit, Shown, Story, Takeover, Workshop


@dataclass(frozen=True)
class Shelf:
    """`base` is where it stands; `above` is the section of the portal that leads to it: (title, address)."""

    model: type[Shown]
    base: str
    title: Any
    lead: Any
    above: tuple[Any, str]
    none_yet: Any
    #: The field by which one filters, its choices and what it is called.
    kind_field: str = ""
    kinds: tuple[tuple[str, Any], ...] = ()
    kind_label: Any = ""
    has_months: bool = False

    @property
    def name(self) -> str:
        return self.model.shelf


SHELVES = (
    Shelf(
        Takeover,
        "installez-vous/reprises/",
        _("Entreprises à reprendre"),
        _("Commerces, ateliers, exploitations, cabinets : quelqu’un part, la place est à prendre."),
        (_("Installez-vous"), "/installez-vous/"),
        _("Aucune offre n’est en cours ici."),
        "kind",
        tuple(Takeover.Kind.choices),
        _("Genre"),
    ),
    Shelf(
        Story,
        "installez-vous/reussites/",
        _("Ils se sont installés"),
        _("Ceux qui l’ont fait racontent comment."),
        (_("Installez-vous"), "/installez-vous/"),
        _("Personne n’a encore raconté son installation."),
    ),
    Shelf(
        Workshop,
        "metiers-d-art/ateliers/",
        _("Les ateliers d’art"),
        _("Des gestes, des matières, des portes à pousser."),
        (_("Métiers d’art"), "/metiers-d-art/"),
        _("Aucun atelier n’est présenté ici."),
        "craft",
        tuple(Workshop.Craft.choices),
        _("Savoir-faire"),
    ),
    Shelf(
        ShortCircuit,
        "agriculture/circuits-courts/",
        _("Acheter au producteur"),
        _("Ce qui se vend près de chez vous, mois par mois."),
        (_("Agriculture"), "/agriculture/"),
        _("Aucun producteur n’est présenté ici."),
        "sale",
        tuple(ShortCircuit.Sale.choices),
        _("Où cela se vend"),
        has_months=True,
    ),
)
