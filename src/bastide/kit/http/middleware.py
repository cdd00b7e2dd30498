"""What every request passes through besides Django's own."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware as DjangoSecurityMiddleware
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from . import actions
from .address import Address
from .entry import IDENTITY, SMALL_BYTES, Entry, accepted_encoding, compress
from .pages import offer_of
from .store import ALL, PageStore, page_store

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: Headers that a page may vary on and still be stored: we choose the encoding, and signed-in visitors pass by.
STORABLE_VARY = frozenset({"accept-encoding", "cookie"})
#: What is worth compressing.
LIGHTENED = re.compile(r"text/|application/(json|xml|ld\+json|geo\+json|rss\+xml|atom\+xml)")
#: The longest path that any view could know, several times over.
LONGEST_PATH = 2000
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
#: What no link and no form sends: a refusal of these is read by programs only.
OF_PROGRAMS = ("PUT", "PATCH", "DELETE", "OPTIONS")


class PageCacheMiddleware:
    """Serves public pages from the cache and stores those that views offer; see `pages.py`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.passing_by = (settings.STATIC_URL, settings.MEDIA_URL)
        #: A visitor who has one of these may see another page.
        self.personal_cookies = frozenset({settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"})

    @property
    def store(self) -> PageStore:
        return page_store()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(self.passing_by):
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"} or self._is_personal(request):
            return private(self.get_response(request))
        address = Address.of(request)
        if address is None:
            # An unknown host is refused by the middlewares below, which also set the headers of the refusal.
            return private(self.get_response(request))
        now = time.time()
        known = self.store.known()
        entry = None if known is None else find_page(address, partial(self.store.find, now=now, purges=known))
        if entry is not None:
            return entry.answer(request)
        response = self.get_response(request)
        if known is None and response.status_code >= 500:
            # The database is away: a page that may be old is better than none.
            old = find_page(address, partial(self.store.find_anyway, now=now))
            return private(response) if old is None else old.answer(request)
        offer = offer_of(response)
        if offer is None or not isinstance(response, HttpResponse) or not is_same_for_all(response):
            return lighter(request, private(response))
        seconds = offer.seconds_left(now)
        entry = Entry.of(response, now=now, seconds=seconds, query=offer.query)
        if request.method == "GET" and seconds >= 1 and known is not None and address.reads_only(offer.query):
            if settings.PAGE_PROXY_SECONDS and settings.WAGTAILFRONTENDCACHE:
                entry = noted_for_front(request, entry, offer.tags, known.number)
            entry = self.store.keep(address.key, entry, offer.tags, known) or replace(entry, front="")
        return entry.answer(request)

    def _is_personal(self, request: HttpRequest) -> bool:
        if "HTTP_AUTHORIZATION" in request.META:
            return True
        return "HTTP_COOKIE" in request.META and not self.personal_cookies.isdisjoint(request.COOKIES)


def noted_for_front(request: HttpRequest, entry: Entry, tags: Iterable[str], number: int) -> Entry:
    """`entry` with leave to stay in the caches in front, once it is written down where a purge finds it."""
    url = request.build_absolute_uri()
    try:
        is_noted = actions.note_copy(url=url, tags=[*tags, ALL], number=number, at=timezone.now())
    except Error:
        logger.warning("A page may not stay in the caches in front.", exc_info=True)
        return entry
    return replace(entry, front=url) if is_noted else entry


def find_page(address: Address, find: Callable[[str], Entry | None]) -> Entry | None:
    """What `find` has for `address`: the page without its parameters says which ones its view reads."""
    bare = address.bare
    entry = find(bare.key)
    if entry is None or address is bare or not entry.query:
        return entry
    if address.is_too_long:
        return None
    asked = address.within(entry.query)
    return entry if asked == bare else find(asked.key)


def is_same_for_all(response: HttpResponse) -> bool:
    """Whether what a view offered may be given to another visitor."""
    varies_on = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.cookies
        and varies_on <= STORABLE_VARY
        and "private" not in response.get("Cache-Control", "")
        and "no-store" not in response.get("Cache-Control", "")
        and not response.has_header("Content-Encoding")
        and "'nonce-" not in response.get("Content-Security-Policy", "")
    )


def lighter(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A list or a search that nobody keeps, compressed like a page that is kept.

    Only for strangers, whose pages hold no secret: what a form of ours answers with a cookie is left as it is.
    """
    if (
        not isinstance(response, HttpResponse)
        or response.status_code != 200
        or response.cookies
        or response.has_header("Content-Encoding")
        or not LIGHTENED.match(response.get("Content-Type", ""))
        or len(response.content) < SMALL_BYTES
    ):
        return response
    patch_vary_headers(response, ["Accept-Encoding"])
    encoding = accepted_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if encoding != IDENTITY:
        response.content = compress(response.content, encoding)
        response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(response.content))
    return response


def private(response: HttpResponseBase) -> HttpResponseBase:
    """A page that says nothing about caches is nobody else's."""
    if "Cache-Control" not in response and response.get("Content-Type", "").startswith("text/html"):
        response["Cache-Control"] = "private, no-cache"
    return response


class SecurityMiddleware(DjangoSecurityMiddleware):
    """Django's, which leaves an unknown host to the middlewares below: there the refusal gets its headers."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        try:
            return super().process_request(request)
        except DisallowedHost:
            return None


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """What a browser may do with our pages: the strict policy everywhere, Wagtail's own under /cms/."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and is_back_office(request):
            parts.config = settings.BACK_OFFICE_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if not getattr(response, "xframe_options_exempt", False):
            # Django's own middleware stands too low to see what is refused before a view is found.
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if is_back_office(request):
            # Wagtail shows a page being written in a frame of its editor.
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response


def is_back_office(request: HttpRequest) -> bool:
    return request.path_info.startswith(settings.BACK_OFFICE_PATH)


class RefusalMiddleware:
    """Refuses what no view could answer, and gives a page to refusals that have none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_nobodys(request.path_info):
            raise Http404
        if is_too_large(request):
            return HttpResponse(render_to_string("413.html", request=request), status=413)
        response = self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            if request.method in OF_PROGRAMS:
                response.headers["Content-Type"] = "text/plain; charset=utf-8"
                said = _("Cette adresse ne reçoit pas de requête %(method)s.") % {"method": request.method}
                response.content = f"{said}\n".encode()
            else:
                response.content = render_to_string("405.html", request=request).encode()
        return response


def is_too_large(request: HttpRequest) -> bool:
    """Told by its length before a byte is read: without one, Django reads nothing."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length[:20]) > settings.UPLOAD_MAX_BYTES


def is_nobodys(path: str) -> bool:
    """A path without end, with an empty part (Wagtail would show the home page at `//`) or with an invisible sign.

    PostgreSQL refuses a NUL in a query: no middleware that looks paths up may see one.
    """
    return len(path) > LONGEST_PATH or "//" in path or not path.isprintable()
