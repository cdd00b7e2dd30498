"""What keeps an act waiting, said to whoever looks at it: nobody waits for what cannot come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bastide.core.schedule import queries as schedule
from bastide.core.territory.models import Organisation
from bastide.kit.tasks.models import DueWork
from bastide.kit.ui import typography

from . import channels
from .models import Acte, Dispatch, Transaction, TransmissionSettings
from .simulator.scenarios import Scenario
from .states import State

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: The clock calls each minute: what nobody took for so long waits for a clock that does not beat.
STOPPED_AFTER = timedelta(minutes=10)
#: The periodic work that fetches the answers of the préfecture.
COLLECTING = "actes.collect"
UNDER_WAY = (State.POSTED, State.WAITING, State.TRANSMITTED)


@dataclass(frozen=True)
class Trouble:
    """Why something does not come, and what to do about it, which is mostly nothing."""

    title: str
    sentences: list[str]
    #: The receipt may be had elsewhere and brought in here.
    may_import: bool = False


def trouble_of(acte: Acte, at: datetime) -> Trouble | None:
    """Why the last exchange that an act waits for does not move; None while all goes its way."""
    return _trouble(acte.transactions.filter(is_incoming=False), at)


def trouble_of_classification(organisation: Organisation, at: datetime) -> Trouble | None:
    asked = Transaction.objects.filter(organisation=organisation, kind=Transaction.Kind.CLASSIFICATION)
    return _trouble(asked, at)


def _trouble(exchanges: QuerySet[Transaction], at: datetime) -> Trouble | None:
    waiting = exchanges.filter(state__in=UNDER_WAY).select_related("dispatch", "acte", "organisation")
    exchange = waiting.order_by("-pk").first()
    work: Dispatch | None = getattr(exchange, "dispatch", None)
    if exchange is None or work is None:
        return None
    if work.state == DueWork.State.FAILED:
        return _nobody_knows()
    if exchange.standing is not State.TRANSMITTED:
        return _not_left(exchange, work, at)
    since = work.done_at or exchange.created_at
    if exchange.tiers == TransmissionSettings.Tiers.MANUAL or at - since < STOPPED_AFTER:
        return None
    return _not_answered(exchange, since, at)


def _not_left(exchange: Transaction, work: Dispatch, at: datetime) -> Trouble | None:
    if work.state != DueWork.State.DUE:
        return None
    if work.due_at < at - STOPPED_AFTER:
        return _stopped()
    if not work.last_error:
        return None
    again = _("Nouvel essai vers %(hour)s, tout seul : il n’y a rien à refaire.")
    again %= {"hour": typography.clock(work.due_at)}
    if exchange.tiers == TransmissionSettings.Tiers.SIMULATOR:
        return _simulator_is_silent(again)
    # « Unreachable: Votre prestataire ne répond pas. »: the sentence alone is for the agent.
    _kind, _colon, why = work.last_error.partition(": ")
    return Trouble(_("L’envoi n’a pas encore abouti"), [why, again] if why else [again])


def _not_answered(exchange: Transaction, since: datetime, at: datetime) -> Trouble | None:
    collected = schedule.last_success(COLLECTING)
    if collected is None or collected < at - STOPPED_AFTER:
        return _stopped()
    acte = exchange.acte
    if acte is not None and acte.exercise == Scenario.SILENCE:
        told = _("C’est l’exercice que vous avez choisi : aucun accusé ne viendra. Terminez-le quand vous voulez.")
        return Trouble(_("La préfecture simulée ne répond pas"), [told])
    if exchange.tiers == TransmissionSettings.Tiers.SIMULATOR:
        return _simulator_is_silent()
    settings = channels.settings_of_exchange(exchange)
    if settings is None or at - since < timedelta(hours=settings.late_hours):
        return None
    told = _("Il a été transmis il y a plus de %(hours)s heures. Voyez avec votre prestataire s’il est arrivé.")
    return Trouble(_("L’accusé de réception n’est pas venu"), [told % {"hours": settings.late_hours}], may_import=True)


def _simulator_is_silent(*more: str) -> Trouble:
    told = _("Elle répond d’habitude dans la minute. Demandez au pôle si elle est démarrée.")
    return Trouble(_("La préfecture simulée ne répond pas"), [told, *more])


def _stopped() -> Trouble:
    told = _("Le service qui porte les actes ne tourne pas en ce moment. Rien n’est perdu : tout repartira tout seul.")
    return Trouble(_("L’envoi est arrêté"), [told, _("Prévenez le pôle.")])


def _nobody_knows() -> Trouble:
    told = _("Nous ne savons pas si l’envoi est arrivé. Voyez chez votre prestataire : s’il l’a, importez son accusé.")
    return Trouble(_("À vérifier chez votre prestataire"), [told], may_import=True)
