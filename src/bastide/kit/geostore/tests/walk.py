"""Who may call the addresses of layers: everybody, for public layers; a private one is nobody's here."""

import shutil
import tempfile
from pathlib import Path

from bastide.kit.geostore.testing import make_layer, make_version
from bastide.kit.http.walk import public


def layer(scene):
    known = make_layer("lavoirs")
    folder = Path(tempfile.mkdtemp())
    try:
        make_version(known, [("l1", b"\x01\x01\x00\x00\x00" + bytes(16), {})], {}, folder)
    finally:
        shutil.rmtree(folder)
    return known


def archive(scene):
    known = layer(scene)
    known.refresh_from_db()
    return {"name": known.name, "hash": known.current.hash}


WALK = {
    "geostore:layer": public(lambda scene: {"name": layer(scene).name}),
    "geostore:tile": public(lambda scene: {**archive(scene), "zoom": 8, "x": 128, "y": 128}),
    "geostore:archive": public(archive),
}
