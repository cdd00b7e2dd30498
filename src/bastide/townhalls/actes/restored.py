from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from bastide.core.backup.registry import Restored, restored

from . import actions


def settle(at: datetime) -> str:
    if not (count := actions.doubt_sendings(at=at)):
        return ""
    return ngettext(
        "%(count)d envoi vers la préfecture attendait : il sera d’abord cherché chez le prestataire.",
        "%(count)d envois vers la préfecture attendaient : ils seront d’abord cherchés chez le prestataire.",
        count,
    ) % {"count": count}


restored.plug("actes.sendings", Restored(gettext_lazy("Envois d’actes"), settle))
