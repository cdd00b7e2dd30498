"""The demonstration's layers, compiled at once: the map is there when the portal opens."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from bastide.kit.geostore import actions
from bastide.kit.registry.demo import Scene, scenes


def load(say: Callable[[str], None]) -> None:
    actions.ask_for_what_changed(at=timezone.now())
    ran = actions.compile_due(clock=timezone.now, say=say)
    say(f"{ran.done} couches à jour." if ran.done else "Couches de la carte : rien n’a changé.")


scenes.plug("gis", Scene("Les couches de la carte", load, order=50))
