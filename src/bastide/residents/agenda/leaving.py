"""What leaves with a body: its events, their places and dates."""

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, Table, leaving

from . import actions
from .models import Event, EventDate, EventPlace

leaving.plug(
    "agenda",
    Leaving(
        _("Agenda"),
        tables=(
            Table(Event, lambda body: Event.objects.of_organisation(body).order_by("pk")),
            Table(EventPlace, lambda body: EventPlace.objects.filter(event__organisation=body).order_by("pk")),
            Table(EventDate, lambda body: EventDate.objects.filter(event__organisation=body).order_by("pk")),
        ),
        stays={"agenda.EventShare": _("les événements des voisins restent chez eux : reprenez-les là-bas")},
        afterwards=lambda body, at: actions.show_all(organisation=body, at=at),
    ),
)
