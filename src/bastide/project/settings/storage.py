"""Files: static assets with hashed names on each machine; uploaded media in the state folder, or in a bucket."""

from typing import Any

from .env import STATE_DIR, env

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_URL = "/media/"
MEDIA_ROOT = STATE_DIR / "media"

# One bucket for what several web nodes share: uploaded files, and layers (`layers.py`).
S3: dict[str, str] = {
    "bucket": env.str("BASTIDE_S3_BUCKET", default=""),
    "endpoint": env.str("BASTIDE_S3_ENDPOINT", default=""),
    "region": env.str("BASTIDE_S3_REGION", default="us-east-1"),
    "key": env.str("BASTIDE_S3_KEY", default=""),
    "secret": env.str("BASTIDE_S3_SECRET", default=""),
}

MEDIA_STORAGE: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
if S3["bucket"]:
    MEDIA_STORAGE = {"BACKEND": "bastide.core.media.bucket.MediaBucket", "OPTIONS": {**S3, "prefix": "media"}}
# The texts of the State's guides (`residents/comarquage/shelf.py`).
GUIDES_STORAGE: dict[str, Any] = {
    "BACKEND": "bastide.residents.comarquage.shelf.GuideFolder",
    "OPTIONS": {"location": str(STATE_DIR / "guides")},
}
if S3["bucket"]:
    GUIDES_STORAGE = {"BACKEND": "bastide.core.media.bucket.MediaBucket", "OPTIONS": {**S3, "prefix": "guides"}}
# Documents pass through us, wherever they lie: who may read them is asked each time.
WAGTAILDOCS_SERVE_METHOD = "serve_view"

STORAGES = {
    "default": MEDIA_STORAGE,
    "guides": GUIDES_STORAGE,
    "staticfiles": {"BACKEND": "bastide.kit.http.static_files.StaticFilesStorage"},
}
