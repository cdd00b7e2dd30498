from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from bastide.core.backup.registry import Restored, restored

from . import actions


def settle(at: datetime) -> str:
    if not (count := actions.doubt_waiting(at=at)):
        return ""
    return ngettext(
        "%(count)d courriel attendait : il part maintenant, peut-être pour la deuxième fois.",
        "%(count)d courriels attendaient : ils partent maintenant, peut-être pour la deuxième fois.",
        count,
    ) % {"count": count}


restored.plug("mail.waiting", Restored(gettext_lazy("Courriels en attente"), settle))
