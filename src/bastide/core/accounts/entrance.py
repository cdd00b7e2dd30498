"""Signing in a person who has just proved who they are, through allauth's own steps: second factor, sessions."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .models import User


def enter(request: HttpRequest, user: User) -> HttpResponseBase:
    """Sign `user` in as if the password had been typed: it was, when it was chosen."""
    # allauth has no public name for this; without it the person would be asked the password they have just chosen.
    record_authentication(request, user, method="password", email=user.email)
    answer: HttpResponseBase = perform_login(request, user)
    return answer
