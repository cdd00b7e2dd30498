"""Where Wagtail hands over to us, and what we add to its back office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from bastide.core.territory.models import Organisation

from . import views
from .choosers import organisation_chooser, place_chooser
from .models import EditorialPage

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponseBase]


@hooks.register("on_serve_page", order=100)
def serve_written_page(serve: Serve) -> Serve:
    """Inside Wagtail's own hook, which asks who may read."""

    def serve_it(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        return views.serve(request, page) if isinstance(page, EditorialPage) else serve(page, request, args, kwargs)

    return serve_it


@hooks.register("register_admin_viewset")
def choose_organisations() -> Any:
    return organisation_chooser


@hooks.register("register_admin_viewset")
def choose_places() -> Any:
    return place_chooser


@hooks.register("register_admin_urls")
def draft_urls() -> list[Any]:
    patterns = [
        path("", views.draft_links, name="links"),
        path("<int:link_id>/fermer/", views.withdraw, name="withdraw"),
    ]
    return [path("liens-de-brouillon/<int:page_id>/", include((patterns, "pages_drafts")))]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def draft_button(page: Page, user: Any, **kwargs: Any) -> Iterator[Button]:
    if issubclass(page.specific_class or Page, EditorialPage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Lien vers le brouillon"),
            reverse("pages_drafts:links", args=[page.pk]),
            icon_name="link",
            priority=75,
        )


@hooks.register("register_page_header_buttons")
def translations_button(page: Page, user: Any, **kwargs: Any) -> Iterator[Button]:
    """For the pôle, on pages of the portal: the screen where translations are begun and compared."""
    pole = Organisation.objects.overseen_by(user).filter(kind=Organisation.Kind.POLE).first()
    written = issubclass(page.specific_class or Page, EditorialPage) and page.specific.is_of_portal
    if pole is not None and written:
        address = reverse("pages_space:translations", args=[pole.slug])
        yield Button(_("Traductions"), address, icon_name="globe", priority=80)


@hooks.register("construct_page_chooser_queryset")
def choose_what_everybody_sees(pages: Any, request: HttpRequest) -> Any:
    """A link leads to a published page; drafts, even their names, are for who may open them."""
    reach = page_permission_policy.explorable_instances(request.user)
    return pages.filter(Q(live=True) | Q(pk__in=reach.values("pk")))
