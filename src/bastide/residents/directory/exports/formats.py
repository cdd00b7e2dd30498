"""The files one may take away: what each is called, and its text piece by piece."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bastide.data.opendata.queries import EQUIPEMENTS, MEDIATION_NUMERIQUE

from ..models import Place
from ..structured import vcard
from .mednum import MediationPlaces
from .places import Selection
from .plain import FIELDS, as_row, cell
from .scdl import Equipments, lacking, ready

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

#: Rows written at once.
_ROWS = 200


@dataclass(frozen=True)
class Format:
    """`write(places, base)` gives the pieces of the file; `base` is the address of the site, without a slash."""

    code: str
    label: _StrOrPromise
    purpose: _StrOrPromise
    content_type: str
    ending: str
    write: Callable[[Iterable[Place], str], Iterator[str]]
    #: Why nothing can go out, as a sentence; "" when something can.
    lacking: Callable[[QuerySet[Place]], str] = lambda places: ""


def _csv(columns: list[str], rows: Iterable[dict[str, Any]], plain: Callable[[Any], str]) -> Iterator[str]:
    """UTF-8 without a mark, commas, points in numbers: as the national schemas ask."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    for number, row in enumerate(rows, start=1):
        writer.writerow({name: plain(row[name]) for name in columns})
        if number % _ROWS == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _as_is(value: Any) -> str:
    return "" if value is None else str(value)


def _plain_csv(places: Iterable[Place], base: str) -> Iterator[str]:
    return _csv(list(FIELDS), (as_row(place, base) for place in places), cell)


def _geojson(places: Iterable[Place], base: str) -> Iterator[str]:
    """Source: RFC 7946 (read 2026-11)."""
    yield '{"type":"FeatureCollection","features":['
    first = True
    for place in places:
        row = as_row(place, base)
        lon, lat = row.pop("longitude"), row.pop("latitude")
        feature = {
            "type": "Feature",
            "id": row["identifiant"],
            "geometry": {"type": "Point", "coordinates": [lon, lat]} if place.has_point else None,
            "properties": {name: value for name, value in row.items() if value not in ("", None)},
        }
        yield ("\n" if first else ",\n") + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        first = False
    yield "\n]}\n"


def _vcards(places: Iterable[Place], base: str) -> Iterator[str]:
    return (vcard(place, f"{base}{place.get_absolute_url()}") for place in places)


def _scdl(places: Iterable[Place], base: str) -> Iterator[str]:
    narrowed = replace(places, narrow=ready) if isinstance(places, Selection) else places
    return _csv(EQUIPEMENTS.columns, Equipments().rows(narrowed), _as_is)


def _mednum(places: Iterable[Place], base: str) -> Iterator[str]:
    return _csv(MEDIATION_NUMERIQUE.columns, MediationPlaces().rows(places), _as_is)


_CSV = "text/csv; charset=utf-8"
FORMATS: dict[str, Format] = {
    each.code: each
    for each in (
        Format(
            "csv",
            _("Tableau (CSV)"),
            _("Pour un tableur : une ligne par lieu, tout ce qui est publié."),
            _CSV,
            "csv",
            _plain_csv,
        ),
        Format(
            "geojson",
            _("Carte (GeoJSON)"),
            _("Pour une carte ou un système d’information géographique."),
            "application/geo+json",
            "geojson",
            _geojson,
        ),
        Format(
            "vcard",
            _("Carnet d’adresses (vCard)"),
            _("Pour le carnet d’adresses d’un téléphone ou d’un logiciel de courriel."),
            "text/vcard; charset=utf-8",
            "vcf",
            _vcards,
        ),
        Format(
            "equipements",
            _("Équipements collectifs (SCDL 0.1.5)"),
            _(
                "Le schéma national des équipements publics. Seuls y entrent "
                "les lieux dont l’adresse, le point et le SIRET de l’organisme sont connus."
            ),
            _CSV,
            "csv",
            _scdl,
            lacking,
        ),
        Format(
            "mediation-numerique",
            _("Médiation numérique (standard 1.0.2)"),
            _("Les accès publics à internet, au standard national."),
            _CSV,
            "csv",
            _mednum,
        ),
    )
}
