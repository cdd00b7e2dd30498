"""How a body is named to the people who work in it, and whether it is open, as a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bastide.core.territory.models import OpenState, Organisation


def house_of(organisation: Organisation) -> str:
    """ "Mairie d’Eymet" for « Commune d’Eymet »; other bodies keep their name."""
    is_commune = organisation.kind == Organisation.Kind.COMMUNE
    return organisation.name.replace("Commune ", "Mairie ", 1) if is_commune else organisation.name


def opening_sentence(organisation: Organisation, state: OpenState | None) -> str:
    """ "La mairie est fermée\u202f; elle ouvre demain à 8 h 30." Nothing for a body without an office."""
    if state is None:
        return ""
    is_commune = organisation.kind == Organisation.Kind.COMMUNE
    if not state.is_known:
        return _("Les horaires de la mairie ne sont pas connus.") if is_commune else _("L’accueil n’a pas d’horaires.")
    hour = {"hour": state.hour, "next": state.next_opening}
    if state.closes_soon:
        said = _("La mairie ferme bientôt, à %(hour)s.") if is_commune else _("L’accueil ferme bientôt, à %(hour)s.")
    elif state.is_open:
        said = (
            _("La mairie est ouverte jusqu’à %(hour)s.") if is_commune else _("L’accueil est ouvert jusqu’à %(hour)s.")
        )
    elif state.next_opening:
        said = (
            _("La mairie est fermée ; elle ouvre %(next)s.")
            if is_commune
            else _("L’accueil est fermé ; il ouvre %(next)s.")
        )
    else:
        said = _("La mairie est fermée.") if is_commune else _("L’accueil est fermé.")
    return f"{said % hour} {state.warning}.".removesuffix(" .")
