import pytest
from hypothesis import given
from hypothesis import strategies as st

from bastide.data.gis.viewpoint import SCREEN, WORLD, Viewpoint, union

LATS, LONS, ZOOMS = st.floats(-70, 70), st.floats(-170, 170), st.floats(6, 18)


@given(LATS, LONS, ZOOMS)
def test_the_closest_look_at_what_a_view_shows_is_that_view(lat, lon, zoom):
    seen = Viewpoint(lat, lon, zoom)

    again = Viewpoint.over(seen.bounds())

    assert again.lat == pytest.approx(lat, abs=1e-4)
    assert again.lon == pytest.approx(lon, abs=1e-4)
    assert again.zoom == pytest.approx(zoom, abs=0.02)


def test_at_zoom_zero_the_whole_world_is_as_wide_as_one_tile():
    west, _south, east, _north = Viewpoint(0, 0, 2).bounds()

    assert east - west == pytest.approx(360 * SCREEN[0] / (WORLD * 4))


def test_a_point_without_size_is_looked_at_from_as_near_as_may_be():
    assert Viewpoint.over((0.5, 44.8, 0.5, 44.8)).zoom <= 20


def test_an_address_says_place_zoom_and_layers():
    assert Viewpoint(44.85, 0.48, 11.5).query(["communes", "mairies"]) == (
        "lat=44.85000&lon=0.48000&zoom=11.50&couches=communes,mairies"
    )
    assert Viewpoint(44.85, 0.48, 11.5).query([]).endswith("&couches=")


def test_boxes_together_make_one_that_holds_them():
    assert union([(0, 1, 2, 3), (-1, 2, 1, 5)]) == (-1, 1, 2, 5)
    assert union([]) is None
