"""Every write of the directory. What others see of a place is made again with it: pages, search, the map, memory."""

from ..values import UnusableValue
from .first import is_alone, receive_first
from .imports import close_import, receive_batch, source_for
from .keepers import NoAddress, ask_for_link, ask_yearly, confirm_by_link, name_keeper, send_link
from .networks import NothingOfOurs, receive_network_file, write_sheet
from .pictures import MOST_PICTURES, TooManyPictures, add_picture, offer_picture, remove_picture
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
from .uploads import (
    AT_ONCE,
    MAX_BYTES,
    AlreadyConfirmed,
    bring_in,
    check_lists,
    confirm_import,
    drop_upload,
    keep_upload,
    name_columns,
    name_kinds,
)

__all__ = [
    "AT_ONCE",
    "MAX_BYTES",
    "MOST_PICTURES",
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
    "TooManyPictures",
    "UnusableValue",
    "accept_proposal",
    "add_picture",
    "ask_for_link",
    "ask_yearly",
    "bring_in",
    "check_lists",
    "close_import",
    "close_reception",
    "confirm_by_link",
    "confirm_import",
    "confirm_place",
    "create_place",
    "drop_upload",
    "edit_place",
    "foresee_record",
    "is_alone",
    "keep_upload",
    "name_columns",
    "name_keeper",
    "name_kinds",
    "offer_picture",
    "propose_change",
    "publish_place",
    "receive_batch",
    "receive_first",
    "receive_network_file",
    "receive_record",
    "refuse_proposal",
    "remove_picture",
    "report_error",
    "send_link",
    "show_received",
    "source_for",
    "undo_change",
    "withdraw_place",
    "write_sheet",
]
