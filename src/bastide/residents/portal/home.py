"""What the home page says at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.core.territory.models import Commune, Source, Territory
from bastide.data.gis.queries import TONES, Drawing, territory_map
from bastide.kit.http.languages import home_of
from bastide.kit.ui.typography import number
from bastide.residents.agenda import queries as agenda
from bastide.residents.agenda.models import EventDate

from . import queries
from .coming import COMING, ComingSection
from .departments import Department, listed
from .facts import EpciCard, area
from .town_hall import TownHall, next_change

#: Town halls asked whether they are open, the largest communes first, and how many of the open ones are shown.
ASKED, SHOWN = 150, 10
#: Communes proposed under the search field, the largest ones.
PROPOSED = 3
#: Dates of the agenda beside what is open.
NEXT_DATES = 4


@dataclass(frozen=True)
class OpenHall:
    commune: Commune
    hall: TownHall


@dataclass(frozen=True)
class HomeContent:
    territory: Territory | None
    shortcuts: list[tuple[str, str]]
    list_label: str
    #: None when there is no contour or too many communes for a map.
    drawing: Drawing | None
    #: Instead of a map of too many.
    departments: list[Department]
    open_halls: list[OpenHall]
    open_count: int
    #: "La première à ouvrir : Bergerac, demain à 8 h 30.", or nothing.
    next_open: str
    facts: list[tuple[str, str]]
    #: Beyond the map's limit, their list is a page of its own.
    epcis: list[EpciCard]
    #: What comes next on the territory.
    dates: list[EventDate]
    coming: tuple[ComingSection, ...]
    sources: list[Source]
    expires_at: datetime

    @property
    def office_sources(self) -> list[Source]:
        return [each for each in self.sources if each.slug == "offices"]

    @property
    def territory_sources(self) -> list[Source]:
        return [each for each in self.sources if each.slug in ("communes", "contours")]


def home_content(territory: Territory | None, at: datetime) -> HomeContent:
    """Nine queries, ten beyond the map's limit, whatever the number of communes."""
    communes = queries.communes_of(territory)
    totals = queries.total(communes)
    count = int(totals["number"] or 0)
    is_small = count <= queries.MAP_LIMIT
    asked = list(queries.with_office(communes).order_by("-population", "pk")[:ASKED])
    halls = [
        OpenHall(commune, TownHall(office, at))
        for commune in asked
        if (office := queries.office_of(commune)) is not None
    ]
    opened = [each for each in halls if each.hall.state.is_open]
    epcis = queries.epci_cards(territory) if is_small else []
    dates = agenda.next_dates(territory, at, limit=NEXT_DATES)
    tones: dict[int | None, int] = {card.epci.pk: place % TONES + 1 for place, card in enumerate(epcis)}
    return HomeContent(
        territory=territory,
        shortcuts=_shortcuts(asked[:PROPOSED]),
        list_label=ngettext("liste de la commune", "liste des %(number)s communes", count) % {"number": number(count)},
        drawing=territory_map(communes.select_related("contour"), tones=tones) if is_small else None,
        departments=[] if is_small else listed(queries.departments_of(territory)),
        open_halls=opened[:SHOWN],
        open_count=len(opened),
        next_open=_next_open(halls),
        facts=_facts(count, totals),
        epcis=epcis,
        dates=dates,
        coming=COMING,
        sources=queries.sources(),
        expires_at=min([next_change(at, (each.hall.state for each in halls)), *(date.ends_at for date in dates)]),
    )


def _shortcuts(largest: list[Commune]) -> list[tuple[str, str]]:
    """Short ways to what there is today; each leads somewhere."""
    communes = reverse("portal:commune_list")
    return [
        (_("Mairies ouvertes"), f"{communes}?ouvertes=on"),
        *((commune.name, commune.get_absolute_url()) for commune in largest),
        (_("Toutes les communes"), communes),
    ]


def territory_facts(territory: Territory | None) -> list[tuple[str, str]]:
    """Number of communes, inhabitants, area: the same in every language. One query."""
    totals = queries.total(queries.communes_of(territory))
    return _facts(int(totals["number"] or 0), totals)


def places_in_french() -> list[tuple[str, str]]:
    """What stands at French addresses only: name, address."""
    return [
        (_("Les communes et leurs mairies"), reverse("portal:commune_list")),
        (_("L’annuaire des services"), reverse("directory:list")),
        (_("Les démarches"), reverse("comarquage:home")),
        (_("L’agenda"), reverse("agenda:index")),
        (_("La carte"), reverse("gis:map")),
        (_("Tout le portail"), home_of(settings.LANGUAGE_CODE)),
    ]


def _facts(count: int, totals: dict[str, int | float | None]) -> list[tuple[str, str]]:
    people, hectares = totals["inhabitants"], totals["area_ha"]
    return [
        (_("Communes"), number(count)),
        *([(_("Habitants"), number(people))] if people else []),
        *([(_("Superficie"), area(hectares))] if hectares else []),
    ]


def _next_open(halls: list[OpenHall]) -> str:
    coming = [each for each in halls if each.hall.state.opens_at is not None]
    if not coming:
        return ""
    first = min(coming, key=lambda each: each.hall.state.opens_at or each.hall.at)
    words = {"name": first.commune.name, "moment": first.hall.state.next_opening}
    return _("La première à ouvrir\u00a0: %(name)s, %(moment)s.") % words
