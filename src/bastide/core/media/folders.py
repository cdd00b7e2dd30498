from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.folders import KeptFolder, folders


def uploaded() -> Path | None:
    """None when uploaded files live on S3."""
    is_folder = settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage")
    return Path(settings.MEDIA_ROOT) if is_folder else None


folders.plug("media", KeptFolder(_("Images et documents"), uploaded))
