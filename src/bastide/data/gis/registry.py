"""Socket of the map: what an app shows on it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bastide.kit.registry.sockets import Socket


class Shape(enum.Enum):
    """How a layer is drawn; OUTLINE is for areas of which only the border is."""

    AREA = "area"
    OUTLINE = "outline"
    LINE = "line"
    POINT = "point"


@dataclass(frozen=True)
class Tone:
    """Rows whose `property` is `value` have colour `tone` (1 to 6, of the design system) and are called `label`."""

    value: str
    label: str
    tone: int


@dataclass(frozen=True)
class MapLayer:
    """A layer of the geo store as the map shows it.

    Its rows have the properties `name` and `url`: what a thing is called, and its own page ("" for none). `labels` is a
    layer of points whose `name` is written on the map. `tones(territory)` gives the colours of an AREA by the property
    `tone_by`. `details` are properties that are read below the name of what is pointed at. Layers lie on one another by
    rising `order`; `is_listed` says whether the list beside the map names its rows; `is_shown` whether the map shows it
    at first; `min_zoom` from where it is drawn.
    """

    title: Any
    layer: str
    shape: Shape
    order: int = 100
    labels: str = ""
    tone_by: str = ""
    tones: Callable[[Any], list[Tone]] | None = None
    details: tuple[str, ...] = ()
    is_listed: bool = True
    is_shown: bool = True
    min_zoom: float = 0


map_layers = Socket(
    "data.gis.map_layer",
    module="map_layers",
    plug_type=MapLayer,
    doc="A layer that the map shows, read by /carte/.",
)
