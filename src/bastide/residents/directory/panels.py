"""On a commune's site: the services near its people, each kind by the nearest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune, Organisation
from bastide.core.territory.registry import CommunePanel, commune_panels

from . import finding, queries
from .listing import centre_of
from .models import CATEGORIES, FRANCE_SERVICES, GROUPS, PAPI
from .shelf import shelf
from .shown import ShownPlace

#: What a household looks for most, in this order.
SOUGHT = ("health.pharmacy", "health.doctor", "public.post", FRANCE_SERVICES, PAPI, "public.waste")


def services(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    """One query, two more when a place was not shown since the last change of the directory."""
    commune: Commune | None = getattr(organisation, "commune", None)
    centre = centre_of(commune)
    if commune is None or centre is None:
        return None
    held = shelf()
    near = finding.nearest_of_each(held, SOUGHT, centre, territory_id=organisation.territory_id)
    counts = finding.counts_in(held, commune.insee_code, territory_id=organisation.territory_id)
    if not near and not counts:
        return None
    far = dict(near.values())
    places = queries.kept(held, [pk for pk, _metres in near.values()])
    lines = [
        (str(CATEGORIES[kind].label), ShownPlace(places[near[kind][0]], at, distance_m=far[near[kind][0]]))
        for kind in SOUGHT
        if kind in near and near[kind][0] in places
    ]
    bare = reverse("directory:list")
    return {
        "commune": commune,
        "lines": lines,
        "families": [
            (group.label, f"{bare}?genre={code}&autour={commune.slug}&km=0", counts[code])
            for code, group in GROUPS.items()
            if counts.get(code)
        ],
        "around_url": f"{bare}?autour={commune.slug}",
        "expires_at": min((line.state.holds_until for _kind, line in lines), default=None),
    }


commune_panels.plug(
    "directory.services",
    CommunePanel(_("Les services près de chez vous"), "directory/panels/services.html", services, order=18),
)
