"""What the portal shows on a body's own domain besides its home: legal pages, plan, feed of its banners."""

from __future__ import annotations

from django.urls import reverse

from bastide.core.domains.registry import OwnAddresses, own_addresses
from bastide.core.territory.models import Organisation

from .statements import PAGES, address_of


def lists(organisation: Organisation) -> dict[str, str]:
    body = getattr(organisation, "commune", None) or getattr(organisation, "epci", None)
    if body is None:
        return {}
    pages = {f"/{page}/": address_of(body, page) for page in PAGES}
    return {**pages, reverse("banners:feed"): reverse("banners:organisation_feed", args=[organisation.slug])}


own_addresses.plug("portal", OwnAddresses(lists))
