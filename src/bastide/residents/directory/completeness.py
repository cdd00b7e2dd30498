"""How complete a record is, out of 100, and what would make it better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import Place

#: What counts, how much, and how its absence is said.
WEIGHTS: tuple[tuple[str, int, Any], ...] = (
    ("hours", 20, _("les horaires")),
    ("phones", 15, _("un téléphone")),
    ("address", 15, _("l’adresse")),
    ("point", 15, _("la place sur la carte")),
    ("accessibility", 10, _("l’accessibilité")),
    ("summary", 10, _("une phrase de présentation")),
    ("websites", 10, _("un site ou une adresse électronique")),
    ("insee_code", 5, _("la commune")),
)


def missing(place: Place) -> list[str]:
    """What the record does not say, the most useful first."""
    return [str(words) for name, _weight, words in WEIGHTS if not _has(place, name)]


def score(place: Place) -> int:
    return sum(weight for name, weight, _words in WEIGHTS if _has(place, name))


def _has(place: Place, name: str) -> bool:
    match name:
        case "point":
            return place.lon is not None and place.lat is not None
        case "hours":
            return place.hours is not None or bool(place.hours_comment) or place.is_itinerant
        case "websites":
            return bool(place.websites or place.emails)
        case "summary":
            return bool(place.summary or place.description)
    return bool(getattr(place, name))
