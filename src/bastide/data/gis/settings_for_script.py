"""What `map.js` reads once somebody opens the map: layers with their colours, words, and where its library lies."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext as _

from bastide.core.territory.models import Territory

from . import basemap, queries
from .viewpoint import Viewpoint

#: Pages that hold these settings are taken back when a layer changes.
TAG = "map"
#: Beyond the territory by so much of its size, a reader cannot go.
MARGIN = 0.75


def settings_for_script(territory: Territory | None) -> dict[str, Any]:
    """Without layers or without the drawing library's files the script leaves the drawing of the server as it is."""
    bounds = queries.bounds_of(territory)
    return {
        "layers": [],
        "bounds": bounds,
        "farthest": max(Viewpoint.over(bounds, around=1 + 2 * MARGIN).zoom - 1, 0) if bounds else 0,
        "basemap": basemap.for_script(),
        "library": library(),
        "words": words(),
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
        "in_view_one": _("1 élément dans la vue"),
        "in_view": _("{n} éléments dans la vue"),
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
