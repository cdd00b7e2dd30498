from django.utils.translation import gettext_lazy as _

from bastide.core.accounts.models import Role
from bastide.core.workspace.registry import Gesture, gestures

PREPARING = frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF})
READING = PREPARING | {Role.ELECTED}

gestures.plug("actes.start", Gesture(_("Transmettre un acte à la préfecture"), "send", "actes:start", PREPARING, 12))
gestures.plug("actes.list", Gesture(_("Suivre les actes"), "book", "actes:list", READING, 14))
gestures.plug("actes.seances", Gesture(_("Préparer une séance du conseil"), "people", "actes:seances", PREPARING, 16))
gestures.plug(
    "actes.followup",
    Gesture(_("Suivre la télétransmission"), "flag", "actes:followup", frozenset({Role.POLE_STAFF}), 70),
)
