"""What may happen to one exchange with the préfecture, and when a number may serve again. No database here.

The numbers are those that signature books and business software already know from S2LOW.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from .tiers.port import State

__all__ = [
    "BEGINNINGS",
    "NOT_YET_POSTED",
    "OPEN",
    "REGISTERED",
    "TRANSITIONS",
    "Event",
    "Impossible",
    "State",
    "follow",
    "path",
]


LABELS = {
    State.ERROR: _("Erreur"),
    State.CANCELLED: _("Annulé"),
    State.POSTED: _("Posté"),
    State.WAITING: _("En attente de transmission"),
    State.TRANSMITTED: _("Transmis"),
    State.ACKNOWLEDGED: _("Acquittement reçu"),
    State.VALIDATED: _("Validé"),
    State.REFUSED: _("Refusé"),
    State.LETTER_RECEIVED: _("Document reçu"),
    State.RECEIPT_SENT: _("Acquittement envoyé"),
    State.SENT: _("Document envoyé"),
    State.SENDING_REFUSED: _("Refus d’envoi"),
    State.RECEIPT_RECEIVED: _("Acquittement de document reçu"),
    State.TO_CONFIRM: _("En attente d’être postée"),
    State.TO_SIGN: _("En attente d’être signée"),
    State.LETTER_WITHOUT_RECEIPT: _("Document reçu (pas d’accusé)"),
}


class Event(enum.Enum):
    """What makes an exchange move."""

    SIGN = "sign"
    POST = "post"
    BUILD = "build"
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    FAIL = "fail"
    ANOMALY = "anomaly"
    CANCEL = "cancel"
    VALIDATE = "validate"
    REFUSE = "refuse"
    REPLY_SENT = "reply_sent"


#: Where an exchange begins: ours waits or is posted, theirs arrives.
BEGINNINGS = frozenset(
    {State.TO_SIGN, State.TO_CONFIRM, State.POSTED, State.LETTER_RECEIVED, State.LETTER_WITHOUT_RECEIPT}
)

TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.TO_SIGN, Event.SIGN): State.TO_CONFIRM,
    (State.TO_SIGN, Event.POST): State.POSTED,
    (State.TO_CONFIRM, Event.POST): State.POSTED,
    (State.POSTED, Event.BUILD): State.WAITING,
    (State.WAITING, Event.SEND): State.TRANSMITTED,
    (State.TRANSMITTED, Event.ACKNOWLEDGE): State.ACKNOWLEDGED,
    # A second post draws anomaly 001 before the first receipt comes: the receipt wins.
    (State.ERROR, Event.ACKNOWLEDGE): State.ACKNOWLEDGED,
    # Given up before anybody transmitted it.
    (State.TO_SIGN, Event.FAIL): State.ERROR,
    (State.TO_CONFIRM, Event.FAIL): State.ERROR,
    (State.POSTED, Event.FAIL): State.ERROR,
    (State.WAITING, Event.FAIL): State.ERROR,
    (State.TRANSMITTED, Event.FAIL): State.ERROR,
    # Only from "sent": a late anomaly on a receipted act is for a person to read.
    (State.TRANSMITTED, Event.ANOMALY): State.ERROR,
    (State.ACKNOWLEDGED, Event.CANCEL): State.CANCELLED,
    (State.ACKNOWLEDGED, Event.VALIDATE): State.VALIDATED,
    (State.ACKNOWLEDGED, Event.REFUSE): State.REFUSED,
    (State.LETTER_RECEIVED, Event.REPLY_SENT): State.RECEIPT_SENT,
}

#: Deposited by a program, and not yet transmitted by a person: the State knows nothing of it.
NOT_YET_POSTED = frozenset({State.TO_SIGN, State.TO_CONFIRM})
#: Under way: nobody else may begin the same thing.
OPEN = frozenset({State.TO_SIGN, State.TO_CONFIRM, State.POSTED, State.WAITING, State.TRANSMITTED})
#: The State registered the act: for good, even when its transmission was cancelled afterwards.
REGISTERED = frozenset({State.ACKNOWLEDGED, State.VALIDATED, State.REFUSED, State.CANCELLED})
#: "Acte déjà transmis": the State knows the number, whatever we believe.
ALREADY_SENT = "001"


class Impossible(Exception):
    """The exchange cannot do this from where it stands."""


def follow(state: State, event: Event) -> State:
    """Where `event` leads from `state`. Raises Impossible."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise Impossible(f"{event.value} from {state.name}") from None


def path(state: State, event: Event) -> list[State]:
    """The states passed on the way from `state` by `event`.

    An answer may come before we wrote down that we had sent (the process died in between): it proves the sending.
    Raises Impossible.
    """
    if event in (Event.ACKNOWLEDGE, Event.ANOMALY) and state is State.WAITING:
        return [State.TRANSMITTED, follow(State.TRANSMITTED, event)]
    return [follow(state, event)]


def normal_code(code: str) -> str:
    """ "1" and "001" are the same anomaly; what is no number is left as it is."""
    return code.strip().zfill(3) if code.strip().isdigit() else code.strip()


def number_may_serve_again(attempts: Iterable[tuple[State, str]]) -> bool:
    """Whether an act's number may be sent anew: `attempts` are its transmissions, (state, code of the anomaly).

    The State registered nothing when every attempt ended in error; but anomaly 001 says that it knows the number.
    """
    return all(
        state in NOT_YET_POSTED or (state is State.ERROR and normal_code(code) != ALREADY_SENT)
        for state, code in attempts
    )
