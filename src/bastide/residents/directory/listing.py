"""The page of places found: filters with their counts, the list, the map that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.core.search import queries as index
from bastide.core.territory.models import Commune, Territory
from bastide.data.gis.queries import Drawing, communes_in, communes_like, territory_map, tones_of
from bastide.kit.ui.typography import number

from . import finding, queries
from .forms import DISTANCES, USUAL_KM, Choice, DirectoryWish, Filter
from .models import CATEGORIES, GROUPS, kinds_of, label_of
from .reading import Reading, read
from .search_sources import KINDS as SEARCH_KINDS
from .shelf import Shelf, shelf
from .shown import ShownPlace

PAGE = 20
#: A map with more communes than this says nothing.
MOST_COMMUNES = 600
#: Degrees of latitude in a kilometre, and how much more than the circle is drawn.
_DEGREE_KM, _MARGIN = 1 / 111.2, 1.15
_BACKDROP_SECONDS = 3600


@dataclass(frozen=True)
class MarkShown:
    """A mark where the drawing has it: one place of the page (`line`), or others, `count` of them."""

    x: int
    y: int
    count: int
    radius: int
    line: ShownPlace | None = None


@dataclass
class Listing:
    wish: DirectoryWish
    at: datetime
    found: finding.Found
    held: Shelf
    lines: list[ShownPlace]
    reading: Reading
    territory: Territory | None
    commune: Commune | None = None
    #: What a name of commune that is not clear may mean.
    choices: list[Commune] = field(default_factory=list)
    km: int | None = None
    is_capped: bool = False
    corrected: str = ""
    ignored: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.found.total

    @cached_property
    def kinds(self) -> frozenset[str]:
        return self.wish.codes or self.reading.kinds

    @cached_property
    def title(self) -> str:
        what = self._what()
        if self.commune is None:
            return _("%(what)s près de vous") % {"what": what} if self.wish.point else what
        if self.km:
            return _("%(what)s autour %(of_commune)s") % {"what": what, "of_commune": self.commune.of_name}
        return _("%(what)s à %(commune)s") % {"what": what, "commune": self.commune.name}

    def _what(self) -> str:
        kinds = self.wish.kinds
        if len(kinds) == 1:
            return str(CATEGORIES[kinds[0]].plural) if kinds[0] in CATEGORIES else label_of(kinds[0])
        if self.wish.group:
            return label_of(self.wish.group)
        if self.wish.text and not (self.commune and not self.reading.rest and not self.reading.kinds):
            return f"«\u00a0{self.wish.text}\u00a0»"
        return _("Les services")

    @property
    def summary(self) -> str:
        """ "46 lieux, 31 ouverts maintenant."."""
        if not self.total:
            return _("Aucun lieu.")
        places = ngettext("%(number)s lieu", "%(number)s lieux", self.total) % {"number": number(self.total)}
        if self.is_capped:
            places = _("Au moins %(places)s") % {"places": places}
        if self.wish.is_open:
            return f"{places}."
        count = self.found.open_count
        if not count:
            return _("%(places)s, aucun n’est ouvert en ce moment.") % {"places": places}
        words = ngettext("%(number)s ouvert maintenant", "%(number)s ouverts maintenant", count)
        return f"{places}, {words % {'number': number(count)}}."

    @cached_property
    def filters(self) -> list[Filter]:
        wish, found = self.wish, self.found
        when = [
            Choice("ouvert", "on", _("Ouvert maintenant"), found.open_count, wish.is_open),
            Choice("samedi", "on", _("Le samedi"), found.saturday_count, wish.on_saturday),
        ]
        access = [Choice("accessible", "on", _("Accessible en fauteuil"), found.accessible_count, wish.is_accessible)]
        filters = [Filter(_("Quand"), when), Filter(_("Genre"), self._kind_choices()), Filter(_("Accès"), access)]
        if self.commune is not None or wish.point is not None:
            filters.append(Filter(_("Distance"), self._distance_choices()))
        return filters

    def _kind_choices(self) -> list[Choice]:
        """The families, or the kinds of the one that is looked at."""
        wish, counts = self.wish, self.found.kind_counts
        if wish.group:
            group_asked = wish.group in wish.kinds
            return [
                Choice(
                    "genre",
                    each.code,
                    each.plural,
                    counts.get(each.code, 0),
                    not group_asked and each.code in wish.kinds,
                )
                for each in kinds_of(wish.group)
                if counts.get(each.code) or each.code in wish.kinds
            ]
        if self.reading.kinds and not self.reading.rest:
            return []
        groups = self.found.group_counts()
        return [
            Choice("genre", code, group.label, groups.get(code, 0), code in wish.kinds)
            for code, group in GROUPS.items()
            if groups.get(code) or code in wish.kinds
        ]

    def _distance_choices(self) -> list[Choice]:
        words = {0: _("Dans la commune")}
        return [
            Choice(
                "km", str(each), words.get(each) or _("%(number)s km") % {"number": each}, None, each == self.km, True
            )
            for each in DISTANCES
            if each or self.commune is not None
        ]

    @property
    def communes(self) -> list[tuple[str, str, int]]:
        """Communes that have most of what is found, each with the address that keeps to it; none once one is chosen."""
        if self.commune is not None or self.wish.point is not None:
            return []
        names = {
            each.insee_code: each
            for each in Commune.objects.in_territory(self.territory).filter(insee_code__in=self.found.commune_counts)
        }
        return [
            (names[code].name, self.wish.address(around=names[code].slug, km=0), count)
            for code, count in self.found.commune_counts.items()
            if code in names
        ]

    @cached_property
    def expires_at(self) -> datetime:
        """When a line says something else."""
        return min([self.at + timedelta(minutes=5), *(each.state.holds_until for each in self.lines)])

    @property
    def page_count(self) -> int:
        return -(-self.total // PAGE)

    @property
    def previous_url(self) -> str:
        return self.wish.address(page=self.wish.page - 1) if self.wish.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.wish.address(page=self.wish.page + 1) if self.wish.page < self.page_count else ""

    @property
    def is_unknown_commune(self) -> bool:
        return bool(self.wish.around) and self.commune is None and not self.choices

    @cached_property
    def drawing(self) -> Drawing | None:
        return backdrop(self.territory, self._bounds())

    def _bounds(self) -> tuple[float, float, float, float] | None:
        centre = self._centre()
        if centre is None or self.km is None:
            return None
        lon, lat = centre
        down = max(self.km, 4) * _DEGREE_KM * _MARGIN
        across = down * 1.43
        return lon - across, lat - down, lon + across, lat + down

    def _centre(self) -> tuple[float, float] | None:
        return self.wish.point or centre_of(self.commune)

    @cached_property
    def marks(self) -> list[MarkShown]:
        """Others first, small; those of the page over them, with their number."""
        drawing = self.drawing
        if drawing is None or drawing.bounds is None:
            return []
        shown = {line.place.pk for line in self.lines}
        marks = []
        for each in finding.marks(self.held, self.found.mask, drawing.bounds):
            if each.place_id not in shown:
                x, y = drawing.place(each.lon, each.lat)
                marks.append(
                    MarkShown(x, y, each.count, 9 if each.count == 1 else min(30, 10 + round(each.count**0.5)))
                )
        west, south, east, north = drawing.bounds
        # The first of the list lie on top.
        for line in reversed(self.lines):
            place = line.place
            if (
                place.lon is None
                or place.lat is None
                or not (west <= place.lon <= east and south <= place.lat <= north)
            ):
                continue
            marks.append(MarkShown(*drawing.place(place.lon, place.lat), 1, 34, line))
        return marks

    @property
    def marks_of_page(self) -> list[MarkShown]:
        return [each for each in self.marks if each.line is not None]

    @property
    def other_marks(self) -> list[MarkShown]:
        return [each for each in self.marks if each.line is None]


def centre_of(commune: Commune | None) -> tuple[float, float] | None:
    return (commune.lon, commune.lat) if commune and commune.lon is not None and commune.lat is not None else None


def listing(
    wish: DirectoryWish, territory: Territory | None, at: datetime, *, among: Sequence[int] | None = None
) -> Listing:
    """What is found, only `among` these places when they are given.

    Ten queries at most, whatever the number of places; the map has four more, kept for an hour.
    """
    likely = communes_like(wish.around, territory) if wish.around else []
    reading = read(wish.text, territory) if wish.text else Reading()
    commune = likely[0] if len(likely) == 1 else (None if wish.around else reading.commune)
    held = shelf()
    keys: list[int] | None = None if among is None else list(among)
    is_capped, corrected, ignored = False, "", []
    if reading.rest:
        asked = index.keys_of(wish.text, SEARCH_KINDS, territory=territory)
        keys = [int(key) for key in asked.keys if among is None or int(key) in among]
        is_capped, corrected, ignored = asked.is_capped, asked.corrected, asked.ignored
    # A commune in the words is where to look; one chosen beside them is where to look around.
    km: int | None = wish.km if wish.km is not None else (USUAL_KM if wish.around or wish.point else 0)
    if commune is None and wish.point is None:
        km = None
    wanted = finding.Wish(
        kinds=wish.codes or (frozenset() if reading.rest else reading.kinds),
        keys=keys,
        commune_code=commune.insee_code if commune else "",
        centre=wish.point or centre_of(commune),
        within_m=km * 1000.0 if km else None,
        is_open=wish.is_open,
        on_saturday=wish.on_saturday,
        is_accessible=wish.is_accessible,
    )
    found = finding.find(
        held, wanted, territory_id=territory.pk if territory else None, at=at, limit=PAGE, offset=(wish.page - 1) * PAGE
    )
    far = dict(zip(found.ids, found.distances, strict=True))
    lines = [
        ShownPlace(place, at, number=(wish.page - 1) * PAGE + rank, distance_m=far[place.pk])
        for rank, place in enumerate(queries.by_number(found.ids), start=1)
    ]
    return Listing(
        wish, at, found, held, lines, reading, territory, commune, likely if len(likely) > 1 else [], km,
        is_capped and keys is not None, corrected, ignored,
    )  # fmt: skip


def backdrop(territory: Territory | None, bounds: tuple[float, float, float, float] | None) -> Drawing | None:
    """The communes on which marks are put; kept for an hour, for drawing them costs more than the rest of the page."""
    near = tuple(round(edge, 2) for edge in bounds) if bounds else ()
    key = f"directory.backdrop.{territory.pk if territory else 0}.{'_'.join(map(str, near))}"
    kept = cache.get(key)
    if kept is not None:
        return kept or None
    communes = list(communes_in(territory, bounds)[: MOST_COMMUNES + 1])
    drawing = None
    if len(communes) <= MOST_COMMUNES:
        tones: dict[int | None, int] = {epci.pk: tone for epci, tone in tones_of(territory).items()}
        drawing = territory_map(communes, tones=tones)
    cache.set(key, drawing or "", _BACKDROP_SECONDS)
    return drawing
