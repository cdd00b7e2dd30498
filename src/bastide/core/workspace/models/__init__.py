from .banner import Banner
from .held_form import HeldForm
from .publishing import Publishable, PublishableQuerySet
from .window import Window

__all__ = ["Banner", "HeldForm", "Publishable", "PublishableQuerySet", "Window"]
