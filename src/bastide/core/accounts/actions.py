"""Everything that changes who may do what."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bastide.core.territory.models import Organisation

from .models import Membership, Role, User


class AlreadyMember(Exception):
    """The person has this role in this body on some day of the period already."""

    def __init__(self, standing: Membership) -> None:
        self.standing = standing
        super().__init__(str(standing))


class NotYours(Exception):
    """The actor does not look after this body's accounts."""


class AlreadyEnded(Exception):
    """The membership ended before the day asked for."""


@transaction.atomic
def start_membership(
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    starts_on: date,
    by: User | None,
    at: datetime,
    ends_on: date | None = None,
) -> Membership:
    """Give `user` a role in a body. `by` is None for the machine (demonstration, first account).

    Raises NotYours when `by` does not look after the body, AlreadyMember when a day of the period is taken.
    """
    _must_look_after(by, organisation, at)
    User.objects.select_for_update().get(pk=user.pk)  # Two at once: the second one waits, then sees the first.
    standing = Membership.objects.filter(user=user, organisation=organisation, role=role)
    if taken := standing.overlapping(starts_on, ends_on).first():
        raise AlreadyMember(taken)
    return Membership.objects.create(
        user=user, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on
    )


@transaction.atomic
def end_membership(
    *, membership: Membership, ends_on: date, by: User | None, at: datetime, successor: User | None = None
) -> Membership:
    """Set the last day of a membership. Ended on a day before its first one, it never was: it is removed.

    Raises NotYours when `by` does not look after the body, AlreadyEnded when it ends earlier already.
    """
    _must_look_after(by, membership.organisation, at)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.ends_on is not None and membership.ends_on < min(ends_on, timezone.localdate(at)):
        raise AlreadyEnded
    if ends_on < membership.starts_on:
        membership.delete()
        return membership
    membership.ends_on = ends_on
    membership.successor = successor
    membership.save()
    return membership


def _must_look_after(by: User | None, organisation: Organisation, at: datetime) -> None:
    if by is not None and not Organisation.objects.overseen_by(by, at=at).filter(pk=organisation.pk).exists():
        raise NotYours
