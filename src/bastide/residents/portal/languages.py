"""The front page in other languages, and where a reader of an address without translation is sent."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import get_language
from wagtail.models import Page, Site

from bastide.kit.http.languages import home_of, language_of, without_language

from .models import HomePage

#: (name in its own language, code, address, whether it is this one)
Link = tuple[str, str, str, bool]


def is_french() -> bool:
    return get_language() == settings.LANGUAGE_CODE


def in_french(view: str) -> str:
    """The French address of a view, whatever the language of who reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse(view)


def shown_homes(front: Page) -> QuerySet[HomePage]:
    """The front page in each language that has a page to show. One query."""
    below = Page.objects.filter(live=True, depth=OuterRef("depth") + 1, path__startswith=OuterRef("path"))
    homes = HomePage.objects.filter(translation_key=front.translation_key, live=True).select_related("locale")
    return homes.filter(Exists(below))


def translated_homes() -> QuerySet[HomePage]:
    """Those in another language than French. Two queries."""
    front = HomePage.objects.order_by("path").first()
    return shown_homes(front).exclude(pk=front.pk).order_by("path") if front is not None else HomePage.objects.none()


def home_links(front: Page) -> list[Link]:
    """The languages in which the portal can be entered; French always. One query."""
    codes = {settings.LANGUAGE_CODE, *(home.locale.language_code for home in shown_homes(front))}
    here = get_language()
    return [(name, code, home_of(code), code == here) for code, name in settings.LANGUAGES if code in codes]


def french_address(request: HttpRequest) -> str:
    """Where the French page stands that has no translation at this address; "" when there is none."""
    if language_of(request.path) == settings.LANGUAGE_CODE:
        return ""
    path = without_language(request.path)
    with translation.override(settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return ""
        if match.view_name != "wagtail_serve":
            return path
        site = Site.find_for_request(request)
        try:
            found = site.root_page.specific.route(request, [part for part in path.split("/") if part]) if site else None
        except Http404:
            return ""
        return str(found.page.get_url(request) or "") if found is not None else ""
