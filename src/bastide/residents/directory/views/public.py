"""The public directory: the search, one record, and both for other sites and address books."""

from __future__ import annotations

from datetime import timedelta

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bastide.core.territory.models import Commune, PortalSettings
from bastide.core.workspace import queries as workspace
from bastide.data.gis.queries import neighbourhood_map
from bastide.kit.http.pages import make_public, public_page

from .. import queries, structured
from ..feeds import PlacesFeed
from ..forms import DirectoryForm, DirectoryWish
from ..listing import listing
from ..models import GROUPS, Place, PlaceSource, kinds_of
from ..sections import DIRECTORY
from ..shown import ShownPlace, papi_rows, wifi_rows
from ..writing import EVERY_LIST, place_tag
from .selecting import selection_of

Step = tuple[str, str | None]
#: An address with a question is the same for everybody for so long; "open now" is not much older.
ASKED_S = 60


def steps(*more: Step) -> list[Step]:
    return [(_("Accueil"), "/"), (_("Services"), reverse("directory:list")), *more]


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    territory, at = PortalSettings.of_request(request).territory, timezone.now()
    wish = DirectoryForm(request.GET).wish()
    banners = workspace.banners_on_portal(territory, DIRECTORY, at)
    page = listing(wish, territory, at)
    context = {
        "listing": page,
        "wish": wish,
        "banner": banners[0] if banners else None,
        "steps": [(_("Accueil"), "/"), (_("Services"), None)] if wish.is_blank else steps((page.title, None)),
    }
    if wish.is_blank:
        counts = page.found.group_counts()
        context["families"] = [
            (
                group,
                counts[code],
                [str(each.plural) for each in kinds_of(code) if page.found.kind_counts.get(each.code)][:4],
            )
            for code, group in GROUPS.items()
            if code in counts
        ]
        response = render(request, "directory/front.html", context)
        expires_at = min(at + timedelta(minutes=5), workspace.next_banner_change(at) or at + timedelta(days=1))
        return make_public(response, tags=_tags(territory), query=DirectoryForm.PARAMETERS, expires_at=expires_at)
    context["frame_address"] = request.build_absolute_uri(f"{reverse('directory:frame')}?{wish.query()}")
    response = render(request, "directory/list.html", context)
    # What was looked for is nobody's business: no cache of ours keeps it, only the browser's own for a minute.
    response["Cache-Control"] = f"private, max-age={ASKED_S}"
    return response


@public_page()
def place(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    found = get_object_or_404(
        queries.with_hours(Place.objects.published())
        .defer(None)
        .select_related("papi", "wifi", "commune__contour", "commune__epci", "organisation__territory", "source")
        .prefetch_related("pictures__image__renditions"),
        slug=slug,
    )
    shown = ShownPlace(found, at)
    context = {
        "place": found,
        "shown": shown,
        "drawing": _drawing(found),
        "papi_rows": papi_rows(found),
        "wifi_rows": wifi_rows(found),
        "sources": _sources(found),
        "structured": structured.place_data(request, found),
        "steps": steps(
            *([(str(found.group.label), DirectoryWish(kinds=(found.group.code,)).address())] if found.group else []),
            (found.name, None),
        ),
    }
    response = render(request, "directory/place.html", context)
    tags = [place_tag(found.pk), *_tags(found.organisation.territory)]
    return make_public(response, tags=tags, expires_at=shown.state.holds_until)


@public_page()
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The record for an address book."""
    found = get_object_or_404(Place.objects.published(), slug=slug)
    page = request.build_absolute_uri(found.get_absolute_url())
    response = HttpResponse(structured.vcard(found, page), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.vcf"'
    return make_public(response, tags=[place_tag(found.pk)])


@public_page(query=["genre", "commune"])
def feed(request: HttpRequest) -> HttpResponse:
    """What is new or changed; `genre` and `commune` as for files."""
    return make_public(PlacesFeed(selection_of(request))(request), tags=[EVERY_LIST])


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def frame(request: HttpRequest) -> HttpResponse:
    """The list for a frame of another site: no cookie, no script, nothing of the visitor is kept."""
    territory, at = PortalSettings.of_request(request).territory, timezone.now()
    wish = DirectoryForm(request.GET).wish()
    page = listing(wish, territory, at)
    response = render(request, "directory/frame.html", {"listing": page, "wish": wish})
    response["Cache-Control"] = f"public, max-age={ASKED_S}"
    response["X-Robots-Tag"] = "noindex"
    return response


def _tags(territory: object) -> list[str]:
    return [EVERY_LIST, f"territory:{getattr(territory, 'pk', None)}"]


def _drawing(found: Place) -> object:
    commune: Commune | None = found.commune
    if commune is None or not found.has_point:
        return None
    near = list(commune.neighbours.filter(ended_on__isnull=True).select_related("contour", "epci"))
    return neighbourhood_map(commune, near, [], spot=(found.lon or 0.0, found.lat or 0.0), spot_name=found.name)


def _sources(found: Place) -> list[tuple[PlaceSource, str]]:
    """Who told what is shown, each with the day of its values; the source of the whole first."""
    slugs = {line["source"]: line["on"] for line in found.provenance.values()}
    slugs.pop(found.source.slug, None)
    others = {each.slug: each for each in PlaceSource.objects.filter(slug__in=slugs)} if slugs else {}
    told = [(found.source, found.source_on.isoformat())]
    return told + [(others[slug], day) for slug, day in slugs.items() if slug in others]
