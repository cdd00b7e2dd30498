"""A written page as everybody reads it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from bastide.core.domains import queries as domains
from bastide.core.workspace import queries as workspace
from bastide.kit.http.pages import make_public

from ..models import EditorialPage
from ..players import ASKED, player_of
from ..structured import page_data


@csrf_exempt
@require_safe
def serve(request: HttpRequest, page: EditorialPage) -> HttpResponse:
    """Offered to the cache unless Wagtail restricts who reads it, or the reader asked for an outside player."""
    asked = request.GET.get(ASKED, "")
    context = page.get_context(request)
    domains.tell_page(request, page.of_body)
    banners = workspace.banners_on_site(page.of_body, timezone.now()) if page.of_body else []
    context |= {
        "asked_player": asked,
        "structured": page_data(request, page, context["steps"]),
        "banner": banners[0] if banners else None,
    }
    response = render(request, page.get_template(request), context)
    if asked:
        return _with_player(response, page, asked)
    if page.get_view_restrictions().exists():
        response["Cache-Control"] = "private, no-store"
        return response
    ends = [end for end in (page.next_change, workspace.next_banner_change(timezone.now())) if end is not None]
    return make_public(response, tags=page.tags(), query=[ASKED], expires_at=min(ends, default=None))


def _with_player(response: HttpResponse, page: EditorialPage, asked: str) -> HttpResponse:
    """Let the page show a frame of the one site that the reader chose."""
    for child in page.body:
        if child.id == asked and child.block_type == "video" and child.value["address"]:
            origin = player_of(child.value["address"]).origin
            if origin:
                allowed: Any = {"frame-src": [origin]}
                response._csp_update = allowed  # type: ignore[attr-defined]
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
