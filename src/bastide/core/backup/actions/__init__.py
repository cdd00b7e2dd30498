"""Taking, keeping and bringing back: one module for each."""

from .keep import check, prune
from .restore import restore, resume, undo
from .take import take

__all__ = ["check", "prune", "restore", "resume", "take", "undo"]
