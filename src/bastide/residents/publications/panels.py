"""The latest documents on a body's site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation
from bastide.core.territory.registry import CommunePanel, commune_panels
from bastide.core.workspace.screens import shown_in_window

SHOWN = 5


def publications(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    """For a commune without any, the way to the town hall. No query: the body comes with its window."""
    shown = shown_in_window(organisation, "publications", at, limit=SHOWN)
    commune = getattr(organisation, "commune", None)
    if not shown.lines and commune is None:
        return None
    return {
        "lines": shown.lines,
        "all_url": reverse("publications:body", args=[organisation.slug]),
        "contact_url": reverse("portal:contact", args=[commune.slug]) if commune else "",
        "expires_at": shown.expires_at,
    }


commune_panels.plug(
    "publications.latest",
    CommunePanel(
        _("Publications"), "publications/panels/publications.html", publications, order=16, related=("window",)
    ),
)
