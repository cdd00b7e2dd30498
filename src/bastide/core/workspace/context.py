"""What the frame of a page says inside the workspace: whose space it is, and the way to one's account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bastide.core.accounts.models import Role
from bastide.core.territory.models import Organisation

from .words import house_of

PLACE = "/espace/"
DOOR = "/comptes/"


def frame(request: HttpRequest) -> dict[str, Any]:
    """For /espace/, and for the pages of one's account. Nothing is looked up for the pages of visitors."""
    if not (request.path.startswith(PLACE) or _is_inside(request)):
        return {}
    home = reverse("workspace:home")
    given: dict[str, Any] = {"is_private": True, "site_tagline": _("Mon espace"), "site_url": home}
    if request.user.is_authenticated:
        here = request.path
        organisation = vars(request).get("organisation")
        # The pôle is the territory's own: the site's name is short, and says it.
        if organisation is not None and organisation.kind != Organisation.Kind.POLE:
            given["brand_name"] = house_of(organisation)
        account = reverse("accounts:account")
        given["account_link"] = (request.user.get_full_name() or request.user.email, account)
        places = [(_("Mes tâches"), home, reverse("workspace:bodies")), (_("Mon compte"), account, account)]
        if request.user.holds([Role.POLE_STAFF]):
            people, mails, works = reverse("accounts:people"), reverse("mail:given_up"), reverse("schedule:works")
            places[1:1] = [(_("Personnes"), people, people), (_("Courriels"), mails, reverse("mail:mails"))]
            places[3:3] = [(_("Travaux"), works, works)]
        given["navigation"] = tuple((label, url, here.startswith(begins)) for label, url, begins in places)
    return given


def _is_inside(request: HttpRequest) -> bool:
    """Whether somebody is at the door's pages who may go everywhere: not on the way in, nor made to enrol."""
    guard = vars(request).get("guard")
    return guard is not None and request.path.startswith(DOOR) and guard.is_inside
