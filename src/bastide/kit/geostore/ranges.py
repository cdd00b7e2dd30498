"""HTTP ranges of a stored file (RFC 9110, section 14), which Django's FileResponse ignores."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from .files import layer_files
from .problems import LayerUnreadable

#: One range. Several in one request may be answered by the whole file: no reader of PMTiles asks for them.
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
#: Longer numbers name no byte of any file.
LONGEST_NUMBER = 18


class OutOfRange(ValueError):
    """The file has no such bytes."""


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """Start and length of the range that a `Range` header asks for; None when it is to be ignored.

    Raises OutOfRange.
    """
    match = RANGE.fullmatch(header.replace(" ", ""))
    if match is None or any(len(number) > LONGEST_NUMBER for number in match.groups()):
        return None
    first, last = match.groups()
    if first:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
        if start >= size:
            raise OutOfRange(header)
        return start, end - start + 1
    if not last:
        return None
    length = min(int(last), size)
    if not length:
        raise OutOfRange(header)
    return size - length, length


def ranged(request: HttpRequest, name: str, *, etag: str, content_type: str) -> HttpResponseBase:
    """A stored file, whole (200), in part (206), or told that there is no such part (416).

    Raises LayerUnreadable when there is no such file.
    """
    size = layer_files().size(name)
    if size is None:
        raise LayerUnreadable(f"Le fichier « {name} » manque.")
    start, length, status = 0, size, 200
    # A part is only given of the file that the reader began to read.
    if request.headers.get("If-Range", etag) == etag:
        try:
            asked = asked_range(request.headers.get("Range", ""), size)
        except OutOfRange:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
        if asked is not None:
            (start, length), status = asked, 206
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(length)}
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=content_type, headers=headers)
    pieces = layer_files().chunks(name, start, length)
    return StreamingHttpResponse(pieces, status=status, content_type=content_type, headers=headers)
