"""The demonstration can be searched."""

from collections.abc import Callable

from django.utils import timezone

from bastide.kit.registry.demo import Scene, scenes

from . import actions


def load(say: Callable[[str], None]) -> None:
    changed = actions.rebuild_all(at=timezone.now())
    say(f"{changed} entrées changées dans l’index")


scenes.plug("search", Scene(title="Index de recherche", load=load, order=90))
