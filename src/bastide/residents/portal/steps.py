"""Where a page stands: the steps of its breadcrumb."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bastide.core.territory.models import Commune
from bastide.kit.http.languages import home_of

Step = tuple[str, str | None]


def home_step() -> Step:
    return _("Accueil"), home_of(get_language() or settings.LANGUAGE_CODE)


def alone(name: str) -> list[Step]:
    """A page just below the front."""
    return [home_step(), (name, None)]


def in_communes(name: str) -> list[Step]:
    return [home_step(), (_("Communes"), reverse("portal:commune_list")), (name, None)]


def in_epcis(name: str) -> list[Step]:
    return [home_step(), (_("Intercommunalités"), reverse("portal:epci_list")), (name, None)]


def in_commune(commune: Commune, name: str) -> list[Step]:
    return [*in_communes(commune.name)[:-1], (commune.name, commune.get_absolute_url()), (name, None)]
