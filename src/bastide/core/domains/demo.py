"""The demonstration's domains: names of this machine, so that they lead nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page

from bastide.core.territory.models import Organisation
from bastide.kit.registry.demo import Scene, scenes

from . import actions

#: Where browsers look for names that end in `.localhost`.
LOCAL = {"localhost", "127.0.0.1"}
#: Host → the body's or the section's slug. W12 of the founding report: one section, two names.
BODIES = {"monbazillac.localhost": "commune-monbazillac"}
SECTIONS = {"jeminstalle.localhost": "installez-vous", "www.jeminstalle.localhost": "installez-vous"}


def load(say: Callable[[str], None]) -> None:
    if urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname not in LOCAL:
        return
    owners: list[tuple[str, Organisation | None, Page | None]] = [
        *((host, Organisation.objects.filter(slug=slug).first(), None) for host, slug in BODIES.items()),
        *((host, None, Page.objects.live().filter(slug=slug, depth=3).first()) for host, slug in SECTIONS.items()),
    ]
    for host, organisation, page in owners:
        if organisation is None and page is None:
            continue
        try:
            actions.record_domain(host=host, organisation=organisation, page=page, by=None, at=timezone.now())
        except actions.HostTaken:
            continue
        say(f"{host} : un site sous son propre nom.")


scenes.plug("domains", Scene("Des sites sous leur propre nom de domaine", load, order=190))
