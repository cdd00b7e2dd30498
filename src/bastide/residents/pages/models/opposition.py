"""Where elected people outside the majority speak on the site of their commune."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation

from .editorial import EditorialManager, EditorialPage
from .tree import BodyRoot

#: From so many inhabitants on. Source: CGCT, art. L2121-27-1 (read 2026-11).
INHABITANTS = 1_000


def must_give_room(organisation: Organisation) -> bool:
    """Whether the law reserves a space to the opposition on what the body tells of its council."""
    commune = getattr(organisation, "commune", None)
    return commune is not None and (commune.population or 0) >= INHABITANTS


class OppositionPage(EditorialPage):
    """The space that the law reserves; one for each commune of 1,000 inhabitants and more.

    Whoever publishes it answers for its form, not for its words: these are the councillors' own.
    """

    template = "pages/opposition_page.html"

    parent_page_types = ["pages.BodyRoot"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    objects = EditorialManager()

    class Meta:
        verbose_name = _("expression de l’opposition")
        verbose_name_plural = _("expressions de l’opposition")

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        root = parent.specific
        return isinstance(root, BodyRoot) and must_give_room(root.organisation) and bool(super().can_create_at(parent))
