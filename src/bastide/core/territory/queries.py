"""What other apps ask of the territory: opening hours at a moment."""

from .hours import SOON, Kind, OpenState, WeeklyHours, open_state

__all__ = ["SOON", "Kind", "OpenState", "WeeklyHours", "open_state"]
