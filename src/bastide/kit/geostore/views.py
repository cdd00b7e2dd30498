"""Layers over HTTP: what never changes is kept for ever, what points to it for a minute."""

from __future__ import annotations

import gzip

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from bastide.kit.http.pages import make_public

from . import queries
from .models import Layer, Version
from .queries.layers import is_tile
from .ranges import ranged

TILE_TYPE = "application/vnd.mapbox-vector-tile"
ARCHIVE_TYPE = "application/vnd.pmtiles"
FOR_EVER = 365 * 24 * 3600
#: How long our own cache keeps it; a publication takes it back before.
TILEJSON_SECONDS = 60


@csrf_exempt
@require_safe
def layer_json(request: HttpRequest, name: str) -> HttpResponseBase:
    """The TileJSON of the version that is served."""
    # Asked first without the visitor: the answer about a public layer varies with nobody.
    version = queries.current_version(name) or queries.current_version(name, request.user)
    if version is None:
        raise Http404
    address = reverse("geostore:tile", args=[name, version.hash, 0, 0, 0]).removesuffix("0/0/0.mvt")
    template = request.build_absolute_uri(address) + "{z}/{x}/{y}.mvt"
    response = JsonResponse(queries.tilejson(version, template))
    if version.layer.is_public:
        response["Access-Control-Allow-Origin"] = "*"
        return make_public(response, max_age=TILEJSON_SECONDS, tags=[version.layer.page_tag])
    response["Cache-Control"] = "private, no-store"
    return response


@csrf_exempt
@require_safe
def tile(request: HttpRequest, name: str, hash: str, zoom: int, x: int, y: int) -> HttpResponseBase:
    """One vector tile of one version; 204 where there is nothing."""
    version = _version(request, name, hash)
    if not is_tile(zoom, x, y):
        raise Http404
    etag = f'"{version.hash[:16]}-{zoom}-{x}-{y}"'
    if _has(request, etag):
        return _kept(HttpResponseNotModified(), version, etag)
    data = queries.tile(version, zoom, x, y)
    if data is None:
        return _kept(HttpResponse(status=204), version, etag)
    response = HttpResponse(data, content_type=TILE_TYPE)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response["Content-Encoding"] = "gzip"
    else:
        response.content = gzip.decompress(data)
    patch_vary_headers(response, ["Accept-Encoding"])
    return _kept(response, version, etag)


@csrf_exempt
@require_safe
def archive(request: HttpRequest, name: str, hash: str) -> HttpResponseBase:
    """The whole archive of tiles of one version, or the range that is asked for."""
    version = _version(request, name, hash)
    if not version.tiles_name:
        raise Http404
    etag = f'"{version.tiles_hash[:32]}"'
    if _has(request, etag):
        return _kept(HttpResponseNotModified(), version, etag)
    response = ranged(request, version.tiles_name, etag=etag, content_type=ARCHIVE_TYPE)
    return _kept(response, version, etag)


def _version(request: HttpRequest, name: str, hash: str) -> Version:
    """A version whose files are there, of a layer that the visitor may see.

    Who the visitor is, is asked for private layers only: answers about public ones vary with nobody.
    """
    served = Version.objects.served().select_related("layer")
    version = get_object_or_404(served, layer__name=name, hash=hash)
    if not version.layer.is_public and not Layer.objects.visible_to(request.user).filter(name=name).exists():
        raise Http404
    return version


def _has(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in (tag.removeprefix("W/") for tag in known)


def _kept(response: HttpResponseBase, version: Version, etag: str) -> HttpResponseBase:
    """Its address holds its hash: what a cache has of it stays true."""
    response["ETag"] = etag
    if version.layer.is_public:
        response["Cache-Control"] = f"public, max-age={FOR_EVER}, immutable"
        response["Access-Control-Allow-Origin"] = "*"
    else:
        response["Cache-Control"] = "private, no-store"
    return response
