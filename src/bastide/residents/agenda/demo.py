"""What the demonstration shows of the agenda: a council, a weekly market, a fair that a neighbour shows too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bastide.core.accounts.models import Role, User
from bastide.core.territory.models import Organisation
from bastide.kit.registry.demo import Scene, scenes

from . import actions
from .models import Event
from .recurrence import Repeats

MADE_UP = "Événement inventé pour la démonstration."


def load(say: Callable[[str], None]) -> None:
    if Event.objects.exists():
        say("L’agenda est déjà là.")
        return
    at = timezone.now()
    monbazillac, eymet = _body("24274"), _body("24167")
    if monbazillac is None or eymet is None:
        say("Pas de commune pour l’agenda.")
        return
    council = {"title": "Conseil municipal", "category": Event.Category.COUNCIL, "place": "Salle du conseil"}
    market = {"title": "Marché sous la halle", "category": Event.Category.MARKET, "place": "La halle"}
    fair = {"title": "Foire aux arbres", "category": Event.Category.FESTIVAL, "place": "Le foirail"}
    _announce(monbazillac, council, days=6, hour=20, at=at)
    _announce(eymet, market | {"repeats": Repeats.WEEKLY}, days=3, hour=8, at=at)
    shared = _announce(eymet, fair, days=12, hour=9, at=at)
    if shared is not None and (author := _writer(monbazillac)) is not None:
        actions.share_event(event=shared, organisation=monbazillac, by=author, at=at)
    say("Trois événements inventés, dont un repris par une voisine.")


@transaction.atomic
def _announce(organisation: Organisation, what: dict[str, Any], *, days: int, hour: int, at: datetime) -> Event | None:
    author = _writer(organisation)
    if author is None:
        return None
    start = timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=days), time(hour)))
    commune = getattr(organisation, "commune", None)
    values = {
        "title": what["title"],
        "category": what["category"],
        "repeats": what.get("repeats", ""),
        "text": MADE_UP,
        "starts_at": start,
        "ends_at": start + timedelta(hours=3),
        "places": [(what["place"], "", commune)],
    }
    thing = actions.save_event(organisation=organisation, values=values, by=author, at=at)
    return actions.publish(thing=thing, by=author, at=at)


def _body(insee_code: str) -> Organisation | None:
    return Organisation.objects.filter(commune__insee_code=insee_code, commune__type="COM").first()


def _writer(organisation: Organisation) -> User | None:
    people = User.objects.filter(memberships__organisation=organisation, memberships__role=Role.AGENT)
    return people.order_by("pk").first()


scenes.plug("agenda", Scene("Agenda inventé", load, order=62))
