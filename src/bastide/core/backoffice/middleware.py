"""The second wall before the back office; the first is the guard of `core.accounts`, the third Wagtail itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from bastide.core.territory.models import Role

from . import walls

BACK_OFFICE = "/cms/"


class WallMiddleware:
    """Refuses what an editor of a body has no business with; stands after the guard."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.path_info.startswith(BACK_OFFICE) or getattr(view, "meets_strangers", False):
            return None
        user = request.user
        if not user.is_authenticated or user.holds([Role.POLE_STAFF]):
            return None
        match = request.resolver_match
        if match is None or walls.reach_of(match.view_name or "") is not walls.Reach.EDITORS:
            raise PermissionDenied
        if not walls.is_within_reach(request, user):
            raise PermissionDenied
        return None
