"""« Annoncer un événement » in the workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.workspace.screens import Desk, DeskWords

from . import actions
from .forms import EventForm
from .models import Event

#: Dates listed where the whole of them would be a wall.
LISTED = 8


def coming(event: Event, at: datetime) -> dict[str, Any]:
    dates = event.dates.select_related("event").filter(ends_at__gt=at)
    return {"event": event, "dates": list(dates[:LISTED]), "date_count": event.dates.count()}


DESK = Desk(
    name="agenda",
    segment="agenda",
    model=Event,
    form=EventForm,
    words=DeskWords(
        gesture=_("Annoncer un événement"),
        question=_("Que se passera-t-il, et quand ?"),
        lead=_("Il paraîtra dans l’agenda du territoire et sur vos pages ; vos voisins pourront le reprendre."),
        look=_("Voici ce que liront les habitants"),
        published=_("L’événement est annoncé."),
        withdrawn=_("L’événement est retiré de l’agenda."),
        none_yet=_("Aucun événement"),
        none_yet_text=_("Conseil, marché, fête, permanence : ce que vous annoncerez sera ici."),
        list_title=_("Vos événements et brouillons"),
    ),
    save=actions.save_event,
    publish=actions.publish,
    withdraw=actions.withdraw,
    discard=actions.discard,
    fields_template="agenda/parts/fields.html",
    look_template="agenda/parts/look.html",
    look=coming,
    related=("organisation",),
)
