"""The latest news on a body's site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation
from bastide.core.territory.registry import CommunePanel, commune_panels
from bastide.core.workspace.screens import shown_in_window

SHOWN = 3


def news(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    """Nothing for a body that told nothing. No query: the body comes with its window."""
    shown = shown_in_window(organisation, "news", at, limit=SHOWN)
    if not shown.lines:
        return None
    return {
        "lines": shown.lines,
        "all_url": reverse("news:body", args=[organisation.slug]),
        "expires_at": shown.expires_at,
    }


commune_panels.plug(
    "news.latest", CommunePanel(_("Actualités"), "news/panels/news.html", news, order=12, related=("window",))
)
