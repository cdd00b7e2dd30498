from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.folders import KeptFolder, folders


def layers() -> Path | None:
    """None when layers live in a bucket."""
    folder = settings.LAYERS_STORAGE.get("folder")
    return Path(folder) if folder else None


folders.plug("layers", KeptFolder(_("Couches de la carte"), layers))
