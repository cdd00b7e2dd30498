"""Invented places, for the tests of the whole project. No real place, no real person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from bastide.core.territory.models import Organisation
from bastide.core.territory.testing import WEEK_HOURS, Valdorne

from . import actions
from .models import Place, PlaceSource, Record


def make_place(organisation: Organisation, at: datetime | None = None, **told: Any) -> Place:
    """A published bakery of the body's commune; `told` replaces what is invented, `by` says who made it."""
    commune = getattr(organisation, "commune", None)
    by, publish = told.pop("by", None), told.pop("publish", True)
    source, keeper = told.pop("source", None), told.pop("keeper_email", "")
    there = {"insee_code": commune.insee_code, "lon": commune.lon, "lat": commune.lat} if commune else {}
    values = {
        "name": "Fournil du Moulin",
        "category": "shop.bakery",
        "address": "2 place de la Halle",
        "phones": [{"value": "05 53 00 00 02", "label": ""}],
        "hours": WEEK_HOURS,
        **there,
        **told,
    }
    return actions.create_place(
        organisation=organisation,
        told=values,
        by=by,
        at=at or timezone.now(),
        source=source,
        publish=publish,
        keeper_email=keeper,
    )


def make_source(kind: str = "annuaire", slug: str = "annuaire-test", **fields: Any) -> PlaceSource:
    return PlaceSource.objects.create(
        slug=slug, kind=kind, **{"title": "Annuaire d’essai", "producer": "Producteur inventé", **fields}
    )


def make_record(valdorne: Valdorne, **told: Any) -> Record:
    """What a source may say of a place of Valbrune."""
    values = {
        "key": "epicerie-1",
        "name": "Épicerie des Tilleuls",
        "category": "shop.grocery",
        "address": "4 rue des Tilleuls",
        "insee_code": valdorne.valbrune.insee_code,
        "lon": 0.051,
        "lat": 44.851,
        **told,
    }
    return Record(**values)
