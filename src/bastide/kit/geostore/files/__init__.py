"""Where the files of layers lie: a folder by default, a bucket by setting."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from .base import LayerFiles

__all__ = ["LayerFiles", "layer_files"]


@cache
def layer_files() -> LayerFiles:
    """The place that the settings name."""
    options = dict(settings.LAYERS_STORAGE)
    backend: str = options.pop("BACKEND")
    return import_string(backend)(**options)


def _forget(*, setting: str, **_: object) -> None:
    if setting == "LAYERS_STORAGE":
        layer_files.cache_clear()


setting_changed.connect(_forget, dispatch_uid="geostore.files")
