"""What leaves with a body: its events, their places and dates."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, Table, leaving

from . import actions, recurrence
from .models import Event, EventDate, EventPlace


def prove_event(row: Event) -> None:
    """Its rule is one of ours: one that cannot be read would stop the calendar of everybody. Raises UnusableRule."""
    if row.rule:
        recurrence.parts_of(row.rule)
        recurrence.bounded(row.starts_at or timezone.now(), row.rule, row.repeats_until)


leaving.plug(
    "agenda",
    Leaving(
        _("Agenda"),
        tables=(
            Table(Event, lambda body: Event.objects.of_organisation(body).order_by("pk"), prove=prove_event),
            Table(EventPlace, lambda body: EventPlace.objects.filter(event__organisation=body).order_by("pk")),
            Table(EventDate, lambda body: EventDate.objects.filter(event__organisation=body).order_by("pk")),
        ),
        stays={"agenda.EventShare": _("les événements des voisins restent chez eux : reprenez-les là-bas")},
        afterwards=lambda body, at: actions.show_all(organisation=body, at=at),
    ),
)
