"""What is found is what shapely finds, on the same shapes."""

import numpy as np
import pytest
import shapely

from bastide.kit.geostore import queries
from bastide.kit.geostore.models import Layer
from bastide.kit.geostore.testing import build_version, stored

TIMES = 1000
#: Neighbours are measured to every shape, five times as long as the other questions.
TIMES_NEAR = 250
SHAPES = 400
WEST, SOUTH, EAST, NORTH = 0.0, 44.5, 1.0, 45.2


def star(random, lon, lat):
    """A polygon that is never convex, now and then with a hole."""
    angles = np.sort(random.uniform(0, 2 * np.pi, random.integers(5, 30)))
    reach = random.uniform(0.005, 0.03, len(angles))
    ring = np.column_stack([lon + reach * np.cos(angles), lat + reach * np.sin(angles)])
    shape = shapely.make_valid(shapely.Polygon(ring))
    return shape.difference(shapely.Point(lon, lat).buffer(0.002)) if random.random() < 0.3 else shape


def anything(random):
    lon, lat = random.uniform(WEST, EAST), random.uniform(SOUTH, NORTH)
    kind = random.integers(3)
    if kind == 0:
        return shapely.Point(lon, lat)
    if kind == 1:
        steps = np.cumsum(random.uniform(-0.01, 0.01, (8, 2)), axis=0)
        return shapely.LineString(steps + np.array([lon, lat]))
    return star(random, lon, lat)


pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def shapes():
    random = np.random.default_rng(24322)
    return [anything(random) for _ in range(SHAPES)]


@pytest.fixture(scope="module")
def kept(shapes, tmp_path_factory):
    """The files of one version, built once; what names them is in no database."""
    folder = tmp_path_factory.mktemp("shapely")
    rows = [(f"{i:04}", shape, {}) for i, shape in enumerate(shapes)]
    return build_version(Layer(name="formes"), rows, {}, folder)


@pytest.fixture
def version(kept):
    return stored(*kept)


def keys(page):
    return sorted(int(feature.key) for feature in page.features)


def test_a_box_finds_what_touches_it(version, shapes):
    random = np.random.default_rng(1)
    corners = random.uniform([WEST, SOUTH], [EAST, NORTH], (TIMES, 2))
    sizes = random.uniform(0, 0.06, (TIMES, 2))
    boxes = np.column_stack([corners, corners + sizes])
    tree = shapely.STRtree(shapes)

    wrong = [
        box
        for box in boxes.tolist()
        if keys(queries.in_box(version, tuple(box), limit=SHAPES))
        != sorted(tree.query(shapely.box(*box), predicate="intersects"))
    ]

    assert wrong == []


def test_a_point_finds_what_holds_it(version, shapes):
    random = np.random.default_rng(2)
    # A few are vertices of the shapes: an edge belongs to its surface.
    points = [*random.uniform([WEST, SOUTH], [EAST, NORTH], (TIMES - 100, 2)).tolist()]
    points += [shapely.get_coordinates(shape)[0].tolist() for shape in shapes[:100]]
    tree = shapely.STRtree(shapes)

    wrong = [
        point
        for point in points
        if keys(queries.at_point(version, *point, limit=SHAPES))
        != sorted(tree.query(shapely.Point(point), predicate="intersects"))
    ]

    assert wrong == []


def test_the_nearest_are_the_nearest_and_in_order(version, shapes):
    random = np.random.default_rng(3)
    degree = 111_194.926645
    wrong = []

    for lon, lat in random.uniform([WEST - 0.3, SOUTH - 0.3], [EAST + 0.3, NORTH + 0.3], (TIMES_NEAR, 2)).tolist():
        scale = np.array([degree * np.cos(np.radians(lat)), degree])
        plane = shapely.transform(shapes, lambda xy, at=(lon, lat), by=scale: (xy - at) * by)
        expected = np.sort(shapely.distance(plane, shapely.Point(0, 0)))[:5]
        found = [feature.distance_m for feature in queries.nearest(version, lon, lat, limit=5).features]
        if not np.allclose(found, expected, rtol=1e-9, atol=1e-6):
            wrong.append((lon, lat))

    assert wrong == []


def test_pages_of_neighbours_follow_each_other_without_a_gap(version):
    whole = [feature.key for feature in queries.nearest(version, 0.5, 44.9, limit=60).features]
    pages, after = [], None

    while len(pages) < 60:
        page = queries.nearest(version, 0.5, 44.9, limit=7, after=after)
        pages += [feature.key for feature in page.features]
        after = page.next

    assert pages[:60] == whole


def test_neighbours_end_where_all_were_given(version):
    found, after = [], None

    while True:
        page = queries.nearest(version, 0.5, 44.9, limit=400, after=after)
        found += [feature.key for feature in page.features]
        if (after := page.next) is None:
            break

    assert len(found) == len(set(found)) == SHAPES


def test_nothing_further_than_asked_is_near(version):
    page = queries.nearest(version, 0.5, 44.9, limit=SHAPES, within_m=3000)

    everything = queries.nearest(version, 0.5, 44.9, limit=SHAPES).features
    assert [f.key for f in page.features] == [f.key for f in everything if f.distance_m <= 3000]
    assert page.next is None
