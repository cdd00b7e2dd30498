"""A person's place in a body: given, ended."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from ..models import Membership, Role, User
from ..models.membership import in_force_from
from ..registry import hand_over_all
from .back_office import refresh_groups


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
    must_look_after(by=by, organisation=organisation, at=at)
    User.objects.select_for_update().get(pk=user.pk)  # Two at once: the second one waits, then sees the first.
    standing = Membership.objects.filter(user=user, organisation=organisation, role=role)
    if taken := standing.overlapping(starts_on, ends_on).first():
        raise AlreadyMember(taken)
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on
    )
    refresh_groups(user=user, at=at)
    journal.record(
        "accounts.membership_started",
        target=user,
        by=by,
        at=at,
        organisation=organisation,
        data={"role": role, "starts_on": str(starts_on), "ends_on": str(ends_on) if ends_on else None},
    )
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, ends_on: date, by: User | None, at: datetime, successor: User | None = None
) -> Membership:
    """Set the last day of a membership. Ended on a day before its first one, it never was: it is removed.

    Raises NotYours when `by` does not look after the body, AlreadyEnded when it ends earlier already.
    """
    must_look_after(by=by, organisation=membership.organisation, at=at)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.ends_on is not None and membership.ends_on < min(ends_on, timezone.localdate(at)):
        raise AlreadyEnded
    if ends_on < membership.starts_on:
        membership.delete()
    else:
        membership.ends_on, membership.successor = ends_on, successor
        membership.save()
    refresh_groups(user=membership.user, at=at)
    journal.record(
        "accounts.membership_ended",
        target=membership.user,
        by=by,
        at=at,
        organisation=membership.organisation,
        data={"role": membership.role, "ends_on": str(ends_on)},
    )
    return membership


def must_look_after(*, by: User | None, organisation: Organisation, at: datetime) -> None:
    """Raises NotYours unless `by` is of the pôle of this body's territory, or is the machine (None)."""
    if by is not None and not Organisation.objects.overseen_by(by, at=at).filter(pk=organisation.pk).exists():
        raise NotYours


@transaction.atomic
def leave(*, user: User, ends_on: date, by: User, at: datetime, successor: User | None = None) -> int:
    """End every place that `user` has in the bodies that `by` looks after; gives how many.

    What waits for them passes to `successor` after the last day, see `hand_over_after_departure`.
    """
    places = user.memberships.filter(in_force_from(timezone.localdate(at)))
    places = places.filter(organisation__in=Organisation.objects.overseen_by(by, at=at))
    if not places.exists():
        raise NotYours
    count = 0
    for place in places.select_related("organisation", "user"):
        last_day = ends_on if place.ends_on is None else min(ends_on, place.ends_on)
        end_membership(membership=place, ends_on=last_day, successor=successor, by=by, at=at)
        count += 1
    return count


@transaction.atomic
def hand_over_after_departure(*, membership: Membership, at: datetime) -> int:
    """Pass on what waits for somebody whose last day is over; gives how many things moved. Runs twice without harm."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.handed_over_at is not None or membership.successor is None or not membership.is_over(at):
        return 0
    moved = hand_over_all(user=membership.user, organisation=membership.organisation, to=membership.successor, at=at)
    membership.handed_over_at = at
    membership.save(update_fields=["handed_over_at"])
    journal.record(
        "accounts.handed_over",
        target=membership.successor,
        at=at,
        organisation=membership.organisation,
        data={"count": moved},
    )
    return moved
