"""What the address asks for, safe to look for in a database."""

from __future__ import annotations

from django.http import HttpRequest


def asked(request: HttpRequest, name: str, *, at_most: int = 100) -> str:
    """The words after `name=` in the address, without spaces around and cut at `at_most` signs; "" when absent.

    NUL is left out: PostgreSQL refuses it in any text.
    """
    return request.GET.get(name, "").replace("\x00", "").strip()[:at_most]
