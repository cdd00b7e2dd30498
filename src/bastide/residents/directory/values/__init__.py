"""Values of a place at the door: each field cleaned, or refused with a sentence for a person; read back; compared."""

from .contacts import phone, website
from .differences import changed_fields, is_empty, says_no_more
from .fields import clean, clean_all, label_of_field, labels_of, read
from .plain import point_of
from .refusal import UnusableValue

__all__ = [
    "UnusableValue",
    "changed_fields",
    "clean",
    "clean_all",
    "is_empty",
    "label_of_field",
    "labels_of",
    "phone",
    "point_of",
    "read",
    "says_no_more",
    "website",
]
