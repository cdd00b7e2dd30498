"""Exercises: the whole way of an act with the simulated préfecture, for whoever learns it. Nothing real comes of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.ui.language import in_french

from .. import channels, exercises
from ..models import Acte, ActeFile, Dispatch, Envelope, ExchangeFile, InboundMessage, Nature, Step, Transaction
from ..simulator.national import DATED, national_classification
from ..tiers.lines import simulator_line
from ..tiers.port import TiersProblem
from . import classifications, drafting

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


class NoSiren(Exception):
    """Nobody knows the body's SIREN, without which not even an exercise has a sender."""


class NotAnExercise(Exception):
    """The act is a real one, or its exercise is not that far."""


class SimulatorAway(Exception):
    """The simulated préfecture does not answer."""


@transaction.atomic
@in_french
def start_exercise(
    *, organisation: Organisation, word: str, is_prepared: bool, model_key: str, by: User, at: datetime
) -> Acte:
    """Begin an exercise in which the préfecture does what `word` says; `is_prepared`: ready to be transmitted.

    Raises NoSiren.
    """
    settings = channels.settings_of(organisation, is_training=True)
    if settings is None or not settings.siren:
        raise NoSiren
    classifications.store_classification(
        organisation=organisation, dated_on=DATED, raw=national_classification(), at=at, is_training=True
    )
    today = timezone.localdate(at)
    acte = drafting.start_acte(
        organisation=organisation,
        nature=Nature.DELIBERATION,
        year=today.year,
        model_key=model_key,
        exercise=word if word in exercises.WORDS else "",
        by=by,
        at=at,
    )
    if not is_prepared:
        return acte
    drafting.describe_acte(
        acte=acte,
        object=_("Exercice : tarifs de la cantine"),
        decided_on=today,
        author_name=acte.author_name or _("Le signataire (exercice)"),
        author_capacity=acte.author_capacity or _("Maire"),
        duty=Acte.Duty.REQUIRED,
        names_people=False,
        by=by,
        at=at,
    )
    said = {
        "service": _("la cantine (exercice, rien n’a été voté)"),
        "rates": _("Repas enfant : 3,20 €\nRepas adulte : 5,10 €"),
        "from_date": _("1er janvier prochain"),
        "present": 11,
        "votes_for": 10,
        "votes_against": 0,
        "abstentions": 1,
    }
    acte.refresh_from_db()
    drafting.answer_model(acte=acte, said=said, by=by, at=at)
    return drafting.make_ready(acte=acte, by=by, at=at)


def ask_letter(*, acte: Acte, kind: int) -> None:
    """Have the simulated préfecture write about an exercise that it received. Raises NotAnExercise, SimulatorAway."""
    code = exercises.LATER.get(kind)
    if not acte.is_training or not acte.unique_id or code is None:
        raise NotAnExercise
    try:
        simulator_line().ask_letter(code, acte.unique_id)
    except TiersProblem as problem:
        raise SimulatorAway from problem


@transaction.atomic
def end_exercise(*, acte: Acte, by: User, at: datetime) -> Acte:
    """Put an exercise away, wherever it stands; it is erased later. Raises NotAnExercise."""
    acte = Acte.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=acte.pk)
    if not acte.is_training:
        raise NotAnExercise
    if acte.state != Acte.State.ABANDONED:
        acte.state = Acte.State.ABANDONED
        acte.save(update_fields=["state"])
        journal.record(
            "actes.abandoned", target=acte, by=by, at=at, organisation=acte.organisation, data={"number": acte.number}
        )
    return acte


@transaction.atomic
def erase_messages(*, messages: QuerySet[InboundMessage]) -> int:
    """Erase messages that nobody needed, with what came; gives how many."""
    paths = list(messages.values_list("raw", flat=True))
    storage = InboundMessage._meta.get_field("raw").storage
    messages.delete()
    _forget(storage, paths)
    return len(paths)


@transaction.atomic
def erase_actes(*, actes: QuerySet[Acte]) -> int:
    """Erase acts of which nothing has to stay, exercises and drafts given up, with all that hangs on them.

    Gives how many. Raises NotAnExercise when one of them reached an operator for good.
    """
    keys = list(actes.values_list("pk", flat=True))
    found = Acte.objects.filter(pk__in=keys)
    real = found.real()
    if real.filter(transactions__isnull=False).exists() or real.exclude(state=Acte.State.ABANDONED).exists():
        raise NotAnExercise
    exchanges = Transaction.objects.filter(acte__in=keys)
    of_exchanges = {"transaction__in": list(exchanges.values_list("pk", flat=True))}
    messages = InboundMessage.objects.filter(**of_exchanges)
    paths = [
        *ActeFile.objects.filter(acte__in=keys).values_list("content", flat=True),
        *ExchangeFile.objects.filter(**of_exchanges).values_list("content", flat=True),
        *Envelope.objects.filter(**of_exchanges).values_list("archive", flat=True),
        *messages.values_list("raw", flat=True),
    ]
    # Steps are proofs, and refuse to go: an exercise proves nothing.
    Step._base_manager.filter(**of_exchanges).delete()
    messages.delete()
    Dispatch.objects.filter(**of_exchanges).delete()
    ExchangeFile.objects.filter(**of_exchanges).delete()
    Envelope.objects.filter(**of_exchanges).delete()
    while exchanges.exists():
        # Answers before what they answer.
        exchanges.filter(answers__isnull=True).delete()
    found.delete()
    storage = ActeFile._meta.get_field("content").storage
    _forget(storage, paths)
    return len(keys)


def _forget(storage: Storage, paths: list[str]) -> None:
    """Remove files once what named them is gone for good."""

    def remove() -> None:
        for path in filter(None, paths):
            storage.delete(path)

    transaction.on_commit(remove)
