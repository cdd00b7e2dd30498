"""What a host name may be: its written form is checked and made the one that browsers send."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

#: One part of a name, as the domain name system takes it (RFC 1035 and 1123).
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST = 253


class NotAHost(ValueError):
    """These signs are no name of a site."""


class IsThePortal(ValueError):
    """The portal itself answers under this name."""


def cleaned(typed: str) -> str:
    """The name that browsers send for what somebody typed or pasted: « https://www.Eymet.fr/ » → « www.eymet.fr ».

    Raises NotAHost, or IsThePortal for a name under which the portal answers.
    """
    text = typed.strip().lower()
    text = text.partition("://")[2] or text
    text = re.split(r"[/?#]", text, maxsplit=1)[0].removesuffix(".")
    # A port is no part of a name; a mail address is no name at all.
    name, colon, port = text.partition(":")
    if (colon and not port.isdecimal()) or "@" in name:
        raise NotAHost(typed)
    try:
        host = name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError as error:
        raise NotAHost(typed) from error
    if is_portal(host):
        raise IsThePortal(host)
    labels = host.split(".")
    if len(host) > LONGEST or len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels):
        raise NotAHost(typed)
    if _is_address(host) or labels[-1].isdecimal():
        raise NotAHost(typed)
    return host


def is_portal(host: str) -> bool:
    """Whether the portal answers under `host`, by its settings."""
    hosts = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    return validate_host(host, hosts) or host == urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def portal_origin() -> str:
    """« https://portail.example », from the settings."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")


def origin_of(host: str) -> str:
    """The same for another name: its scheme and port are the portal's."""
    portal = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return f"{portal.scheme}://{host}{f':{portal.port}' if portal.port else ''}"
