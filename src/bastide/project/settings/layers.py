"""Layers of the map: where their files lie, and what DuckDB may take."""

from typing import Any

from .env import STATE_DIR, env
from .storage import S3

# Where a version is made before it is stored; on the same disk as the folder of layers it is moved, not copied.
LAYERS_BUILD_DIR = str(STATE_DIR / "layers-building")

LAYERS_STORAGE: dict[str, Any] = {
    "BACKEND": "bastide.kit.geostore.files.folder.Folder",
    "folder": env.str("BASTIDE_LAYERS_DIR", default=str(STATE_DIR / "layers")),
}
_bucket = env.str("BASTIDE_LAYERS_S3_BUCKET", default="")
# The bucket of uploaded files holds layers too, unless they were given a place of their own.
if _bucket or (S3["bucket"] and not env.str("BASTIDE_LAYERS_DIR", default="")):
    LAYERS_STORAGE = {
        "BACKEND": "bastide.kit.geostore.files.bucket.Bucket",
        "bucket": _bucket or S3["bucket"],
        "prefix": env.str("BASTIDE_LAYERS_S3_PREFIX", default="layers"),
        "endpoint": env.str("BASTIDE_LAYERS_S3_ENDPOINT", default=S3["endpoint"]),
        "region": env.str("BASTIDE_LAYERS_S3_REGION", default=S3["region"]),
        "key": env.str("BASTIDE_LAYERS_S3_KEY", default=S3["key"]),
        "secret": env.str("BASTIDE_LAYERS_S3_SECRET", default=S3["secret"]),
    }

# Each web process reads with its own DuckDB: memory for what it is sorting and for the files' footers. A question reads
# few groups of rows: a second thread costs more than it brings.
LAYERS_MEMORY = env.str("BASTIDE_LAYERS_MEMORY", default="512MB")
LAYERS_THREADS = env.int("BASTIDE_LAYERS_THREADS", default=1)
# One build at a time in each process; what does not fit goes to the disk.
LAYERS_BUILD_MEMORY = env.str("BASTIDE_LAYERS_BUILD_MEMORY", default="1GB")
LAYERS_BUILD_THREADS = env.int("BASTIDE_LAYERS_BUILD_THREADS", default=2)
