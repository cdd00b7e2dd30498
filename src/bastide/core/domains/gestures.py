from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Role
from bastide.core.workspace.registry import Gesture, gestures

gestures.plug(
    "domains",
    Gesture(_("Donner son propre domaine à un site"), "globe", "domains:domains", frozenset({Role.POLE_STAFF}), 70),
)
