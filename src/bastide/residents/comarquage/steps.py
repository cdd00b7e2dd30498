"""Where a page of the guides stands."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bastide.core.territory.models import Commune

from .models import Audience
from .page import GuidePage, SiteLinks
from .reading.head import CODE

Step = tuple[str, str | None]


def tail(commune: Commune | None) -> str:
    return SiteLinks(commune=commune).tail


def home_steps(commune: Commune | None, *more: Step) -> list[Step]:
    return [(_("Accueil"), "/"), (_("Guides"), reverse("comarquage:home") + tail(commune)), *more]


def front_steps() -> list[Step]:
    return [(_("Accueil"), "/"), (_("Guides"), None)]


def audience_step(audience: str, commune: Commune | None) -> Step:
    return str(Audience(audience).label), reverse("comarquage:audience", args=[audience]) + tail(commune)


def guide_steps(page: GuidePage, links: SiteLinks, commune: Commune | None) -> list[Step]:
    """The State's own path, from the public on."""
    head = page.head
    steps = home_steps(commune, audience_step(head.audience, commune))
    steps += [
        (place.title, links.guide(head.audience, place.code))
        for place in head.trail
        if CODE.fullmatch(place.code) and place.code != head.code
    ]
    return [*steps, (head.title, None)]
