"""The places as a layer of the geo store, made again when one changes."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Territory
from bastide.kit.geostore.registry import LiveLayer, LiveRow, layers

from .models import DirectoryState, Place

PLACES = "lieux"


def places() -> Iterator[LiveRow]:
    """Every published place that stands somewhere."""
    found = (
        Place.objects.published()
        .in_territory(Territory.objects.current())
        .filter(lon__isnull=False, lat__isnull=False)
        .order_by("pk")
    )
    for place in found.iterator(chunk_size=2_000):
        yield (
            str(place.pk),
            shapely.Point(place.lon, place.lat),
            {
                "name": place.name,
                "url": place.get_absolute_url(),
                "kind": place.kind_label,
                "category": place.category,
                "insee_code": place.insee_code,
                "address": place.where,
                "phone": place.phone,
                "accessible": place.is_wheelchair_accessible,
            },
        )


def state() -> str:
    found = DirectoryState.objects.filter(pk=1).first()
    return str(found) if found else ""


layers.plug(
    PLACES,
    LiveLayer(
        title=_("Lieux de l’annuaire"),
        producer="Communes du territoire, pôle, DILA",
        licence="Licence Ouverte 2.0",
        columns={
            "name": "text",
            "url": "text",
            "kind": "text",
            "category": "text",
            "insee_code": "text",
            "address": "text",
            "phone": "text",
            "accessible": "boolean",
        },
        rows=places,
        fingerprint=state,
    ),
)
