"""What another app takes to build a screen of the workspace: its frame, forms in three moves, desks."""

from .access import HELD, AgentRequest, held_values, kept_address, organisation_screen, to_sign_in
from .desk import Desk, DeskForm, DeskWords, desk_urls
from .flow import Refused, three_moves
from .forms.fields import ClockField, PhoneField
from .windows import Shown, WindowLine, shown_in_window, window_panel

__all__ = [
    "HELD",
    "AgentRequest",
    "ClockField",
    "Desk",
    "DeskForm",
    "DeskWords",
    "PhoneField",
    "Refused",
    "Shown",
    "WindowLine",
    "desk_urls",
    "held_values",
    "kept_address",
    "organisation_screen",
    "shown_in_window",
    "three_moves",
    "to_sign_in",
    "window_panel",
]
