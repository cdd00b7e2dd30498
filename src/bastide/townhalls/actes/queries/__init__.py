"""What the screens of acts read; one module per noun."""

from .acts import (
    actes_of,
    current_classification,
    document_types_for,
    enforceable_day,
    identity_of,
    matieres_like,
    matieres_proposed,
    usual_vote,
)
from .desk import Desk, desk_of, list_due, quarantined
from .followup import YEAR, anomalies_by_cause, followed_bodies, help_needed, months_of, steps_reached
from .register import (
    FoundInRegister,
    RegisterPaginator,
    RegisterWish,
    addresses_of_register,
    forget_latest,
    found_in_register,
    latest_entries,
    register_entries,
    years_of_register,
)

__all__ = [
    "YEAR",
    "Desk",
    "FoundInRegister",
    "RegisterPaginator",
    "RegisterWish",
    "actes_of",
    "addresses_of_register",
    "anomalies_by_cause",
    "current_classification",
    "desk_of",
    "document_types_for",
    "enforceable_day",
    "followed_bodies",
    "forget_latest",
    "found_in_register",
    "help_needed",
    "identity_of",
    "latest_entries",
    "list_due",
    "matieres_like",
    "matieres_proposed",
    "months_of",
    "quarantined",
    "register_entries",
    "steps_reached",
    "usual_vote",
    "years_of_register",
]
