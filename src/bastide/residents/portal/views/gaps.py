"""In the workspace: what a town hall's pages say they do not know, and where to tell it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bastide.core.territory.models import Organisation, PortalSettings

from ..gaps import gaps_of_body
from ..legal import missing_statements


@login_required
@require_safe
def gaps(request: HttpRequest, slug: str) -> HttpResponse:
    """Of one commune; of the whole territory, and of its legal pages, for the pôle."""
    bodies = Organisation.objects.visible_to(request.user).select_related("territory")
    organisation = get_object_or_404(bodies, slug=slug)
    vars(request)["organisation"] = organisation
    is_pole = organisation.kind == Organisation.Kind.POLE
    return render(
        request,
        "portal/gaps.html",
        {
            "organisation": organisation,
            "is_pole": is_pole,
            "has_site": bool(organisation.public_url),
            "gaps": gaps_of_body(organisation),
            "statements": missing_statements(PortalSettings.of_request(request)) if is_pole else [],
        },
    )
