"""Real deliveries of public producers, read where they lie, beside the checkout; they are not part of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[6].parent / "shared/data/gis"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside the checkout")


def expected_layers(package: str) -> list[tuple[str, int, list[float]]]:
    """What the State's own reader found in a package: name, rows, box."""
    document = json.loads((SAMPLES / f"plu/{package}.document-info.json").read_text())
    found = []

    def walk(node):
        for child in node if isinstance(node, list) else node.values():
            if isinstance(child, dict) and child.get("totalFeatures") and child.get("boundingBox"):
                found.append((Path(child["name"]).stem, child["totalFeatures"], child["boundingBox"]))
            if isinstance(child, dict | list):
                walk(child)

    walk(document)
    return found


@pytest.mark.parametrize(
    "package", ["41175_PLU_20140603", "30014_PLU_20171013", "110068012_PM3_28_20161104", "200078244_SCOT_20180218"]
)
def test_a_planning_package_is_read_as_the_state_reads_it(read, package):
    layers = expected_layers(package)

    assert layers
    for name, rows, box in layers:
        found = read(SAMPLES / "plu" / package, layer=name)
        assert found.reading.rows == rows
        assert found.reading.crs == "EPSG:2154"
        assert found.reading.bbox == pytest.approx(box, abs=1e-6)


def test_the_sheets_of_the_cadastre_and_its_geojson_say_the_same(read):
    parcels = {row["id"]: row for row in read(SAMPLES / "cadastre/cadastre-25354-parcelles.json").rows}

    for sheet in ("AB", "ZD"):
        found = read(SAMPLES / f"edigeo/edigeo-25354000{sheet}01.tar.bz2", layer="PARCELLE_id")
        assert found.reading.crs_source == "parameters"
        assert {row["IDU"] for row in found.rows} <= {key[2:] for key in parcels}


def test_a_risk_plan_is_read_and_an_empty_template_refused(read, refused):
    plan = SAMPLES / "gpkg/pprt_69dreal20090005.gpkg"

    assert len(refused(plan).layers) == 3
    assert read(plan, layer="pprt_69dreal20090005_perimetre_s").reading.geometry_types == {"MULTIPOLYGON": 1}
    assert refused(SAMPLES / "gpkg/stareau_eau_potable_gabarit.gpkg", layer="aep_vanne").code == "empty"


@pytest.mark.parametrize(("name", "rows"), [("1.4-valid", 2), ("1.5-valid", 2), ("sample", 15)])
def test_an_address_base_is_read_by_its_degrees_and_by_its_metres(read, name, rows):
    by_degrees = read(SAMPLES / f"bal/{name}.csv")

    by_metres = read(SAMPLES / f"bal/{name}.csv", crs="EPSG:2154")

    assert by_degrees.reading.rows == by_metres.reading.rows == rows
    assert by_degrees.reading.bbox == pytest.approx(by_metres.reading.bbox, abs=0.02)
    assert by_degrees.types["voie_nom" if name != "1.5-valid" else "toponyme"] == "VARCHAR"
