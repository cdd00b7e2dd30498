"""What the portal's pages read, in a number of queries that does not grow with the territory."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from bastide.core.territory.models import Commune, Epci, Mandate, Office, Source, Territory
from bastide.core.territory.registry import commune_panels
from bastide.data.gis import queries as maps

from .facts import EpciCard, epci_card

#: A map of more communes would be a grey cloud, and too heavy.
MAP_LIMIT = maps.MAP_LIMIT

OFFICE = ("organisation__office__corrections", "organisation__office__closures")


def mandates_on(day: date) -> Prefetch:
    return Prefetch("organisation__mandates", Mandate.objects.in_force_on(day), to_attr="mandates_now")


def related_of_panels() -> list[str]:
    """What the plugged panels want to come with the body, and the relations that say what kind of body it is."""
    named = {path for _name, panel in commune_panels for path in panel.related}
    return [f"organisation__{path}" for path in ("commune", "epci", *sorted(named))]


def commune_sites(*, day: date) -> QuerySet[Commune]:
    """Communes with all that their page shows of themselves; one costs four queries."""
    return (
        Commune.objects.whole()
        .select_related("epci", "contour", "organisation__office", "organisation__epci", *related_of_panels())
        .prefetch_related(*OFFICE, mandates_on(day))
    )


def epci_sites(*, day: date) -> QuerySet[Epci]:
    """EPCI with what their page shows, `members` among it; one costs five queries."""
    with_contour = Commune.objects.whole().select_related("contour").order_by("bare_name", "pk")
    return Epci.objects.select_related("organisation__office", *related_of_panels()).prefetch_related(
        *OFFICE, mandates_on(day), Prefetch("communes", with_contour, to_attr="members")
    )


def neighbourhood(commune: Commune) -> tuple[list[Commune], list[Commune]]:
    """The neighbours of `commune` by name, and theirs that fill the map. One query."""
    pairs = Commune.neighbours.through.objects
    near = pairs.filter(from_commune=commune).values("to_commune")
    far = pairs.filter(from_commune__in=near).values("to_commune")
    # One union and no other condition: for an OR, PostgreSQL would read every commune; for a type, SQLite.
    found = (
        Commune.objects.filter(pk__in=near.union(far))
        .select_related("epci", "contour")
        .annotate(is_near=Exists(pairs.filter(from_commune=commune, to_commune=OuterRef("pk"))))
        .order_by("bare_name", "pk")
    )
    communes = [each for each in found if each.is_whole and each.pk != commune.pk]
    return [each for each in communes if each.is_near], [each for each in communes if not each.is_near]


def communes_of(territory: Territory | None) -> QuerySet[Commune]:
    """The communes of the portal, by name."""
    return Commune.objects.in_territory(territory).order_by("bare_name", "pk")


def with_office(communes: QuerySet[Commune]) -> QuerySet[Commune]:
    """With what "open now" needs: two queries more."""
    return communes.select_related("epci", "organisation__office").prefetch_related(*OFFICE)


def epcis_of(territory: Territory | None) -> QuerySet[Epci]:
    """The EPCI of the portal, by name."""
    return Epci.objects.filter(organisation__territory=territory).order_by("name")


def epci_cards(territory: Territory | None) -> list[EpciCard]:
    """The EPCI of the portal with the number and the inhabitants of their communes here. One query."""
    whole = Q(communes__type=Commune.Type.COMMUNE, communes__ended_on__isnull=True)
    counted = epcis_of(territory).annotate(
        communes_here=Count("communes", filter=whole), people_here=Sum("communes__population", filter=whole)
    )
    return [epci_card(epci, epci.communes_here, epci.people_here) for epci in counted]


def departments_of(territory: Territory | None) -> list[tuple[str, int]]:
    """Code of each département and its number of communes."""
    counted = communes_of(territory).order_by().values("department_code").annotate(number=Count("pk"))
    return sorted((row["department_code"], row["number"]) for row in counted)


def sources(*slugs: str) -> list[Source]:
    """Whose data the portal shows: all, or those of `slugs` (communes, contours, offices, mandates) in that order."""
    found = {source.slug: source for source in Source.objects.order_by("pk")}
    return [found[slug] for slug in slugs if slug in found] if slugs else list(found.values())


def office_of(commune: Commune) -> Office | None:
    """The town hall, without a query when `organisation__office` was selected."""
    return getattr(commune.organisation, "office", None)


def root_in_language(request: HttpRequest) -> Page | None:
    """The page at the top of the site in the active language; None where that language has none to show."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    root: Page = site.root_page
    if get_language() == settings.LANGUAGE_CODE:
        return root
    found: Page | None = root.get_translations().filter(locale__language_code=get_language(), live=True).first()
    return found


def total(communes: QuerySet[Commune]) -> dict[str, int | float | None]:
    """Number, inhabitants and hectares."""
    return communes.order_by().aggregate(
        number=Count("pk"), inhabitants=Sum("population"), area_ha=Sum(F("contour__area_ha"))
    )
