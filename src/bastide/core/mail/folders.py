from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.folders import KeptFolder, folders


def written() -> Path:
    """The mails that no server took: written as files as long as none is set."""
    return Path(settings.EMAIL_FILE_PATH)


folders.plug("mail", KeptFolder(_("Courriels écrits en fichiers"), written))
