"""An outside basemap: its tiles come through us, so that its host never learns who looks at our map.

Off without `BASTIDE_BASEMAP_URL`. A tile is asked for without anything of the visitor, only inside the territory's
box, and kept on disk; the oldest go when the folder is full. When the host is down, tiles kept too long are better than
none, and nobody else waits for it during the next half minute. While it is slow, most of the process's threads go on
serving pages.
"""

from __future__ import annotations

import contextlib
import os
import random
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from math import cos, log, pi, radians, tan
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from bastide.core.territory.models import Territory

from . import queries
from .viewpoint import LAST_PARALLEL, Bounds

#: What the first bytes of a picture say it is; the host's own word is not believed.
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
LARGEST = 1_000_000
#: A host that did not answer is left alone for so long.
REST_SECONDS = 30
BROWSER_SECONDS = 7 * 24 * 3600
BOUNDS_SECONDS = 600
#: Threads of a process that may wait for the host at once, and how long another waits for its turn: a web process has
#: four, and the portal's pages need some.
AT_ONCE, TURN_SECONDS = 2, 0.5
#: One write in so many looks at the size of the folder.
_LOOK_EVERY = 50


_turns = threading.BoundedSemaphore(AT_ONCE)


class NoTile(Exception):
    """There is no such tile here: no basemap, outside the territory, or none at the host."""


class BasemapFailure(Exception):
    """The host did not give a picture in time."""


@dataclass(frozen=True)
class Tile:
    content: bytes
    content_type: str


def is_on() -> bool:
    return bool(settings.BASEMAP_URL)


def for_script() -> dict[str, Any] | None:
    """What the map must know of the basemap; None without one."""
    if not is_on():
        return None
    # The numbers give way to what the map fills in.
    address = reverse("gis:basemap_tile", args=[111, 222, 333])
    for number, name in (("111", "{z}"), ("222", "{x}"), ("333", "{y}")):
        address = address.replace(number, name)
    return {
        "tiles": address,
        "title": settings.BASEMAP_TITLE,
        "credit": settings.BASEMAP_CREDIT,
        "max_zoom": settings.BASEMAP_MAX_ZOOM,
    }


def tile(zoom: int, column: int, row: int, *, territory: Territory | None) -> Tile:
    """The picture of one square of the world. Raises NoTile, BasemapFailure."""
    if not is_on() or zoom > settings.BASEMAP_MAX_ZOOM or not _touches(zoom, column, row, territory):
        raise NoTile
    kept = Path(settings.BASEMAP_FOLDER) / str(zoom) / str(column) / str(row)
    known, kept_at = _read(kept)
    if known and time.time() - kept_at < settings.BASEMAP_DAYS * 86_400:
        return known
    try:
        fresh = _ask_in_turn(zoom, column, row)
    except BasemapFailure:
        if known:
            return known
        raise
    _keep(kept, fresh.content)
    return fresh


def _touches(zoom: int, column: int, row: int, territory: Territory | None) -> bool:
    key = f"gis.bounds.{territory.pk if territory else 0}"
    bounds: Bounds | None = cache.get_or_set(key, lambda: queries.bounds_of(territory), BOUNDS_SECONDS)
    if bounds is None:
        return False
    west, south, east, north = bounds
    side = 2**zoom
    first, last = _column(west, side), _column(east, side)
    top, bottom = _row(north, side), _row(south, side)
    # One tile around, so that the edges of the map are not bare.
    return first - 1 <= column <= last + 1 and top - 1 <= row <= bottom + 1 and column < side and row < side


def _column(lon: float, side: int) -> int:
    return int((lon + 180) / 360 * side)


def _row(lat: float, side: int) -> int:
    angle = radians(max(-LAST_PARALLEL, min(LAST_PARALLEL, lat)))
    return int((1 - log(tan(angle) + 1 / cos(angle)) / pi) / 2 * side)


def _read(path: Path) -> tuple[Tile | None, float]:
    """The tile that is kept, and since when (seconds since the epoch)."""
    try:
        with path.open("rb") as file:
            content, kept_at = file.read(), os.fstat(file.fileno()).st_mtime
    except OSError:
        return None, 0.0
    kind = _kind(content)
    return (Tile(content, kind) if kind else None), kept_at


def _kind(content: bytes) -> str:
    """The type of a picture, "" for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for signature, kind in SIGNATURES.items() if content.startswith(signature)), "")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The host named in the settings answers itself, or not at all."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def _ask_in_turn(zoom: int, column: int, row: int) -> Tile:
    if not _turns.acquire(timeout=TURN_SECONDS):
        raise BasemapFailure("Others are waiting for the host.")
    try:
        return _ask(zoom, column, row)
    finally:
        _turns.release()


def _ask(zoom: int, column: int, row: int) -> Tile:
    """The tile from its host. Raises NoTile when the host has none, BasemapFailure."""
    if cache.get("gis.basemap.rests"):
        raise BasemapFailure("The host did not answer a moment ago.")
    address = settings.BASEMAP_URL.replace("{z}", str(zoom)).replace("{x}", str(column)).replace("{y}", str(row))
    if not address.startswith(("https://", "http://")):
        raise BasemapFailure("The address of the basemap is neither http nor https.")
    request = urllib.request.Request(address, headers={"User-Agent": "bastide", "Accept": "image/*"})  # noqa: S310
    try:
        with _opener.open(request, timeout=settings.BASEMAP_SECONDS) as answer:
            content = _read_in_time(answer)
    except urllib.error.HTTPError as error:
        with error:
            if error.code in (404, 410):
                raise NoTile from error
            raise _rest(f"it answers {error.code}") from error
    except (OSError, HTTPException) as error:
        raise _rest(str(error)) from error
    kind = _kind(content)
    if not kind:
        raise BasemapFailure("The host gave something that is no picture.")
    return Tile(content, kind)


def _rest(reason: str) -> BasemapFailure:
    """Leave the host alone for a moment, so that readers do not wait for it one after the other."""
    cache.set("gis.basemap.rests", 1, REST_SECONDS)
    return BasemapFailure(reason)


def _read_in_time(answer: HTTPResponse) -> bytes:
    """The whole body. Raises BasemapFailure when it is too large, TimeoutError when it drips."""
    deadline = time.monotonic() + settings.BASEMAP_SECONDS
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(65_536):
        size += len(piece)
        if size > LARGEST:
            raise BasemapFailure("The tile is too large.")
        if time.monotonic() > deadline:
            raise TimeoutError("The host is too slow.")
        pieces.append(piece)
    return b"".join(pieces)


def _keep(path: Path, content: bytes) -> None:
    """Put the tile in its place, whole or not at all; a full disk only costs the copy."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(draft, "wb") as file:
                file.write(content)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
        if random.randrange(_LOOK_EVERY) == 0:  # noqa: S311
            make_room()


def make_room() -> int:
    """Remove the oldest tiles beyond the limit; how many went."""
    found = []
    for path in Path(settings.BASEMAP_FOLDER).rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file():
                found.append((path.stat().st_mtime, path.stat().st_size, path))
    left = sum(size for _when, size, _path in found) - settings.BASEMAP_CACHE_MB * 1_000_000
    gone = 0
    for _when, size, path in sorted(found):
        if left <= 0:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            left -= size
            gone += 1
    return gone
