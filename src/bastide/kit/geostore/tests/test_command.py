"""`bastide layer`, as an operator uses it."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bastide.kit.geostore import queries
from bastide.kit.geostore.files import layer_files
from bastide.kit.geostore.models import Layer, Version

pytestmark = pytest.mark.django_db

TOLD = ["--title", "Lavoirs", "--producer", "Pôle", "--licence", "Licence Ouverte 2.0", "--key", "code"]


def delivery(folder, **basins):
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "bassins": count},
            "geometry": {"type": "Point", "coordinates": [0.7, 44.9 + number / 100]},
        }
        for number, (code, count) in enumerate(basins.items())
    ]
    path = folder / "lavoirs.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def layer(capsys, *arguments):
    call_command("layer", *map(str, arguments))
    return capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_a_delivery_is_added_published_compared_and_rolled_back(tmp_path, capsys):
    first = layer(capsys, "add", "lavoirs", delivery(tmp_path, a=1, b=2), *TOLD)
    assert "version 1, 2 objets" in first
    assert queries.current_version("lavoirs") is None

    assert "sert la version 1" in layer(capsys, "publish", "lavoirs")
    assert "sert la version 2" in layer(capsys, "add", "lavoirs", delivery(tmp_path, b=3, c=1), "--publish")
    assert [f.properties for f in queries.matching(queries.current_version("lavoirs")).features] == [
        {"code": "b", "bassins": 3},
        {"code": "c", "bassins": 1},
    ]

    changes = layer(capsys, "compare", "lavoirs", "1", "2")
    assert changes.splitlines() == ["1 objets ajoutés : c", "1 objets retirés : a", "1 objets modifiés : b"]
    assert "de nouveau la version 1" in layer(capsys, "rollback", "lavoirs")
    told = layer(capsys, "list")
    assert "lavoirs : Lavoirs, publique, version 1" in told
    assert "2 versions relues, rien à signaler" in layer(capsys, "check")


def test_the_same_delivery_again_is_the_same_version(tmp_path, capsys):
    layer(capsys, "add", "lavoirs", delivery(tmp_path, a=1), *TOLD, "--publish")

    again = layer(capsys, "add", "lavoirs", delivery(tmp_path, a=1), "--publish")

    assert "déjà servie" in again
    assert Version.objects.count() == 1


def test_a_check_that_finds_damage_fails_and_names_the_file(tmp_path, capsys):
    layer(capsys, "add", "lavoirs", delivery(tmp_path, a=1), *TOLD, "--publish")
    name = queries.current_version("lavoirs").parquet_name
    path = Path(layer_files().address(name))
    path.write_bytes(path.read_bytes()[:-1] + b"!")

    with pytest.raises(CommandError, match="sauvegarde"):
        layer(capsys, "check", "lavoirs")

    assert name in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["publish", "inconnue"], "pas de couche"),
        (["rollback", "inconnue"], "pas de couche"),
        (["add", "lavoirs", "ici.geojson"], "--title, --producer, --licence"),
        (["add", "Les Lavoirs", "ici.geojson", *TOLD], "lettres sans accent"),
        (["compile", "inconnue"], "inconnue"),
    ],
)
def test_a_wrong_order_is_told_in_french(arguments, told, capsys):
    with pytest.raises(CommandError, match=told):
        layer(capsys, *arguments)


def test_a_delivery_that_cannot_be_read_leaves_what_is_served(tmp_path, capsys):
    layer(capsys, "add", "lavoirs", delivery(tmp_path, a=1), *TOLD, "--publish")
    (tmp_path / "lavoirs.geojson").write_text('{"type": "FeatureCollection", "features": [{')

    with pytest.raises(CommandError):
        layer(capsys, "add", "lavoirs", tmp_path / "lavoirs.geojson", "--publish")

    assert queries.current_version("lavoirs").number == 1
    assert Layer.objects.count() == 1
