"""What the law asks a public site to say, and what the pôle has not said yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import PortalSettings


@dataclass(frozen=True)
class Obligation:
    """One thing to say, where it is kept, and the text that asks for it."""

    field: str
    label: Any
    source: Any


# Sources: loi n° 2004-575 du 21 juin 2004, art. 1-1 (publisher, director, host); RGPD, art. 13 and 37 (data protection
# officer, compulsory for public bodies); loi n° 2005-102, art. 47, and décret n° 2019-768, art. 4 (accessibility
# contact). Read 2026-11.
OBLIGATIONS = (
    Obligation("publisher", _("Nom de l’éditeur"), _("loi du 21 juin 2004")),
    Obligation("publisher_address", _("Adresse de l’éditeur"), _("loi du 21 juin 2004")),
    Obligation("publisher_phone", _("Téléphone de l’éditeur"), _("loi du 21 juin 2004")),
    Obligation("publisher_email", _("Adresse électronique de l’éditeur"), _("loi du 21 juin 2004")),
    Obligation("publication_director", _("Directeur de la publication"), _("loi du 21 juin 2004")),
    Obligation("host_name", _("Nom de l’hébergeur"), _("loi du 21 juin 2004")),
    Obligation("host_address", _("Adresse de l’hébergeur"), _("loi du 21 juin 2004")),
    Obligation("host_phone", _("Téléphone de l’hébergeur"), _("loi du 21 juin 2004")),
    Obligation("dpo_email", _("Délégué à la protection des données"), _("RGPD, articles 13 et 37")),
    Obligation("accessibility_email", _("Contact pour l’accessibilité"), _("décret du 24 juillet 2019")),
)


def missing_statements(settings: PortalSettings) -> list[Obligation]:
    """What the legal pages show as « non renseigné », for the pôle to fill in."""
    return [each for each in OBLIGATIONS if not str(getattr(settings, each.field)).strip()]
