"""SCDL équipements 0.1.5: what the schema asks for and we know. A place without address, point or body stays out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from stdnum.fr import siret

from ..models import CATEGORIES, TOWN_HALL, Place, PlaceSource, Record
from ..opening import to_osm
from ..words import folded
from .plain import is_alike

_NUMBER = re.compile(r"^(\d+(?:\s*(?:bis|ter|quater|[a-zA-Z](?![a-zA-Z])))?(?:\s*[-/]\s*\d+)?)\s*,?\s+(.+)$", re.I)
#: Signs that the schema does not know, and what stands for them.
_SIGNS = str.maketrans({"’": "'", "œ": "oe", "Œ": "OE", "–": "-", "—": "-", "æ": "ae", "Æ": "AE", "ÿ": "y"})
_UID = re.compile(r"([0-9AB]{5})-(\d{8})-(\d{3})")
#: SCDL's own code has eight digits; ours two levels of two.
_OUR_END = "0000"


def ready(places: QuerySet[Place]) -> QuerySet[Place]:
    """Those that the schema has room for, as far as the database can tell: what it asks for is known."""
    halls = Place.objects.filter(organisation=OuterRef("organisation"), category=TOWN_HALL).exclude(siret="")
    of_known_bodies = places.filter(~Q(organisation__siret="") | Exists(halls))
    return of_known_bodies.exclude(lon=None).exclude(address="").exclude(postcode="").exclude(city="")


def lacking(places: QuerySet[Place]) -> str:
    """Why no place can go out by this schema; "" when some can. Four queries at most, each of which ends at one row."""
    if ready(places).exists():
        return ""
    if not places.exists():
        return _("Aucun lieu n’est publié.")
    halls = Place.objects.filter(organisation=OuterRef("organisation"), category=TOWN_HALL).exclude(siret="")
    if not places.filter(~Q(organisation__siret="") | Exists(halls)).exists():
        return _(
            "Le schéma demande le SIRET de l’organisme qui tient chaque lieu, et aucun n’est connu. "
            "Une mairie le donne dans « Tenir l’annuaire », ou il arrive avec l’annuaire de l’administration."
        )
    return _("Le schéma demande l’adresse, le code postal et la place sur la carte : aucun lieu n’a les trois.")


class Equipments:
    """Rows by column, in the order of places given. `left_out` counts places that the schema has no room for."""

    def __init__(self) -> None:
        self.left_out = 0
        self._sirets: dict[int, str] = {}
        self._ranks: dict[tuple[str, str], dict[int, int]] = {}

    def rows(self, places: Iterable[Place]) -> Iterator[dict[str, Any]]:
        for place in places:
            row = self._row(place)
            if row is None:
                self.left_out += 1
            else:
                yield row

    def _row(self, place: Place) -> dict[str, Any] | None:
        kind, owner = place.kind, self._siret_of(place)
        number, street = _address(place.address)
        city = _letters(place.city)
        known = next((each for each in place.external_ids.all() if each.source.kind == PlaceSource.Kind.SCDL), None)
        uid = known.key if known and len(known.key) <= 18 and _UID.fullmatch(known.key) else self._uid(place)
        if kind is None or not owner or not uid or not street or not city or not place.postcode or not place.has_point:
            return None
        extra = known.extra if known else {}
        return {
            "COLL_NOM": place.organisation.name,
            "COLL_SIRET": owner,
            "EQUIP_UID": uid,
            "EQUIP_THEME": kind.theme,
            "EQUIP_CODE": uid[6:],
            "EQUIP_TYPE": str(kind.label),
            "EQUIP_NOM": place.name,
            "ADR_NUMERO": number,
            "ADR_NOMVOIE": street,
            "ADR_CODEPOSTAL": place.postcode,
            "ADR_COMMUNE": city,
            "ADR_CLE_INTEROP": extra.get("cle_interop", ""),
            "ERP_ID": extra.get("erp_id", ""),
            "ERP_TYPE": extra.get("erp_type", ""),
            "ERP_CATEGORIE": extra.get("erp_categorie", ""),
            "EQUIP_LAT": place.lat,
            "EQUIP_LONG": place.lon,
            "EQUIP_OUVERTURE": to_osm(place.hours, place.periods),
            "EQUIP_TEL": _phone(place.phone),
            "EQUIP_EMAIL": place.emails[0]["value"] if place.emails else "",
            "EQUIP_WEB": place.websites[0]["value"] if place.websites else "",
        }

    def _siret_of(self, place: Place) -> str:
        """Of the body that keeps the place; of its town hall when that is where it is known."""
        body = place.organisation
        if body.pk not in self._sirets:
            found = body.siret
            if not found:
                halls = Place.objects.filter(organisation=body, category=TOWN_HALL).exclude(siret="")
                found = halls.order_by("pk").values_list("siret", flat=True).first() or ""
            self._sirets[body.pk] = found if siret.is_valid(found) else ""
        return self._sirets[body.pk]

    def _uid(self, place: Place) -> str:
        """Commune, kind, and the rank of the place among all of them there: places are withdrawn, never removed."""
        if place.kind is None or not re.fullmatch(r"[0-9AB]{5}", place.insee_code):
            return ""
        key = (place.insee_code, place.category)
        if key not in self._ranks:
            numbers = (
                Place.objects.filter(insee_code=key[0], category=key[1]).order_by("pk").values_list("pk", flat=True)
            )
            self._ranks[key] = {pk: rank for rank, pk in enumerate(numbers[:999], start=1)}
        rank = self._ranks[key].get(place.pk)
        return f"{place.insee_code}-{place.kind.code_scdl}{_OUR_END}-{rank:03d}" if rank else ""


def place_of_uid(record: Record) -> Place | None:
    """The place that a row of our own export speaks of; None for another's."""
    if not (found := _UID.fullmatch(record.key)) or not found[2].endswith(_OUR_END):
        return None
    category = next((each.code for each in CATEGORIES.values() if each.code_scdl + _OUR_END == found[2]), "")
    rank = int(found[3])
    if not category or not rank:
        return None
    there = Place.objects.filter(insee_code=found[1], category=category)
    numbers = there.select_related("source", "organisation").order_by("pk")
    place = next(iter(numbers[rank - 1 : rank]), None)
    return place if place is not None and is_alike(place.name, record.name) else None


def _address(text: str) -> tuple[str, str]:
    """Number and street in the schema's letters; "0" where there is no number, as its users write."""
    bare = _letters(text, digits=True)
    if found := _NUMBER.match(bare):
        return found[1], found[2]
    return "0", bare


def _letters(text: str, *, digits: bool = False) -> str:
    """What the schema's patterns know: letters with accents, spaces, hyphens; digits and apostrophes in streets."""
    plain = text.translate(_SIGNS)
    plain = re.sub(r"[^a-zA-Z0-9\-'\s\u00c0-\u00ff]" if digits else r"[^A-Za-z\s\-\u00c0-\u00ff]", " ", plain)
    found = " ".join(plain.split())
    return found if len(folded(found)) >= 3 or not digits else ""


def _phone(text: str) -> str:
    """ "+33 553000001"; a number that would not fit stays out."""
    digits = re.sub(r"\D", "", text)
    return f"+33 {digits[1:]}" if re.fullmatch(r"0[1-9]\d{8}", digits) and digits[:3] not in _OVERSEAS else ""


_OVERSEAS = ("026", "059")
