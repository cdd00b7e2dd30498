"""Coordinate systems met in France: told by a code, a name, the parameters of a WKT, or their values."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: West, south, east, north, in degrees.
Box = tuple[float, float, float, float]

METROPOLE: Box = (-5.8, 41.0, 10.2, 51.6)
#: Where a French layer may lie.
FRANCE: tuple[Box, ...] = (
    METROPOLE,
    (-63.3, 14.2, -60.6, 18.3),  # Antilles
    (-54.8, 2.0, -51.4, 6.2),  # Guyane
    (55.0, -21.6, 56.0, -20.7),  # La Réunion
    (44.8, -13.2, 45.5, -12.4),  # Mayotte
    (-56.7, 46.6, -55.9, 47.3),  # Saint-Pierre-et-Miquelon
    (156.0, -26.6, 174.4, -14.8),  # Nouvelle-Calédonie
    (-158.2, -31.3, -131.9, -4.5),  # Polynésie française
    (-179.0, -15.0, -175.5, -12.5),  # Wallis-et-Futuna
)


@dataclass(frozen=True)
class System:
    """A system of ours. `area` is where its coordinates make sense, with some margin."""

    code: str
    name: str
    area: Box | None = None
    #: What its transformation is worth, when that is not a centimetre.
    precision: str = ""


@dataclass(frozen=True)
class Conic:
    """A Lambert projection: degrees east of Greenwich, metres."""

    code: str
    latitude: float
    meridian: float
    parallels: tuple[float, float] | None
    scale: float
    easting: float
    northing: float


PARIS = 2.33722917
_NTF = "à quelques mètres près : la transformation fine de la NTF demande une grille que bastide n’a pas"
_CC = {zone: (3.0, zone - 1.3, zone + 1.3) for zone in range(42, 51)}

CONICS = (
    Conic("EPSG:2154", 46.5, 3, (44, 49), 1, 700_000, 6_600_000),
    *(
        Conic(
            f"EPSG:{3900 + zone}", zone, 3, (zone - 0.75, zone + 0.75), 1, 1_700_000, (zone - 41) * 1_000_000 + 200_000
        )
        for zone in range(42, 51)
    ),
    Conic("EPSG:27572", 46.8, PARIS, (45.898918964419, 47.696014502038), 0.99987742, 600_000, 2_200_000),
    Conic("EPSG:27571", 49.5, PARIS, (48.598522847174, 50.395911631678), 0.999877341, 600_000, 1_200_000),
    Conic("EPSG:27573", 44.1, PARIS, (43.199291275544, 44.996093814511), 0.999877499, 600_000, 3_200_000),
    Conic("EPSG:27574", 42.165, PARIS, (41.560387840948, 42.767663333365), 0.99994471, 234.358, 4_185_861.369),
    Conic("EPSG:27561", 49.5, PARIS, (48.598522847174, 50.395911631678), 0.999877341, 600_000, 200_000),
    Conic("EPSG:27562", 46.8, PARIS, (45.898918964419, 47.696014502038), 0.99987742, 600_000, 200_000),
    Conic("EPSG:27563", 44.1, PARIS, (43.199291275544, 44.996093814511), 0.999877499, 600_000, 200_000),
    Conic("EPSG:27564", 42.165, PARIS, (41.560387840948, 42.767663333365), 0.99994471, 234.358, 185_861.369),
)

SYSTEMS = {
    system.code: system
    for system in (
        System("EPSG:2154", "Lambert-93", METROPOLE),
        System("EPSG:9793", "Lambert-93 v2", METROPOLE),
        System("EPSG:9794", "Lambert-93 v2b", METROPOLE),
        *(System(f"EPSG:{3900 + z}", f"CC{z}", (-5.8, low, 10.2, high)) for z, (_, low, high) in _CC.items()),
        *(System(f"EPSG:{9780 + z}", f"CC{z} v2", (-5.8, low, 10.2, high)) for z, (_, low, high) in _CC.items()),
        *(System(f"EPSG:{9800 + z}", f"CC{z} v2b", (-5.8, low, 10.2, high)) for z, (_, low, high) in _CC.items()),
        System("EPSG:27572", "Lambert II étendu", METROPOLE, _NTF),
        System("EPSG:27571", "Lambert zone I (NTF, chiffre 1)", (-5.8, 47.0, 10.2, 51.6), _NTF),
        System("EPSG:27573", "Lambert zone III (NTF, chiffre 3)", (-5.8, 42.0, 10.2, 46.5), _NTF),
        System("EPSG:27574", "Lambert zone IV (NTF, chiffre 4)", (8.0, 41.0, 10.2, 43.5), _NTF),
        System("EPSG:27561", "Lambert zone I (NTF)", (-5.8, 47.0, 10.2, 51.6), _NTF),
        System("EPSG:27562", "Lambert zone II (NTF)", (-5.8, 44.5, 10.2, 49.0), _NTF),
        System("EPSG:27563", "Lambert zone III (NTF)", (-5.8, 42.0, 10.2, 46.5), _NTF),
        System("EPSG:27564", "Lambert zone IV (NTF)", (8.0, 41.0, 10.2, 43.5), _NTF),
        System("EPSG:4275", "NTF, degrés", None, _NTF),
        System("EPSG:4807", "NTF (Paris), grades", None, _NTF),
        System("EPSG:5490", "RGAF09 / UTM 20 N (Antilles)", (-63.6, 14.0, -60.4, 18.5)),
        System("EPSG:2972", "RGFG95 / UTM 22 N (Guyane)", (-55.0, 2.0, -49.0, 9.0)),
        System("EPSG:2975", "RGR92 / UTM 40 S (La Réunion)", (54.0, -22.5, 57.0, -20.0)),
        System("EPSG:4471", "RGM04 / UTM 38 S (Mayotte)", (43.5, -14.5, 46.7, -11.0)),
        System("EPSG:4467", "RGSPM06 / UTM 21 N (Saint-Pierre-et-Miquelon)", (-57.2, 43.4, -55.5, 47.5)),
        System("EPSG:3857", "Web Mercator"),
        System("EPSG:4326", "WGS 84, longitude et latitude"),
        System("EPSG:4171", "RGF93, longitude et latitude"),
        System("EPSG:4258", "ETRS89, longitude et latitude"),
        System("EPSG:25830", "ETRS89 / UTM 30 N", (-12.0, 35.0, 2.0, 62.0)),
        System("EPSG:25831", "ETRS89 / UTM 31 N", (-4.0, 35.0, 8.0, 62.0)),
        System("EPSG:25832", "ETRS89 / UTM 32 N", (2.0, 35.0, 14.0, 62.0)),
    )
}
#: Codes of systems in three dimensions, or of another authority: the same on the ground.
_SAME = {
    "EPSG:4979": "EPSG:4326",
    "OGC:CRS84": "EPSG:4326",
    "OGC:CRS84H": "EPSG:4326",
    "IGNF:WGS84G": "EPSG:4326",
    "IGNF:RGF93G": "EPSG:4171",
    "IGNF:LAMB93": "EPSG:2154",
    "IGNF:RGF93LAMB93": "EPSG:2154",
    "IGNF:LAMBE": "EPSG:27572",
    "IGNF:NTFLAMB2E": "EPSG:27572",
    "EPSG:900913": "EPSG:3857",
    "EPSG:3785": "EPSG:3857",
    "ESRI:102110": "EPSG:2154",
    "ESRI:102100": "EPSG:3857",
    "ESRI:102113": "EPSG:3857",
    "EPSG:2988": "EPSG:4467",
    **{f"IGNF:RGF93CC{zone}": f"EPSG:{3900 + zone}" for zone in _CC},
}
_NAMES = {
    "lambert93": "EPSG:2154",
    "l93": "EPSG:2154",
    "rgf93lambert93": "EPSG:2154",
    "rgf93v1lambert93": "EPSG:2154",
    "lambertiietendu": "EPSG:27572",
    "lambert2etendu": "EPSG:27572",
    "l2e": "EPSG:27572",
    "wgs84": "EPSG:4326",
    "crs84": "EPSG:4326",
    "webmercator": "EPSG:3857",
    "rgf93": "EPSG:4171",
    **{f"cc{zone}": f"EPSG:{3900 + zone}" for zone in _CC},
    **{f"rgf93cc{zone}": f"EPSG:{3900 + zone}" for zone in _CC},
    **{f"rgf93v1cc{zone}": f"EPSG:{3900 + zone}" for zone in _CC},
}


def named(text: str) -> str:
    """The code that a person or a file means: "2154", "epsg:2154", "urn:ogc:def:crs:EPSG::2154", "CC45"; else ""."""
    plain = text.strip()
    if match := re.fullmatch(
        r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?(\w+)[:/]+(?:[\w.]*[:/])?(\w+)", plain, re.I
    ):
        code = f"{match[1].upper()}:{match[2].upper()}"
    elif re.fullmatch(r"\d{4,6}", plain):
        code = f"EPSG:{plain}"
    else:
        key = "".join(sign for sign in plain.lower().replace("é", "e") if sign.isalnum())
        return _NAMES.get(key, "")
    code = _SAME.get(code, code)
    return code if re.fullmatch(r"EPSG:\d{4,6}|IGNF:\w+", code) else ""


def system(code: str) -> System:
    return SYSTEMS.get(code) or System(code, code)


def holds(box: Box, lon: float, lat: float) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def guesses(x: float, y: float) -> list[str]:
    """The systems in which a point such as this one would lie in metropolitan France, most likely first."""
    found = []
    if holds(METROPOLE, x, y) or any(holds(box, x, y) for box in FRANCE):
        found.append("EPSG:4326")
    if 50_000 < x < 1_300_000 and 6_000_000 < y < 7_200_000:
        found.append("EPSG:2154")
    for zone in _CC:
        if 1_100_000 < x < 2_400_000 and abs(y - (zone - 41) * 1_000_000 - 200_000) < 150_000:
            found.append(f"EPSG:{3900 + zone}")
    if 0 < x < 1_250_000 and 1_600_000 < y < 2_750_000:
        found.append("EPSG:27572")
    if -650_000 < x < 1_150_000 and 5_000_000 < y < 6_750_000:
        found.append("EPSG:3857")
    return found


def advice(x: float, y: float) -> str:
    """What to answer when the system is missing or wrong, in view of a point."""
    found = guesses(x, y)
    if not found:
        return "Demandez-le au producteur, puis indiquez son code (par exemple EPSG:2154 pour le Lambert-93)."
    listed = " ou ".join(f"{system(code).name} ({code})" for code in found[:3])
    return f"Les coordonnées ressemblent à du {listed} : si c’est bien cela, indiquez ce code."
