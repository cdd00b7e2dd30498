"""Published documents on a body's own domain."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.domains.registry import Link, OwnAddresses, own_addresses
from bastide.core.territory.models import Organisation

from .models import PublishedDocument


def lists(organisation: Organisation) -> dict[str, str]:
    return {
        reverse(f"publications:{ours}"): reverse(f"publications:{its}", args=[organisation.slug])
        for ours, its in (("index", "body"), ("feed", "body_feed"))
    }


def shows(organisation: Organisation, number: int) -> bool:
    return PublishedDocument.objects.showing(timezone.now()).filter(pk=number, organisation=organisation).exists()


def links(organisation: Organisation) -> list[Link]:
    has_some = PublishedDocument.objects.showing(timezone.now()).of_organisation(organisation).exists()
    return [(_("Publications"), reverse("publications:body", args=[organisation.slug]))] if has_some else []


own_addresses.plug("publications", OwnAddresses(lists, "/publications/", shows, links, order=40))
