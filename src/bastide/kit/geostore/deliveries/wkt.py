"""A coordinate system recognised by the parameters of its WKT: producers write codes that are missing or wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .systems import CONICS, PARIS, Conic

_TOKEN = re.compile(r'"((?:[^"]|"")*)"|([A-Za-z_]\w*)|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([\[\](),])')
_DEEPEST = 24


@dataclass
class Node:
    """`KEYWORD["name", 1.0, CHILD[…]]`."""

    keyword: str
    values: list[str | float] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        return next((value for value in self.values if isinstance(value, str)), "")

    @property
    def number(self) -> float | None:
        return next((value for value in self.values if isinstance(value, float)), None)

    def find(self, *keywords: str) -> Node | None:
        """The first node below, nearest first, that has one of these keywords."""
        level = [self]
        while level:
            for node in level:
                if node is not self and node.keyword in keywords:
                    return node
            level = [child for node in level for child in node.children]
        return None

    def all(self, keyword: str) -> list[Node]:
        return [
            node for child in self.children for node in ([child] if child.keyword == keyword else child.all(keyword))
        ]


def parse(text: str) -> Node | None:
    """The tree of a WKT 1 or 2; None for anything else."""
    stack: list[Node] = []
    root: Node | None = None
    pending = ""
    for quoted, word, number, sign in _TOKEN.findall(text[:50_000]):
        if sign in "[(" and sign:
            if not pending or len(stack) > _DEEPEST:
                return None
            node = Node(pending.upper())
            if stack:
                stack[-1].children.append(node)
            elif root is None:
                root = node
            stack.append(node)
            pending = ""
        elif sign in "])" and sign:
            if not stack:
                return None
            stack.pop()
            pending = ""
            if not stack:
                return root
        elif sign == ",":
            pending = ""
        elif word:
            pending = word
        elif stack:
            stack[-1].values.append(float(number) if number else quoted)
    return None


def recognise(text: str) -> str:
    """The EPSG code of a WKT; empty when its parameters are those of no system known here."""
    root = parse(text)
    if root is None:
        return ""
    if root.keyword == "COMPD_CS" or root.keyword == "COMPOUNDCRS":
        root = root.find("PROJCS", "PROJCRS", "GEOGCS", "GEOGCRS") or root
    ellipsoid = root.find("SPHEROID", "ELLIPSOID")
    if ellipsoid is None or ellipsoid.number is None:
        return ""
    prime = root.find("PRIMEM", "PRIMEMERIDIAN")
    greenwich = prime.number if prime and prime.number is not None else 0.0
    # The meridian of Paris is written in degrees or in grads (2.5969213).
    from_paris = abs(greenwich) > 2
    shape = _shape(ellipsoid)
    if root.keyword in ("GEOGCS", "GEOGCRS", "GEODCRS", "GEODETICCRS"):
        return _geographic(root, shape, from_paris)
    method = root.find("PROJECTION", "METHOD")
    if root.keyword not in ("PROJCS", "PROJCRS", "PROJECTEDCRS") or method is None:
        return ""
    return _projected(root, method.name, shape, from_paris)


def _shape(ellipsoid: Node) -> str:
    axis = next(value for value in ellipsoid.values if isinstance(value, float))
    flattening = [value for value in ellipsoid.values if isinstance(value, float)][1:2]
    if abs(axis - 6378137) < 0.01:
        return "WGS84" if flattening and abs(flattening[0] - 298.257223563) < 5e-7 else "GRS80"
    return "CLARKE" if abs(axis - 6378249.2) < 0.3 else ""


def _geographic(root: Node, shape: str, from_paris: bool) -> str:
    if shape == "CLARKE":
        return "EPSG:4807" if from_paris else "EPSG:4275"
    datum = root.find("DATUM", "ENSEMBLE")
    known = datum.name.upper() if datum else ""
    if shape == "GRS80":
        return (
            "EPSG:4171"
            if re.search("RGF|FRANCAIS", known)
            else "EPSG:4258"
            if re.search("ETRS|EUROPEAN", known)
            else ""
        )
    return "EPSG:4326" if shape == "WGS84" and re.search("WGS|WORLD", known) else ""


def _projected(root: Node, method: str, shape: str, from_paris: bool) -> str:
    metre = [unit.number for unit in (child for child in root.children if child.keyword in ("UNIT", "LENGTHUNIT"))]
    if metre and metre[-1] is not None and abs(metre[-1] - 1) > 1e-9:
        return ""
    values = _parameters(root)
    kind = re.sub(r"[^a-z0-9]", "", method.lower())
    if "lambertconformalconic" in kind or "lambertconicconformal" in kind:
        return _conic(values, shape, from_paris)
    if "transversemercator" in kind:
        return _utm(root, values, shape)
    if kind in ("mercatorauxiliarysphere", "popularvisualisationpseudomercator") and shape == "WGS84":
        return "EPSG:3857"
    return ""


_PARAMETERS = {
    "latitudeoforigin": "latitude",
    "latitudeoffalseorigin": "latitude",
    "latitudeofnaturalorigin": "latitude",
    "centralmeridian": "meridian",
    "longitudeoforigin": "meridian",
    "longitudeoffalseorigin": "meridian",
    "longitudeofnaturalorigin": "meridian",
    "longitudeofcenter": "meridian",
    "standardparallel1": "parallel_1",
    "latitudeof1ststandardparallel": "parallel_1",
    "standardparallel2": "parallel_2",
    "latitudeof2ndstandardparallel": "parallel_2",
    "scalefactor": "scale",
    "scalefactoratnaturalorigin": "scale",
    "falseeasting": "easting",
    "eastingatfalseorigin": "easting",
    "falsenorthing": "northing",
    "northingatfalseorigin": "northing",
}


def _parameters(root: Node) -> dict[str, float]:
    """The parameters by one name each, angles in degrees."""
    base = root.find("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS", "GEOGCRS")
    unit = base.find("UNIT", "ANGLEUNIT") if base else None
    in_grads = bool(unit and unit.number and abs(unit.number - 0.015707963267949) < 1e-9)
    values = {}
    for parameter in root.all("PARAMETER"):
        name = _PARAMETERS.get(re.sub(r"[^a-z0-9]", "", parameter.name.lower()))
        if name is None or parameter.number is None:
            continue
        own = parameter.find("ANGLEUNIT", "UNIT")
        grads = abs(own.number - 0.015707963267949) < 1e-9 if own and own.number else in_grads
        angle = name in ("latitude", "meridian", "parallel_1", "parallel_2")
        values[name] = parameter.number * 0.9 if angle and grads else parameter.number
    return values


def _conic(values: dict[str, float], shape: str, from_paris: bool) -> str:
    return next((conic.code for conic in CONICS if _is_conic(conic, values, shape, from_paris)), "")


def _is_conic(conic: Conic, values: dict[str, float], shape: str, from_paris: bool) -> bool:
    old = conic.meridian == PARIS
    if (shape == "CLARKE") != old or shape == "":
        return False
    meridian = values.get("meridian", 0.0) + (PARIS if from_paris else 0)
    latitude = values.get("latitude", values.get("parallel_1", 0.0))
    scale = values.get("scale", 1.0)
    given = [values[name] for name in ("parallel_1", "parallel_2") if name in values]
    two = len(given) == 2 and abs(given[0] - given[1]) > 1e-6
    if two:
        assert conic.parallels is not None
        close = all(abs(a - b) < 2e-6 for a, b in zip(sorted(given), sorted(conic.parallels), strict=True))
        close = close and abs(scale - 1) < 1e-9
    else:
        close = old and abs(scale - conic.scale) < 2e-9
    return (
        close
        and abs(latitude - conic.latitude) < 1e-6
        and abs(meridian - conic.meridian) < 1e-5
        and abs(values.get("easting", 0) - conic.easting) < 0.01
        and abs(values.get("northing", 0) - conic.northing) < 0.01
    )


#: Zone and hemisphere of the overseas systems; elsewhere the European one.
_OVERSEAS = {
    (20, "N"): "EPSG:5490",
    (22, "N"): "EPSG:2972",
    (40, "S"): "EPSG:2975",
    (38, "S"): "EPSG:4471",
    (21, "N"): "EPSG:4467",
}
_EUROPE = {(zone, "N"): f"EPSG:{25800 + zone}" for zone in (30, 31, 32)}


def _utm(root: Node, values: dict[str, float], shape: str) -> str:
    zone = (values.get("meridian", 999.0) + 183) / 6
    northing = values.get("northing", 0.0)
    standard = (
        abs(values.get("latitude", 0.0)) < 1e-9
        and abs(values.get("scale", 0.0) - 0.9996) < 1e-9
        and abs(values.get("easting", 0.0) - 500_000) < 0.01
        and (abs(northing) < 0.01 or abs(northing - 10_000_000) < 0.01)
        and abs(zone - round(zone)) < 1e-6
        and 1 <= round(zone) <= 60
    )
    if not standard:
        return ""
    hemisphere = "S" if northing else "N"
    if shape == "WGS84":
        return f"EPSG:{32600 + round(zone) + (100 if hemisphere == 'S' else 0)}"
    datum = root.find("DATUM", "ENSEMBLE")
    american = bool(datum and re.search("NORTH_?AMERICAN|NAD", datum.name.upper().replace(" ", "_")))
    if shape != "GRS80" or american:
        return ""
    return {**_OVERSEAS, **_EUROPE}.get((round(zone), hemisphere), "")
