"""What is shown, one module per noun."""

from .circuit import Produce, ShortCircuit
from .shown import Shown
from .story import Story
from .takeover import Takeover
from .workshop import Workshop

__all__ = ["Produce", "ShortCircuit", "Shown", "Story", "Takeover", "Workshop"]
