"""The index follows the reference data."""

from collections.abc import Callable

from django.utils import timezone

from bastide.core.territory.registry import ReferenceListener, reference_listeners

from . import actions


def refresh(say: Callable[[str], None]) -> None:
    actions.rebuild_all(at=timezone.now(), say=say)


reference_listeners.plug("search", ReferenceListener(title="Index de recherche", refresh=refresh))
