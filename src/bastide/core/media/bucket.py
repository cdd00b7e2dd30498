"""Uploaded files in a bucket that speaks S3, which several web nodes share."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from botocore.config import Config
from django.conf import settings
from storages.backends.s3 import S3Storage


class MediaBucket(S3Storage):
    """The bucket may stay private: browsers get files from us (`views.py`), never from it, nor its address."""

    def __init__(self, *, bucket: str, endpoint: str, region: str, key: str, secret: str, prefix: str) -> None:
        style = "path" if endpoint else "auto"
        super().__init__(
            bucket_name=bucket,
            location=prefix,
            endpoint_url=endpoint or None,
            region_name=region,
            # Without them, boto3 looks where Amazon's tools keep theirs.
            **({"access_key": key, "secret_key": secret} if key else {}),
            # Two files of one name are two files, as in a folder.
            file_overwrite=False,
            client_config=Config(
                signature_version="s3v4",
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 2},
                s3={"addressing_style": style},
            ),
        )

    def url(self, name: str, *args: Any, **options: Any) -> str:
        return settings.MEDIA_URL + quote(name.replace("\\", "/"))
