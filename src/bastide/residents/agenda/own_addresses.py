"""The agenda on a body's own domain: its events, and those of others that it shows."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.domains.registry import Link, OwnAddresses, own_addresses
from bastide.core.territory.models import Organisation

from .models import Event


def lists(organisation: Organisation) -> dict[str, str]:
    return {
        reverse(f"agenda:{ours}"): reverse(f"agenda:{its}", args=[organisation.slug])
        for ours, its in (("index", "body"), ("feed", "body_feed"), ("ical", "body_ical"))
    }


def shows(organisation: Organisation, number: int) -> bool:
    return Event.objects.showing(timezone.now()).shown_by(organisation).filter(pk=number).exists()


def links(organisation: Organisation) -> list[Link]:
    has_some = Event.objects.showing(timezone.now()).shown_by(organisation).exists()
    return [(_("Agenda"), reverse("agenda:body", args=[organisation.slug]))] if has_some else []


own_addresses.plug("agenda", OwnAddresses(lists, "/agenda/", shows, links, order=20))
