"""Figures of the territory itself.

They are plugged in here, not in `core.territory`, which lies below this app: the ground floor knows no socket above.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune, Correction, Epci, Office, Source, Territory

from .period import Period, end_of
from .registry import figure


def _is_known(source: str, at: date) -> bool:
    """Reference data has no history: it answers for the day of its last load and later."""
    loaded_at = Source.objects.filter(slug=source).values_list("loaded_at", flat=True).first()
    return loaded_at is not None and at >= timezone.localdate(loaded_at)


def _communes(at: date) -> QuerySet[Commune]:
    return Commune.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=at),
        type=Commune.Type.COMMUNE,
        organisation__territory=Territory.objects.current(),
        organisation__isnull=False,
    )


@figure(
    "territory.communes",
    unit=(_("commune"), _("communes")),
    label=_("Communes du territoire"),
    source=_("INSEE, Code officiel géographique"),
    note=_("Communes qui ont un conseil municipal ; les communes déléguées ou associées n’en sont pas."),
)
def communes(at: date) -> int | None:
    return _communes(at).count() if _is_known("communes", at) else None


@figure(
    "territory.epci",
    unit=(_("intercommunalité"), _("intercommunalités")),
    label=_("Intercommunalités du territoire"),
    source=_("INSEE, Code officiel géographique"),
    note=_("Intercommunalités à fiscalité propre dont au moins une commune est du territoire."),
)
def epci(at: date) -> int | None:
    return Epci.objects.filter(communes__in=_communes(at)).distinct().count() if _is_known("communes", at) else None


@figure(
    "territory.population",
    unit=(_("habitant"), _("habitants")),
    label=_("Population du territoire"),
    source=_("INSEE, populations légales"),
    note=_("Population municipale, sans la population comptée à part ; millésime du dernier chargement."),
)
def population(at: date) -> int | None:
    """None too when the population of one commune is missing: a sum with a hole is no sum."""
    if not _is_known("communes", at) or _communes(at).filter(population__isnull=True).exists():
        return None
    return _communes(at).aggregate(total=Sum("population"))["total"]


@figure(
    "territory.offices_with_hours",
    unit=(_("accueil"), _("accueils")),
    label=_("Mairies dont les horaires sont connus"),
    source=_("Annuaire de l’administration (DILA) et corrections des mairies"),
    note=_("Communes du territoire seulement ; une correction en vigueur ce jour-là l’emporte sur l’annuaire."),
)
def offices_with_hours(at: date) -> int | None:
    if not _is_known("offices", at):
        return None
    offices = Office.objects.filter(organisation__commune__in=_communes(at))
    hours = dict(offices.values_list("pk", "hours"))
    corrections = Correction.objects.filter(_in_force(at), field="hours", office__in=offices)
    hours.update(corrections.order_by("made_at").values_list("office_id", "value"))
    return sum(bool(value) for value in hours.values())


def _in_force(at: date) -> Q:
    """Corrections that stand at the end of that day."""
    end = end_of(at)
    return Q(made_at__lt=end) & (Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=end))


def _corrections() -> QuerySet[Correction]:
    return Correction.objects.filter(office__organisation__territory=Territory.objects.current())


@figure(
    "territory.corrections_made",
    unit=(_("correction"), _("corrections")),
    label=_("Corrections faites par les organismes"),
    source=_("Le portail"),
    note=_("Coordonnées et horaires ; une valeur corrigée deux fois compte deux fois."),
)
def corrections_made(period: Period) -> int:
    return _corrections().filter(period.moments("made_at")).count()


@figure(
    "territory.corrections_withdrawn",
    unit=(_("correction"), _("corrections")),
    label=_("Corrections retirées"),
    source=_("Le portail"),
    note=_("Retirées, ou remplacées par une autre."),
)
def corrections_withdrawn(period: Period) -> int:
    return _corrections().filter(period.moments("withdrawn_at")).count()


@figure(
    "territory.corrections_in_force",
    unit=(_("correction"), _("corrections")),
    label=_("Corrections en vigueur"),
    source=_("Le portail"),
    note=_("Valeurs affichées à la place de celles des données ouvertes."),
    flows={"territory.corrections_made": 1, "territory.corrections_withdrawn": -1},
)
def corrections_in_force(at: date) -> int:
    return _corrections().filter(_in_force(at)).count()
