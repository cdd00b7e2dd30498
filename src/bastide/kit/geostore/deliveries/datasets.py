"""Which files of a delivery are data sets, and which layer of them is meant."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from .answers import DeliveryRefused, Limits
from .archives import IGNORED, printable

#: Suffix → our name of the format. CSV comes last: a package of shapes has tables beside them.
FORMATS = {
    ".shp": "SHP",
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".kml": "KML",
    ".gpx": "GPX",
    ".thf": "EDIGEO",
    ".dxf": "DXF",
    ".csv": "CSV",
    ".tsv": "CSV",
    ".txt": "CSV",
}
#: Formats of one layer, which bears the name of its file.
ONE_LAYER = frozenset({"SHP", "GeoJSON", "DXF", "CSV"})
SQLITE = b"SQLite format 3\0"
_NEEDS = "SHP (en zip), GeoPackage, GeoJSON, CSV, KML, GPX, EDIGEO ou DXF"


@dataclass(frozen=True)
class Dataset:
    """One data set of a delivery. `name` is what its layer is called when it has one only."""

    path: Path
    format: str

    @property
    def name(self) -> str:
        return self.path.stem


def head(path: Path, size: int = 65_536) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def sniff(path: Path) -> str:
    """The format of a file that has no telling suffix; empty when it is none of ours."""
    start = head(path)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(SQLITE):
        return "GeoPackage"
    if text.startswith(b"{"):
        return "GeoJSON"
    if text.startswith(b"<"):
        return "KML" if b"<kml" in start else "GPX" if b"<gpx" in start else ""
    return ""


def is_geojson(path: Path) -> bool:
    """Whether a .json of a folder is a GeoJSON: many are not."""
    return any(sign in head(path) for sign in (b'"FeatureCollection"', b'"Feature"', b'"coordinates"'))


def files_of(folder: Path, limits: Limits) -> list[Path]:
    """Every file of a folder, sorted. Raises DeliveryRefused for a link: what it shows is not in the delivery."""
    found = []
    for root, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(root, name)
            if path.is_symlink():
                raise DeliveryRefused(
                    "archive-link",
                    f"Le dossier contient un lien, « {printable(name)} ». Remplacez-le par le fichier lui-même.",
                )
            if name in names and name.lower() not in IGNORED and not name.startswith(("._", "~$")):
                found.append(path)
        folders[:] = [name for name in folders if name.lower() not in IGNORED]
        if len(found) > limits.members:
            raise DeliveryRefused("archive-members", f"Le dossier contient plus de {limits.members} fichiers.")
    return sorted(found)


def find(folder: Path, limits: Limits) -> list[Dataset]:
    """The data sets of a folder, shapes first: tables count only where there is nothing else."""
    files = files_of(folder, limits)
    named = [Dataset(path, FORMATS[path.suffix.lower()]) for path in files if path.suffix.lower() in FORMATS]
    named = [found for found in named if found.path.suffix.lower() != ".json" or is_geojson(found.path)]
    drawn = [found for found in named if found.format != "CSV"]
    if drawn:
        return drawn
    _refuse_orphans(files)
    if named:
        return named
    raise DeliveryRefused("no-dataset", f"La livraison ne contient aucun fichier de couche. Sont lus : {_NEEDS}.")


def _refuse_orphans(files: list[Path]) -> None:
    """A shapefile without its .shp is the most common mistake of a delivery."""
    for path in files:
        if path.suffix.lower() == ".shx":
            raise DeliveryRefused(
                "shp-incomplete",
                f"Il manque « {printable(path.stem)}.shp » : livrez ensemble les fichiers .shp, .shx, .dbf et .prj.",
            )


def only(path: Path) -> Dataset:
    """The data set of a file delivered alone."""
    format = FORMATS.get(path.suffix.lower()) or sniff(path)
    if not format:
        raise DeliveryRefused(
            "unknown-format", f"« {printable(path.name)} » n’est pas d’un format connu. Sont lus : {_NEEDS}."
        )
    return Dataset(path, format)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


@dataclass(frozen=True)
class Candidate:
    """A layer that may be read; `label` is what a person calls it by."""

    label: str
    dataset: Dataset
    layer: str
    aliases: tuple[str, ...] = ()


def choose(candidates: list[Candidate], wanted: str | None) -> Candidate:
    """The layer to read. Raises DeliveryRefused, with the list, when the delivery has several and none is named."""
    labels = tuple(candidate.label for candidate in candidates)
    listed = ", ".join(f"« {printable(label)} »" for label in labels[:30]) + (" …" if len(labels) > 30 else "")
    if wanted is None:
        if len(candidates) == 1:
            return candidates[0]
        raise DeliveryRefused(
            "layer-needed", f"La livraison contient {len(labels)} couches : dites laquelle lire. {listed}", labels
        )
    exact = [candidate for candidate in candidates if _key(candidate.label) == _key(wanted)]
    near = exact or [c for c in candidates if _key(wanted) in {_key(alias) for alias in (c.layer, *c.aliases)}]
    if len(near) == 1:
        return near[0]
    if near:
        labels = tuple(candidate.label for candidate in near)
        raise DeliveryRefused(
            "layer-needed",
            f"« {printable(wanted)} » désigne plusieurs couches : {', '.join(f'« {printable(n)} »' for n in labels)}.",
            labels,
        )
    raise DeliveryRefused(
        "layer-unknown", f"La livraison n’a pas de couche « {printable(wanted)} ». Elle contient : {listed}", labels
    )
