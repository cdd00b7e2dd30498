"""On a body's site: the pages that it wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation
from bastide.core.territory.registry import CommunePanel, commune_panels

from . import queries


def pages(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    if not hasattr(organisation, "editing_space"):
        return None
    found = queries.menu_of(organisation)
    ends = [page.expire_at for page in found if page.expire_at is not None]
    return {"pages": found, "expires_at": min(ends, default=None)} if found else None


commune_panels.plug(
    "pages.menu", CommunePanel(_("À lire aussi"), "pages/panels/menu.html", pages, order=45, related=("editing_space",))
)
