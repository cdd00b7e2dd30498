"""An event, for the tests of the whole project."""

from datetime import datetime, timedelta

from . import actions
from .models import Event


def make_event(organisation, *, by, at: datetime, draft=False, **fields) -> Event:
    starts_at = fields.pop("starts_at", at + timedelta(days=3))
    values = {
        "title": "Conseil municipal",
        "text": "Séance publique.",
        "category": "conseil",
        "starts_at": starts_at,
        "ends_at": fields.pop("ends_at", None) or (starts_at + timedelta(hours=2) if starts_at else None),
        "places": [("Salle du conseil", "1 place de la Halle", getattr(organisation, "commune", None))],
        **fields,
    }
    thing = actions.save_event(organisation=organisation, values=values, by=by, at=at)
    return thing if draft else actions.publish(thing=thing, by=by, at=at)
