from django.utils.translation import gettext_lazy as _

from bastide.core.accounts.models import Role
from bastide.core.workspace.registry import Gesture, gestures

WRITERS = frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF})
gestures.plug("guides", Gesture(_("Compléter les guides"), "book", "comarquage_space:guides", WRITERS, 45))
