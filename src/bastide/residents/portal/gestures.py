from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Role
from bastide.core.workspace.registry import Gesture, gestures

WRITERS = frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF})
gestures.plug("gaps", Gesture(_("Voir ce qui manque"), "search", "portal_space:gaps", WRITERS, 55))
