"""A view that does nothing, beside the portal."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", headers={"Content-Length": "2"})


urlpatterns = [
    path("bench/bare/", bare),
    path("bench/alone/", bare),
    path("", include("bastide.project.urls")),
]
