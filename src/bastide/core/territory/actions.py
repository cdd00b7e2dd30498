"""Every write of the territory: corrections, closures, mandates, former names, and loads of the reference.

Public pages that show what changed are taken back: those tagged `organisation:<id>` and `territory:<id>`. What other
apps derive from the body is made again: they plug into `core.territory.organisation_changed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.fr import siret as siret_rules

from bastide.core.journal import actions as journal
from bastide.kit.http.pages import purge

from .hours import HoursError, WeeklyHours
from .models import Commune, Correction, ExceptionalClosure, FormerName, Mandate, Office, Organisation
from .places import phone, slug
from .reference.load import load_reference
from .reference.people import rank as usual_rank
from .registry import organisation_listeners

__all__ = [
    "AddressTaken",
    "AlreadyEnded",
    "AlreadyWithdrawn",
    "ClosureOverlaps",
    "NotCorrectable",
    "UnusableValue",
    "add_closure",
    "correct_office",
    "correct_office_fields",
    "end_mandate",
    "load_reference",
    "name_siret",
    "record_former_name",
    "remove_closure",
    "set_local_mandate",
    "undo_corrections",
    "withdraw_correction",
]


class NotCorrectable(Exception):
    """The field is none that a body may correct."""


class UnusableValue(Exception):
    """The value cannot be; the message is for a person, in French."""


class AlreadyWithdrawn(Exception):
    """The correction is not in force any more."""


class ClosureOverlaps(Exception):
    """The office is said to be closed on some of these days already."""

    def __init__(self, standing: ExceptionalClosure) -> None:
        self.standing = standing
        super().__init__(str(standing))


class AlreadyEnded(Exception):
    """The mandate ended earlier."""


class AddressTaken(Exception):
    """A commune, or another former name, answers at this address."""


def correct_office(*, office: Office, field: str, value: Any, by: AbstractBaseUser | None, at: datetime) -> Correction:
    """Put `value` in the place of the reference's, until it is withdrawn.

    `hours` takes a week as JSON, or None for "unknown". The correction in force is given back when it says the same.
    Raises NotCorrectable, UnusableValue.
    """
    return correct_office_fields(office=office, values={field: value}, by=by, at=at)[0]


@transaction.atomic
def correct_office_fields(
    *, office: Office, values: Mapping[str, Any], by: AbstractBaseUser | None, at: datetime
) -> list[Correction]:
    """Several fields in one gesture, which `undo_corrections` takes back together. Raises as `correct_office`."""
    Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    standing = {each.field: each for each in office.corrections.filter(withdrawn_at__isnull=True)}
    corrections, changed = [], []
    for field, value in values.items():
        usable = _usable(office, field, value)
        before = standing.get(field)
        if before is not None and before.value == usable:
            corrections.append(before)
            continue
        if before is not None:
            before.withdrawn_at = at
            before.save(update_fields=["withdrawn_at"])
        corrections.append(
            Correction.objects.create(office=office, field=field, value=usable, made_by=cast(Any, by), made_at=at)
        )
        changed.append(field)
    _show_again(office.organisation)
    for field in changed:
        _record("territory.office_corrected", office, office.organisation, by, at, field=field)
    return corrections


def _usable(office: Office, field: str, value: Any) -> Any:
    """What is stored for `value`. Raises NotCorrectable, UnusableValue."""
    if field not in Office.CORRECTABLE:
        raise NotCorrectable(field)
    if field == "hours":
        try:
            return None if value is None else WeeklyHours.from_json(value).as_json()
        except HoursError as error:
            raise UnusableValue(str(error)) from error
    text = str(value or "").strip()
    if field == "phone" and text and not (text := phone(text)):
        raise UnusableValue(_("Ce numéro n’a pas dix chiffres : écrivez par exemple 05 53 00 00 01."))
    try:
        return next(each for each in Office._meta.concrete_fields if each.name == field).clean(text, office)
    except ValidationError as error:
        raise UnusableValue(" ".join(error.messages)) from error


@transaction.atomic
def withdraw_correction(*, correction: Correction, by: AbstractBaseUser | None, at: datetime) -> Correction:
    """Show the reference's value again. Raises AlreadyWithdrawn."""
    correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if correction.withdrawn_at is not None:
        raise AlreadyWithdrawn
    correction.withdrawn_at = at
    correction.save(update_fields=["withdrawn_at"])
    office = correction.office
    _show_again(office.organisation)
    _record("territory.correction_withdrawn", office, office.organisation, by, at, field=correction.field)
    return correction


@transaction.atomic
def undo_corrections(*, correction: Correction, by: AbstractBaseUser | None, at: datetime) -> list[Correction]:
    """Take back all that was corrected in the same gesture; each field shows again what it showed before.

    Raises AlreadyWithdrawn when nothing of it is in force.
    """
    office = Office.objects.select_for_update(of=("self",)).get(pk=correction.office_id)
    gesture = office.corrections.filter(made_at=correction.made_at, made_by=correction.made_by_id)
    undone = list(gesture.filter(withdrawn_at__isnull=True).order_by("pk"))
    if not undone:
        raise AlreadyWithdrawn
    for each in undone:
        each.withdrawn_at = at
        each.save(update_fields=["withdrawn_at"])
        # What it took the place of stopped at the very moment it was made.
        before = office.corrections.filter(field=each.field, withdrawn_at=each.made_at).exclude(pk=each.pk).first()
        if before is not None:
            before.withdrawn_at = None
            before.save(update_fields=["withdrawn_at"])
    _show_again(office.organisation)
    for each in undone:
        _record("territory.correction_withdrawn", office, office.organisation, by, at, field=each.field)
    return undone


@transaction.atomic
def add_closure(
    *,
    office: Office,
    starts_on: date,
    ends_on: date,
    by: AbstractBaseUser | None,
    at: datetime,
    reason: str = "",
) -> ExceptionalClosure:
    """Say that the office is closed on these days, both included.

    Raises UnusableValue when they are the wrong way round, ClosureOverlaps when some are said already.
    """
    if ends_on < starts_on:
        raise UnusableValue(_("Le dernier jour vient avant le premier."))
    Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if standing := office.closures.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first():
        raise ClosureOverlaps(standing)
    closure = ExceptionalClosure.objects.create(office=office, starts_on=starts_on, ends_on=ends_on, reason=reason)
    _show_again(office.organisation)
    _record("territory.closure_added", office, office.organisation, by, at, **_days(closure))
    return closure


@transaction.atomic
def remove_closure(*, closure: ExceptionalClosure, by: AbstractBaseUser | None, at: datetime) -> None:
    """The usual hours hold again."""
    office = closure.office
    ExceptionalClosure.objects.filter(pk=closure.pk).delete()
    _show_again(office.organisation)
    _record("territory.closure_removed", office, office.organisation, by, at, **_days(closure))


def _days(closure: ExceptionalClosure) -> dict[str, str]:
    return {"starts_on": closure.starts_on.isoformat(), "ends_on": closure.ends_on.isoformat()}


@transaction.atomic
def set_local_mandate(
    *,
    organisation: Organisation,
    first_name: str,
    last_name: str,
    function: str,
    title: str,
    by: AbstractBaseUser | None,
    at: datetime,
    rank: int | None = None,
    started_on: date | None = None,
) -> Mandate:
    """Add a person to the body's elected, from `started_on` (today) on.

    A mayor or president takes the place of the one before, whose mandate ends that day. Raises UnusableValue.
    """
    if function not in Mandate.Function.values:
        raise UnusableValue(_("Cette fonction n’existe pas."))
    day = started_on or timezone.localdate(at)
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if function in Mandate.SINGLE:
        organisation.mandates.filter(function=function).in_force_on(day).update(ended_on=day)
    mandate = Mandate.objects.create(
        organisation=organisation,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        function=function,
        title=title.strip(),
        rank=usual_rank(function, order=None) if rank is None else rank,
        started_on=day,
        origin=Mandate.Origin.LOCAL,
    )
    _show_again(organisation)
    _record("territory.mandate_set", mandate, organisation, by, at, function=function)
    return mandate


@transaction.atomic
def end_mandate(
    *, mandate: Mandate, by: AbstractBaseUser | None, at: datetime, ended_on: date | None = None
) -> Mandate:
    """Show the person among the elected until `ended_on` (today), that day left out; a later load respects it.

    Raises AlreadyEnded.
    """
    day = ended_on or timezone.localdate(at)
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if mandate.ended_on is not None and mandate.ended_on <= day:
        raise AlreadyEnded
    mandate.ended_on = day
    mandate.save(update_fields=["ended_on"])
    _show_again(mandate.organisation)
    _record("territory.mandate_ended", mandate, mandate.organisation, by, at, function=mandate.function)
    return mandate


@transaction.atomic
def record_former_name(
    *,
    commune: Commune,
    name: str,
    by: AbstractBaseUser | None,
    at: datetime,
    insee_code: str = "",
    ended_on: date | None = None,
) -> FormerName:
    """Make the address of a name or code that the commune had lead to it.

    Raises UnusableValue without a name and a code, AddressTaken when another answers there.
    """
    address = slug(name or insee_code)
    if not address:
        raise UnusableValue(_("Donnez un ancien nom ou un ancien code."))
    if Commune.objects.filter(slug=address).exists() or FormerName.objects.filter(slug=address).exists():
        raise AddressTaken(address)
    former = FormerName.objects.create(
        commune=commune, name=name.strip(), slug=address, insee_code=insee_code.strip(), ended_on=ended_on
    )
    if commune.organisation is not None:
        _show_again(commune.organisation)
    _record("territory.former_name_recorded", commune, commune.organisation, by, at, address=address)
    return former


@transaction.atomic
def name_siret(*, organisation: Organisation, siret: str, by: AbstractBaseUser | None, at: datetime) -> Organisation:
    """Say under which number the body is registered; open-data schemas ask for it. Raises UnusableValue."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    number = "".join(siret.split())
    if not siret_rules.is_valid(number):
        raise UnusableValue(_("Un SIRET a quatorze chiffres, dont le dernier est une clé : relisez-le."))
    if organisation.siren and number[:9] != organisation.siren:
        message = _("Ce SIRET n’est pas de cet organisme : il devrait commencer par %s.")
        raise UnusableValue(message % organisation.siren)
    organisation.siret = number
    organisation.save(update_fields=["siret"])
    _show_again(organisation)
    _record("territory.siret_named", organisation, organisation, by, at, siret=number)
    return organisation


def _show_again(organisation: Organisation) -> None:
    purge(f"organisation:{organisation.pk}", f"territory:{organisation.territory_id}")
    for _name, listener in organisation_listeners:
        listener.refresh(organisation)


def _record(
    verb: str,
    target: models.Model,
    organisation: Organisation | None,
    by: AbstractBaseUser | None,
    at: datetime,
    **data: str,
) -> None:
    journal.record(verb, target=target, by=by, at=at, organisation=organisation, data=data)
