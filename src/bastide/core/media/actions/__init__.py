from .collections import collection_of
from .documents import keep_document, let_read, queue_reading, queue_unread, read_due, replace_document, withhold
from .pictures import (
    LicenceMissing,
    NotOurs,
    StillPublishable,
    describe_picture,
    forget_picture,
    keep_offered_picture,
    keep_picture,
    rights_of,
    set_picture,
)

__all__ = [
    "LicenceMissing",
    "NotOurs",
    "StillPublishable",
    "collection_of",
    "describe_picture",
    "forget_picture",
    "keep_document",
    "keep_offered_picture",
    "keep_picture",
    "let_read",
    "queue_reading",
    "queue_unread",
    "read_due",
    "replace_document",
    "rights_of",
    "set_picture",
    "withhold",
]
