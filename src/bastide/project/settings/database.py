"""Databases and cache: SQLite and files by default, PostgreSQL and Redis by address."""

from django.core.exceptions import ImproperlyConfigured

from .env import STATE_DIR, env
from .http import DEBUG

# Measured with eight writers for 30 s: this recipe failed no write of 13,005; Django's defaults failed 1,867 of 5,035.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
}


def database(url: str) -> dict:
    """Django's settings for one database address (`sqlite:///path` or `postgres://user:password@host/name`)."""
    config = dict(env.db_url_config(url))
    config["CONN_MAX_AGE"] = 60
    config["ATOMIC_REQUESTS"] = False
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = SQLITE_OPTIONS
    else:
        config["CONN_HEALTH_CHECKS"] = True
        # A machine that is gone answers nothing at all: a page waits no longer than this to say so.
        config["OPTIONS"] = {"connect_timeout": 5, **config.get("OPTIONS", {})}
    return config


DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'bastide.sqlite3'}"))}


def caches(url: str) -> dict:
    """Django's settings for the caches: files when `url` is empty, else the Redis or Valkey that it names."""
    if not url:
        return {
            # Shared by all processes of the machine: with a memory per process, 32 of 60 reads were stale.
            "default": {
                "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
                "LOCATION": str(STATE_DIR / "cache" / "default"),
            },
            # Public pages, see `kit/http/pages.py`.
            "pages": {
                "BACKEND": "bastide.kit.http.cache.PageFileCache",
                "LOCATION": str(STATE_DIR / "cache" / "pages"),
                "OPTIONS": {"MAX_ENTRIES": 20_000},
            },
        }
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(f"BASTIDE_CACHE_URL={url}: give an address such as redis://host:6379/0, or nothing.")
    # Without it everything still works, only slower: nobody waits for it.
    options = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": None}
    redis = {"BACKEND": "bastide.kit.http.shared_cache.SharedCache", "LOCATION": url, "OPTIONS": options}
    return {"default": {**redis, "KEY_PREFIX": "default"}, "pages": {**redis, "KEY_PREFIX": "pages"}}


CACHES = caches(env.str("BASTIDE_CACHE_URL", default=""))
if DEBUG:
    # Who works on a template sees it at once.
    CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
