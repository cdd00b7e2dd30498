"""schema.org descriptions of what is in the showcase."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .models import ShortCircuit, Shown, Takeover, Workshop

TYPES: dict[type[Shown], str] = {Takeover: "Offer", Workshop: "LocalBusiness", ShortCircuit: "LocalBusiness"}


def thing_data(request: HttpRequest, thing: Shown) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": TYPES.get(type(thing), "Article"),
        "url": request.build_absolute_uri(thing.get_absolute_url()),
        "name": thing.title,
        "description": thing.summary,
    }
    if thing.commune is not None:
        described["areaServed"] = {"@type": "City", "name": thing.commune.name}
    if thing.expires_at is not None and isinstance(thing, Takeover):
        described["availabilityEnds"] = thing.expires_at.date().isoformat()
    return described
