from .guide import Audience, Guide, GuideSet, Redirection
from .local import LocalNote, LocalService, LocalSheet, PivotRule

__all__ = ["Audience", "Guide", "GuideSet", "LocalNote", "LocalService", "LocalSheet", "PivotRule", "Redirection"]
