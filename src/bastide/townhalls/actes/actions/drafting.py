"""Preparing an act: number, words, matière, documents; then giving it to the signatory."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from .. import channels, checks, drafts, states, steps
from ..documents.checking import check
from ..documents.making import make_pdf
from ..models import Acte, ClassificationVersion, Nature, Transaction, TransmissionSettings
from ..numbering import next_number, prefix
from .files import NoLongerChanging, add_file, held

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: What the person may say of an act, each in its place.
DESCRIBED = frozenset(
    {
        "object",
        "decided_on",
        "author_body",
        "author_name",
        "author_capacity",
        "matiere_code",
        "matiere_label",
        "classification_on",
        "duty",
        "has_paper",
        "names_people",
        "publishes_itself",
        "model_values",
        "members",
        "votes_for",
        "votes_against",
        "abstentions",
        "presided_by",
    }
)


class NumberTaken(Exception):
    """Somebody else has this number; `free` is the next one."""

    def __init__(self, number: str, free: str) -> None:
        super().__init__(number)
        self.number, self.free = number, free


class NotReady(Exception):
    """Something is missing or would be refused; `problems` say what."""

    def __init__(self, problems: list[checks.Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class NumberBurnt(Exception):
    """The State knows the number: the act stays as it is."""


def free_number(*, organisation: Organisation, nature: int, year: int, is_training: bool) -> str:
    """The number to propose."""
    # The simulator remembers exercises that were put away.
    known = Acte.objects.all() if is_training else Acte.objects.standing()
    taken = (
        known.filter(organisation=organisation, year=year, is_training=is_training)
        .filter(number__startswith=prefix(nature, year))
        .values_list("number", flat=True)
    )
    return next_number(nature, year, taken)


@transaction.atomic
def start_acte(
    *,
    organisation: Organisation,
    nature: int,
    by: User | None,
    at: datetime,
    year: int,
    number: str = "",
    model_key: str = "",
    exercise: str | None = None,
    **described: Any,
) -> Acte:
    """Begin an act and give it its number: the one asked for, else the next free one.

    `exercise` makes it an exercise ("" with nothing special asked for); a body in training begins nothing else.
    Raises NumberTaken when the number asked for belongs to another act.
    """
    settings = TransmissionSettings.objects.filter(organisation=organisation).first()
    is_training = exercise is not None or channels.trains(organisation)
    current = ClassificationVersion.objects.current_for(organisation, is_training=is_training)
    fields: dict[str, Any] = {
        "author_body": "Conseil municipal" if nature == Nature.DELIBERATION else "",
        "author_name": settings.default_author if settings else "",
        "author_capacity": settings.default_capacity if settings else "",
        "classification_on": current.dated_on if current else None,
        **_only_described(described),
    }
    asked = number
    for _attempt in range(5):
        number = asked or free_number(organisation=organisation, nature=nature, year=year, is_training=is_training)
        try:
            with transaction.atomic():
                acte = Acte.objects.create(
                    organisation=organisation,
                    nature=nature,
                    year=year,
                    number=number,
                    model_key=model_key,
                    is_training=is_training,
                    exercise=exercise or "",
                    created_at=at,
                    created_by=by,
                    **fields,
                )
        except IntegrityError:
            if asked:
                raise NumberTaken(
                    asked, free_number(organisation=organisation, nature=nature, year=year, is_training=is_training)
                ) from None
        else:
            break
    else:
        raise NumberTaken(
            number, free_number(organisation=organisation, nature=nature, year=year, is_training=is_training)
        )
    journal.record("actes.started", target=acte, by=by, at=at, organisation=organisation, data={"nature": nature})
    return acte


@transaction.atomic
def describe_acte(*, acte: Acte, by: User | None, at: datetime, number: str | None = None, **described: Any) -> Acte:
    """Write what was said of an act; its year follows its date. A ready act goes back to its preparation.

    Raises NoLongerChanging, and NumberTaken when the number belongs to another act of that year.
    """
    acte = held(acte=acte)
    if not acte.may_change:
        raise NoLongerChanging
    wanted = _only_described(described)
    if number is not None:
        wanted["number"] = number
    decided_on: date | None = wanted.get("decided_on", acte.decided_on)
    wanted["year"] = acte.year_of(decided_on)
    changed = [field for field, value in wanted.items() if getattr(acte, field) != value]
    if not changed:
        return acte
    if ("number" in changed or "year" in changed) and not _number_is_free_to_go(acte):
        raise NumberBurnt
    for field in changed:
        setattr(acte, field, wanted[field])
    if acte.state == Acte.State.READY:
        acte.state = Acte.State.DRAFT
        changed.append("state")
    try:
        with transaction.atomic():
            acte.save(update_fields=changed)
    except IntegrityError:
        if "number" not in changed and "year" not in changed:
            raise
        free = free_number(
            organisation=acte.organisation, nature=acte.nature, year=acte.year, is_training=acte.is_training
        )
        raise NumberTaken(acte.number, free) from None
    journal.record(
        "actes.described",
        target=acte,
        by=by,
        at=at,
        organisation=acte.organisation,
        data={"fields": sorted(set(changed) - {"state"})},
    )
    if acte.model_key and acte.model_values and _is_printed(changed):
        lay_out(acte=acte, by=by, at=at)
    return acte


#: What stands on the page of an act written from a model.
PRINTED = frozenset({"object", "decided_on", "number", "author_body", "author_name", "author_capacity"})


def _is_printed(changed: Iterable[str]) -> bool:
    return bool(PRINTED & set(changed))


@transaction.atomic
def answer_model(*, acte: Acte, said: Mapping[str, Any], by: User | None, at: datetime) -> Acte:
    """Write an act from its model: object and matière where they are still empty, and the document, laid out anew.

    Raises NoLongerChanging.
    """
    model = drafts.MODELS[acte.model_key]
    described: dict[str, Any] = {"model_values": dict(said), **_votes(said)}
    if not acte.object:
        described["object"] = drafts.object_of(model, said)
    version = ClassificationVersion.objects.current_for(acte.organisation, is_training=acte.is_training)
    if not acte.matiere_code and version is not None:
        matiere = version.matieres.filter(code=model.matiere).first()
        if matiere is not None:
            described |= {
                "matiere_code": matiere.code,
                "matiere_label": matiere.label,
                "classification_on": version.dated_on,
            }
    acte = describe_acte(acte=acte, by=by, at=at, **described)
    return lay_out(acte=acte, by=by, at=at)


def _votes(said: Mapping[str, Any]) -> dict[str, Any]:
    """The votes that a model asked for, as data of the act too."""
    return {name: said[name] for name in ("votes_for", "votes_against", "abstentions") if said.get(name) is not None}


@transaction.atomic
def lay_out(*, acte: Acte, by: User | None, at: datetime) -> Acte:
    """Make the document of an act written from a model again, from what is known of it now. Raises NoLongerChanging."""
    content = make_pdf("deliberation", drafts.document_data(acte, acte.model_values), at=at)
    file = io.BytesIO(content)
    checked = check(file, allowed=frozenset({"application/pdf"}))
    add_file(
        acte=acte,
        file=file,
        name=f"{acte.number}.pdf",
        checked=checked,
        type_code=Nature(acte.nature).main_type,
        is_main=True,
        by=by,
        at=at,
    )
    return acte


@transaction.atomic
def make_ready(*, acte: Acte, by: User | None, at: datetime) -> Acte:
    """Give an act to its signatory. Raises NoLongerChanging, NotReady."""
    acte = held(acte=acte)
    if not acte.may_change:
        raise NoLongerChanging
    if problems := checks.blocking(acte, at):
        raise NotReady(problems)
    acte.state = Acte.State.READY
    acte.save(update_fields=["state"])
    journal.record("actes.ready", target=acte, by=by, at=at, organisation=acte.organisation)
    return acte


@transaction.atomic
def take_back(*, acte: Acte, by: User, at: datetime) -> Acte:
    """Take an act that waits for its signatory back to its preparation. Raises NoLongerChanging."""
    acte = held(acte=acte)
    if not acte.may_change:
        raise NoLongerChanging
    if acte.state != Acte.State.DRAFT:
        acte.state = Acte.State.DRAFT
        acte.save(update_fields=["state"])
        journal.record("actes.taken_back", target=acte, by=by, at=at, organisation=acte.organisation)
    return acte


@transaction.atomic
def keep_without_sending(*, acte: Acte, by: User | None, at: datetime) -> Acte:
    """Close an act that has not to be transmitted: it binds once published. Raises NoLongerChanging, NotReady."""
    acte = held(acte=acte)
    if not acte.may_change:
        raise NoLongerChanging
    problems = checks.blocking(acte, at, for_transmission=False)
    if acte.duty != Acte.Duty.FREE:
        problems.append(checks.DUTY_MISSING)
    if problems:
        raise NotReady(problems)
    acte.state = Acte.State.KEPT
    acte.save(update_fields=["state"])
    _end_waiting(acte, "Cet acte n’a pas à être transmis.", at)
    journal.record("actes.kept", target=acte, by=by, at=at, organisation=acte.organisation)
    return acte


@transaction.atomic
def abandon_acte(*, acte: Acte, by: User | None, at: datetime) -> Acte:
    """Give an act up; its number is free again. Raises NoLongerChanging, NumberBurnt when the State knows it."""
    acte = held(acte=acte)
    if not acte.may_change:
        raise NoLongerChanging
    if not _number_is_free_to_go(acte):
        raise NumberBurnt
    acte.state = Acte.State.ABANDONED
    acte.save(update_fields=["state"])
    _end_waiting(acte, "L’acte a été abandonné.", at)
    journal.record(
        "actes.abandoned", target=acte, by=by, at=at, organisation=acte.organisation, data={"number": acte.number}
    )
    return acte


def _number_is_free_to_go(acte: Acte) -> bool:
    attempts = acte.transactions.filter(kind=Transaction.Kind.ACTE).values_list("state", "anomaly_code")
    return states.number_may_serve_again((states.State(state), code) for state, code in attempts)


def _end_waiting(acte: Acte, message: str, at: datetime) -> None:
    """Tell the program that deposited it, by the reference it knows, that it will not leave."""
    for exchange in acte.transactions.filter(state__in=states.NOT_YET_POSTED):
        steps.advance(steps.locked(exchange.pk), states.Event.FAIL, at=at, message=message, fields={"detail": message})


def _only_described(described: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(described) - DESCRIBED:
        raise TypeError(f"An act is not described by {', '.join(sorted(unknown))}.")
    return dict(described)
