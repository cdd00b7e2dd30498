from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Role
from bastide.core.workspace.registry import Gesture, gestures

WRITERS = frozenset({Role.AGENT, Role.SIGNATORY, Role.WEBMASTER, Role.POLE_STAFF})
gestures.plug("pages", Gesture(_("Écrire une page"), "pen", "pages_space:pages", WRITERS, 70))
