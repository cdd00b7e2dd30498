"""The tree of pages, one module per noun."""

from .draft_link import DraftLink
from .editorial import EditorialPage, FreePage, SectionPage
from .opposition import OppositionPage
from .reportage import ReportagePage
from .review import OwnerReview
from .space import EditingSpace
from .translation import Translation
from .tree import BodiesPage, BodyRoot, GroupPage

__all__ = [
    "BodiesPage",
    "BodyRoot",
    "DraftLink",
    "EditingSpace",
    "EditorialPage",
    "FreePage",
    "GroupPage",
    "OppositionPage",
    "OwnerReview",
    "ReportagePage",
    "SectionPage",
    "Translation",
]
