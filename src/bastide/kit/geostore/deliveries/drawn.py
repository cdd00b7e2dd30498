"""Formats that GDAL reads, loaded into the raw table: one driver for each, and streamed, never held in memory."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from pyogrio.raw import open_arrow, read

from . import geopackages, shapefiles, systems, wkt
from .answers import DeliveryRefused, Limits, Remark
from .archives import printable
from .datasets import ONE_LAYER, Candidate, Dataset, head
from .raw import Raw, Spool, check_columns

#: Layers of a GPX that only repeat the others, point by point.
_REPEATED = frozenset({"route_points", "track_points"})
_LONLAT_BY_FORMAT = frozenset({"KML", "GPX"})
_HOUSEKEEPING = {
    "KML": "id timestamp begin end altitudeMode tessellate extrude visibility drawOrder icon snippet description Name",
    "GPX": "cmt desc src link1_href link1_text link1_type link2_href link2_text link2_type number type name ele time "
    "magvar geoidheight sym fix sat hdop vdop pdop ageofdgpsdata dgpsid",
}
_BATCH = 10_000


@contextmanager
def _spoken(path: Path, remarks: list[Remark] | None = None) -> Iterator[None]:
    """Errors of GDAL as refusals; what it only warns of as remarks."""
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            yield
    except (DataSourceError, DataLayerError) as error:
        raise unreadable(path, str(error)) from error
    for text in dict.fromkeys(str(warning.message) for warning in said[:200]):
        if remarks is not None and len(remarks) < 20:
            remarks.append(Remark("reader-warning", f"Le lecteur signale : {printable(text)[:300]}", field=path.name))


def unreadable(path: Path, detail: str) -> DeliveryRefused:
    detail = printable(detail.replace(str(path.parent), "").partition("; It might help")[0])[:300]
    return DeliveryRefused(
        "unreadable",
        f"« {printable(path.name)} » ne peut pas être lu : le fichier est abîmé, incomplet, ou d’un autre format "
        "que son nom "
        f"ne dit. Exportez-le de nouveau. Détail : {detail}",
    )


def layers(dataset: Dataset, limits: Limits) -> list[tuple[str, bool]]:
    """The layers of a data set, each with whether it has shapes."""
    if dataset.format == "GeoPackage":
        geopackages.check(dataset.path)
    with _spoken(dataset.path):
        found = [(str(name), kind is not None) for name, kind in pyogrio.list_layers(dataset.path)]
    if len(found) > limits.layers:
        raise DeliveryRefused("too-large", f"« {printable(dataset.path.name)} » a plus de {limits.layers} couches.")
    return found


def count(dataset: Dataset, layer: str) -> int:
    with _spoken(dataset.path):
        return int(pyogrio.read_info(dataset.path, layer=layer, force_feature_count=True)["features"])


def candidates(dataset: Dataset, limits: Limits, *, alone: bool, spatial: bool) -> list[Candidate]:
    """The layers that a person may mean: not the empty ones that a GPX or a KML has by nature."""
    found = [name for name, drawn in layers(dataset, limits) if drawn or not spatial]
    if dataset.format in _LONLAT_BY_FORMAT and len(found) > 1:
        full = [name for name in found if name not in _REPEATED and count(dataset, name)]
        found = full or found[:1]
    if len(found) == 1:
        return [Candidate(dataset.name, dataset, found[0])]
    return [
        Candidate(name if alone else f"{dataset.name}/{name}", dataset, name, (f"{dataset.name}/{name}",))
        for name in found
    ]


def load(
    connection: duckdb.DuckDBPyConnection, chosen: Candidate, workspace: Path, encoding: str | None, limits: Limits
) -> Raw:
    """Fill the raw table with one layer."""
    path, layer = chosen.dataset.path, chosen.layer
    raw = Raw([], housekeeping=frozenset(_HOUSEKEEPING.get(chosen.dataset.format, "").split()))
    options: dict[str, Any] = {}
    if chosen.dataset.format == "SHP":
        path, options["encoding"] = _prepare_shapefile(path, workspace, encoding, raw)
        layer = path.stem
    elif chosen.dataset.format == "GeoJSON":
        path = _prepare_text(path, workspace, encoding, raw)
    elif chosen.dataset.format == "GeoPackage":
        options["IMMUTABLE"] = "YES"
    with _spoken(path, raw.remarks):
        if chosen.dataset.format in ONE_LAYER:
            layer = str(pyogrio.list_layers(path)[0][0])
        try:
            meta = _stream(connection, path, layer, options, limits)
        except duckdb.InvalidInputException as error:
            if "Unsupported geometry type" not in str(error):
                raise unreadable(path, str(error)) from error
            # Arcs and other curves: GDAL draws them as short lines, but not in the stream.
            meta = _copy(connection, path, layer, workspace, options, limits)
            raw.remarks.append(
                Remark("curves", "Les courbes de la couche ont été remplacées par de petits segments droits.")
            )
    raw.names = [str(name) for name in meta["fields"]]
    _tell_system(raw, meta.get("crs"), chosen.dataset.format)
    return raw


def _stream(
    connection: duckdb.DuckDBPyConnection, path: Path, layer: str, options: dict[str, Any], limits: Limits
) -> dict[str, Any]:
    with open_arrow(path, layer=layer, use_pyarrow=False, batch_size=_BATCH, **options) as (meta, stream):
        check_columns(list(meta["fields"]), limits)
        columns = [f"c{number}" for number in range(len(meta["fields"]))]
        drawn = meta["geometry_type"] is not None
        connection.register("delivered", stream)
        connection.execute(
            f"CREATE OR REPLACE TABLE raw AS SELECT row_number() OVER () AS r, "  # noqa: S608 (names made here)
            f"{'ST_AsWKB(g)::BLOB' if drawn else 'NULL::BLOB'} AS g{''.join(f', {name}' for name in columns)} "
            f"FROM (FROM delivered AS t({', '.join(columns + ['g'] * drawn)}) LIMIT {limits.rows + 1})"
        )
        connection.unregister("delivered")
        return meta


_SQL_TYPES = {"b": "BOOLEAN", "i": "BIGINT", "u": "BIGINT", "f": "DOUBLE"}


def _copy(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    layer: str,
    workspace: Path,
    options: dict[str, Any],
    limits: Limits,
) -> dict[str, Any]:
    """By batches of plain arrays, slower."""
    at, meta = 0, {}
    types: list[str] = []
    with Spool(connection, workspace / "rows.csv") as spool:
        while at <= limits.rows:
            meta, _, shapes, fields = read(path, layer=layer, skip_features=at, max_features=_BATCH, **options)
            check_columns(list(meta["fields"]), limits)
            # A whole number without a value makes its batch real: its type is the one that the layer says.
            types = [_sql_type(np.dtype(kind)) for kind in meta["dtypes"]]
            for i, shape in enumerate(shapes):
                cells = [_cell(values[i], kind) for values, kind in zip(fields, types, strict=True)]
                spool.write(at + i + 1, shape, cells)
            at += len(shapes)
            if len(shapes) < _BATCH:
                break
        spool.into("raw", types)
    return meta


def _sql_type(kind: np.dtype[Any]) -> str:
    if kind.kind == "M":
        return "DATE" if kind == np.dtype("datetime64[D]") else "TIMESTAMP"
    return _SQL_TYPES.get(kind.kind, "VARCHAR")


def _cell(value: Any, kind: str) -> Any:
    if value is None or value != value:
        return None
    if kind == "BIGINT":
        return int(value)
    return value.hex() if isinstance(value, bytes) else str(value)


def _tell_system(raw: Raw, crs: str | None, format: str) -> None:
    if format in _LONLAT_BY_FORMAT:
        raw.crs, raw.crs_source = "EPSG:4326", "format"
        return
    if not crs:
        return
    if code := systems.named(crs):
        raw.crs, raw.crs_source = code, "format" if format == "GeoJSON" and code == "EPSG:4326" else "file"
        return
    if code := wkt.recognise(crs):
        raw.crs, raw.crs_source = code, "parameters"
        return
    tree = wkt.parse(crs)
    raw.crs_said = tree.name if tree else crs[:80]


def _prepare_shapefile(path: Path, workspace: Path, asked: str | None, raw: Raw) -> tuple[Path, str]:
    """A shapefile whose files are called alike and whose texts are whole; and its encoding."""
    files = shapefiles.siblings(path)
    texts = shapefiles.texts_of(files, asked)
    if files.shapes < files.rows:
        raw.remarks.append(
            Remark(
                "shp-incoherent",
                f"« {printable(files.dbf.name)} » a {files.rows} lignes pour {files.shapes} formes : les "
                "dernières lignes, sans forme, "
                "n’ont pas été lues.",
                count=files.rows - files.shapes,
                field=files.dbf.name,
            )
        )
    raw.remarks += texts.remarks
    raw.encoding = texts.encoding
    folder = workspace / "shapefile"
    folder.mkdir()
    for file in files.files():
        suffix = file.suffix.lower()
        if suffix == ".dbf" and texts.cut:
            shapefiles.mend_cut_texts(file, folder / "couche.dbf")
        elif suffix != ".cpg":
            (folder / f"couche{suffix}").symlink_to(file.resolve())
    if texts.cut:
        raw.remarks.append(
            Remark(
                "text-cut",
                "Des textes trop longs pour leur champ ont été coupés par le logiciel qui les a écrits (encodage "
                "UTF-8).",
                count=len(texts.cut),
                rows=tuple(dict.fromkeys(texts.cut))[:20],
            )
        )
    return folder / "couche.shp", texts.encoding


def text_encoding(path: Path) -> str:
    """UTF-8 if the whole text is, else what Windows writes in France."""
    if head(path, 4).startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    undefined = False
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                undefined = undefined or bool(
                    block.translate(None, bytes(set(range(256)) - set(b"\x81\x8d\x8f\x90\x9d")))
                )
        return "ISO-8859-1" if undefined else "CP1252"
    return "UTF-8"


def _prepare_text(path: Path, workspace: Path, asked: str | None, raw: Raw) -> Path:
    """A GeoJSON in UTF-8, as its standard says and some producers forget."""
    found = (shapefiles.code_page(asked) or asked) if asked else text_encoding(path)
    raw.encoding = found
    if found == "UTF-8":
        return path
    if not asked:
        raw.remarks.append(
            Remark(
                "encoding-guessed",
                f"Le fichier n’est pas en UTF-8, comme un GeoJSON doit l’être : lu en {found}.",
                field=path.name,
            )
        )
    target = workspace / "utf8.geojson"
    try:
        with path.open(encoding=found) as source, target.open("x", encoding="utf-8") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
    except (UnicodeDecodeError, LookupError) as error:
        raise wrong_encoding(path, found) from error
    return target


def wrong_encoding(path: Path, encoding: str) -> DeliveryRefused:
    return DeliveryRefused(
        "wrong-encoding",
        f"Les textes de « {printable(path.name)} » ne sont pas en « {printable(encoding)} ». Ne précisez pas "
        "l’encodage, "
        "ou demandez UTF-8 ou CP1252.",
    )
