"""Layers in a bucket that speaks S3, which several web nodes share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from boto3.exceptions import S3UploadFailedError
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ..problems import LayerUnreadable, StorageRefused
from .base import LayerFiles, StoredFile

ABSENT = {"404", "NoSuchKey", "NotFound"}
WORDS = {
    "403": "la clé ou le secret ne sont pas acceptés",
    "InvalidAccessKeyId": "la clé n’est pas connue",
    "SignatureDoesNotMatch": "le secret ne va pas avec la clé",
    "AccessDenied": "cette clé n’a pas le droit de lire ou d’écrire ici",
    "NoSuchBucket": "ce seau n’existe pas",
}


class Bucket(LayerFiles):
    def __init__(self, bucket: str, prefix: str, endpoint: str, region: str, key: str, secret: str) -> None:
        self.bucket, self.prefix, self.endpoint, self.region = bucket, prefix.strip("/"), endpoint, region
        self.key, self.secret = key, secret
        self.root = f"s3://{bucket}/{self.prefix}/"
        self.client = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region,
            aws_access_key_id=key or None,
            aws_secret_access_key=secret or None,
            config=Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 2},
                s3={"addressing_style": "path" if endpoint else "auto"},
            ),
        )

    def put(self, source: Path, name: str) -> None:
        # An object shows when all its parts have come, never before.
        with self._explained(StorageRefused):
            self.client.upload_file(str(source), self.bucket, self._path(name))

    def size(self, name: str) -> int | None:
        try:
            with self._explained(LayerUnreadable):
                return int(self.client.head_object(Bucket=self.bucket, Key=self._path(name))["ContentLength"])
        except LayerUnreadable as problem:
            if isinstance(problem.__cause__, ClientError) and _code(problem.__cause__) in ABSENT:
                return None
            raise

    def read(self, name: str, start: int, length: int) -> bytes:
        if length <= 0:
            return b""
        wanted = f"bytes={start}-{start + length - 1}"
        with self._explained(LayerUnreadable):
            body = self.client.get_object(Bucket=self.bucket, Key=self._path(name), Range=wanted)["Body"]
            return bytes(body.read())

    def delete(self, name: str) -> None:
        with self._explained(StorageRefused):
            self.client.delete_object(Bucket=self.bucket, Key=self._path(name))

    def all(self) -> Iterator[StoredFile]:
        with self._explained(StorageRefused):
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=f"{self.prefix}/")
            for page in pages:
                for entry in page.get("Contents", []):
                    name = entry["Key"].removeprefix(f"{self.prefix}/")
                    yield StoredFile(name, entry["Size"], entry["LastModified"])

    def address(self, name: str) -> str:
        return self.root + name

    def extensions(self) -> tuple[str, ...]:
        return ("httpfs",)

    def secret_sql(self) -> str:
        """Names the bucket only: the key is sent nowhere else."""
        place = urlsplit(self.endpoint)
        fields = {"TYPE": "s3", "KEY_ID": self.key, "SECRET": self.secret, "REGION": self.region, "SCOPE": self.root}
        if place.netloc:
            fields |= {"ENDPOINT": place.netloc, "URL_STYLE": "path"}
        told = ", ".join(f"{name} '{value.replace(chr(39), chr(39) * 2)}'" for name, value in fields.items())
        return f"CREATE SECRET layers ({told}, USE_SSL {'false' if place.scheme == 'http' else 'true'})"

    def explain(self, error: Exception) -> str:
        text = str(error)
        if "403" in text:
            return f"Le seau « {self.bucket} » refuse : {WORDS['403']}."
        if "404" in text:
            return f"Un fichier de couche manque dans le seau « {self.bucket} »."
        return f"Le seau « {self.bucket} » ne répond pas comme attendu : {text.splitlines()[0]}"

    def _path(self, name: str) -> str:
        return f"{self.prefix}/{name}"

    @contextmanager
    def _explained(self, problem: type[LayerUnreadable] | type[StorageRefused]) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            code = _code(error)
            raise problem(f"Le seau « {self.bucket} » refuse : {WORDS.get(code, code)}.") from error
        except S3UploadFailedError as error:
            known = next((words for code, words in WORDS.items() if f"({code})" in str(error)), str(error))
            raise problem(f"Le seau « {self.bucket} » refuse : {known}.") from error
        except BotoCoreError as error:
            raise problem(f"Le seau « {self.bucket} » ne répond pas : {error}") from error


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", "?"))
