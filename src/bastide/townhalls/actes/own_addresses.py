"""The legal register on a body's own domain."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bastide.core.domains.registry import Link, OwnAddresses, own_addresses
from bastide.core.territory.models import Organisation

from .models import RegisterEntry

#: Address on the domain → the commune's own on the portal.
OF_A_COMMUNE = {"/actes/": "commune", "/actes/flux/": "commune_feed", "/actes/donnees/": "scdl"}


def lists(organisation: Organisation) -> dict[str, str]:
    if (commune := getattr(organisation, "commune", None)) is not None:
        return {ours: reverse(f"register:{its}", args=[commune.slug]) for ours, its in OF_A_COMMUNE.items()}
    if (epci := getattr(organisation, "epci", None)) is not None:
        return {"/actes/": reverse("register:epci", args=[epci.slug])}
    return {}


def shows(organisation: Organisation, number: int) -> bool:
    """Withdrawn ones too: their address says so for ever."""
    return RegisterEntry.objects.public().filter(pk=number, organisation=organisation).exists()


def links(organisation: Organisation) -> list[Link]:
    has_some = RegisterEntry.objects.shown().of_organisation(organisation).exists()
    return [(_("Actes"), its) for ours, its in lists(organisation).items() if ours == "/actes/"] if has_some else []


own_addresses.plug("register", OwnAddresses(lists, "/actes/", shows, links, order=30))
