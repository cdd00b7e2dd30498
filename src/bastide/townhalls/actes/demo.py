"""What the demonstration shows of acts: a few invented ones in one commune, a council meeting, the follow-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.accounts.models import Role, User
from bastide.core.territory.models import Organisation, PortalSettings
from bastide.kit.registry.demo import Scene, scenes

from . import actions, states, steps
from .models import Acte, Followup, Nature, TransmissionSettings
from .simulator.national import DATED, national_classification

#: INSEE codes of the communes of the scene.
MONBAZILLAC, EYMET = "24274", "24167"
VOTES = {"present": 11, "votes_for": 11, "votes_against": 0, "abstentions": 0}


def load(say: Callable[[str], None]) -> None:
    if not PortalSettings.load().is_demonstration:
        say(_("Pas une démonstration : aucun acte inventé."))
        return
    body = Organisation.objects.filter(commune__insee_code=MONBAZILLAC, commune__type="COM").first()
    if body is None or Acte.objects.exists():
        say(_("Les actes sont déjà là, ou il n’y a pas de commune."))
        return
    at = timezone.now()
    secretary, mayor = _person(body, Role.AGENT), _person(body, Role.SIGNATORY)
    _settle(body, by=mayor, at=at)
    today = timezone.localdate(at)
    _received(body, secretary, mayor, today - timedelta(days=20), _("la salle des fêtes"), published=True)
    _received(body, secretary, mayor, today - timedelta(days=6), _("la bibliothèque"), published=False)
    _ready(body, secretary, today - timedelta(days=2))
    actions.start_acte(
        organisation=body,
        nature=Nature.REGULATION,
        year=today.year,
        object=_("Circulation route de Malfourat (démonstration)"),
        by=secretary,
        at=at,
    )
    actions.open_seance(
        organisation=body,
        body=_("Conseil municipal (démonstration)"),
        held_on=today - timedelta(days=2),
        objects=[_("Tarifs de la cantine"), _("Vente d’un chemin rural"), _("Motion sur le train")],
        by=secretary,
        at=at,
    )
    _follow(today)
    say(_("Quatre actes inventés à Monbazillac."))


def _person(body: Organisation, role: Role) -> User | None:
    return User.objects.filter(memberships__organisation=body, memberships__role=role).order_by("pk").first()


def _settle(body: Organisation, *, by: User | None, at: datetime) -> None:
    """The commune transmits to the simulated préfecture; SIREN of nobody."""
    values = {
        "siren": "212499016",
        "department": "024",
        "arrondissement": "1",
        "tiers": TransmissionSettings.Tiers.SIMULATOR,
        "default_author": "Hélène Vergnes",
        "default_capacity": "Maire",
    }
    actions.change_settings(organisation=body, values=values, by=by, at=at)
    actions.store_classification(organisation=body, dated_on=DATED, raw=national_classification(), at=at)


def _prepared(body: Organisation, secretary: User | None, day: date, service: str, **more: Any) -> Acte:
    at = timezone.now()
    acte = actions.start_acte(
        organisation=body, nature=Nature.DELIBERATION, year=day.year, model_key="tariffs", by=secretary, at=at
    )
    actions.describe_acte(acte=acte, decided_on=day, duty=Acte.Duty.REQUIRED, by=secretary, at=at, **more)
    said = {
        "service": _("%(service)s (démonstration, rien n’a été voté)") % {"service": service},
        "rates": _("Habitants : 3,20 €\nExtérieurs : 5,10 €"),
        "from_date": _("1er janvier prochain"),
        **VOTES,
    }
    actions.answer_model(acte=acte, said=said, by=secretary, at=at)
    acte.refresh_from_db()
    return acte


def _ready(body: Organisation, secretary: User | None, day: date) -> None:
    acte = _prepared(body, secretary, day, _("la cantine"), publishes_itself=True)
    actions.make_ready(acte=acte, by=secretary, at=timezone.now())


def _received(
    body: Organisation, secretary: User | None, mayor: User | None, day: date, service: str, *, published: bool
) -> None:
    """As if the préfecture had answered: no simulator runs while a demonstration is loaded."""
    acte, at = _prepared(body, secretary, day, service), timezone.now()
    received_on = day + timedelta(days=1)
    exchange = steps.begin(
        state=states.State.POSTED,
        at=at,
        organisation=body,
        acte=acte,
        kind=1,
        tiers=TransmissionSettings.Tiers.SIMULATOR,
        created_by=mayor,
    )
    for event in (states.Event.BUILD, states.Event.SEND):
        steps.advance(exchange, event, at=at)
    steps.advance(
        exchange,
        states.Event.ACKNOWLEDGE,
        at=at,
        message=_("Démonstration : accusé inventé"),
        proof=_("Démonstration : aucun accusé n’est venu.").encode(),
        fields={"received_on": received_on},
    )
    acte.state, acte.received_on, acte.transmitted_at = Acte.State.RECEIVED, received_on, at
    acte.unique_id = f"024-212499016-{day:%Y%m%d}-{acte.number}-DE"
    acte.save(update_fields=["state", "received_on", "transmitted_at", "unique_id"])
    if published:
        actions.publish_acte(acte=acte, by=secretary, at=at)


def _follow(today: date) -> None:
    for code, steps_done in ((MONBAZILLAC, 5), (EYMET, 2)):
        body = Organisation.objects.filter(commune__insee_code=code, commune__type="COM").first()
        if body is None:
            continue
        days = {
            field: today - timedelta(days=30 * (5 - rank))
            for rank, (field, _label) in enumerate(Followup.STEPS)
            if rank < steps_done
        }
        Followup.objects.update_or_create(organisation=body, defaults=days)


scenes.plug("actes", Scene("Actes inventés", load, order=60))
