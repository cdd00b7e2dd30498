from __future__ import annotations

import secrets
import shlex
import shutil
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good, off, warning
from bastide.kit.tasks.models import DueWork

from .models import DocumentReading

#: What S3 answers, in words.
WORDS = {
    "403": gettext_lazy("la clé ou le secret ne sont pas acceptés"),
    "AccessDenied": gettext_lazy("cette clé n’a pas le droit de lire ou d’écrire ici"),
    "EndpointConnectionError": gettext_lazy("personne à cette adresse"),
    "InvalidAccessKeyId": gettext_lazy("la clé n’est pas connue"),
    "NoSuchBucket": gettext_lazy("ce seau n’existe pas"),
    "SignatureDoesNotMatch": gettext_lazy("le secret ne va pas avec la clé"),
}


def bucket(at: datetime) -> Finding:
    """Writes, reads and takes away a small file. In a folder, `health.state_folder` says as much."""
    name = getattr(default_storage, "bucket_name", "")
    if not name:
        return off(_("Sans objet : images et documents sont dans un dossier."))
    probe = f"essai-{secrets.token_hex(8)}"
    try:
        kept = default_storage.save(probe, ContentFile(b"bastide"))
        with default_storage.open(kept) as file:
            is_same = file.read() == b"bastide"
        default_storage.delete(kept)
    except Exception as error:
        code = str(getattr(error, "response", {}).get("Error", {}).get("Code", type(error).__name__))
        return bad(
            _("Le seau « %(bucket)s » refuse images et documents : %(why)s.")
            % {"bucket": name, "why": WORDS.get(code, code)},
            mend=_("Corrigez BASTIDE_S3_BUCKET, BASTIDE_S3_ENDPOINT, BASTIDE_S3_KEY ou BASTIDE_S3_SECRET."),
        )
    if not is_same:
        return bad(
            _("Le seau « %(bucket)s » ne rend pas ce qu’on y écrit.") % {"bucket": name},
            mend=_("Regardez ce service S3 : il n’est pas fiable."),
        )
    return good(_("Images et documents s’écrivent dans le seau « %(bucket)s » et s’y relisent.") % {"bucket": name})


checks.plug("media.bucket", Check(gettext_lazy("Images et documents sur S3"), bucket, Group.FILES, order=45))


def words(at: datetime) -> Finding:
    """Whether documents are read, and whether pages that are pictures are read too."""
    lost = DocumentReading.objects.filter(state=DueWork.State.FAILED).count()
    command = shlex.split(settings.OCR_COMMAND)
    if command and shutil.which(command[0]) is None:
        return bad(
            _("La reconnaissance de caractères « %(command)s » est introuvable.") % {"command": command[0]},
            mend=_("Installez-la, ou videz BASTIDE_OCR_COMMAND."),
        )
    if lost:
        return warning(
            ngettext("%(count)s document n’a pas pu être lu.", "%(count)s documents n’ont pas pu être lus.", lost)
            % {"count": lost},
            mend=_("Ils restent publiés ; la recherche ne voit que leur titre. Renvoyez-les en PDF."),
        )
    if not command:
        return off(
            _("Les documents sont lus ; les pages numérisées ne le sont pas (sans reconnaissance de caractères)."),
            mend=_("Installez tesseract et son français, puis mettez BASTIDE_OCR_COMMAND=tesseract."),
        )
    return good(_("Les documents sont lus, pages numérisées comprises."))


checks.plug("media.words", Check(gettext_lazy("Texte des documents"), words, Group.WORK, needs_database=True, order=60))
