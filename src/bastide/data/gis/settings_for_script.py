"""What `map.js` reads once somebody opens the map: layers with their colours, words, and where its library lies."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from bastide.core.territory.models import Territory
from bastide.kit.geostore.models import Layer, Version

from . import basemap, queries
from .registry import MapLayer, map_layers
from .viewpoint import Viewpoint

#: Beyond the territory by so much of its size, a reader cannot go.
MARGIN = 0.75


def settings_for_script(territory: Territory | None) -> dict[str, Any]:
    """Without layers or without the drawing library's files the script leaves the drawing of the server as it is."""
    bounds = queries.bounds_of(territory)
    served = {each.name: each for each in _served()}
    return {
        "layers": [each for name, layer in plugged() if (each := _layer(name, layer, served, territory))],
        "bounds": bounds,
        "farthest": max(Viewpoint.over(bounds, around=1 + 2 * MARGIN).zoom - 1, 0) if bounds else 0,
        "basemap": basemap.for_script(),
        "library": library(),
        "words": words(),
    }


def plugged() -> list[tuple[str, MapLayer]]:
    """The layers of the map, lowest first."""
    return sorted(map_layers, key=lambda each: (each[1].order, each[0]))


def tags() -> list[str]:
    """What takes these settings back: another version of a layer that the map shows."""
    return sorted(Layer(name=name).page_tag for name in _names())


def _names() -> set[str]:
    return {name for _plug, layer in map_layers for name in (layer.layer, layer.labels) if name}


def _served() -> list[Layer]:
    """Layers that everybody may see and that have something to draw. One query."""
    found = Layer.objects.public().filter(name__in=_names()).select_related("current")
    return [layer for layer in found if layer.current and layer.current.tiles_hash]


def _layer(name: str, layer: MapLayer, served: dict[str, Layer], territory: Territory | None) -> dict[str, Any] | None:
    """None as long as the store has no version of it."""
    if layer.layer not in served:
        return None
    tones = layer.tones(territory) if layer.tones else []
    return {
        **_source(served[layer.layer]),
        "id": name,
        "title": str(layer.title),
        "shape": layer.shape.value,
        "labels": _source(served[layer.labels]) if layer.labels in served else None,
        "toneBy": layer.tone_by,
        "tones": [{"value": each.value, "tone": each.tone} for each in tones],
        "details": list(layer.details),
        "isListed": layer.is_listed,
        "isShown": layer.is_shown,
        "minZoom": layer.min_zoom,
    }


def _source(layer: Layer) -> dict[str, Any]:
    """Where the tiles of the version that is served are."""
    version: Version = layer.current  # type: ignore[assignment]
    manifest = version.manifest
    assert manifest.zooms is not None
    address = reverse("geostore:tile", args=[layer.name, version.hash, 0, 0, 0]).removesuffix("0/0/0.mvt")
    return {
        "source": layer.name,
        "tiles": address + "{z}/{x}/{y}.mvt",
        "tileMin": manifest.zooms.lowest,
        "tileMax": manifest.zooms.highest,
        "bounds": manifest.box,
    }


def library() -> dict[str, Any] | None:
    """Hashed addresses of the drawing library; None when its files were never copied (`make assets`)."""
    try:
        return {
            "map": static("gis/map.js"),
            "maplibre": static("ui/vendor/maplibre-gl.mjs"),
            "worker": static("ui/vendor/maplibre-gl-worker.mjs"),
            "styles": [static("ui/vendor/maplibre-gl.css"), static("gis/map.css")],
        }
    except ValueError:
        return None


def words() -> dict[str, str]:
    return {
        "map": _("Carte interactive"),
        "close": _("Fermer"),
        "nothing_here": _("Rien de connu au centre de la carte."),
        "in_view": _("Dans la vue,"),
        "none_in_view": _("Rien dans la vue\u00a0: éloignez-vous, ou revenez à tout le territoire."),
        "and_more": _("et {n} autres\u00a0: rapprochez-vous pour les voir"),
        "larger": _("Voir la carte en grand"),
        "copied": _("Adresse copiée"),
        "list_title": _("Dans la vue"),
        "scroll": _("Ctrl et la molette pour changer d’échelle"),
        "scroll_mac": _("⌘ et la molette pour changer d’échelle"),
        "two_fingers": _("Deux doigts pour déplacer la carte"),
        "printed_map": _("La carte telle qu’elle était à l’écran"),
        "printed_width": _("Largeur de la carte\u00a0: {n}\u00a0km"),
        "partly": _("Une partie de la carte n’est pas arrivée. Ce qui manque est peut-être dans la liste."),
    }
