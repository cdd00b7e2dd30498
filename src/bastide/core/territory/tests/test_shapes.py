import math

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from bastide.core.territory.reference.neighbours import sharing_a_border
from bastide.core.territory.reference.package import installed_package
from bastide.core.territory.reference.shapes import area_ha, shapes, svg_path

from .reference_files import BOW_TIE, contour


def test_a_quarter_of_the_globe_has_its_area():
    # WGS 84: the whole ellipsoid is 510,065,621.72 km².
    quarter = np.array([MultiPolygon([box(-90, 0, 90, 90)])])

    assert area_ha(quarter)[0] == pytest.approx(510_065_621.72 / 4 * 100, rel=1e-9)


def test_the_area_of_known_communes_is_right_within_a_hundredth():
    # Source: INSEE, "Superficie" of the commune's file: Monbazillac 19.34 km², Bergerac 56.10 km².
    known = {"24274": 1_934, "24037": 5_610}
    rows = installed_package().rows("communes", "type", "code", "geometry")
    contours = {code: geometry for kind, code, geometry in rows if kind == "COM" and code in known}

    measured = {code: shape.area_ha for code, shape in zip(contours, shapes(list(contours.values())), strict=True)}

    assert measured == pytest.approx(known, rel=0.01)


@pytest.mark.parametrize(
    "broken",
    [
        "0106FF",
        "zz",
        "",
        shapely.Point(0, 45).wkb_hex,
        MultiPolygon([box(200, 10, 201, 11)]).wkb_hex,
        MultiPolygon().wkb_hex,
        shapely.to_wkb(shapely.set_srid(MultiPolygon([box(0, 0, 1, 1)]), 2154), hex=True, include_srid=True),
        MultiPolygon([box(0, 45, math.nan, 46)]).wkb_hex,
    ],
)
def test_what_is_no_surface_on_the_globe_is_none_and_spoils_no_other(broken):
    one, other, third = shapes([contour(0.0), broken, contour(0.1)])

    assert other is None
    assert one.area_ha == third.area_ha


def test_a_border_that_crosses_itself_is_mended():
    [shape] = shapes([BOW_TIE])

    mended = shapely.from_wkb(shape.wkb)
    assert (mended.is_valid, mended.geom_type, len(mended.geoms)) == (True, "MultiPolygon", 2)


def test_the_point_of_a_commune_is_inside_it():
    horseshoe = MultiPolygon([Polygon([(0, 45), (3, 45), (3, 46), (2, 46), (2, 45.2), (1, 45.2), (1, 46), (0, 46)])])

    [shape] = shapes([horseshoe.wkb_hex])

    assert horseshoe.contains(shapely.Point(shape.lon, shape.lat))


def test_an_emblem_fills_its_square_north_up_in_true_proportions():
    # At 60° north a degree east is half a degree north: the first contour is a square. The second points south-west.
    square, triangle = shapes(
        [
            MultiPolygon([box(2.0, 59.5, 4.0, 60.5)]).wkb_hex,
            MultiPolygon([Polygon([(0, 45), (1, 46), (0, 46)])]).wkb_hex,
        ]
    )

    assert square.emblem_path == "M100 100l0-100-100 0 0 100z"
    assert triangle.emblem_path == "M15 100l70-100-70 0z"


def test_a_commune_in_two_pieces_shows_both():
    [shape] = shapes([MultiPolygon([box(0, 45, 1, 46), box(2, 45, 3, 46)]).wkb_hex])

    assert shape.emblem_path.count("M") == shape.emblem_path.count("z") == 2


def test_a_path_is_short_and_closed_and_drops_what_is_too_small():
    island = box(10, 10, 10.01, 10.01)

    assert svg_path(MultiPolygon([box(0, 0, 2.5, 2), island])) == "M2.5 0l0 2-2.5 0 0-2z"


def test_neighbours_share_more_than_a_corner():
    squares = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 1, 3, 2), box(9, 9, 10, 10)]

    assert sharing_a_border([7, 5, 3, 1], [square.wkb for square in squares]) == {(5, 7)}
