"""Caches in front of the portal that are told which pages changed: none by default."""

from typing import Any

from .env import env
from .work import REHEARSAL

WAGTAILFRONTENDCACHE: dict[str, dict[str, Any]] = {
    # Varnish, or nginx with its purge module: each takes PURGE at this address.
    f"proxy-{rank}": {"BACKEND": "bastide.kit.http.front.PurgingProxy", "LOCATION": address}
    for rank, address in enumerate(env.list("BASTIDE_FRONT_CACHES", default=[]), start=1)
}
if env.str("BASTIDE_CDN_ZONE", default=""):
    # A CDN with Cloudflare's interface; a name of another zone is left to the others.
    WAGTAILFRONTENDCACHE["cdn"] = {
        "BACKEND": "bastide.kit.http.front.ContentNetwork",
        "API": env.str("BASTIDE_CDN_API", default="https://api.cloudflare.com/client/v4"),
        "ZONEID": env.str("BASTIDE_CDN_ZONE"),
        "BEARER_TOKEN": env.str("BASTIDE_CDN_TOKEN"),
        "HOSTNAMES": env.list("BASTIDE_CDN_HOSTS", default=["*"]),
    }
if REHEARSAL:
    # The caches in front are those of the real portal.
    WAGTAILFRONTENDCACHE = {}
