"""Saving, publishing and taking back what a body writes; the apps that own the things add what is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from ..models.publishing import Publishable

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

P = TypeVar("P", bound=Publishable)


class OutsideReach(Exception):
    """The body is not one for which the person writes."""


class ChangedMeanwhile(Exception):
    """Somebody saved the same thing since the person began to write; nothing was overwritten."""


class NotReady(Exception):
    """It cannot be published as it is. `message` says what is missing, `field` where."""

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


@transaction.atomic
def save_thing(
    *,
    model: type[P],
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    thing: P | None = None,
    version: int | None = None,
) -> P:
    """Begin a draft of `organisation`, or change `thing` of it, which somebody read in its `version`.

    Raises OutsideReach; ChangedMeanwhile when it is not in that version any more.
    """
    if not Organisation.objects.managed_by(by, at=at).filter(pk=organisation.pk).exists():
        raise OutsideReach
    if thing is None:
        thing = model(organisation=organisation, created_at=at, created_by=by, changed_at=at, changed_by=by, **values)
        thing.save()
        return thing
    thing = held(model=model, pk=thing.pk, by=by, at=at)
    if thing.organisation_id != organisation.pk:
        raise OutsideReach
    if version is not None and version != thing.version:
        raise ChangedMeanwhile
    for name, value in values.items():
        setattr(thing, name, value)
    thing.changed_at, thing.changed_by, thing.version = at, by, thing.version + 1
    thing.save()
    return thing


def held(*, model: type[P], pk: int, by: User, at: datetime) -> P:
    """The row, locked until the transaction ends. Raises OutsideReach."""
    rows: Any = model._default_manager
    thing: P | None = rows.managed_by(by, at=at).select_for_update(of=("self",)).filter(pk=pk).first()
    if thing is None:
        raise OutsideReach
    return thing


@transaction.atomic
def publish_thing(*, thing: P, by: User, at: datetime, verb: str) -> P:
    """Show it now, or from the moment that its draft plans. Taken back before, it keeps its first date.

    Raises OutsideReach.
    """
    thing = held(model=type(thing), pk=thing.pk, by=by, at=at)
    if thing.is_published:
        return thing
    if thing.is_draft or thing.published_at is None:
        thing.published_at = max(thing.published_at or at, at)
    thing.state = Publishable.State.PUBLISHED
    thing.changed_at, thing.changed_by, thing.version = at, by, thing.version + 1
    thing.save()
    journal.record(verb, target=thing, by=by, at=at, organisation=thing.organisation)
    return thing


@transaction.atomic
def withdraw_thing(*, thing: P, by: User, at: datetime, verb: str) -> P:
    """Take it back: nobody reads it any more, everything that was written stays. Raises OutsideReach."""
    thing = held(model=type(thing), pk=thing.pk, by=by, at=at)
    if not thing.is_published:
        return thing
    thing.state = Publishable.State.WITHDRAWN
    thing.changed_at, thing.changed_by, thing.version = at, by, thing.version + 1
    thing.save()
    journal.record(verb, target=thing, by=by, at=at, organisation=thing.organisation)
    return thing


class StillShown(Exception):
    """What is published is taken back before it is thrown away."""


@transaction.atomic
def discard_thing(*, thing: P, by: User, at: datetime, verb: str) -> None:
    """Throw away a draft, or something withdrawn. Raises OutsideReach, StillShown."""
    thing = held(model=type(thing), pk=thing.pk, by=by, at=at)
    if thing.is_published:
        raise StillShown
    journal.record(verb, target=thing, by=by, at=at, organisation=thing.organisation)
    thing.delete()
