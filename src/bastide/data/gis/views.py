"""The map's page, what its script needs to know, and the tiles of an outside basemap."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bastide.core.territory.models import PortalSettings
from bastide.core.workspace import queries as workspace
from bastide.kit.http.pages import make_public, public_page

from . import basemap, page, settings_for_script
from .forms import MapForm
from .sections import MAP


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    territory, at = PortalSettings.of_request(request).territory, timezone.now()
    form = MapForm(request.GET)
    content = page.map_page(territory, form)
    layers = form.wished_layers()
    banners = workspace.banners_on_portal(territory, MAP, at)
    context = {
        "form": form,
        "map": content,
        "layers": layers,
        "view_address": request.build_absolute_uri(page.address(content.viewpoint, layers)),
        "banner": banners[0] if banners else None,
        "steps": [(_("Accueil"), "/"), (_("Carte"), None)],
    }
    response = render(request, "gis/map.html", context, status=400 if form.errors else 200)
    # A view that somebody chose is theirs: only the whole map is kept.
    if request.GET:
        return response
    tags = [f"territory:{territory.pk}"] if territory else []
    changes_at = workspace.next_banner_change(at)
    return make_public(response, tags=tags, query=MapForm.PARAMETERS, expires_at=changes_at)


@public_page()
def map_settings(request: HttpRequest) -> HttpResponse:
    """JSON: layers, colours and words for `map.js`, and where the drawing library lies."""
    territory = PortalSettings.of_request(request).territory
    tags = settings_for_script.tags()
    response = JsonResponse(settings_for_script.settings_for_script(territory))
    return make_public(response, tags=[*tags, f"territory:{territory.pk}"] if territory else tags)


@require_safe
def basemap_tile(request: HttpRequest, zoom: int, column: int, row: int) -> HttpResponse:
    """One tile of the outside basemap, fetched by us and kept; 404 where there is none, 504 when it did not come."""
    territory = PortalSettings.of_request(request).territory
    try:
        tile = basemap.tile(zoom, column, row, territory=territory)
    except basemap.NoTile as nothing:
        raise Http404 from nothing
    except basemap.BasemapFailure:
        # Not 503: a proxy in front would think that this node is away.
        return HttpResponse(status=504, headers={"Cache-Control": "no-store", "Retry-After": "60"})
    response = HttpResponse(tile.content, content_type=tile.content_type)
    response["Cache-Control"] = f"public, max-age={basemap.BROWSER_SECONDS}"
    return response
