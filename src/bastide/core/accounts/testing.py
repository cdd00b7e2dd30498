"""Invented people for the tests of the whole project, and how a test signs one in."""

import time
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from bastide.core.territory.models import Organisation
from bastide.core.territory.testing import Valdorne

from .models import Membership, Role, User
from .second_factor import PROVED_KEY

LONG_AGO = date(2020, 1, 1)


@dataclass
class People:
    """Two agents of two communes, a signatory, an elected member, a webmaster, the pôle, and a stranger to all."""

    secretary: User  # agent of Valbrune
    mayor: User  # signatory of Valbrune
    councillor: User  # elected in Valbrune
    webmaster: User  # of Valbrune
    neighbour: User  # agent of Le Peyrat
    pole: User  # pole_staff
    leaver: User  # was agent of Valbrune


def make_person(email: str, organisation: Organisation | None = None, role: Role = Role.AGENT, **fields) -> User:
    user = User.objects.create_user(email, "mot de passe de test", first_name="Camille", last_name="Test", **fields)
    if organisation is not None:
        Membership.objects.create(user=user, organisation=organisation, role=role, starts_on=LONG_AGO)
    return user


def make_people(valdorne: Valdorne) -> People:
    valbrune, le_peyrat = valdorne.valbrune.organisation, valdorne.le_peyrat.organisation
    leaver = make_person("parti@valbrune.example", valbrune)
    leaver.memberships.update(ends_on=date(2021, 1, 1))
    return People(
        secretary=make_person("secretariat@valbrune.example", valbrune),
        mayor=make_person("maire@valbrune.example", valbrune, Role.SIGNATORY),
        councillor=make_person("conseil@valbrune.example", valbrune, Role.ELECTED),
        webmaster=make_person("web@valbrune.example", valbrune, Role.WEBMASTER),
        neighbour=make_person("secretariat@le-peyrat.example", le_peyrat),
        pole=make_person("equipe@pole.example", valdorne.pole, Role.POLE_STAFF),
        leaver=leaver,
    )


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> Client:
    """Sign `user` in, past the door; without `second_factor` the session was opened with a password alone."""
    client.force_login(user)
    if second_factor:
        session = client.session
        session[PROVED_KEY] = user.pk
        session.save()
    return client


def note_recent_sign_in(client: Client, user: User) -> None:
    """As if `user` had just typed their password: allauth asks it again after ten minutes."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def note_recent_factor(client: Client, user: User, *, seconds_ago: float = 0) -> None:
    """As if `user` had shown their second factor some seconds ago."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - seconds_ago, "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def enrol_key(user: User) -> Authenticator:
    """A key that answers to nothing, for screens that list it."""
    data = {"name": "Ordinateur de la mairie", "credential": {}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def enrol_app(user: User) -> str:
    """Give `user` an application for codes; gives its secret, for `code_of`."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """The code that the application shows now, or some steps of thirty seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
