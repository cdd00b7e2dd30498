"""One stored page: its bytes, compressed once, and how it answers a request."""

from __future__ import annotations

import gzip
import hashlib
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

#: However long a view lets its page be kept.
LONGEST_AGE = timedelta(days=7)
#: A body smaller than this is not worth compressing.
SMALL_BYTES = 500
IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
#: Headers that each answer makes for itself.
OWN_HEADERS = frozenset(
    {"content-length", "content-encoding", "cache-control", "expires", "vary", "etag", "last-modified"}
)


@dataclass(frozen=True)
class Entry:
    """A page as it is served: `bodies` by encoding, times in seconds since the epoch.

    Once stored it has its `tags` and the `number` of the last purge before it was made.
    """

    headers: dict[str, str]
    bodies: dict[str, bytes]
    etag: str
    made_at: float
    expires_at: float
    query: frozenset[str]
    tags: frozenset[str] = frozenset()
    number: int = 0
    #: The one address under which a cache in front may keep it; "" for none.
    front: str = ""
    _prepared: dict[str, PreparedHeaders] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, response: HttpResponse, *, now: float, seconds: float, query: frozenset[str]) -> Entry:
        """An entry that is not stored yet: its body is compressed when an answer needs it."""
        body = response.content
        headers = {name: value for name, value in response.items() if name.lower() not in OWN_HEADERS}
        # Weak: the same for every encoding of the same page.
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
        expires_at = now + min(seconds, LONGEST_AGE.total_seconds())
        return cls(headers, {IDENTITY: body}, etag, now, expires_at, query)

    @property
    def weight(self) -> int:
        return sum(map(len, self.bodies.values())) + 1000

    def packed(self) -> Entry:
        """The same, ready to be stored: compressed both ways, the plain bytes left out when they can be had again."""
        plain = self.bodies[IDENTITY]
        bodies = self.bodies
        if len(plain) >= SMALL_BYTES:
            bodies = {GZIP: compress(plain, GZIP), BROTLI: compress(plain, BROTLI)}
        return replace(self, bodies=bodies, _prepared={})

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """200 with the encoding the visitor takes, 304 when he has the page already; no body to a HEAD."""
        encoding, body = self._body(accepted_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")))
        response = HttpResponse(b"" if request.method == "HEAD" else body)
        response.headers = self._headers_for(encoding, len(body)).copy()
        if settings.PAGE_PROXY_SECONDS and self._may_stay_in_front(request) and (seconds := self._proxy_seconds()) > 0:
            response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={seconds}"
        # Not on If-Modified-Since alone: a second is too coarse for a page that was changed and made again within it.
        if "HTTP_IF_NONE_MATCH" in request.META:
            return get_conditional_response(request, self.etag, int(self.made_at), response) or response
        return response

    def _headers_for(self, encoding: str, length: int) -> PreparedHeaders:
        """The headers of an answer, made once for each encoding."""
        if (ready := self._prepared.get(encoding)) is not None:
            return ready
        headers = PreparedHeaders(self.headers)
        # Browsers ask again each time, and are told 304: no page of before a purge is ever shown.
        headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        headers["Content-Length"] = str(length)
        headers["ETag"] = self.etag
        headers["Last-Modified"] = http_date(self.made_at)
        # Signed-in visitors see another page at the same address.
        headers["Vary"] = "Accept-Encoding, Cookie"
        if encoding != IDENTITY:
            headers["Content-Encoding"] = encoding
        self._prepared[encoding] = headers
        return headers

    def _may_stay_in_front(self, request: HttpRequest) -> bool:
        """Whether a purge would reach this very address, when caches in front are told of purges at all."""
        return not settings.WAGTAILFRONTENDCACHE or (self.front != "" and self.front == request.build_absolute_uri())

    def _proxy_seconds(self) -> int:
        """How long a proxy may keep the page without asking."""
        return min(settings.PAGE_PROXY_SECONDS, int(self.expires_at - time.time()))

    def _body(self, encoding: str) -> tuple[str, bytes]:
        if encoding in self.bodies:
            return encoding, self.bodies[encoding]
        plain = self.bodies.get(IDENTITY)
        if plain is None:
            return IDENTITY, gzip.decompress(self.bodies[GZIP])
        if len(plain) < SMALL_BYTES:
            return IDENTITY, plain
        return encoding, compress(plain, encoding)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_prepared": {}}


class PreparedHeaders(ResponseHeaders):
    """Headers whose names and values were checked once; Django checks them each time, which doubled a hit's cost."""

    def copy(self) -> PreparedHeaders:
        twin = PreparedHeaders({})
        twin._store = self._store.copy()
        return twin

    def items(self) -> Any:
        return self._store.values()


def compress(body: bytes, encoding: str) -> bytes:
    """Fast levels: the next ones cost a visitor more milliseconds than they save."""
    if encoding == BROTLI:
        return brotli.compress(body, quality=5)
    return gzip.compress(body, compresslevel=6, mtime=0)


@lru_cache(maxsize=256)
def accepted_encoding(header: str) -> str:
    """The best encoding we make among those that `header` (an Accept-Encoding) takes."""
    taken = {}
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        taken[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    for encoding in (BROTLI, GZIP):
        if taken.get(encoding, False):
            return encoding
    return IDENTITY
