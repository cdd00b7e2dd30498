from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.folders import KeptFolder, folders


def texts() -> Path | None:
    """None when the guides live in a bucket."""
    location = settings.STORAGES["guides"].get("OPTIONS", {}).get("location")
    return Path(location) if location else None


folders.plug("guides", KeptFolder(_("Textes des guides"), texts))
