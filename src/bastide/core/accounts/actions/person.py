"""What a person, or the pôle for them, changes in an account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest

from bastide.core.journal import actions as journal

from ..models import User


@transaction.atomic
def open_account(
    *, email: str, first_name: str, last_name: str, password: str | None, by: User | None, at: datetime
) -> User:
    """Make an account whose address is known to be the person's; without a password they enter by a link.

    Raises ValidationError for a name or an address that cannot be, or that has an account.
    """
    user = User(email=email.strip().lower(), first_name=first_name, last_name=last_name)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    if password is not None:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    journal.record("accounts.created", target=user, by=by, at=at)
    return user


@transaction.atomic
def tie_identity(*, sociallogin: SocialLogin, user: User, request: HttpRequest, at: datetime) -> None:
    """Let an identity from outside sign `user` in from now on; they are told by mail."""
    sociallogin.connect(request, user)
    journal.record("accounts.identity_tied", target=user, by=user, at=at)


@transaction.atomic
def rename(*, user: User, first_name: str, last_name: str, by: User, at: datetime) -> User:
    """Change the name under which `user` is known.

    Raises ValidationError for signs that no name has.
    """
    user.first_name, user.last_name = first_name, last_name
    user.clean_fields(exclude={field.name for field in User._meta.fields} - {"first_name", "last_name"})
    user.save(update_fields=["first_name", "last_name"])
    journal.record("accounts.renamed", target=user, by=by, at=at)
    return user


@transaction.atomic
def choose_language(*, user: User, language: str, by: User, at: datetime) -> User:
    """Show `user` the workspace in `language` from now on. Raises ValidationError for a language it does not speak."""
    user.language = language
    user.clean_fields(exclude={field.name for field in User._meta.fields} - {"language"})
    user.save(update_fields=["language"])
    journal.record("accounts.language_chosen", target=user, by=by, at=at)
    return user


@transaction.atomic
def end_sessions(*, sessions: Collection[UserSession], by: User, at: datetime) -> int:
    """Sign these browsers out, wherever they are; gives how many."""
    people = {session.user_id: session.user for session in sessions}
    for session in sessions:
        session.end()
    for user in people.values():
        count = sum(session.user_id == user.pk for session in sessions)
        journal.record("accounts.sessions_ended", target=user, by=by, at=at, data={"count": count})
    return len(sessions)
