"""Every write of this app that has a consequence. Plain editing is Wagtail's."""

from .draft_links import DraftRefused, make_draft_link, withdraw_draft_link
from .publishing import publish_due, remind
from .review import ensure_review, tell_of_decision, tell_of_submission
from .rights import refresh_rights, refresh_rights_of_body
from .spaces import NoSite, NotYours, may_open, open_space
from .translations import NotTranslatable, begin_translation, confirm_translation, remind_of_translations
from .tree import after_move, take_back, take_back_names

__all__ = [
    "DraftRefused",
    "NoSite",
    "NotTranslatable",
    "NotYours",
    "after_move",
    "begin_translation",
    "confirm_translation",
    "ensure_review",
    "make_draft_link",
    "may_open",
    "open_space",
    "publish_due",
    "refresh_rights",
    "refresh_rights_of_body",
    "remind",
    "remind_of_translations",
    "take_back",
    "take_back_names",
    "tell_of_decision",
    "tell_of_submission",
    "withdraw_draft_link",
]
