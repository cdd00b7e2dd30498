"""Coordinate systems: told by their names and parameters, and moved to degrees to the centimetre.

The formulas below are written from published parameters and texts, apart from PROJ: Lambert conic, IGN note NT/G 71
(ALG0002, ALG0004, ALG0019); Gauss-Krüger to the sixth order; Mercator on a sphere. Constants of the Lambert-93 are
those that IGN publishes.
"""

from __future__ import annotations

import csv
from math import asinh, atan, atan2, atanh, cos, cosh, degrees, exp, hypot, log, pi, radians, sin, sinh, sqrt, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bastide.kit.geostore.deliveries import systems, wkt
from bastide.kit.geostore.deliveries.systems import CONICS, SYSTEMS, guesses, named

GRS80 = (6378137.0, 1 / 298.257222101)
CLARKE_IGN = (6378249.2, 1 / 293.4660212936269)
#: A hundredth of a metre, in degrees of a meridian.
CENTIMETRE = 0.01 / 111_000


def eccentricity(ellipsoid) -> float:
    _, f = ellipsoid
    return sqrt(2 * f - f * f)


def isometric(phi, e):
    return log(tan(pi / 4 + phi / 2) * ((1 - e * sin(phi)) / (1 + e * sin(phi))) ** (e / 2))


def normal(phi, ellipsoid):
    a, _ = ellipsoid
    return a / sqrt(1 - (eccentricity(ellipsoid) * sin(phi)) ** 2)


def conic_constants(ellipsoid, phi_0, phi_1, phi_2, y_0):
    """n, C and the ordinate of the pole of a secant Lambert projection."""
    e = eccentricity(ellipsoid)
    phi_0, phi_1, phi_2 = map(radians, (phi_0, phi_1, phi_2))
    n = log(normal(phi_2, ellipsoid) * cos(phi_2) / (normal(phi_1, ellipsoid) * cos(phi_1))) / (
        isometric(phi_1, e) - isometric(phi_2, e)
    )
    c = normal(phi_1, ellipsoid) * cos(phi_1) / n * exp(n * isometric(phi_1, e))
    return n, c, y_0 + c * exp(-n * isometric(phi_0, e))


def from_conic(x, y, constants, ellipsoid, meridian, x_0):
    n, c, pole = constants
    e = eccentricity(ellipsoid)
    radius, gamma = hypot(x - x_0, y - pole), atan2(x - x_0, pole - y)
    level = -log(radius / c) / n
    phi = 2 * atan(exp(level)) - pi / 2
    for _ in range(20):
        phi = 2 * atan(((1 + e * sin(phi)) / (1 - e * sin(phi))) ** (e / 2) * exp(level)) - pi / 2
    return meridian + degrees(gamma / n), degrees(phi)


def from_utm(x, y, zone, south):
    a, f = GRS80
    n = f / (2 - f)
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64 + n**6 / 256)
    beta = (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161280,
    )
    xi, eta = (y - (10_000_000 if south else 0)) / (0.9996 * radius), (x - 500_000) / (0.9996 * radius)
    xi_1 = xi - sum(b * sin(2 * k * xi) * cosh(2 * k * eta) for k, b in enumerate(beta, 1))
    eta_1 = eta - sum(b * cos(2 * k * xi) * sinh(2 * k * eta) for k, b in enumerate(beta, 1))
    chi_tan = sin(xi_1) / hypot(sinh(eta_1), cos(xi_1))
    e = eccentricity(GRS80)
    phi = atan(chi_tan)
    for _ in range(20):
        phi = atan(sinh(asinh(chi_tan) + e * atanh(e * sin(phi))))
    return zone * 6 - 183 + degrees(atan2(sinh(eta_1), cos(xi_1))), degrees(phi)


def to_wgs84(lon, lat, shift):
    """From the NTF: geocentric translation, as EPSG operation 1193 has it."""
    lam, phi = radians(lon), radians(lat)
    big = normal(phi, CLARKE_IGN)
    e2 = eccentricity(CLARKE_IGN) ** 2
    x, y, z = (
        value + d
        for value, d in zip(
            (big * cos(phi) * cos(lam), big * cos(phi) * sin(lam), big * (1 - e2) * sin(phi)), shift, strict=True
        )
    )
    wgs84 = (6378137.0, 1 / 298.257223563)
    e2, p = eccentricity(wgs84) ** 2, hypot(x, y)
    phi = atan2(z, p * (1 - e2))
    for _ in range(20):
        phi = atan2(z + e2 * normal(phi, wgs84) * sin(phi), p)
    return degrees(atan2(y, x)), degrees(phi)


def moved(read, tmp_path, crs, points):
    """The places that a delivery gives for these coordinates."""
    path = tmp_path / "points.csv"
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=";").writerows([("x", "y"), *((repr(x), repr(y)) for x, y in points)])
    return [(shape.x, shape.y) for shape in read(path, crs=crs).shapes]


def worst(found, expected) -> float:
    return max(max(abs(a - c) * cos(radians(d)), abs(b - d)) for (a, b), (c, d) in zip(found, expected, strict=True))


def test_the_formula_gives_the_constants_that_ign_publishes_for_the_lambert_93():
    n, c, pole = conic_constants(GRS80, 46.5, 44, 49, 6_600_000)

    assert n == pytest.approx(0.7256077650, abs=1e-10)
    assert c == pytest.approx(11754255.426, abs=6e-4)
    assert pole == pytest.approx(12655612.050, abs=6e-4)


def test_lambert_93_is_moved_to_the_centimetre(read, tmp_path):
    points = [(x, y) for x in range(100_000, 1_250_000, 230_000) for y in range(6_100_000, 7_150_000, 210_000)]
    constants = conic_constants(GRS80, 46.5, 44, 49, 6_600_000)
    inside = [p for p in points if systems.holds(systems.METROPOLE, *from_conic(*p, constants, GRS80, 3, 700_000))]

    found = moved(read, tmp_path, "EPSG:2154", inside)

    assert worst(found, [from_conic(*p, constants, GRS80, 3, 700_000) for p in inside]) < CENTIMETRE


@pytest.mark.parametrize("zone", [42, 45, 50])
def test_a_conic_zone_is_moved_to_the_centimetre(read, tmp_path, zone):
    y_0 = (zone - 41) * 1_000_000 + 200_000
    points = [(1_700_000 + x, y_0 + y) for x in (-240_000, 3_456.78, 250_000) for y in (-90_000, 1_234.56, 95_000)]
    constants = conic_constants(GRS80, zone, zone - 0.75, zone + 0.75, y_0)

    found = moved(read, tmp_path, f"CC{zone}", points)

    assert worst(found, [from_conic(*p, constants, GRS80, 3, 1_700_000) for p in points]) < CENTIMETRE


@pytest.mark.parametrize(
    ("code", "zone", "south", "point"),
    [
        ("EPSG:5490", 20, False, (655_000.5, 1_797_000.25)),
        ("EPSG:2972", 22, False, (352_000.5, 545_000.25)),
        ("EPSG:2975", 40, True, (340_000.5, 7_650_000.25)),
        ("EPSG:4471", 38, True, (520_000.5, 8_585_000.25)),
        ("EPSG:4467", 21, False, (560_000.5, 5_180_000.25)),
    ],
)
def test_an_overseas_system_is_moved_to_the_centimetre(read, tmp_path, code, zone, south, point):
    found = moved(read, tmp_path, code, [point])

    assert worst(found, [from_utm(*point, zone, south)]) < CENTIMETRE


def test_web_mercator_is_moved_to_the_centimetre(read, tmp_path):
    lon, lat = 0.4823, 44.8521
    x, y = radians(lon) * 6378137, log(tan(pi / 4 + radians(lat) / 2)) * 6378137

    assert worst(moved(read, tmp_path, "3857", [(x, y)]), [(lon, lat)]) < CENTIMETRE


def test_the_ntf_is_moved_by_its_translation_and_said_to_be_worth_some_metres(read, tmp_path, text):
    points = [(455_000.0, 1_990_000.0), (600_000.0, 2_200_000.0)]
    constants = conic_constants(CLARKE_IGN, 46.8, 45.898918964419, 47.696014502038, 2_200_000)
    paris = [from_conic(*p, constants, CLARKE_IGN, 2.3372291666667, 600_000) for p in points]

    found = moved(read, tmp_path, "EPSG:27572", points)

    assert worst(found, [to_wgs84(*p, (-168, -60, 320)) for p in paris]) < 5 * CENTIMETRE
    delivery = read(text("ntf.csv", "x;y\n455000;1990000\n"), crs="27572")
    assert "quelques mètres" in delivery.remark("precision").message


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("2154", "EPSG:2154"),
        ("epsg:2154", "EPSG:2154"),
        ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("http://www.opengis.net/def/crs/EPSG/0/3945", "EPSG:3945"),
        ("IGNF:LAMB93", "EPSG:2154"),
        ("Lambert-93", "EPSG:2154"),
        ("CC45", "EPSG:3945"),
        ("Lambert II étendu", "EPSG:27572"),
        ("EPSG:4979", "EPSG:4326"),
        ("n’importe quoi", ""),
        ("EPSG:2154; DROP TABLE raw", ""),
    ],
)
def test_a_system_is_known_by_any_of_its_names(said, code):
    assert named(said) == code


def prj(name, datum, axis, flattening, prime, unit, projection, **parameters):
    """A WKT as ESRI writes it, without a code."""
    text = ",".join(f'PARAMETER["{key}",{value}]' for key, value in parameters.items())
    return (
        f'PROJCS["{name}",GEOGCS["x",DATUM["{datum}",SPHEROID["y",{axis},{flattening}]],PRIMEM["z",{prime}],'
        f'UNIT["Degree",{unit}]],'
        f'PROJECTION["{projection}"],{text},UNIT["Meter",1.0]]'
    )


DEGREE, GRAD = 0.0174532925199433, 0.01570796326794897
LCC = "Lambert_Conformal_Conic"


@pytest.mark.parametrize("zone", range(42, 51))
def test_each_conic_zone_is_recognised_without_a_code(zone):
    text = prj("Sans_nom", "D_RGF_1993", 6378137.0, 298.257222101, 0, DEGREE, LCC, False_Easting=1700000,
               False_Northing=(zone - 41) * 10**6 + 200000, Central_Meridian=3, Standard_Parallel_1=zone - 0.75,
               Standard_Parallel_2=zone + 0.75, Latitude_Of_Origin=zone)  # fmt: skip

    assert wkt.recognise(text) == f"EPSG:{3900 + zone}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (prj("a", "D_RGF_1993", 6378137, 298.257222101, 0, DEGREE, LCC, standard_parallel_1=49, standard_parallel_2=44,
             latitude_of_origin=46.5, central_meridian=3, false_easting=700000, false_northing=6600000), "EPSG:2154"),
        (prj("a", "D_NTF", 6378249.2, 293.46602, 2.337229167, DEGREE, LCC, False_Easting=600000, False_Northing=2200000,
             Central_Meridian=0, Standard_Parallel_1=46.8, Scale_Factor=0.99987742, Latitude_Of_Origin=46.8),
             "EPSG:27572"),
        (prj("a", "NTF", 6378249.2, 293.4660212936269, 2.5969213, GRAD, "Lambert_Conformal_Conic_1SP",
             latitude_of_origin=52,
             central_meridian=0, scale_factor=0.99987742, false_easting=600000, false_northing=2200000), "EPSG:27572"),
        (prj("a", "D_NTF", 6378249.2, 293.46602, 0, DEGREE, LCC, False_Easting=600000, False_Northing=3200000,
             Central_Meridian=2.337229167, Standard_Parallel_1=43.199291275544, Standard_Parallel_2=44.996093814511,
             Latitude_Of_Origin=44.1), "EPSG:27573"),
        (prj("a", "D_RGAF09", 6378137, 298.257222101, 0, DEGREE, "Transverse_Mercator", False_Easting=500000,
             False_Northing=0,
             Central_Meridian=-63, Scale_Factor=0.9996, Latitude_Of_Origin=0), "EPSG:5490"),
        (prj("a", "D_RGR_1992", 6378137, 298.257222101, 0, DEGREE, "Transverse_Mercator", False_Easting=500000,
             False_Northing=10000000, Central_Meridian=57, Scale_Factor=0.9996, Latitude_Of_Origin=0), "EPSG:2975"),
        (prj("a", "D_WGS_1984", 6378137, 298.257223563, 0, DEGREE, "Transverse_Mercator", False_Easting=500000,
             False_Northing=0,
             Central_Meridian=3, Scale_Factor=0.9996, Latitude_Of_Origin=0), "EPSG:32631"),
        (prj("a", "D_WGS_1984", 6378137, 298.257223563, 0, DEGREE, "Mercator_Auxiliary_Sphere",
             False_Easting=0, False_Northing=0,
             Central_Meridian=0, Standard_Parallel_1=0, Auxiliary_Sphere_Type=0), "EPSG:3857"),
        ('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
         'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]', "EPSG:4326"),
        ('GEOGCS["RGF93",DATUM["Reseau_Geodesique_Francais_1993",SPHEROID["GRS 1980",6378137,298.257222101]],'
         'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]', "EPSG:4171"),
        # One parameter apart from the Lambert-93, another ellipsoid, feet: none of ours.
        (prj("RGF93_Lambert_93", "D_RGF_1993", 6378137, 298.257222101, 0, DEGREE, LCC, standard_parallel_1=49,
             standard_parallel_2=44,
             latitude_of_origin=46.5, central_meridian=3, false_easting=700000, false_northing=6500000), ""),
        (prj("RGF93_Lambert_93", "x", 6378388, 297, 0, DEGREE, LCC, standard_parallel_1=49, standard_parallel_2=44,
             latitude_of_origin=46.5, central_meridian=3, false_easting=700000, false_northing=6600000), ""),
        ("LOCAL_CS[\"plan\"]", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_wkt_without_a_code_is_recognised_by_its_parameters(text, code):
    assert wkt.recognise(text) == code


@given(st.text(alphabet='PROJCSGEOGUNIT[]()",.0123456789 ', max_size=300))
def test_whatever_a_prj_holds_it_is_read_without_an_error(text):
    assert isinstance(wkt.recognise(text), str)


def test_every_conic_has_its_name_and_its_area():
    assert all(SYSTEMS[conic.code].area for conic in CONICS)


@pytest.mark.parametrize(
    ("point", "first"),
    [
        ((0.48, 44.85), "EPSG:4326"),
        ((500_000, 6_400_000), "EPSG:2154"),
        ((1_500_000, 4_190_000), "EPSG:3945"),
        ((450_000, 1_990_000), "EPSG:27572"),
    ],
)
def test_a_point_of_france_tells_which_system_it_may_be_in(point, first):
    assert guesses(*point)[0] == first


def test_a_point_of_nowhere_tells_nothing():
    assert guesses(9e9, -9e9) == []
