"""The map: an outside basemap, off by default. Its tiles are fetched and kept by the server, never by a visitor."""

from .env import STATE_DIR, env

# Where its tiles are, with {z}, {x} and {y}; nothing else is asked of its host.
BASEMAP_URL = env.str("BASTIDE_BASEMAP_URL", default="")
BASEMAP_TITLE = env.str("BASTIDE_BASEMAP_TITLE", default="Fond de carte")
# Who made it, shown with the map whenever it is.
BASEMAP_CREDIT = env.str("BASTIDE_BASEMAP_CREDIT", default="")
BASEMAP_MAX_ZOOM = env.int("BASTIDE_BASEMAP_MAX_ZOOM", default=18)
# How long a tile is served before its host is asked again.
BASEMAP_DAYS = env.int("BASTIDE_BASEMAP_DAYS", default=30)
BASEMAP_CACHE_MB = env.int("BASTIDE_BASEMAP_CACHE_MB", default=500)
BASEMAP_FOLDER = STATE_DIR / "cache" / "basemap"
BASEMAP_SECONDS = 5.0
