"""Layers as a map sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from bastide.kit.ui.typography import nbsp

from ..archive import archive
from ..building.pyramid import vector_layer
from ..files import layer_files
from ..models import Layer, Version
from ..problems import LayerUnreadable

#: The deepest level a map asks for.
DEEPEST_ASKED = 24


def current_version(name: str, user: AbstractBaseUser | AnonymousUser | None = None) -> Version | None:
    """The version that the layer `name` serves to `user` (None: to everybody); None when there is none to see."""
    seen = Layer.objects.visible_to(user or AnonymousUser()).filter(name=name, current__isnull=False)
    layer = seen.select_related("current").first()
    if layer is None or layer.current is None:
        return None
    layer.current.layer = layer
    return layer.current


def tile(version: Version, zoom: int, x: int, y: int) -> bytes | None:
    """A vector tile, compressed with gzip; None where there is nothing.

    Deeper than the manifest's `zooms` there is nothing either: maps enlarge the last level. Raises LayerUnreadable.
    """
    if not version.tiles_name or not is_tile(zoom, x, y):
        return None
    return archive(version.tiles_name).tile(zoom, x, y)


def is_tile(zoom: int, x: int, y: int) -> bool:
    return 0 <= zoom <= DEEPEST_ASKED and 0 <= x < 2**zoom and 0 <= y < 2**zoom


def tilejson(version: Version, tiles_url: str) -> dict[str, Any]:
    """TileJSON 3.0 of a version whose tiles lie at `tiles_url`, a template with {z}, {x} and {y}."""
    manifest, layer = version.manifest, version.layer
    found: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": layer.title,
        "description": layer.description,
        "attribution": f"{layer.producer}, {layer.licence}",
        "scheme": "xyz",
        "tiles": [tiles_url],
        "vector_layers": [],
    }
    if manifest.zooms is not None and manifest.box is not None:
        west, south, east, north = manifest.box
        found["vector_layers"] = [vector_layer(layer.name, manifest.columns, manifest.zooms)]
        found["minzoom"], found["maxzoom"] = manifest.zooms.lowest, manifest.zooms.highest
        found["bounds"] = [west, south, east, north]
        found["center"] = [(west + east) / 2, (south + north) / 2, manifest.zooms.lowest]
    return found


def problems_of(version: Version, advance: Callable[[int], None] = lambda things: None) -> list[str]:
    """What is wrong with the files of a version, in French; nothing when each is what its name says."""
    manifest, found = version.manifest, []
    wanted = {version.parquet_name: (manifest.parquet_bytes, manifest.parquet_hash)}
    if version.tiles_name:
        wanted[version.tiles_name] = (manifest.tiles_bytes, manifest.tiles_hash)
    for name, (size, digest) in wanted.items():
        stored = layer_files().size(name)
        if stored is None:
            found.append(f"« {name} » manque.")
        elif stored != size:
            found.append(f"« {name} » a {stored} octets au lieu de {size}.")
        else:
            try:
                if layer_files().digest(name) != digest:
                    found.append(f"« {name} » est abîmé : son contenu n’est plus celui qui a été publié.")
            except LayerUnreadable as problem:
                found.append(str(problem))
        advance(1)
    return [nbsp(line) for line in found]
