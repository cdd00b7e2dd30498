from .banners import BannerOutsideReach, NothingToShow, post_banner, withdraw_banner
from .held_forms import drop_held_form, hold_form
from .publishing import (
    ChangedMeanwhile,
    NotReady,
    OutsideReach,
    StillShown,
    discard_thing,
    held,
    publish_thing,
    save_thing,
    withdraw_thing,
)
from .watch import tell_what_is_broken
from .windows import fill_window

__all__ = [
    "BannerOutsideReach",
    "ChangedMeanwhile",
    "NotReady",
    "NothingToShow",
    "OutsideReach",
    "StillShown",
    "discard_thing",
    "drop_held_form",
    "fill_window",
    "held",
    "hold_form",
    "post_banner",
    "publish_thing",
    "save_thing",
    "tell_what_is_broken",
    "withdraw_banner",
    "withdraw_thing",
]
