"""What stands between the network and a view: hosts, middleware, content security policy."""

import contextlib
import os
import secrets
import tempfile

from .env import STATE_DIR, env


def secret_key() -> str:
    """The key of this installation: from the environment, else from a private file made on first use."""
    if key := env.str("BASTIDE_SECRET_KEY", default=""):
        return key
    path = STATE_DIR / "secret.key"
    if not path.exists():
        STATE_DIR.mkdir(parents=True, exist_ok=True)
        # Whole before it has its name: processes that start together all read the same key.
        with tempfile.NamedTemporaryFile("w", dir=STATE_DIR) as draft:
            draft.write(secrets.token_urlsafe(50))
            draft.flush()
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()


DEBUG = env.bool("BASTIDE_DEBUG", default=False)
SECRET_KEY = secret_key()
# The keys of before, the last one first: what they signed and sealed still holds.
SECRET_KEY_FALLBACKS = env.list("BASTIDE_FORMER_SECRET_KEYS", default=[])
ALLOWED_HOSTS = env.list("BASTIDE_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("BASTIDE_TRUSTED_ORIGINS", default=[])

# True once the portal answers at an https address: browsers then refuse plain http, for as long as the second says.
HTTPS = env.bool("BASTIDE_HTTPS", default=False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("BASTIDE_HSTS_SECONDS", default=365 * 24 * 3600) if HTTPS else 0
# Probes ask a node by itself, without encryption; they are told nothing about anybody.
SECURE_REDIRECT_EXEMPT = [r"^sante(/|$)"]
# Only behind a proxy that sets this header itself: anybody else could write it.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BASTIDE_BEHIND_PROXY", default=False) else None
)
# How long a proxy or CDN in front may keep a public page without asking; our own purges do not reach it.
PAGE_PROXY_SECONDS = env.int("BASTIDE_PAGE_PROXY_SECONDS", default=0)

MIDDLEWARE = [
    "bastide.kit.http.request_number.RequestNumberMiddleware",
    # Admits the recorded domains; before the cache, which keeps a page for each host.
    "bastide.core.domains.middleware.HostMiddleware",
    # A page found in the cache passes through nothing else.
    "bastide.kit.http.middleware.PageCacheMiddleware",
    "bastide.kit.http.middleware.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bastide.kit.http.middleware.ContentSecurityPolicyMiddleware",
    "bastide.core.domains.middleware.OwnAddressMiddleware",
    "bastide.kit.http.middleware.RefusalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bastide.core.accounts.middleware.GuardMiddleware",
    "bastide.core.accounts.middleware.LanguageMiddleware",
    "bastide.core.backoffice.middleware.WallMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

# Public pages and the workspace: nothing inline, nothing from another host.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "worker-src": ["'self'"],
        "style-src": ["'self'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
# Wagtail's back office writes scripts in its pages, and shows a page being written in a frame.
BACK_OFFICE_PATH = "/cms/"
BACK_OFFICE_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "script-src": ["'self'", "'unsafe-inline'"],
        # Its editor of blocks writes style attributes.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}
REFUSED_FEATURES = ["browsing-topics", "camera", "display-capture", "microphone", "midi", "payment", "usb"]
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in REFUSED_FEATURES)
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# What one request may send, files included; a form without its files is held to five megabytes.
UPLOAD_MAX_BYTES = env.int("BASTIDE_UPLOAD_MAX_MB", default=200) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# The header in which a proxy hands over the certificate that a program showed (nginx: $ssl_client_escaped_cert). Only
# behind a proxy that sets it itself: anybody else could write it.
CLIENT_CERTIFICATE_HEADER = env.str("BASTIDE_CLIENT_CERTIFICATE_HEADER", default="")
