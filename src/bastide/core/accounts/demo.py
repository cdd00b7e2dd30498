"""The people of the demonstration: invented names, one known password, one known secret for the second factor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory.models import Organisation, PortalSettings
from bastide.kit.registry.demo import Scene, scenes

from . import actions
from .models import Role, User

#: Known to everybody: these accounts exist on a demonstration only.
PASSWORD = "vignes-noyers-et-chais"  # noqa: S105
TOTP_SECRET = "BASTIDEDEMOBASTIDEDEMOBASTIDEDEM"  # noqa: S105
DOMAIN = "demo.example"
SINCE = date(2026, 1, 5)


@dataclass(frozen=True)
class DemoPerson:
    """Somebody invented; `places` are (INSEE code of a commune, or "" for the pôle, role)."""

    login: str
    first_name: str
    last_name: str
    what: str
    places: tuple[tuple[str, Role], ...]
    has_entered: bool = True
    #: Chose an application for codes, which her roles alone do not ask for: the back office does.
    has_app: bool = False

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"

    @property
    def needs_code(self) -> bool:
        return self.has_app or any(role in (Role.SIGNATORY, Role.POLE_STAFF) for _code, role in self.places)


PEOPLE = (
    DemoPerson("secretaire", "Claire", "Delmas", "secrétaire de mairie, Monbazillac", (("24274", Role.AGENT),)),
    DemoPerson("maire", "Hélène", "Vergnes", "maire signataire, Monbazillac", (("24274", Role.SIGNATORY),)),
    DemoPerson("voisin", "Thomas", "Lacoste", "agent d’une autre commune, Eymet", (("24167", Role.AGENT),)),
    DemoPerson(
        "partage",
        "Yvette",
        "Marty",
        "secrétaire de deux communes, Pomport et Colombier",
        (("24331", Role.AGENT), ("24126", Role.AGENT)),
        has_entered=False,
    ),
    DemoPerson("web", "Karim", "Bonnet", "webmestre, Monbazillac", (("24274", Role.WEBMASTER),)),
    DemoPerson("pole", "Nora", "Bastier", "équipe du pôle", (("", Role.POLE_STAFF),)),
    DemoPerson(
        "redaction",
        "Lucie",
        "Faure",
        "agente qui écrit des pages, Monbazillac",
        (("24274", Role.AGENT),),
        has_app=True,
    ),
)


def load(say: Callable[[str], None]) -> None:
    if not PortalSettings.load().is_demonstration:
        say(_("Pas une démonstration : aucun compte inventé."))
        return
    made = [person for person in PEOPLE if _load_person(person)]
    say(_("%s comptes inventés (bastide demo_accounts les liste).") % len(made) if made else _("Comptes déjà là."))


@transaction.atomic
def _load_person(person: DemoPerson) -> bool:
    """Make one account with its places that exist in this territory; False when it is there, or has no place."""
    bodies = [(_body(code), role) for code, role in person.places]
    places = [(body, role) for body, role in bodies if body is not None]
    if not places or User.objects.filter(email=person.email).exists():
        return False
    at = timezone.now()
    user = actions.open_account(
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        password=PASSWORD,
        by=None,
        at=at,
    )
    for body, role in places:
        actions.start_membership(user=user, organisation=body, role=role, starts_on=SINCE, by=None, at=at)
    if person.has_entered:
        User.objects.filter(pk=user.pk).update(last_login=at)
    if person.needs_code and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, TOTP_SECRET)
    return True


def _body(insee_code: str) -> Organisation | None:
    if not insee_code:
        return Organisation.objects.filter(kind=Organisation.Kind.POLE).order_by("pk").first()
    return Organisation.objects.filter(commune__insee_code=insee_code, commune__type="COM").first()


scenes.plug("accounts", Scene("Comptes inventés", load, order=20))
