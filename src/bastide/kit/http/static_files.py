"""Static files with hashed names, compressed once, when they are collected."""

from pathlib import Path
from typing import Any

import brotli
from django.apps import apps
from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class QuickCompressor(Compressor):
    """Brotli at a quality that costs next to nothing."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=5)


class OwnFilesFirst(Compressor):
    """What visitors load, our own apps' files, as small as can be; the back office's many files quickly.

    Best quality for all of Wagtail's files costs 9 s of processor at each first start, against 1 s.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.quick = QuickCompressor(**options)
        self.own = {config.label for config in apps.get_app_configs() if config.name.startswith("bastide.")}

    def compress(self, path: str) -> list[str]:
        folder = Path(path).relative_to(settings.STATIC_ROOT).parts[0]
        return super().compress(path) if folder in self.own else self.quick.compress(path)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    def create_compressor(self, **options: Any) -> Compressor:
        return OwnFilesFirst(**options)
