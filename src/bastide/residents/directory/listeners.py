"""What the directory makes again after a load of reference data, or after an action changed one body."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory.registry import (
    OrganisationListener,
    ReferenceListener,
    organisation_listeners,
    reference_listeners,
)

from . import town_halls


def refresh(say: Callable[[str], None]) -> None:
    say(_("Annuaire : %(number)s mairies à jour.") % {"number": town_halls.follow_all(timezone.now())})


reference_listeners.plug("directory.town_halls", ReferenceListener("Mairies de l’annuaire", refresh))
organisation_listeners.plug(
    "directory.town_halls", OrganisationListener("Mairies de l’annuaire", town_halls.follow_one)
)
