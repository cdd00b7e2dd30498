"""What one can do with the directory from the start page."""

from django.utils.translation import gettext_lazy as _

from bastide.core.accounts.models import Role
from bastide.core.workspace.registry import Gesture, gestures

gestures.plug(
    "directory.places",
    Gesture(
        _("Tenir l’annuaire"),
        "map-pin",
        "directory:space_places",
        frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF}),
        45,
    ),
)
gestures.plug(
    "directory.networks",
    Gesture(_("Mettre à jour les TIC faciles"), "wifi", "directory:space_networks", frozenset({Role.POLE_STAFF}), 47),
)
