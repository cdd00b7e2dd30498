"""One place in plain words, as our CSV, GeoJSON and API say it. What stands here comes back by `sources.table`."""

from __future__ import annotations

import re
from typing import Any

from ..models import Place, Record
from ..opening import to_osm
from ..words import folded

#: Column → what it holds, for people and for the document of the API.
FIELDS = {
    "identifiant": "Identifiant stable de la fiche sur ce portail.",
    "nom": "Nom du lieu.",
    "genre": "Genre du lieu : code « famille.genre » ; la liste est à /api/genres/.",
    "genre_en_clair": "Le même, en français.",
    "presentation": "Présentation en une phrase.",
    "description": "Description.",
    "complement_adresse": "Complément d’adresse.",
    "adresse": "Numéro et rue.",
    "code_postal": "Code postal.",
    "commune": "Commune.",
    "code_insee": "Code INSEE de la commune.",
    "latitude": "Latitude, WGS 84.",
    "longitude": "Longitude, WGS 84.",
    "telephone": "Téléphones, séparés par « | ».",
    "courriel": "Adresses électroniques, séparées par « | ».",
    "site_internet": "Sites, séparés par « | ».",
    "horaires": "Horaires, au format opening_hours d’OpenStreetMap.",
    "precisions_horaires": "Ce que les horaires ne disent pas.",
    "accessibilite": "En fauteuil roulant : accessible, sur demande, non accessible.",
    "siret": "SIRET.",
    "date_maj": "Jour des valeurs, tel que la source le dit.",
    "source": "D’où vient la fiche.",
    "licence": "Licence de la source.",
    "fiche": "Page de la fiche.",
}
ACCESSIBILITY = {"accessible": "accessible", "on_request": "sur demande", "not_accessible": "non accessible"}
#: Before the slug: nothing else is numbered so.
_OURS = "lieu:"


def key_of(place: Place) -> str:
    return f"{_OURS}{place.slug}"


def place_of_key(record: Record) -> Place | None:
    """The place that a file of ours speaks of, if its name still is much the same: a slug alone may be another's."""
    if not record.key.startswith(_OURS):
        return None
    place = Place.objects.select_related("source", "organisation").filter(slug=record.key.removeprefix(_OURS)).first()
    return place if place is not None and is_alike(place.name, record.name) else None


def is_alike(one: str, other: str) -> bool:
    """Whether one name holds all words of the other."""
    first, second = set(folded(one).split()), set(folded(other).split())
    return bool(first and second) and (first <= second or second <= first)


def as_row(place: Place, base: str) -> dict[str, Any]:
    """Values by column; None and "" where nothing is known. `base` is the address of the site, without a slash."""
    return {
        "identifiant": key_of(place),
        "nom": place.name,
        "genre": place.category,
        "genre_en_clair": place.kind_label,
        "presentation": place.summary,
        "description": place.description,
        "complement_adresse": place.complement,
        "adresse": place.address,
        "code_postal": place.postcode,
        "commune": place.city,
        "code_insee": place.insee_code,
        "latitude": place.lat,
        "longitude": place.lon,
        "telephone": joined(place.phones),
        "courriel": joined(place.emails),
        "site_internet": joined(place.websites),
        "horaires": to_osm(place.hours, place.periods),
        "precisions_horaires": place.hours_comment,
        "accessibilite": ACCESSIBILITY.get(place.accessibility, ""),
        "siret": place.siret,
        "date_maj": place.source_on.isoformat(),
        "source": str(place.source),
        "licence": place.source.licence,
        "fiche": f"{base}{place.get_absolute_url()}",
    }


def joined(contacts: list[dict[str, str]]) -> str:
    return "|".join(each["value"] for each in contacts)


def cell(value: Any) -> str:
    """A value in a CSV; a text that a spreadsheet would take for a formula is kept from being one."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if re.match(r"[=+@\t\r]|-[^\d]", text) else text
