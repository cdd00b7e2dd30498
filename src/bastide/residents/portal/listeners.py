"""What the portal makes again after a load of reference data."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.utils.translation import gettext as _

from bastide.core.territory.models import Territory
from bastide.core.territory.registry import ReferenceListener, reference_listeners
from bastide.kit.http.pages import purge_all

from .context import COUNT_KEY


def refresh(say: Callable[[str], None]) -> None:
    """Forget every page and every count: a load may change any of them."""
    cache.delete_many([f"{COUNT_KEY}.{pk}" for pk in [0, *Territory.objects.values_list("pk", flat=True)]])
    purge_all()
    say(_("Pages du portail : à jour."))


reference_listeners.plug("portal.pages", ReferenceListener("Pages du portail", refresh))
