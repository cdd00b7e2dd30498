"""What the pages, the feeds and the search read of the showcase."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from bastide.core.territory.models import Commune, Organisation, Territory

from .models import Produce, ShortCircuit, Shown, Workshop


def readable(model: type[Shown], territory: Territory | None, at: datetime) -> Any:
    """What visitors read of one shelf, newest first, with all that a list shows. One query, two with produce."""
    rows: Any = model._default_manager
    found = rows.showing(at).in_territory(territory).for_pages().newest_first()
    if model is ShortCircuit:
        found = found.select_related("place").prefetch_related(Prefetch("produce", Produce.objects.order_by("name")))
    return found.select_related("place") if model is Workshop else found


def communes_with(model: type[Shown], territory: Territory | None, at: datetime) -> list[Commune]:
    """The communes of what is shown, by name. One query."""
    rows: Any = model._default_manager
    held = rows.showing(at).in_territory(territory).order_by().values("commune")
    return list(Commune.objects.filter(pk__in=held).order_by("bare_name", "pk"))


def communes_for(organisation: Organisation) -> Any:
    """Where a body may show something: its own commune, those of its EPCI, those of the pôle's territory."""
    if (commune := getattr(organisation, "commune", None)) is not None:
        return Commune.objects.filter(pk=commune.pk)
    if (epci := getattr(organisation, "epci", None)) is not None:
        return Commune.objects.in_epci(epci).order_by("bare_name", "pk")
    return Commune.objects.in_territory(organisation.territory).order_by("bare_name", "pk")
