from .imports import DAILY_KEY, Dangerous, ImportRefused, TakenOver, import_guides
from .local import (
    NotTheirs,
    forget_rule,
    show_all,
    withdraw_note,
    withdraw_service,
    withdraw_sheet,
    write_note,
    write_rule,
    write_service,
    write_sheet,
)

__all__ = [
    "DAILY_KEY",
    "Dangerous",
    "ImportRefused",
    "NotTheirs",
    "TakenOver",
    "forget_rule",
    "import_guides",
    "show_all",
    "withdraw_note",
    "withdraw_service",
    "withdraw_sheet",
    "write_note",
    "write_rule",
    "write_service",
    "write_sheet",
]
