from .banner import Banner
from .held_form import HeldForm

__all__ = ["Banner", "HeldForm"]
