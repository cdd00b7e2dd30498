"""What machines ask for: robots, favicon, the map of the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse

from bastide.kit.http.pages import public_page

#: What search engines have no business in.
CLOSED = ("/cms/", "/comptes/", "/espace/", "/recherche/", "/communes/*/contact/")


@public_page(max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('portal:sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public_page(max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that read no page ask here; those that do find the mark by its own address."""
    return HttpResponsePermanentRedirect(static("ui/mark.svg"))
