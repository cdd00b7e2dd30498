"""The gate of the second factor: who must have one, and what a session reaches without it."""

from __future__ import annotations

import enum

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from .models import User

#: Session key: the person proved a new factor in this very session, by adding it.
PROVED_KEY = "accounts_factor_proved_by"

#: Where one may go while no factor is enrolled: enrolment, and the way out.
ENROLMENT = frozenset(
    {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}
)
#: Where one may go while the factor was not shown: showing it, and the way out.
CONFIRMATION = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"})


class Gate(enum.Enum):
    """What a session may reach."""

    OPEN = "open"
    #: The person needs a second factor and has none.
    ENROL = "enrol"
    #: The person has one and did not show it in this session.
    CONFIRM = "confirm"

    @property
    def way(self) -> str:
        """Name of the address that leads on."""
        return "mfa_index" if self is Gate.ENROL else "mfa_reauthenticate"

    def lets_reach(self, url_name: str | None) -> bool:
        if self is Gate.OPEN:
            return True
        return url_name in (ENROLMENT if self is Gate.ENROL else CONFIRMATION)


def gate_of(request: HttpRequest, user: User, *, always: bool = False) -> Gate:
    """The state of `user`'s session; `always` asks for the factor whatever the person's roles."""
    if has_shown_it(request, user) or not (always or user.needs_second_factor()):
        return Gate.OPEN
    return Gate.CONFIRM if has_one(user) else Gate.ENROL


def has_one(user: User) -> bool:
    """Whether a code generator or a key is enrolled; recovery codes alone are none."""
    factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user, type__in=factors).exists()


def has_shown_it(request: HttpRequest, user: User) -> bool:
    """Whether this session was signed in, or confirmed, with a second factor."""
    if request.session.get(PROVED_KEY) == user.pk:
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
