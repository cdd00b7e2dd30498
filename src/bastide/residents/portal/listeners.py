"""What the portal makes again after a load of reference data, or after an action changed one body."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.utils.translation import gettext as _

from bastide.core.search import actions as index
from bastide.core.territory.models import Commune, Epci, Organisation, Territory
from bastide.core.territory.registry import (
    OrganisationListener,
    ReferenceListener,
    organisation_listeners,
    reference_listeners,
)
from bastide.kit.http.pages import purge_all

from .context import COUNT_KEY


def refresh(say: Callable[[str], None]) -> None:
    """Forget every page and every count: a load may change any of them."""
    cache.delete_many([f"{COUNT_KEY}.{pk}" for pk in [0, *Territory.objects.values_list("pk", flat=True)]])
    purge_all()
    say(_("Pages du portail : à jour."))


reference_listeners.plug("portal.pages", ReferenceListener("Pages du portail", refresh))


def find_again(organisation: Organisation) -> None:
    """Let the search find the body by what it says now."""
    for code in Commune.objects.filter(organisation=organisation).values_list("insee_code", flat=True):
        index.reindex(source="communes", key=code)
        index.reindex(source="town_halls", key=code)
    for siren in Epci.objects.filter(organisation=organisation).values_list("siren", flat=True):
        index.reindex(source="epci", key=siren)


organisation_listeners.plug("portal.search", OrganisationListener("Entrées de recherche", find_again))
