"""Everything that changes who may do what, one module per noun."""

from ..limits import Limit, TooManyTries, network_of, spend, too_many
from .back_office import refresh_groups
from .invitation import (
    AlreadySignedIn,
    InvitationRefused,
    NoPlace,
    accept_invitation,
    cancel_invitation,
    invite,
    invite_again,
    openable,
)
from .membership import (
    AlreadyEnded,
    AlreadyMember,
    NotYours,
    end_membership,
    hand_over_after_departure,
    leave,
    start_membership,
)
from .person import choose_language, end_sessions, open_account, rename, tie_identity
from .second_factor import NotForOneself, NothingToReset, reset_second_factor
from .spreadsheet import import_people

__all__ = [
    "AlreadyEnded",
    "AlreadyMember",
    "AlreadySignedIn",
    "InvitationRefused",
    "Limit",
    "NoPlace",
    "NotForOneself",
    "NotYours",
    "NothingToReset",
    "TooManyTries",
    "accept_invitation",
    "cancel_invitation",
    "choose_language",
    "end_membership",
    "end_sessions",
    "hand_over_after_departure",
    "import_people",
    "invite",
    "invite_again",
    "leave",
    "network_of",
    "open_account",
    "openable",
    "refresh_groups",
    "rename",
    "reset_second_factor",
    "spend",
    "start_membership",
    "tie_identity",
    "too_many",
]
