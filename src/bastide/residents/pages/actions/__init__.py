"""Every write of this app that has a consequence. Plain editing is Wagtail's."""

from .draft_links import DraftRefused, make_draft_link, withdraw_draft_link
from .publishing import publish_due, remind
from .review import ensure_review, tell_of_decision, tell_of_submission
from .rights import refresh_rights, refresh_rights_of_body
from .spaces import NoSite, NotYours, may_open, open_space
from .tree import after_move, take_back

__all__ = [
    "DraftRefused",
    "NoSite",
    "NotYours",
    "after_move",
    "ensure_review",
    "make_draft_link",
    "may_open",
    "open_space",
    "publish_due",
    "refresh_rights",
    "refresh_rights_of_body",
    "remind",
    "take_back",
    "tell_of_decision",
    "tell_of_submission",
    "withdraw_draft_link",
]
