"""Sockets of the portal: what other apps put on its front page and plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from bastide.kit.registry.sockets import Socket

#: The tag of the public pages that show these cards: whoever changes what `load` gives purges it.
FRONT_TAG = "portal:front"


@dataclass(frozen=True)
class FrontCard:
    """A part of the portal, on the front page and in the plan; `icon` is a drawing of the design system."""

    title: str
    text: str
    url: str
    icon: str = ""


@dataclass(frozen=True)
class FrontCards:
    """Cards of one app, by rising `order`: `load(request)` gives them, in a number of queries that does not grow.

    `in_all_languages`: it gives those of the active language; the others are asked on the French page only.
    """

    load: Callable[[HttpRequest], list[FrontCard]]
    order: int = 100
    in_all_languages: bool = False


front_cards = Socket(
    "residents.portal.front",
    module="front",
    plug_type=FrontCards,
    doc="Parts of the portal, read by its front page and its plan.",
)


def cards_of_front(request: HttpRequest) -> list[FrontCard]:
    """The parts that the portal has in the active language."""
    plugs = sorted(front_cards, key=lambda each: (each[1].order, each[0]))
    is_french = get_language() == settings.LANGUAGE_CODE
    return [card for _name, plug in plugs if is_french or plug.in_all_languages for card in plug.load(request)]
