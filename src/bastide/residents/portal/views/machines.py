"""What machines ask for: robots, favicon, the map of the site."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import views as sitemaps
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse

from bastide.core.domains import queries as domains
from bastide.core.domains.registry import sitemap_sections
from bastide.kit.http.pages import public_page

#: What search engines have no business in.
CLOSED = ("/cms/", "/comptes/", "/espace/", "/recherche/", "/communes/*/contact/")


#: On a site with a domain of its own, where nobody signs in or searches.
CLOSED_ON_SITE = ("/contact/",)


@public_page(max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    site = domains.site_of(request)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (CLOSED_ON_SITE if site else CLOSED))]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('portal:sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public_page(max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that read no page ask here; those that do find the mark by its own address."""
    return HttpResponsePermanentRedirect(static("ui/mark.svg"))


def _sections(request: HttpRequest) -> dict[str, Any]:
    """The parts of the map of the host by which the request came."""
    site = domains.site_of(request)
    elsewhere = () if site else domains.section_prefixes()
    found = {}
    for name, section in sitemap_sections:
        part = section.sitemap()
        if site is None:
            part.elsewhere = elsewhere
        elif site.organisation is not None and part.of_bodies:
            part.organisation = site.organisation
        elif site.organisation is None and part.of_sections:
            part.prefix = site.prefix
        else:
            continue
        found[name] = part
    return found


@public_page(query=["p"])
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return sitemaps.index(request, sitemaps=_sections(request), sitemap_url_name="portal:sitemap_section")


@public_page(query=["p"])
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return sitemaps.sitemap(request, sitemaps=_sections(request), section=section)
