"""HTTP ranges (RFC 9110, section 14), which Django's FileResponse ignores: films are moved along, archives are read in
parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

#: One range. Several in one request are answered by the whole file: no reader of films or of PMTiles asks for them.
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
#: Longer numbers name no byte of any file.
LONGEST_NUMBER = 18
CHUNK = 64 * 1024


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


def ranged(
    request: HttpRequest,
    *,
    size: int,
    etag: str,
    content_type: str,
    pieces: Callable[[int, int], Iterable[bytes]],
) -> HttpResponseBase:
    """A file of `size` bytes, whole (200), in part (206), or told that there is no such part (416).

    `pieces(start, length)` reads it.
    """
    try:
        asked = _wanted(request, size, etag)
    except OutOfRange:
        return _no_such_part(size)
    start, length = asked or (0, size)
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(length)}
    if asked is not None:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    status = 200 if asked is None else 206
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=content_type, headers=headers)
    return StreamingHttpResponse(pieces(start, length), status=status, content_type=content_type, headers=headers)


def in_part(request: HttpRequest, response: Any) -> Any:
    """What another view answers with a whole file, narrowed to the part that is asked for."""
    file = response.file_to_stream if isinstance(response, FileResponse) else None
    if response.status_code != 200 or file is None or not response.get("Content-Length", "").isdecimal():
        return response
    size = int(response["Content-Length"])
    response["Accept-Ranges"] = "bytes"
    try:
        asked = _wanted(request, size, response.get("ETag", ""))
    except OutOfRange:
        # Not the response: its close() is the end of the whole request.
        file.close()
        return _no_such_part(size)
    if asked is not None:
        start, length = asked
        file.seek(start)
        response.streaming_content = _read(file, length)
        response.status_code = 206
        response["Content-Length"] = str(length)
        response["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    return response


def _wanted(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    # A part is only given of the file that the reader began to read.
    if request.headers.get("If-Range", etag) != etag:
        return None
    return asked_range(request.headers.get("Range", ""), size)


def _no_such_part(size: int) -> HttpResponse:
    return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})


def _read(file: Any, length: int) -> Iterator[bytes]:
    while length > 0 and (piece := file.read(min(length, CHUNK))):
        length -= len(piece)
        yield piece
