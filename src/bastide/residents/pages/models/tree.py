"""Where pages of bodies hang: under nodes that keep each level narrow and do not show in the address."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from bastide.core.territory.models import Organisation


class BodiesPage(Page):
    """Above the pages of all communes, or of all EPCI; its address is that of their list, which is a view over data."""

    #: The kinds of bodies that have a site, and where their sites stand.
    PLACES = {Organisation.Kind.COMMUNE: "communes", Organisation.Kind.EPCI: "intercommunalites"}

    parent_page_types = ["portal.HomePage"]
    subpage_types = ["pages.GroupPage"]
    is_creatable = False
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = _("pages d’organismes")
        verbose_name_plural = _("pages d’organismes")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The nodes in between are passed over: a body's root is found by its own part of the address."""
        if not path_components:
            return super().route(request, path_components)
        found = BodyRoot.objects.descendant_of(self).filter(slug=path_components[0]).first()
        if found is None:
            raise Http404
        return found.route(request, path_components[1:])


class GroupPage(Page):
    """Holds some bodies' roots; nobody sees it. A level of thousands costs seconds where one of hundreds costs none."""

    #: A new node is made beyond it. Wagtail's explorer is at ease with it, and far below the 500 of the architecture.
    ROOM = 200

    parent_page_types = ["pages.BodiesPage"]
    subpage_types = ["pages.BodyRoot"]
    is_creatable = False
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = _("groupe d’organismes")
        verbose_name_plural = _("groupes d’organismes")

    def set_url_path(self, parent: Page | None) -> str:
        """That of the page above: this one is in no address."""
        if parent is None:
            return str(super().set_url_path(parent))
        self.url_path = parent.url_path
        return str(self.url_path)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        raise Http404


class BodyRoot(Page):
    """Above the free pages of one body, at the address of its site, which stays a view over data."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="page_root", verbose_name=_("organisme"), editable=False
    )

    parent_page_types = ["pages.GroupPage"]
    subpage_types = ["pages.FreePage", "pages.ReportagePage", "pages.OppositionPage"]
    is_creatable = False
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = _("racine d’un organisme")
        verbose_name_plural = _("racines d’organismes")

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        raise PermissionError("A body has one root.")
