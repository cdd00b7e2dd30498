"""Annuaire de l’administration, v4: the daily dump (real arrays) and the API v2.1 (every array is a JSON string).

Producer: DILA. Licence Ouverte 2.0. A record keeps its `id` (UUID) for ever. Source: notes on the format, checked on
samples (read 2026-11).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..models import Record
from .annuaire_shared import LICENCE, PRODUCER, TITLE, accessibility_of, as_list, category_of, hours_of, joined
from .cleaning import contacts_of, day_of, insee_of, kept, phones_of, postcode_of, siret_of, text_of
from .lines import Line
from .points import point_of

__all__ = ["LICENCE", "PRODUCER", "TITLE", "is_api", "line_of", "recognises"]

_SIGNS = frozenset(
    {"plage_ouverture", "ancien_code_pivot", "pivot", "code_insee_commune", "adresse_courriel", "statut_de_diffusion"}
    | {"type_service_local", "url_service_public", "site_internet", "version_type", "itm_identifiant"}
)
#: What nobody shows, kept for exports.
_KEPT = [
    "sigle",
    "ancien_nom",
    "ancien_code_pivot",
    "ancien_identifiant",
    "telecopie",
    "telephone_accessible",
    "tchat",
    "application_mobile",
    "sve",
    "partenaire",
    "partenaire_identifiant",
    "type_organisme",
    "type_repertoire",
    "hierarchie",
    "categorie",
    "siren",
    "url_service_public",
    "formulaire_contact",
    "itm_identifiant",
]


def recognises(item: Mapping[str, Any]) -> bool:
    return "nom" in item and len(_SIGNS & item.keys()) >= 3


def is_api(item: Mapping[str, Any]) -> bool:
    """Whether arrays are written as strings, as the API does."""
    return any(
        isinstance(item.get(name), str) and item[name].startswith("[") for name in ("pivot", "adresse", "telephone")
    )


def line_of(number: int, item: Any) -> Line:
    line = Line(number)
    if not isinstance(item, Mapping):
        line.refuse("not-a-record", _("Ce n’est pas une fiche : un objet était attendu."))
        return line
    # The API's exports wrap each record in "fields", its v1 in "record".
    told = {name: _opened(value) for name, value in _unwrapped(item).items()}
    line.name, line.key = text_of(told.get("nom")), text_of(told.get("id")) or text_of(told.get("ancien_code_pivot"))
    if not line.name:
        line.refuse("no-name", _("La fiche n’a pas de nom."), "name")
    if not line.key:
        line.refuse("no-key", _("La fiche n’a pas d’identifiant : elle ne pourrait pas être retrouvée."), "key")
    if text_of(told.get("statut_de_diffusion")).lower() in ("false", "0", "non"):
        line.refuse("not-public", _("Cette fiche n’est pas diffusée par l’annuaire."))
    if not line.refusals:
        line.record = _record(told, line)
    return line


def _unwrapped(item: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in ("fields", "record"):
        inner = item.get(name)
        if isinstance(inner, Mapping) and "nom" not in item:
            return _unwrapped(inner)
    return item


def _opened(value: Any) -> Any:
    """A JSON string as what it holds."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _objects(value: Any) -> list[Mapping[str, Any]]:
    """Objects of an array; a bare text stands for its "valeur"."""
    found = []
    for each in as_list(value):
        if isinstance(each, Mapping):
            found.append(each)
        elif text_of(each):
            found.append({"valeur": each})
    return found


def _texts(value: Any) -> list[str]:
    return [text for each in _objects(value) if (text := text_of(each.get("valeur")))]


def _record(told: Mapping[str, Any], line: Line) -> Record:
    pivots: dict[str, list[str]] = {}
    for each in _objects(told.get("pivot")):
        if name := text_of(each.get("type_service_local")):
            codes = [text_of(code) for code in as_list(each.get("code_insee_commune"))]
            pivots.setdefault(name, []).extend(code for code in codes if re.fullmatch(r"\d[\dAB]\d{3}", code))
    visit = _visiting_address(_objects(told.get("adresse")))
    lon, lat = point_of(visit.get("longitude"), visit.get("latitude"), line)
    forms = [(each.get("valeur"), _("Formulaire de contact")) for each in _objects(told.get("formulaire_contact"))]
    networks = [
        (each.get("valeur"), text_of(each.get("custom_dico2")) or text_of(each.get("description")))
        for each in _objects(told.get("reseau_social"))
    ]
    sites = [(each.get("valeur"), text_of(each.get("libelle"))) for each in _objects(told.get("site_internet"))]
    emails, websites = contacts_of(_texts(told.get("adresse_courriel")), [*sites, *networks, *forms], line)
    hours, days_comment = hours_of(
        (
            (
                each.get("nom_jour_debut"),
                each.get("nom_jour_fin"),
                [(each.get(f"valeur_heure_debut_{n}"), each.get(f"valeur_heure_fin_{n}")) for n in (1, 2, 3)],
                text_of(each.get("commentaire")),
            )
            for each in _objects(told.get("plage_ouverture"))
        ),
        line,
    )
    insee = insee_of(told.get("code_insee_commune"), line) or (next(iter(pivots.values()), [""]) or [""])[0]
    address, complement = _postal(visit)
    comment = text_of(told.get("commentaire_plage_ouverture"), line, "hours_comment", lines=True)
    return Record(
        key=line.key,
        name=line.name,
        category=category_of([*pivots, re.sub(r"-\w{5}-\d+$", "", text_of(told.get("ancien_code_pivot")))], line),
        as_of=day_of(told.get("date_modification") or told.get("date_diffusion") or told.get("date_creation"), line),
        description=joined(
            text_of(told.get("mission"), line, "description", lines=True),
            text_of(told.get("service_disponible"), line, "description", lines=True),
            text_of(told.get("information_complementaire"), line, "description", lines=True),
        )
        or None,
        complement=complement,
        address=address,
        postcode=postcode_of(visit.get("code_postal"), line),
        city=text_of(visit.get("nom_commune")),
        insee_code=insee or None,
        lon=lon,
        lat=lat,
        phones=phones_of(
            ((each.get("valeur"), text_of(each.get("description"))) for each in _objects(told.get("telephone"))), line
        ),
        emails=emails,
        websites=websites,
        hours=hours,
        hours_comment=joined(comment, days_comment) or None,
        accessibility=accessibility_of(visit.get("accessibilite")),
        accessibility_note=text_of(visit.get("note_accessibilite"), line, "accessibility_note") or None,
        is_itinerant=True if re.search(r"itin[ée]rant", line.name, re.IGNORECASE) else None,
        siret=siret_of(told.get("siret"), line) or None,
        pivots=pivots or None,
        extra={name: kept(told[name]) for name in _KEPT if told.get(name)},
    )


def _visiting_address(addresses: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The one to go to: of type "Adresse" and with a point, before a postal one."""

    def order(each: Mapping[str, Any]) -> tuple[bool, bool]:
        kind = text_of(each.get("type_adresse")).lower()
        return kind not in ("adresse", "adresse physique", ""), not text_of(each.get("longitude"))

    return min(addresses, key=order, default={})


def _postal(visit: Mapping[str, Any]) -> tuple[str, str]:
    """Number and street, and what stands above them; a box of the post only when there is no street."""
    street = text_of(visit.get("numero_voie"))
    box = text_of(visit.get("service_distribution"))
    above = [text_of(visit.get(name)) for name in ("complement1", "complement2")]
    above = [each for each in above if each]
    return street or box, ", ".join([*above, box] if street and box else above)
