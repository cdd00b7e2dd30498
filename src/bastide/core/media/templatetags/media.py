"""Pictures in pages, with their credit."""

from __future__ import annotations

from typing import Any

from django import template

from ..models import MediaImage
from ..renditions import draw, shared

register = template.Library()


@register.inclusion_tag("media/parts/picture.html", takes_context=True)
def picture(
    context: template.Context,
    image: MediaImage | None,
    alt: str = "",
    sizes: str = "(min-width: 50rem) 42rem, 100vw",
    credit: bool = True,
    first: bool = False,
    crop: str = "",
) -> dict[str, Any]:
    """{% picture image alt="Le lavoir rénové" %}: the picture with its credit; an empty `alt` says: decorative.

    `first` for a picture that the reader meets without scrolling; `crop="4x3"` for one that stands
    among others. Nothing for a picture that may not be shown.
    """
    drawn = draw(image, crop) if image is not None else None
    request = context.get("request")
    full = request.build_absolute_uri(drawn.src) if drawn and request else ""
    return {
        "drawn": drawn,
        "alt": alt,
        "sizes": sizes,
        "has_credit": credit,
        "is_first": first,
        "structured": drawn.image.structured(full) if drawn and full and credit else None,
    }


@register.simple_tag(takes_context=True)
def shared_picture(context: template.Context, image: MediaImage | None) -> str:
    """The whole address of the picture for who shares the page elsewhere; "" for none that may be shown."""
    request = context.get("request")
    path = shared(image) if image is not None else ""
    return str(request.build_absolute_uri(path)) if path and request else ""
