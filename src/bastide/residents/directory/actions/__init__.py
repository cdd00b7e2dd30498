"""Every write of the directory. What others see of a place is made again with it: pages, search, the map, memory."""

from ..values import UnusableValue
from .imports import close_import, receive_batch, source_for
from .keepers import NoAddress, ask_for_link, ask_yearly, confirm_by_link, name_keeper, send_link
from .networks import NothingOfOurs, receive_network_file, write_sheet
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
from .proposals import (
    AlreadyDecided,
    NothingProposed,
    accept_proposal,
    propose_change,
    refuse_proposal,
    report_error,
)
from .reception import Outcome, Receipt, Reception, close_reception, foresee_record, receive_record, show_received
from .uploads import MAX_BYTES, AlreadyConfirmed, bring_in, confirm_import, drop_upload, keep_upload, name_columns

__all__ = [
    "MAX_BYTES",
    "AlreadyConfirmed",
    "AlreadyDecided",
    "AlreadyUndone",
    "NoAddress",
    "NotPublishable",
    "NothingOfOurs",
    "NothingProposed",
    "Outcome",
    "Receipt",
    "Reception",
    "UnusableValue",
    "accept_proposal",
    "ask_for_link",
    "ask_yearly",
    "bring_in",
    "close_import",
    "close_reception",
    "confirm_by_link",
    "confirm_import",
    "confirm_place",
    "create_place",
    "drop_upload",
    "edit_place",
    "foresee_record",
    "keep_upload",
    "name_columns",
    "name_keeper",
    "propose_change",
    "publish_place",
    "receive_batch",
    "receive_network_file",
    "receive_record",
    "refuse_proposal",
    "report_error",
    "send_link",
    "show_received",
    "source_for",
    "undo_change",
    "withdraw_place",
    "write_sheet",
]
