"""What the directory counts."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bastide.core.figures.registry import Period, figure
from bastide.core.territory.models import Organisation, Territory

from .models import PAPI, Place, PlaceSource

_PLACE = (_("lieu"), _("lieux"))


def _shown_on(at: date) -> QuerySet[Place]:
    """Published first on that day or before, and still; when a record was withdrawn is not kept."""
    return Place.objects.published().in_territory(Territory.objects.current()).filter(published_on__lte=at)


@figure(
    "directory.places",
    label=_("Lieux de l’annuaire"),
    unit=_PLACE,
    note=_("Fiches publiées, de toutes les sources. Une fiche retirée depuis n’est plus comptée."),
)
def places(at: date) -> int:
    return _shown_on(at).count()


@figure(
    "directory.places_by_pole",
    label=_("Lieux dont la fiche vient du pôle"),
    unit=_PLACE,
    note=_("Fiches publiées dont la source est le pôle ; celles des administrations n’en sont pas."),
)
def places_by_pole(at: date) -> int:
    ours = Q(source__kind__in=PlaceSource.OURS) | Q(source__kind=PlaceSource.Kind.TABLE)
    return _shown_on(at).filter(ours, source__organisation__kind=Organisation.Kind.POLE).count()


@figure("papi.joined", label=_("PAPI entrés dans le réseau"), unit=(_("PAPI"), _("PAPI")))
def papi_joined(period: Period) -> int:
    return (
        Place.objects.in_territory(Territory.objects.current())
        .filter(category=PAPI, published_on__gte=period.starts_on, published_on__lte=period.ends_on)
        .count()
    )


@figure("papi.open", label=_("PAPI en service"), unit=(_("PAPI"), _("PAPI")))
def papi_working(at: date) -> int:
    return _shown_on(at).filter(category=PAPI).exclude(papi__is_working=False).count()
