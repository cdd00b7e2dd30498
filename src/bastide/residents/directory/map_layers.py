"""How the map shows the places: when the reader asks for them, from the zoom at which they can be told apart."""

from django.utils.translation import gettext_lazy as _

from bastide.data.gis.registry import MapLayer, Shape, map_layers

from .layers import PLACES

map_layers.plug(
    PLACES,
    MapLayer(
        _("Lieux de l’annuaire"),
        PLACES,
        Shape.POINT,
        order=40,
        details=("kind", "address", "phone"),
        is_listed=False,
        is_shown=False,
        min_zoom=9,
    ),
)
