from .banners import BannerOutsideReach, NothingToShow, post_banner, withdraw_banner
from .held_forms import drop_held_form, hold_form

__all__ = [
    "BannerOutsideReach",
    "NothingToShow",
    "drop_held_form",
    "hold_form",
    "post_banner",
    "withdraw_banner",
]
