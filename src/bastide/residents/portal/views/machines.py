"""What machines ask for: robots, favicon, the map of the site."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse

from bastide.kit.http.pages import public_page

from ..registry import sitemap_sections

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


def _sections() -> dict[str, type[Sitemap[Any]] | Sitemap[Any]]:
    return {name: section.sitemap for name, section in sitemap_sections}


@public_page(query=["p"])
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return sitemaps.index(request, sitemaps=_sections(), sitemap_url_name="portal:sitemap_section")


@public_page(query=["p"])
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return sitemaps.sitemap(request, sitemaps=_sections(), section=section)
