from .banner import BannerForm
from .closure import ClosureForm
from .contact import ContactForm
from .elected import MandateForm
from .hours import HoursForm

__all__ = ["BannerForm", "ClosureForm", "ContactForm", "HoursForm", "MandateForm"]
