"""What the map shows of the territory's own layers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from . import queries
from .layers import COMMUNES, EPCIS, NAMES, TOWN_HALLS
from .registry import MapLayer, Shape, Tone, map_layers


def tones(territory: Any) -> list[Tone]:
    return [Tone(epci.siren, epci.name, tone) for epci, tone in queries.tones_of(territory).items()]


map_layers.plug(
    COMMUNES, MapLayer(_("Communes"), COMMUNES, Shape.AREA, order=10, labels=NAMES, tone_by="epci", tones=tones)
)
map_layers.plug(EPCIS, MapLayer(_("Intercommunalités"), EPCIS, Shape.OUTLINE, order=20))
map_layers.plug(TOWN_HALLS, MapLayer(_("Mairies"), TOWN_HALLS, Shape.POINT, order=30, details=("address", "phone")))
