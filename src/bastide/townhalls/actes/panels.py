"""What a body's site shows of its register: the last acts published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation
from bastide.core.territory.registry import CommunePanel, commune_panels

from .queries import latest_entries

SHOWN = 4


def latest(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    """The last acts of a commune or grouping; of a commune without any, where to read them meanwhile."""
    commune, epci = getattr(organisation, "commune", None), getattr(organisation, "epci", None)
    body = commune or epci
    if body is None:
        return None
    entries = latest_entries(organisation, limit=SHOWN)
    if not entries and commune is None:
        return None
    name = "register:commune" if commune is not None else "register:epci"
    contact = reverse("portal:contact", args=[commune.slug]) if commune is not None else ""
    return {"entries": entries, "url": reverse(name, args=[body.slug]), "contact_url": contact}


commune_panels.plug("actes.register", CommunePanel(_("Actes et délibérations"), "actes/panel.html", latest, order=15))
