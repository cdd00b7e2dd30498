"""What allauth does by itself and tells by signal. Between our own apps there is no signal: they call each other."""

from allauth.account.signals import password_reset
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from . import limits
from .models import User
from .second_factor import PROVED_KEY


@receiver(authenticator_added)
def note_factor_proved(*, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Enrolling a factor shows it."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        request.session[PROVED_KEY] = user.pk


@receiver(password_reset)
def note_new_password(*, user: User, **kwargs: object) -> None:
    """Who chose a new password by mail may sign in at once, whatever was tried before."""
    limits.forget(limits.PASSWORD, user.email)
