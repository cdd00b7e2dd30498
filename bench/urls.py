"""A view that does nothing, and a Wagtail page that shows a commune, beside the portal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import include, path, reverse
from django.urls.base import resolve
from wagtail import hooks
from wagtail.models import Page


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", headers={"Content-Length": "2"})


@hooks.register("before_serve_page")
def show_a_commune(page: Page, request: HttpRequest, *_serve: Any) -> HttpResponseBase | None:
    """The page « bench-same » shows what a commune's home shows: what Wagtail adds is to find it."""
    if page.slug != "bench-same":
        return None
    view = resolve(reverse("portal:commune", args=["lamonzie-saint-martin"]))
    return view.func(request, **view.kwargs)


urlpatterns = [
    path("bench/bare/", bare),
    path("bench/alone/", bare),
    path("", include("bastide.project.urls")),
]
