"""Where communes answer today, whatever name or code they were asked under."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from bastide.core.territory.models import Commune, FormerName

#: Where a commune's page names its parts.
PARTS_ANCHOR = "communes-deleguees"
#: A part stands on the site of its commune; a commune without a body has no site to lead to.
_HAS_SITE = Q(ended_on__isnull=True) & (~Q(type=Commune.Type.COMMUNE) | Q(organisation__isnull=False))


def new_address(old: str) -> str | None:
    """The address of the commune that `old` stands for, or None.

    `old` is the last part of an address under `/communes/`: a part of a commune, an INSEE code, a former name or code,
    or today's name in capitals. A commune comes before the parts that share its code.
    """
    slug, code = old.lower(), old.upper()
    named = Commune.objects.filter(Q(slug=slug) | Q(insee_code=code), _HAS_SITE).select_related("parent")
    for commune in sorted(named, key=lambda each: (each.slug != slug, each.type != Commune.Type.COMMUNE, each.pk)):
        if commune.type == Commune.Type.COMMUNE:
            return commune.get_absolute_url()
        if commune.parent is not None:
            return f"{commune.parent.get_absolute_url()}#{PARTS_ANCHOR}"
    former = FormerName.objects.filter(Q(slug=slug) | Q(insee_code=code)).select_related("commune").order_by("pk")
    for name in former:
        if name.commune.is_whole and name.commune.organisation_id:
            return name.commune.get_absolute_url()
    return None


def contact_address(commune: Commune) -> str:
    """The page that says how to reach a town hall."""
    return reverse("portal:contact", args=[commune.slug])
