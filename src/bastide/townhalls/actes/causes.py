"""Why a transmission failed, in words: the codes of the State's anomalies. Source: reference §11 (read 2026-11).

Codes outside these lists occur: they are shown as they came.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .states import normal_code

#: What stands before the code of an envelope that was refused as a whole.
OF_ENVELOPE = "enveloppe"
ACTS = {
    "001": gettext_lazy("acte déjà transmis, ou mal numéroté"),
    "002": gettext_lazy("classification dépassée"),
    "003": gettext_lazy("matière incomplète"),
    "004": gettext_lazy("information manquante"),
    "005": gettext_lazy("information mal écrite"),
    "006": gettext_lazy("pièce manquante"),
    "007": gettext_lazy("pièce refusée"),
    "999": gettext_lazy("autre cause"),
}
ENVELOPES = {
    "001": gettext_lazy("envoi : pièce manquante"),
    "002": gettext_lazy("envoi : pièce refusée"),
    "003": gettext_lazy("envoi : fichier mal formé"),
    "004": gettext_lazy("envoi : information manquante"),
    "005": gettext_lazy("envoi : information mal écrite, souvent un SIREN inconnu"),
    "100": gettext_lazy("envoi : autre cause"),
}


def cause_of(code: str) -> str:
    """« classification dépassée » of "2" or "002"; an empty code is the operator's own refusal."""
    if not code:
        return _("refusé avant d’arriver à la préfecture")
    first, _space, rest = code.partition(" ")
    words = ENVELOPES.get(normal_code(rest)) if first == OF_ENVELOPE else ACTS.get(normal_code(code))
    return str(words) if words is not None else _("anomalie %(code)s") % {"code": code}
