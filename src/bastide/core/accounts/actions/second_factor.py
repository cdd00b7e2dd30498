"""The pôle takes a lost second factor away, so that the person can enrol another."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from bastide.core.journal import actions as journal

from .. import mails
from ..models import FactorReset, User
from .membership import NotYours


class NotForOneself(Exception):
    """Nobody resets their own factor: whoever stole the password would."""


class NothingToReset(Exception):
    """The person has no second factor."""


@transaction.atomic
def reset_second_factor(*, user: User, check_made: FactorReset.Check, note: str, by: User, at: datetime) -> FactorReset:
    """Remove every factor and recovery code of `user`, sign them out everywhere, and tell them by mail.

    `check_made` and `note` say how they were recognised. Raises NotForOneself, NotYours, NothingToReset.
    """
    if user.pk == by.pk:
        raise NotForOneself
    if not User.objects.managed_by(by, at=at).filter(pk=user.pk).exists():
        raise NotYours
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise NothingToReset
    for session in UserSession.objects.filter(user=user):
        session.end()
    reset = FactorReset.objects.create(user=user, check_made=check_made, note=note, reset_by=by, reset_at=at)
    mails.tell_of_factor_reset(user, at=at)
    journal.record("accounts.factor_reset", target=user, by=by, at=at, data={"check": check_made})
    return reset
