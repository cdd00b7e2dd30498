"""Where somebody looks: what the address of a shared map says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import urlencode

Bounds = tuple[float, float, float, float]

#: The screen that a shared view is thought to have, in CSS pixels, and the side of the world at zoom 0.
SCREEN = (1000, 700)
WORLD = 512
FARTHEST, NEAREST = 0.0, 20.0
#: Beyond it the projection of web maps knows nothing.
LAST_PARALLEL = 85.0


@dataclass(frozen=True)
class Viewpoint:
    """The middle of the map in degrees, the zoom as web maps count it."""

    lat: float
    lon: float
    zoom: float

    def bounds(self) -> Bounds:
        """West, south, east, north of what a usual screen shows."""
        across = SCREEN[0] * 360 / (WORLD * 2**self.zoom)
        down = across * SCREEN[1] / SCREEN[0] * math.cos(math.radians(self.lat))
        west, east = self.lon - across / 2, self.lon + across / 2
        return max(west, -180.0), max(self.lat - down / 2, -90.0), min(east, 180.0), min(self.lat + down / 2, 90.0)

    @classmethod
    def over(cls, bounds: Bounds, *, around: float = 1.0) -> Viewpoint:
        """The closest look at all of `bounds` and at `around` times as much."""
        west, south, east, north = bounds
        lat = (south + north) / 2
        shrink = math.cos(math.radians(lat))
        across = max((east - west) / SCREEN[0], (north - south) / shrink / SCREEN[1], 1e-7) * around
        zoom = math.log2(360 / (WORLD * across))
        return cls(round(lat, 5), round((west + east) / 2, 5), round(min(max(zoom, FARTHEST), NEAREST), 2))

    def query(self, layers: list[str] | None = None) -> str:
        """`lat=44.85000&lon=0.48000&zoom=11.50`, and the layers when they are said."""
        said = {"lat": f"{self.lat:.5f}", "lon": f"{self.lon:.5f}", "zoom": f"{self.zoom:.2f}"}
        if layers is not None:
            said["couches"] = ",".join(layers)
        return urlencode(said, safe=",")


def union(boxes: list[Bounds]) -> Bounds | None:
    """What holds all of `boxes`."""
    if not boxes:
        return None
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
