"""What other apps ask about people and the body they work for."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from django.db import models
from django.http import HttpRequest

from bastide.core.territory.models import Organisation
from bastide.core.territory.models.organisation import OrganisationQuerySet

from .models import Membership, Role, User
from .models.user import UserQuerySet

#: Session key: the body chosen by a person who has several.
CHOSEN_KEY = "accounts_chosen_organisation"


def working_organisation(request: HttpRequest, *, at: datetime | None = None) -> Organisation | None:
    """The body that the signed-in person works for now: the one they chose, checked again, else their first one.

    The pôle may choose any body of its territory. None for somebody who has no place anywhere.
    """
    if not isinstance(request.user, User):
        return None
    visible = Organisation.objects.visible_to(request.user, at=at)
    chosen = request.session.get(CHOSEN_KEY)
    if isinstance(chosen, int) and (organisation := visible.filter(pk=chosen).first()):
        return organisation
    return workplaces(request.user, at=at).first()


def has_just_shown_factor(request: HttpRequest, *, within: timedelta, at: datetime) -> bool:
    """Whether a second factor was shown in the last `within`: for what commits a body, a session is not enough."""
    since = (at - within).timestamp()
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" and float(record.get("at", 0)) >= since for record in records)


def workplaces(user: User, *, at: datetime | None = None) -> OrganisationQuerySet:
    """The bodies in which `user` has a place in person, by name."""
    return Organisation.objects.held_by(user, tuple(Role), at=at).order_by("name", "pk")


def people_of(viewer: User, *, words: str = "", state: str = "") -> UserQuerySet:
    """The people that `viewer` looks after, by name, with their places; `state` is "never", "left" or nothing."""
    places = Membership.objects.in_force().select_related("organisation")
    found = User.objects.managed_by(viewer).prefetch_related(models.Prefetch("memberships", places, to_attr="places"))
    for word in words.split()[:5]:
        found = found.filter(
            models.Q(first_name__icontains=word)
            | models.Q(last_name__icontains=word)
            | models.Q(email__icontains=word)
            | models.Q(pk__in=Membership.objects.filter(organisation__name__icontains=word).values("user"))
        )
    if state == "never":
        found = found.never_signed_in()
    elif state == "left":
        found = found.exclude(pk__in=Membership.objects.in_force().values("user"))
    return found.order_by("last_name", "first_name", "pk")


def people_counts(viewer: User) -> dict[str, int]:
    """How many people `viewer` looks after, and how many of them never signed in."""
    mine = User.objects.managed_by(viewer)
    return {"all": mine.count(), "never": mine.never_signed_in().count()}


def colleagues(user: User, organisation: Organisation | None = None) -> UserQuerySet:
    """Who could take over from `user`: people in place in the same body, or in all the bodies where `user` is."""
    places = Membership.objects.in_force()
    if organisation is not None:
        places = places.filter(organisation=organisation)
    else:
        places = places.filter(organisation__in=user.memberships.in_force().values("organisation"))
    found = User.objects.filter(pk__in=places.values("user"), is_active=True)
    return found.exclude(pk=user.pk).order_by("last_name", "first_name")


def roles_in(user: User, organisation: Organisation, *, at: datetime | None = None) -> set[Role]:
    """What `user` does in person in `organisation` on the day of `at` (now)."""
    held = Membership.objects.in_force(at).filter(user=user, organisation=organisation)
    return {Role(role) for role in held.values_list("role", flat=True)}
