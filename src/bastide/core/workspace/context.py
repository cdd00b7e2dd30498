"""What the frame of a page says inside the workspace: whose space it is, and the way to one's account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

PLACE = "/espace/"


def frame(request: HttpRequest) -> dict[str, Any]:
    """For /espace/ only. Nothing is looked up for the pages of visitors."""
    if not request.path.startswith(PLACE):
        return {}
    home = reverse("workspace:home")
    given: dict[str, Any] = {"is_private": True, "site_tagline": _("Mon espace"), "site_url": home}
    if request.user.is_authenticated:
        here = request.path
        given["account_link"] = (request.user.get_full_name() or request.user.email, reverse("accounts:account"))
        given["navigation"] = (
            (_("Mes tâches"), home, here.startswith(reverse("workspace:bodies"))),
            (_("Mon compte"), reverse("accounts:account"), here.startswith(reverse("accounts:account"))),
        )
    return given
