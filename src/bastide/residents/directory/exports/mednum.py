"""Lieux de médiation numérique 1.0.2: every place that says what one can do there with the internet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bastide.data.opendata.queries import MEDIATION_NUMERIQUE, mednum_words

from ..models import PAPI, Place
from ..opening import to_osm
from ..sources.cleaning import international
from .plain import joined, key_of

#: Written where no number is known: the standard asks for one, and its own tools write this.
NO_PIVOT = "0" * 14
_PHONE = next(each.pattern for each in MEDIATION_NUMERIQUE.fields if each.name == "telephone")


class MediationPlaces:
    def __init__(self) -> None:
        self.left_out = 0

    def rows(self, places: Iterable[Place]) -> Iterator[dict[str, Any]]:
        for place in places:
            papi = getattr(place, "papi", None)
            if papi is None and place.category != PAPI:
                continue
            row = _row(place, papi)
            if row["code_postal"] and row["commune"] and row["adresse"]:
                yield row
            else:
                self.left_out += 1


def _row(place: Place, papi: Any) -> dict[str, Any]:
    extra: dict[str, Any] = next((each.extra for each in place.external_ids.all() if each.extra), {})
    phone = international(place.phone) if place.phone else ""
    return {
        "id": key_of(place),
        "pivot": place.siret or extra.get("rna") or NO_PIVOT,
        "nom": place.name,
        "commune": place.city,
        "code_postal": place.postcode,
        "code_insee": place.insee_code if re.fullmatch(r"([013-9]\d|2[AB1-9])\d{3}", place.insee_code) else "",
        "adresse": place.address,
        "complement_adresse": place.complement,
        "latitude": place.lat,
        "longitude": place.lon,
        "typologie": _several(papi, "typologies"),
        "telephone": phone if re.fullmatch(_PHONE, phone) else "",
        "courriels": joined(place.emails),
        "site_web": joined(place.websites),
        "horaires": to_osm(place.hours, place.periods),
        "presentation_resume": place.summary,
        "presentation_detail": place.description,
        "source": str(place.source),
        "itinerance": "Itinérant" if place.is_itinerant else "",
        "structure_parente": papi.parent_structure if papi else "",
        "date_maj": place.source_on.isoformat(),
        "services": _several(papi, "services", mednum_words.SERVICES),
        "publics_specifiquement_adresses": _several(papi, "audiences", mednum_words.PUBLICS),
        "prise_en_charge_specifique": _several(papi, "special_care", mednum_words.SPECIFIC_CARE),
        "frais_a_charge": _several(papi, "fees", mednum_words.FEES),
        "dispositif_programmes_nationaux": _several(papi, "programmes", mednum_words.PROGRAMMES),
        "formations_labels": _several(papi, "labels", mednum_words.TRAININGS),
        "autres_formations_labels": _several(papi, "other_labels"),
        "modalites_acces": _several(papi, "access_modes", mednum_words.ACCESS),
        "modalites_accompagnement": _several(papi, "support_modes", mednum_words.SUPPORT),
        "fiche_acces_libre": papi.acceslibre_url if papi else "",
        "prise_rdv": papi.booking_url if papi else "",
    }


def _several(papi: Any, name: str, allowed: tuple[str, ...] | None = None) -> str:
    """Words joined as the standard asks; those that it does not know stay out."""
    words = getattr(papi, name) if papi else []
    return "|".join(word.replace("|", " ") for word in words if allowed is None or word in allowed)
