"""The map follows the reference: its layers are read again at the next tick after a load that changed something."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory.registry import ReferenceListener, reference_listeners
from bastide.kit.geostore import actions


def refresh(say: Callable[[str], None]) -> None:
    actions.ask_for_what_changed(at=timezone.now())
    say(_("Couches de la carte\u00a0: elles seront refaites."))


reference_listeners.plug("gis.layers", ReferenceListener("Couches de la carte", refresh))
