"""Things of the showcase, for the tests of the whole project."""

from datetime import datetime

from . import actions
from .models import ShortCircuit, Shown, Story, Takeover, Workshop

VALUES = {
    Takeover: {"title": "Boulangerie à reprendre", "text": "Un four, une clientèle.", "kind": "commerce"},
    Story: {"title": "De Lille à Valbrune", "text": "Ils ont ouvert un atelier.", "has_agreed": True},
    Workshop: {"title": "Atelier de la Combe", "text": "Grès et porcelaine.", "craft": "ceramique", "jobs": 2},
    ShortCircuit: {"title": "Les Fraises du Bosc", "text": "À la ferme.", "produce": {"Fraises": 0b111000}},
}


def make_shown(model: type[Shown], organisation, *, by, at: datetime, draft: bool = False, **fields) -> Shown:
    values = {**VALUES[model], **fields}
    thing = actions.save(model=model, organisation=organisation, values=values, by=by, at=at)
    return thing if draft else actions.publish(thing=thing, by=by, at=at)
