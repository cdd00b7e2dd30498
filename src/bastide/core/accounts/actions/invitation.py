"""Inviting a person: an account, a place in a body, and a link that works once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from .. import mails
from ..models import Invitation, Role, User
from .membership import NotYours, end_membership, must_look_after, start_membership
from .person import open_account

VALIDITY = timedelta(days=14)


class InvitationRefused(Exception):
    """The link does not open: `reason` is "unknown", "used", "cancelled", "replaced" or "expired"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class AlreadySignedIn(Exception):
    """The person entered already: there is nothing to invite them to, nor to take back."""


class NoPlace(Exception):
    """The person has no place anywhere today: they would enter to find nothing."""


@transaction.atomic
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    organisation: Organisation,
    role: Role,
    by: User | None,
    at: datetime,
    starts_on: date | None = None,
) -> User:
    """Give a person a place in a body, with an account if they have none, and write to them.

    Who never signed in gets a link; who did is told of the new place. A known person keeps the name they have.
    Raises NotYours, AlreadyMember (nothing is sent), ValidationError for a name or an address that cannot be.
    """
    must_look_after(by=by, organisation=organisation, at=at)
    user = User.objects.select_for_update().filter(email=email.strip().lower()).first()
    if user is None:
        user = open_account(email=email, first_name=first_name, last_name=last_name, password=None, by=by, at=at)
    start_membership(
        user=user, organisation=organisation, role=role, starts_on=starts_on or timezone.localdate(at), by=by, at=at
    )
    if user.last_login is None:
        _send_link(user, organisation, by=by, at=at)
    else:
        mails.tell_of_new_place(user, organisation, role)
    return user


@transaction.atomic
def invite_again(*, user: User, by: User, at: datetime) -> Invitation:
    """Send a new link; the former ones stop working.

    Raises AlreadySignedIn, NotYours, or NoPlace for a person who has no place today.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.last_login is not None:
        raise AlreadySignedIn
    place = user.memberships.in_force(at).select_related("organisation").order_by("starts_on", "pk").first()
    if place is None:
        raise NoPlace
    must_look_after(by=by, organisation=place.organisation, at=at)
    return _send_link(user, place.organisation, by=by, at=at)


@transaction.atomic
def cancel_invitation(*, user: User, by: User, at: datetime) -> None:
    """Take everything back from a person who never came: links and places.

    Raises AlreadySignedIn, NotYours.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.last_login is not None:
        raise AlreadySignedIn
    if not User.objects.managed_by(by, at=at).filter(pk=user.pk).exists():
        raise NotYours
    user.invitations.unanswered().update(cancelled_at=at)
    yesterday = timezone.localdate(at) - timedelta(days=1)
    for membership in user.memberships.in_force(at):
        end_membership(membership=membership, ends_on=yesterday, by=by, at=at)
    journal.record("accounts.invitation_cancelled", target=user, by=by, at=at)


@transaction.atomic
def accept_invitation(*, token: str, password: str, at: datetime) -> User:
    """Let the person in with the password they chose. The link has then served, and proves their address.

    Raises InvitationRefused, and ValidationError when the password is too weak.
    """
    invitation = openable(token=token, at=at)
    # Twice at once: the second one waits here, then finds the link used.
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("user").get(pk=invitation.pk)
    _must_open(invitation, at)
    user = invitation.user
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    journal.record("accounts.entered", target=user, by=user, at=at, organisation=invitation.organisation)
    return user


def openable(*, token: str, at: datetime) -> Invitation:
    """The invitation that `token` opens at `at`.

    Raises InvitationRefused, with the reason that its page says.
    """
    invitation = Invitation.objects.of_token(token)
    if invitation is None:
        raise InvitationRefused("unknown")
    _must_open(invitation, at)
    return invitation


def _must_open(invitation: Invitation, at: datetime) -> None:
    if invitation.used_at is not None:
        raise InvitationRefused("used")
    if invitation.cancelled_at is not None:
        replaced = invitation.user.invitations.standing(at).exists()
        raise InvitationRefused("replaced" if replaced else "cancelled")
    if invitation.expires_at <= at:
        raise InvitationRefused("expired")
    if not invitation.user.is_active:
        raise InvitationRefused("cancelled")


def _send_link(user: User, organisation: Organisation, *, by: User | None, at: datetime) -> Invitation:
    user.invitations.unanswered().update(cancelled_at=at)
    invitation = Invitation.objects.create(
        user=user, organisation=organisation, sent_by=by, sent_at=at, expires_at=at + VALIDITY
    )
    journal.record("accounts.invited", target=user, by=by, at=at, organisation=organisation)
    mails.send_invitation(invitation)
    return invitation
