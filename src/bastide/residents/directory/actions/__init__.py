"""Every write of the directory. What others see of a place is made again with it: pages, search, the map, memory."""

from ..values import UnusableValue
from .places import (
    AlreadyUndone,
    NotPublishable,
    confirm_place,
    create_place,
    edit_place,
    publish_place,
    undo_change,
    withdraw_place,
)
from .reception import Outcome, Receipt, Reception, close_reception, foresee_record, receive_record

__all__ = [
    "AlreadyUndone",
    "NotPublishable",
    "Outcome",
    "Receipt",
    "Reception",
    "UnusableValue",
    "close_reception",
    "confirm_place",
    "create_place",
    "edit_place",
    "foresee_record",
    "publish_place",
    "receive_record",
    "undo_change",
    "withdraw_place",
]
