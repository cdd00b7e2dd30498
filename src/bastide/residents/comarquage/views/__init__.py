"""The screens of the guides, by what they show."""

from .around import choose_commune, feed, how_to, lately, search, sheet
from .guides import audience_home, guide, guide_without_slash, home, national, short

__all__ = [
    "audience_home",
    "choose_commune",
    "feed",
    "guide",
    "guide_without_slash",
    "home",
    "how_to",
    "lately",
    "national",
    "search",
    "sheet",
    "short",
]
