"""Acts do not leave with what a body wrote: they are kept and handed over by the rules of public archives."""

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, leaving

REGISTER = _("registre légal : il se remet par un versement d’archives, pas par une copie")
WORK = _("suivi du travail d’ici, qui se refait là-bas")
STATE = _("échange avec la préfecture par l’opérateur d’ici : l’autre portail s’y raccorde de nouveau")

leaving.plug(
    "actes",
    Leaving(
        _("Actes"),
        stays={
            "actes.Alert": WORK,
            **{f"actes.{name}": REGISTER for name in ("Acte", "ActeFile", "RegisterEntry", "Seance", "AgendaItem")},
            **{
                f"actes.{name}": STATE
                for name in (
                    "ClassificationVersion",
                    "Matiere",
                    "DocumentType",
                    "Transaction",
                    "Dispatch",
                    "Step",
                    "ExchangeFile",
                    "Envelope",
                    "InboundMessage",
                    "Followup",
                    "TransmissionSettings",
                )
            },
        },
    ),
)
