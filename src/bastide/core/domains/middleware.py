"""Requests that come by a recorded domain: admitted, sent to the portal's views, and answered in the domain's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase

from bastide.kit.http.pages import make_public, offer_of

from .names import portal_origin
from .queries import site_of
from .sites import Elsewhere, OwnSite
from .table import table

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: What is written again: pages, feeds, maps of the site.
WRITTEN = re.compile(r"text/html|application/(rss\+|atom\+)?xml|text/xml")
#: A link of a page to a path of the portal.
LINK = re.compile(r'(\s(href|action|formaction)=")(/(?!/)[^"]*)')
#: How long a page of a domain is kept at most, in seconds.
MENU_S = 900
#: The end of an address in HTML, XML and JSON.
ADDRESS_END = r"(/[^\s\"'<>\\)]*)"


class HostMiddleware:
    """Admits the recorded names besides BASTIDE_ALLOWED_HOSTS; Django still refuses every other.

    Stands before the cache of pages, which keeps each host's apart.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # As Django reads it, before it checks it.
        name, port = split_domain_port(request._get_raw_host())  # type: ignore[attr-defined]
        if name and not validate_host(name, settings.ALLOWED_HOSTS) and (site := table().sites().get(name)):
            host = f"{name}:{port}" if port else name
            # Instead of Django's own check, which knows the settings only.
            request.get_host = lambda: host  # type: ignore[method-assign]
            vars(request)["own_site"] = site
            if site.host != site.main_host:
                return HttpResponsePermanentRedirect(site.origin + request.get_full_path())
        return self.get_response(request)


class OwnAddressMiddleware:
    """Stands below the cache of pages: what is kept is what the domain's visitors read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        site = site_of(request)
        if site is None:
            return self.get_response(request)
        asked = request.path_info
        meant = site.inward(asked)
        if isinstance(meant, Elsewhere):
            return _elsewhere(request, meant)
        is_home = meant == site.prefix
        vars(request)["own_steps"] = (lambda _steps: []) if is_home else site.steps
        request.path_info = meant
        request.path = request.META.get("SCRIPT_NAME", "") + meant
        try:
            response = self.get_response(request)
        finally:
            request.path_info, request.path = asked, request.META.get("SCRIPT_NAME", "") + asked
        return _written_for(site, request, response)


def _elsewhere(request: HttpRequest, place: Elsewhere) -> HttpResponseBase:
    query = request.META.get("QUERY_STRING", "")
    kind = HttpResponsePermanentRedirect if place.is_for_ever else HttpResponseRedirect
    return kind(f"{place.address}?{query}" if query else place.address)


def _written_for(site: OwnSite, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    here = f"{request.scheme}://{request.get_host()}"
    if location := response.get("Location"):
        response["Location"] = _location(site, here, location)
    if not isinstance(response, HttpResponse) or not WRITTEN.match(response.get("Content-Type", "")):
        return response
    text, leaves = rewritten(response.content.decode(response.charset, "surrogateescape"), site, here)
    response.content = text.encode(response.charset, "surrogateescape")
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    if offer_of(response) is not None:
        # The menu of the site, on each of its pages, is made from what it holds: nobody purges them all for it.
        make_public(response, max_age=MENU_S)
    if leaves:
        # A form of the page is answered by the portal.
        allowed: Any = {"form-action": [portal_origin()]}
        vars(response)["_csp_update"] = {**vars(response).get("_csp_update", {}), **allowed}
    return response


def _location(site: OwnSite, here: str, location: str) -> str:
    path = location.removeprefix(here)
    return site.outward(path) if path.startswith("/") and not path.startswith("//") else location


def rewritten(text: str, site: OwnSite, here: str) -> tuple[str, bool]:
    """`text` with every link to the portal's addresses as the domain writes it, and whether a form leaves the domain.

    `here` is the origin with which the views wrote full addresses.
    """
    leaving = []

    def link(found: re.Match[str]) -> str:
        begins, name, address = found.groups()
        ours = site.outward(address)
        if name != "href" and not ours.startswith("/"):
            leaving.append(address)
        return begins + ours

    def full(found: re.Match[str]) -> str:
        ours = site.outward(found[1])
        return f"{here}{ours}" if ours.startswith("/") else ours

    text = re.sub(re.escape(here) + ADDRESS_END, full, LINK.sub(link, text))
    return text, bool(leaving)
