"""In the workspace: the pages of a body, and the way to write one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation

from .. import actions, queries
from ..models import EditingSpace


@login_required
@require_safe
def pages_of_body(request: HttpRequest, slug: str) -> HttpResponse:
    """What the body published, what waits, what is to be read again."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    vars(request)["organisation"] = organisation
    assert isinstance(request.user, User)
    at = timezone.now()
    context = {
        "organisation": organisation,
        "may_write": actions.may_open(organisation=organisation, by=request.user, at=at),
        "space": EditingSpace.objects.visible_to(request.user).filter(organisation=organisation).first(),
        "states": queries.states_of(organisation, at),
        "has_site": queries.has_site(organisation),
        "lacks_opposition": queries.lacks_opposition(organisation),
    }
    return render(request, "pages/pages_of_body.html", context)


@require_POST
@login_required
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the body's space the first time, then lead to it in the back office."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    assert isinstance(request.user, User)
    try:
        space = actions.open_space(organisation=organisation, by=request.user, at=timezone.now())
    except (actions.NoSite, actions.NotYours):
        return redirect("pages_space:pages", slug)
    return redirect("wagtailadmin_explore", space.root_id)
