import itertools
import re

import pytest
from shapely import MultiPolygon, box

from bastide.core.territory.models import Commune
from bastide.data.gis.drawings import HERE, NEAR, neighbourhood_map, svg_path, territory_map


@pytest.fixture
def communes(valdorne):
    return list(Commune.objects.whole().select_related("contour").order_by("insee_code"))


def areas(drawing):
    return {area.name: area for layer in drawing.layers for area in layer.areas}


def test_each_commune_is_an_area_that_leads_to_its_site(communes, valdorne):
    drawing = territory_map(communes, tones={valdorne.epci.pk: 2})

    assert {name: area.url for name, area in areas(drawing).items()} == {
        "Valbrune": "/communes/valbrune/",
        "Le Peyrat": "/communes/le-peyrat/",
        "Eyrenne": "/communes/eyrenne/",
    }
    assert [layer.tone for layer in drawing.layers] == [2]


def test_west_is_on_the_left_and_everything_is_inside_the_drawing(communes):
    drawing = territory_map(communes, tones={})
    drawn = areas(drawing)

    assert drawn["Valbrune"].x < drawn["Le Peyrat"].x < drawn["Eyrenne"].x
    starts = [tuple(map(int, re.match(r"M(-?\d+),(-?\d+)", area.path).groups())) for area in drawn.values()]
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in starts)


def test_a_commune_without_contour_is_named_beside_the_map(communes, valdorne):
    valdorne.eyrenne.contour.delete()
    communes = Commune.objects.whole().select_related("contour").order_by("insee_code")

    drawing = territory_map(communes, tones={})

    assert "Eyrenne" not in areas(drawing)
    assert drawing.missing == [valdorne.eyrenne]


def test_without_any_contour_there_is_no_map(communes):
    for commune in communes:
        commune.contour.delete()

    assert territory_map(Commune.objects.whole().select_related("contour"), tones={}) is None


def test_a_neighbourhood_shows_the_commune_over_its_neighbours_and_its_town_hall(communes):
    valbrune, le_peyrat, eyrenne = communes

    drawing = neighbourhood_map(valbrune, [le_peyrat], [eyrenne], spot=(0.05, 44.85), spot_name="Mairie")

    assert [layer.tone for layer in drawing.layers][-2:] == [NEAR, HERE]
    assert drawing.layers[-1].areas[0].name == "Valbrune"
    assert drawing.here.name == "Valbrune"
    assert [point.name for point in drawing.points] == ["Mairie"]


def test_a_neighbourhood_without_its_own_contour_is_not_drawn(communes, valdorne):
    valdorne.valbrune.contour.delete()
    bare = Commune.objects.select_related("contour").get(pk=valdorne.valbrune.pk)

    assert neighbourhood_map(bare, communes[1:], [], spot=None, spot_name="Mairie") is None


def test_names_at_rest_do_not_cover_one_another(communes, crowd):
    crowd(40)
    everybody = Commune.objects.whole().select_related("contour")

    labels = territory_map(everybody, tones={}).labels

    assert 1 < len(labels) < 40
    rows = sorted(labels, key=lambda label: (label.y, label.x))
    assert all(abs(a.y - b.y) > 30 or b.x - a.x > 60 for a, b in itertools.pairwise(rows))


def test_a_path_is_made_of_whole_relative_steps_and_closes():
    square = MultiPolygon([box(0.2, 0.2, 10.1, 10.1), box(20, 20, 30, 30)])

    path = svg_path(square)

    assert path.count("M") == path.count("z") == 2
    assert not re.search(r"[^MLlz\d ,-]", path)


def test_a_ring_smaller_than_a_unit_is_left_out():
    assert svg_path(box(5.1, 5.1, 5.2, 5.2)) == ""
