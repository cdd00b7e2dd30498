"""The directory as data: files to take away, and an interface for programs. No cookie, no key, any site may call."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from bastide.core.territory.models import PortalSettings
from bastide.kit.http.pages import public_page

from ..api_document import document
from ..categories import CATEGORIES, GROUPS
from ..exports import FORMATS, Selection, as_row
from ..models import DirectoryState, Place
from ..writing import EVERY_LIST
from .public import steps
from .selecting import selection_of

#: A file is made again after a change; until then whoever has one is told so, and no cache keeps it for longer.
FRESH_S = 300
PAGE, MOST = 50, 200

View = Callable[..., HttpResponseBase]


def _version(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Changes with any place, and with what is asked."""
    state = DirectoryState.objects.filter(pk=1).values_list("epoch", "change").first() or ("", 0)
    told = f"{state}{request.get_full_path()}{request.get_host()}{request.is_secure()}"
    return f'"{hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()}"'


def open_data(view: View) -> View:
    """Anybody's, from any site, asked again only after a change."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = f"public, max-age={FRESH_S}"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return require_safe(condition(etag_func=_version)(answered))


@public_page(tags=[EVERY_LIST])
def downloads(request: HttpRequest) -> HttpResponse:
    """What one may take away, in words."""
    territory = PortalSettings.of_request(request).territory
    places = Selection(territory).places()
    formats = [
        (each, "" if (why := each.lacking(places)) else reverse("directory:download", args=[each.code]), why)
        for each in FORMATS.values()
    ]
    context = {
        "formats": formats,
        "api_url": reverse("directory_api:document"),
        "feed_url": reverse("directory:feed"),
        "count": places.count(),
        "territory": territory,
        "steps": steps((_("Télécharger l’annuaire"), None)),
    }
    return render(request, "directory/downloads.html", context)


@open_data
def download(request: HttpRequest, format_code: str) -> HttpResponseBase:
    made = FORMATS.get(format_code)
    if made is None:
        raise Http404
    base, selection = request.build_absolute_uri("/").rstrip("/"), selection_of(request)
    if why := made.lacking(selection.places()):
        context = {
            "format": made,
            "why": why,
            "steps": steps((_("Télécharger l’annuaire"), reverse("directory:downloads"))),
        }
        return render(request, "directory/nothing_to_take.html", context, status=404)
    response = StreamingHttpResponse(made.write(selection, base), content_type=made.content_type)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{day}-{made.code}.{made.ending}"'
    return response


@open_data
def api_document(request: HttpRequest) -> HttpResponseBase:
    """What the interface can do. Source: OpenAPI 3.1.0 (read 2026-11)."""
    text = json.dumps(document(request.build_absolute_uri("/").rstrip("/")), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


@open_data
def api_places(request: HttpRequest) -> HttpResponseBase:
    """A page of places in a stable order, with the address of the next."""
    selection = selection_of(request)
    limit = min(_number(request, "limite", PAGE) or PAGE, MOST)
    found = selection.after(_number(request, "apres", 0), limit + 1)
    page, base = found[:limit], request.build_absolute_uri("/").rstrip("/")
    following = None
    if len(found) > limit:
        asked = [(name, request.GET[name]) for name in ("genre", "commune", "limite") if name in request.GET]
        query = urlencode([*asked, ("apres", page[-1].pk)])
        following = f"{base}{reverse('directory_api:places')}?{query}"
    return _json({"lieux": [_item(place, base) for place in page], "suivant": following})


@open_data
def api_place(request: HttpRequest, slug: str) -> HttpResponseBase:
    selection = Selection(PortalSettings.of_request(request).territory)
    number = get_object_or_404(selection.places().only("pk"), slug=slug).pk
    return _json(_item(selection.after(number - 1, 1)[0], request.build_absolute_uri("/").rstrip("/")))


@open_data
def api_kinds(request: HttpRequest) -> HttpResponseBase:
    kinds = [
        {
            "code": each.code,
            "nom": str(each.label),
            "famille": each.group,
            "famille_en_clair": str(GROUPS[each.group].label),
        }
        for each in CATEGORIES.values()
    ]
    return _json({"genres": kinds})


def _number(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Http404
    return int(text)


def _item(place: Place, base: str) -> dict[str, Any]:
    """A row, with lists as lists and hours also as a week of ours."""
    row = as_row(place, base)
    for name, contacts in (("telephone", place.phones), ("courriel", place.emails), ("site_internet", place.websites)):
        row[name] = [{"valeur": each["value"], "libelle": each["label"]} for each in contacts]
    papi, wifi = getattr(place, "papi", None), getattr(place, "wifi", None)
    return row | {
        "semaine": place.hours,
        "periodes": place.periods,
        "itinerant": place.is_itinerant,
        "dispositif_de_recueil": place.has_recueil_device,
        "communes_desservies": _served(place),
        "services_numeriques": papi.services if papi else [],
        "wifi": {"reseau": wifi.ssid, "gratuit": wifi.is_free} if wifi else None,
    }


def _served(place: Place) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in place.served.all():
        found.setdefault(each.service_type, []).append(each.insee_code)
    return found


def _json(told: dict[str, Any]) -> JsonResponse:
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
