"""data·inclusion v1: structures, and services that complete them. Producer: GIP Inclusion. Licence Ouverte.

A structure is a place. A service is what one finds in it: a file of services alone gives no places, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..models import PAPI, Record
from ..words import folded
from .cleaning import siret_of, text_of, website_of
from .kinds import kind_of
from .lines import Line
from .standard_columns import hours_fields, opening_of, said, standard_fields

TITLE = "data·inclusion"
LICENCE = "Licence Ouverte 2.0"

_STRUCTURE = frozenset(
    {"date_maj", "siret", "reseaux_porteurs", "horaires_accueil", "lien_source", "accessibilite_lieu"}
    | {"horaires_ouverture", "cle_ban", "antenne", "rna"}
)
#: Network that carries the structure → our kind. Source: data-inclusion-schema 1.0.8, réseaux porteurs (read 2026-11).
_NETWORKS = {
    "france-services": "public.france_services",
    "france-travail": "public.employment",
    "missions-locales": "public.employment",
    "mission-locale": "public.employment",
    "cap-emploi-reseau-cheops": "public.employment",
    "caf": "public.social_security",
    "cpam": "public.social_security",
    "msa": "public.social_security",
    "ccas-cias": "social.help",
    "departements": "public.department",
    "communes": "public.town_hall",
    "intercommunalites": "public.epci",
    "mairies": "public.town_hall",
    "point-justice": "public.justice",
    "spip": "public.justice",
    "adil": "public.housing",
    "pmi": "social.early_childhood",
    "mdph": "social.disability",
    "pij-bij": "social.youth",
    "information-jeunesse": "social.youth",
    "mjc": "association.culture",
    "bibliotheques": "culture.library",
    "les-eclaireurs-du-numerique": PAPI,
    "tiers-lieux": "digital.coworking",
    "conseillers-numeriques": PAPI,
    "aidants-connect": PAPI,
    "emmaus-connect": PAPI,
}


def recognises(item: Mapping[str, Any]) -> bool:
    return {"source", "id", "nom"} <= item.keys() and len(_STRUCTURE & item.keys()) >= 3


def is_service(item: Mapping[str, Any]) -> bool:
    return {"structure_id", "nom"} <= item.keys()


def line_of(number: int, told: Mapping[str, Any]) -> Line:
    line = Line(number, name=text_of(told.get("nom")))
    source, key = text_of(told.get("source")), text_of(told.get("id"))
    # v1 writes "source--number"; older exports have the number alone, which two sources may share.
    line.key = key if not source or key.startswith(f"{source}--") else f"{source}--{key}" if key else ""
    if is_service(told):
        message = _("C’est un service, pas un lieu : il se trouve dans la structure « %s », qu’il faut importer.")
        line.refuse("service", message % text_of(told.get("structure_id"))[:80])
        return line
    if not line.name:
        line.refuse("no-name", _("La fiche n’a pas de nom."), "name")
    if not key:
        line.refuse("no-key", _("La fiche n’a pas d’identifiant : elle ne pourrait pas être retrouvée."), "key")
    if not line.refusals:
        line.record = _record(told, line)
    return line


def _record(told: Mapping[str, Any], line: Line) -> Record:
    networks = [text_of(each) for each in _as_list(told.get("reseaux_porteurs"))]
    category = next((_NETWORKS[each] for each in networks if each in _NETWORKS), "")
    # v0 had one column for what a structure is, and other names for hours and access.
    typology = text_of(told.get("typologie"))
    category = category or kind_of(typology)
    if not category:
        category = "social.help"
        line.remark(
            "category", _("Aucun réseau connu ne dit le genre de ce lieu : il est rangé dans « Aide sociale ».")
        )
    access = text_of(told.get("accessibilite_lieu") or told.get("accessibilite"))
    themes = [text_of(each) for each in _as_list(told.get("thematiques"))]
    papi: dict[str, Any] = {"acceslibre_url": website_of(access)} if access and category == PAPI else {}
    return Record(
        **standard_fields(told, line, emails=told.get("courriel"), website=told.get("site_web")),
        **hours_fields(opening_of(text_of(told.get("horaires_accueil") or told.get("horaires_ouverture")), line)),
        category=category,
        description=text_of(told.get("description") or told.get("presentation_detail"), line, "description", lines=True)
        or None,
        siret=siret_of(told.get("siret"), line) or None,
        papi=papi or None,
        extra=said(
            reseaux_porteurs=networks,
            typologie=typology,
            thematiques=themes,
            lien_source=text_of(told.get("lien_source")),
            source=text_of(told.get("source")),
            accessibilite_lieu=access,
        ),
    )


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    text = text_of(value).strip("[]{}")
    return [
        folded(part).replace(" ", "-") for part in text.replace(";", ",").replace("|", ",").split(",") if part.strip()
    ]
