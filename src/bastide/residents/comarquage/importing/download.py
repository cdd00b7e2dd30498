"""Fetching a delivery from the State's server: over http(s), whole or not at all, never too large."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path

from django.utils.translation import gettext as _

#: The largest zip ever measured has 24 MB.
LARGEST = 300_000_000
SECONDS = 60
CHUNK = 262_144


class DownloadFailed(Exception):
    """The file could not be fetched whole; the message says why."""


def download(address: str, path: Path) -> Path:
    """The file at `address`, written to `path`. Raises DownloadFailed."""
    if not address.startswith(("https://", "http://")):
        raise DownloadFailed(_("%(address)s n’est pas une adresse http.") % {"address": address})
    request = urllib.request.Request(address, headers={"User-Agent": "bastide"})  # noqa: S310
    size, announced = 0, ""
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer, path.open("wb") as file:  # noqa: S310
            announced = answer.headers.get("Content-Length") or ""
            while piece := answer.read(CHUNK):
                size += len(piece)
                if size > LARGEST:
                    raise DownloadFailed(_("%(address)s est trop grand.") % {"address": address})
                file.write(piece)
    except (OSError, HTTPException) as error:
        raise DownloadFailed(
            _("%(address)s ne répond pas comme il faut (%(error)s).") % {"address": address, "error": error}
        ) from None
    if announced.isdigit() and int(announced) != size:
        raise DownloadFailed(_("%(address)s s’est arrêté en chemin.") % {"address": address})
    return path
