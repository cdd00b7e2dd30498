"""The feed of a body's written pages on its own domain; the pages themselves stand below its site."""

from __future__ import annotations

from django.urls import reverse

from bastide.core.domains.registry import Link, OwnAddresses, own_addresses
from bastide.core.territory.models import Organisation

from . import queries


def lists(organisation: Organisation) -> dict[str, str]:
    return {reverse("pages:feed"): reverse("pages:body_feed", args=[organisation.slug])}


def links(organisation: Organisation) -> list[Link]:
    return [(page.title, page.url or "/") for page in queries.menu_of(organisation)]


own_addresses.plug("pages", OwnAddresses(lists, links=links, order=50))
