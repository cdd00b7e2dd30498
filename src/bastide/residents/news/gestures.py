from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Role
from bastide.core.workspace.registry import Gesture, gestures

WRITERS = frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF})
gestures.plug("news", Gesture(_("Écrire une actualité"), "speech", "news_desk:index", WRITERS, 3))
