"""The guides of daily life, on the page of each commune."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation
from bastide.core.territory.registry import CommunePanel, commune_panels

from . import queries
from .actions import DAILY_KEY
from .page import SiteLinks

#: An import forgets them; a node with a cache of its own is right after this time.
DAILY_SECONDS = 600


def daily_guides(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    """What people come to a town hall for: kept in the cache, for each commune's page asks; nothing without guides."""
    commune = getattr(organisation, "commune", None)
    if commune is None:
        return None
    guides: list[tuple[str, str]] | None = cache.get(DAILY_KEY)
    if guides is None:
        guides = [(guide.title, guide.get_absolute_url()) for guide in queries.daily()]
        cache.set(DAILY_KEY, guides, DAILY_SECONDS)
    return {"guides": guides, "tail": SiteLinks(commune=commune).tail} if guides else None


commune_panels.plug(
    "comarquage.daily",
    CommunePanel(_("Vos démarches"), "comarquage/panel.html", daily_guides, order=10),
)
