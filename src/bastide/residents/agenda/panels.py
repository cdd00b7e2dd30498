"""What comes next, on a body's site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation
from bastide.core.territory.registry import CommunePanel, commune_panels
from bastide.core.workspace.screens import shown_in_window

SHOWN = 5


def agenda(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    """Nothing when nothing is announced. No query: the body comes with its window."""
    shown = shown_in_window(organisation, "agenda", at, limit=SHOWN)
    if not shown.lines:
        return None
    return {
        "lines": shown.lines,
        "all_url": reverse("agenda:body", args=[organisation.slug]),
        "expires_at": shown.expires_at,
    }


commune_panels.plug(
    "agenda.next", CommunePanel(_("Agenda"), "agenda/panels/agenda.html", agenda, order=14, related=("window",))
)
