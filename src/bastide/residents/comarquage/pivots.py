"""Which places answer to the State's pivots: what we ship; the pôle's own rules win (`models.PivotRule`).

A pivot names a service in the guides; places name theirs by the types of the Annuaire de l'administration. They are not
always the same words, and some are older. Source: pivots of the sets of 2020, types of the Annuaire v4 (read 2026-11).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .reading.xml import name_of


@dataclass(frozen=True)
class Rule:
    """Types of places, the first preferred; with the device that takes requests for identity papers, or whatever."""

    types: tuple[str, ...]
    needs_recueil_device: bool = False

    @property
    def is_town_hall(self) -> bool:
        return "mairie" in self.types and not self.needs_recueil_device


_PAPERS = Rule(("mairie", "mairie_com"), needs_recueil_device=True)
#: Pivots whose places are called otherwise.
RULES: dict[str, Rule] = {
    "mairie": Rule(("mairie", "mairie_com")),
    "mairie_com": Rule(("mairie", "mairie_com")),
    "mairie_passeport_bio": _PAPERS,
    "depotdossierpacs": Rule(("mairie", "mairie_com")),
    "centre_impots": Rule(("sip", "sie", "tresorerie")),
    "centre_impots_fonciers": Rule(("centre_impots_fonciers", "sdif", "sip")),
    "commissariat_police": Rule(("commissariat_police", "gendarmerie", "gendarmerie_departementale")),
    "pole_emploi": Rule(("france_travail", "pole_emploi")),
    "msap": Rule(("france_services", "msap")),
    "cidff": Rule(("cidf", "cidff")),
    "onac": Rule(("onac", "onacvg")),
    "mjd": Rule(("mjd", "point_justice", "pad")),
    "banque_de_france": Rule(("banque_de_france", "bdf")),
    "commission_surendettement": Rule(("banque_de_france", "bdf")),
    "maison_handicapees": Rule(("maison_handicapees", "mdph")),
    "direccte_ud_travail": Rule(("ddets", "direccte_ud_travail", "direccte_ut")),
    "ddpp": Rule(("ddpp", "ddetspp")),
    "ti": Rule(("ti", "tj", "tribunal_proximite")),
    "tgi": Rule(("tj", "tgi")),
    "bav": Rule(("bav", "ordre_avocats")),
}
#: Titles of contacts that have no pivot, by their first words in small letters.
TITLES: tuple[tuple[str, Rule], ...] = (
    ("mairie delivrant des cartes d'identite", _PAPERS),
    ("mairie delivrant des passeports", _PAPERS),
    ("mairie équipée", _PAPERS),
    ("mairie equipee", _PAPERS),
    ("mairie", Rule(("mairie", "mairie_com"))),
    ("france services", Rule(("france_services", "msap"))),
    ("maison de services au public", Rule(("france_services", "msap"))),
)
_CODE = re.compile(r"[a-z0-9_]+")


def plain(words: str) -> str:
    """To compare titles: small letters without accents, straight apostrophes."""
    return name_of(words.replace("’", "'")).strip()


def shipped(pivot: str, title: str) -> Rule | None:
    """The rule we ship for a pivot, or for a title where there is none; a pivot we do not know is its own type."""
    if code := plain(pivot):
        return RULES.get(code) or (Rule((code,)) if _CODE.fullmatch(code) else None)
    words = plain(title)
    return next((rule for beginning, rule in TITLES if words.startswith(beginning)), None)
