"""What can be exercised with the simulated préfecture, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import Transaction
from .simulator.scenarios import LETTERS, Scenario


@dataclass(frozen=True)
class Exercise:
    """`word` is what the simulator reads in the object of the act."""

    word: str
    label: Any


EXERCISES = (
    Exercise("accuse", _("Tout se passe bien : l’accusé de réception arrive")),
    Exercise("anomalie-002", _("La préfecture refuse : la classification est dépassée")),
    Exercise("anomalie-006", _("La préfecture refuse : une pièce manque")),
    Exercise("silence", _("La préfecture ne répond pas")),
    Exercise("courrier", _("La préfecture envoie un courrier simple")),
    Exercise("pieces", _("La préfecture demande des pièces")),
    Exercise("observations", _("La préfecture envoie une lettre d’observations")),
    Exercise("defere", _("Le préfet saisit le tribunal")),
)
WORDS = frozenset(exercise.word for exercise in EXERCISES)
#: What an exercise may be made to receive once its act is received: kind of exchange → code of the protocol.
LATER: dict[int, str] = {
    Transaction.Kind.LETTER: LETTERS[Scenario.LETTER],
    Transaction.Kind.REQUEST: LETTERS[Scenario.REQUEST],
    Transaction.Kind.OBSERVATIONS: LETTERS[Scenario.OBSERVATIONS],
    Transaction.Kind.DEFERRAL: LETTERS[Scenario.DEFERRAL],
}
