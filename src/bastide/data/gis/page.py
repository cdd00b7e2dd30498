"""The map's page as everybody gets it: a drawing, the list that says the same, the address of the view."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from bastide.core.territory.models import Commune, Epci, Source, Territory

from . import queries
from .drawings import Drawing, territory_map
from .forms import MapForm
from .viewpoint import Bounds, Viewpoint

#: How much more than a commune is shown around it.
AROUND = 3.0
#: A legend of more lines names only what is in the view.
WHOLE_LEGEND = 12


@dataclass(frozen=True)
class Group:
    """Communes of one EPCI (None: of none), by name."""

    epci: Epci | None
    tone: int
    communes: list[Commune]


@dataclass(frozen=True)
class MapPage:
    viewpoint: Viewpoint | None
    #: None when there is nothing to draw, or too much (`is_crowded`).
    drawing: Drawing | None
    is_crowded: bool
    groups: list[Group]
    #: EPCI with their colours: all of them, or those in the view when they are many.
    legend: list[tuple[Epci, int]] = field(default_factory=list)
    here: Commune | None = None
    #: What a name that is not clear may mean; empty when nothing was asked, or nothing found.
    choices: list[Commune] = field(default_factory=list)
    is_unknown: bool = False
    #: Whether the view is the one that the address asked for.
    is_chosen: bool = False
    sources: list[Source] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(group.communes) for group in self.groups)

    @property
    def here_name(self) -> str:
        return self.here.name if self.here else ""

    @property
    def label(self) -> str:
        """What the drawing shows, for who does not see it."""
        if self.here:
            return _("Carte des environs %(of_name)s") % {"of_name": self.here.of_name}
        return _("Carte des communes")


def map_page(territory: Territory | None, form: MapForm) -> MapPage:
    """Five queries, and three more to find a commune, whatever the number of communes."""
    whole = queries.bounds_of(territory)
    asked = form.cleaned_data.get("commune", "") if form.is_valid() else ""
    likely = queries.communes_like(asked, territory) if asked else []
    here = likely[0] if len(likely) == 1 else None
    viewpoint = form.wished_viewpoint() or _over(here)
    shown = viewpoint.bounds() if viewpoint else None
    communes = list(queries.communes_in(territory, shown)[: queries.MAP_LIMIT + 1])
    is_crowded = len(communes) > queries.MAP_LIMIT
    tones = queries.tones_of(territory) if communes and not is_crowded else {}
    by_number: dict[int | None, int] = {epci.pk: tone for epci, tone in tones.items()}
    groups = [] if is_crowded else _groups(communes, tones)
    seen = [(group.epci, group.tone) for group in groups if group.epci]
    return MapPage(
        viewpoint=viewpoint or (Viewpoint.over(whole) if whole else None),
        drawing=None if is_crowded else territory_map(communes, tones=by_number, here=here),
        is_crowded=is_crowded,
        groups=groups,
        legend=list(tones.items()) if len(tones) <= WHOLE_LEGEND else seen,
        here=here,
        choices=likely if len(likely) > 1 else [],
        is_unknown=bool(asked) and not likely,
        is_chosen=viewpoint is not None,
        sources=queries.sources("contours", "offices"),
    )


def _over(commune: Commune | None) -> Viewpoint | None:
    if commune is None or not hasattr(commune, "contour"):
        return None
    box = commune.contour
    bounds: Bounds = (box.min_lon, box.min_lat, box.max_lon, box.max_lat)
    return Viewpoint.over(bounds, around=AROUND)


def _groups(communes: list[Commune], tones: dict[Epci, int]) -> list[Group]:
    members: dict[int | None, list[Commune]] = {}
    for commune in communes:
        members.setdefault(commune.epci_id, []).append(commune)
    groups = [Group(epci, tone, members.pop(epci.pk)) for epci, tone in tones.items() if epci.pk in members]
    rest = sorted((each for left in members.values() for each in left), key=lambda each: each.bare_name)
    return [*groups, Group(None, 1, rest)] if rest else groups


def address(viewpoint: Viewpoint | None, layers: list[str] | None) -> str:
    """The address that shows the same again, from the root of the site."""
    bare = reverse("gis:map")
    return f"{bare}?{viewpoint.query(layers)}" if viewpoint else bare
