from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Role
from bastide.core.workspace.registry import Gesture, gestures

WRITERS = frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF})
gestures.plug("showcase", Gesture(_("Mettre en vitrine"), "grapes", "showcase_space:index", WRITERS, 65))
