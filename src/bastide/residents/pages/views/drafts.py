"""Drafts shown to somebody without account, and the screen of the back office that makes their links."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import Page

from bastide.core.accounts.models import User

from .. import actions, queries
from ..forms import DraftLinkForm
from ..models import DraftLink, EditorialPage


@require_safe
def draft(request: HttpRequest, token: str, page_id: int | None = None) -> HttpResponse:
    """The newest version of a page, or of one below it. An ended link says so, without saying what it showed."""
    link = DraftLink.objects.open_by(token, timezone.now())
    page = None if link is None else Page.objects.filter(pk=page_id or link.page_id).first()
    if link is None or page is None or not link.shows(page):
        response = render(request, "pages/draft_ended.html", {"is_private": True}, status=404)
        return _kept_by_nobody(response)
    newest = page.specific.get_latest_revision_as_object()
    if not isinstance(newest, EditorialPage):
        raise Http404
    below = EditorialPage.objects.descendant_of(link.page).order_by("path")[:200] if link.with_below else []
    context = newest.get_context(request) | {
        "is_private": True,
        "link": link,
        "draft_pages": [link.page, *below] if below else [],
        "steps": [(_("Brouillon"), None)],
        "below": [],
    }
    with translation.override(newest.language):
        return _kept_by_nobody(render(request, newest.get_template(request), context))


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _editable(request: HttpRequest, page_id: int) -> tuple[Page, User]:
    page = get_object_or_404(EditorialPage, pk=page_id).page_ptr
    user = request.user
    if not isinstance(user, User) or not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return page, user


def draft_links(request: HttpRequest, page_id: int) -> HttpResponse:
    """The links to one draft, and the form that makes another; in the back office."""
    page, user = _editable(request, page_id)
    form = DraftLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.make_draft_link(page=page, by=user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Le lien est prêt : copiez-le ci-dessous."))
        return redirect("pages_drafts:links", page_id)
    found = [
        (link, request.build_absolute_uri(address))
        for link, address in _addresses(queries.links_of(page, timezone.now()))
    ]
    return render(request, "pages/admin/draft_links.html", {"page": page, "form": form, "links": found})


def _addresses(links: list[DraftLink]) -> list[tuple[DraftLink, str]]:
    return [(link, link.get_absolute_url()) for link in links]


@require_POST
def withdraw(request: HttpRequest, page_id: int, link_id: int) -> HttpResponse:
    page, user = _editable(request, page_id)
    link = get_object_or_404(DraftLink, pk=link_id, page=page)
    actions.withdraw_draft_link(link=link, by=user, at=timezone.now())
    messages.success(request, _("Ce lien n’ouvre plus rien."))
    return redirect("pages_drafts:links", page_id)
