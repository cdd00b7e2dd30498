"""Acts do not leave with what a body wrote: they are kept and handed over by the rules of public archives."""

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, leaving

leaving.plug(
    "actes",
    Leaving(
        _("Actes"),
        stays={
            "actes.*": _(
                "registre légal et échanges avec la préfecture : ils se remettent par un versement d’archives, pas par"
                " une copie ; l’autre portail se raccorde de nouveau"
            )
        },
    ),
)
