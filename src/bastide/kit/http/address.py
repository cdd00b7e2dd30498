"""Which stored page a request asks for."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

import bastide

#: Longer ones are answered, never looked up.
LONGEST_QUERY = 1000


@cache
def release() -> str:
    """Changes with our code and templates and with the names of static files: an update finds no page of before."""
    digest = hashlib.sha256(getattr(staticfiles_storage, "manifest_hash", "").encode())
    for path in sorted(Path(bastide.__file__).parent.rglob("*")):
        if path.suffix in {".py", ".html", ".svg", ".po"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()


class Address(NamedTuple):
    """Scheme, host and path of a page, and the parameters that came with it."""

    place: str
    parameters: tuple[tuple[str, str], ...] = ()
    is_too_long: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> Address | None:
        """None when no stored page may answer: an unknown host, a port that is not ours."""
        try:
            host = request.get_host().lower()
        except DisallowedHost:
            return None
        place = f"{request.scheme}://{host}{request.path}"
        # Django lets any port pass: only the one that this server has, or none, names a page of its own.
        _name, colon, port = host.rpartition(":")
        if colon and port.isdecimal() and port != request.META.get("SERVER_PORT"):
            return None
        query = request.META.get("QUERY_STRING", "")
        if not query:
            return cls(place)
        if len(query) > LONGEST_QUERY:
            return cls(place, is_too_long=True)
        return cls(place, tuple(sorted(parse_qsl(query, keep_blank_values=True))))

    @property
    def bare(self) -> Address:
        return Address(self.place) if self.parameters or self.is_too_long else self

    def reads_only(self, names: frozenset[str]) -> bool:
        """Whether the view, which reads the parameters `names`, was given no other."""
        return not self.is_too_long and all(name in names for name, _value in self.parameters)

    def within(self, names: frozenset[str]) -> Address:
        """The same page without the parameters that its view does not read."""
        return Address(self.place, tuple(pair for pair in self.parameters if pair[0] in names))

    @property
    def key(self) -> str:
        text = f"{release()}\n{self.place}\n{urlencode(self.parameters)}"
        return f"page.{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
