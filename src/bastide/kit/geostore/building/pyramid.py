"""From the rows of a version to its PMTiles archive: one block of tiles at a time, in bounded memory."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from ..engine import quoted_name, quoted_text
from ..manifest import KEY, ROW, Column, Zooms
from .snapshot import Facts, held_as
from .steps import Progress

#: Half the side of the world in Web Mercator, in its metres.
HALF = 20_037_508.342789244
#: Latitude where Web Mercator ends.
EDGE = 85.0511287
EXTENT = 4096
BUFFER = 64
#: A pixel of a map that draws a tile on 512 pixels, in units of the tile.
PIXEL = EXTENT // 512
#: A block is a square of 2^BLOCK tiles a side.
BLOCK = 4
DEEPEST = 14
#: Deeper levels are left out when they would have more tiles than this; maps enlarge the last one.
MOST_TILES = 60_000
#: Objects in one tile above the last level; the smallest are left out.
MOST_OBJECTS = 10_000
#: Shapes of more vertices are cut again and again as levels go deeper, so that no tile cuts them whole.
WIDE = 500
#: Levels between a piece of such a shape and the tiles that are made of it.
PIECE = 2
#: An object spans at least this at the level where tiles begin.
LEAST_PIXELS = 32
#: At the last level a unit of the tile is this part of the usual distance between two vertices.
DETAIL = 32


def write_pyramid(
    connection: duckdb.DuckDBPyConnection, into: Path, *, name: str, title: str, facts: Facts, progress: Progress
) -> Zooms | None:
    """Draw the table `shapes` in tiles; None, and no file, when there is nothing to draw."""
    _project(connection)
    zooms = _zooms(connection)
    if zooms is None:
        return None
    layer = _Drawing(connection, name, facts.columns, zooms)
    progress.step("Tuiles", layer.count_blocks())
    with into.open("wb") as file, into.with_suffix(".spool").open("w+b") as spool:
        writer = Writer(file)
        # Its own would lie in the machine's folder of temporary files, which may be small.
        writer.tile_f.close()
        writer.tile_f = spool
        drawn = False
        for zoom in range(zooms.lowest, zooms.highest + 1):
            for tiles in layer.blocks(zoom):
                for tile_id, data in tiles:
                    writer.write_tile(tile_id, gzip.compress(data, 6, mtime=0))
                    drawn = True
                progress.advance(1)
        if drawn:
            writer.finalize(_header(facts, zooms), _metadata(name, title, facts.columns, zooms))
    into.with_suffix(".spool").unlink()
    if not drawn:
        into.unlink()
    return zooms if drawn else None


def _project(connection: duckdb.DuckDBPyConnection) -> None:
    """The table `drawn`: what tiles can hold, in Web Mercator, with its box."""
    valid = "CASE WHEN ST_IsValid(shape) THEN shape ELSE ST_MakeValid(shape) END"
    connection.execute(
        f"""
        CREATE TABLE drawn AS
        SELECT *, ST_XMin(shape) AS mx0, ST_YMin(shape) AS my0, ST_XMax(shape) AS mx1, ST_YMax(shape) AS my1,
               ST_NPoints(shape) AS vertices
        FROM (
            SELECT * REPLACE ({_one_kind(valid)} AS shape)
            FROM (
                SELECT * EXCLUDE (wkb, x0, y0, x1, y1),
                       ST_Transform(ST_GeomFromWKB(wkb), 'EPSG:4326', 'EPSG:3857', always_xy := true) AS shape
                FROM shapes WHERE y0 >= -{EDGE} AND y1 <= {EDGE}
            )
        )
        ORDER BY {ROW}
        """
    )


def _zooms(connection: duckdb.DuckDBPyConnection) -> Zooms | None:
    """From the level where the layer is large enough to be seen to the one that shows its detail."""
    row = connection.execute(
        """
        SELECT max(mx1) - min(mx0), max(my1) - min(my0),
               quantile_cont((mx1 - mx0 + my1 - my0) / vertices, 0.1) FILTER (vertices > 1)
        FROM drawn
        """
    ).fetchone()
    assert row is not None
    width, height, spacing = row
    if width is None:
        return None
    span = max(width, height, 1.0)
    lowest = max(0, min(8, math.floor(math.log2(LEAST_PIXELS * 2 * HALF / 512 / span))))
    # Points have no detail of their own: they are drawn where a map may be enlarged most.
    wanted = math.ceil(math.log2(2 * HALF * DETAIL / EXTENT / spacing)) if spacing else DEEPEST
    highest = max(lowest, min(DEEPEST, wanted))
    while highest > lowest and _tile_count(connection, highest) > MOST_TILES:
        highest -= 1
    return Zooms(lowest, highest)


def _tile_count(connection: duckdb.DuckDBPyConnection, zoom: int) -> int:
    """How many tiles boxes of objects touch at a level, counted no further than what matters."""
    x, y = _range("mx0", "mx1", zoom), _range("-my1", "-my0", zoom)
    covered = connection.execute(f"SELECT max(({x[1]} - {x[0]} + 1) * ({y[1]} - {y[0]} + 1)) FROM drawn").fetchone()
    assert covered is not None
    if covered[0] > 16 * MOST_TILES:
        return int(covered[0])
    row = connection.execute(f"SELECT count(DISTINCT (x, y)) FROM ({_cells(zoom, 'drawn')})").fetchone()
    assert row is not None
    return int(row[0])


def _one_kind(shape: str) -> str:
    """SQL: of a collection, its surfaces, or else its lines, or else its points: a tile holds no collection."""
    return (
        f"CASE WHEN ST_GeometryType({shape})::VARCHAR = 'GEOMETRYCOLLECTION' "
        f"THEN ST_CollectionExtract({shape}) ELSE {shape} END"
    )


def _number(value: float) -> str:
    """A DuckDB DOUBLE: without an exponent it would be read as a DECIMAL, which overflows."""
    return f"{value:.17e}"


def _range(low: str, high: str, zoom: int) -> tuple[str, str]:
    """SQL for the first and last tile that an interval touches, the buffer included."""
    half, width, margin = _number(HALF), _number(2 * HALF / 2**zoom), _number(BUFFER / EXTENT)
    return (
        f"greatest(0, floor(({low} + {half}) / {width} - {margin})::INTEGER)",
        f"least({2**zoom - 1}, floor(({high} + {half}) / {width} + {margin})::INTEGER)",
    )


def _cells(zoom: int, table: str, columns: str = "") -> str:
    """SQL: each object of `table` once for each tile of `zoom` that its box touches, as `x` and `y`."""
    x, y = _range("mx0", "mx1", zoom), _range("-my1", "-my0", zoom)
    return (
        f"SELECT {columns} x, unnest(range({y[0]}, {y[1]} + 1))::INTEGER AS y "
        f"FROM (SELECT *, unnest(range({x[0]}, {x[1]} + 1))::INTEGER AS x FROM {table})"
    )


class _Drawing:
    """The tiles of one layer, block by block in the order of the archive."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[Column], zooms: Zooms
    ) -> None:
        self.connection, self.name, self.zooms = connection, name, zooms
        fields = [f"{KEY} := {KEY}"]
        for place, column in enumerate(columns):
            quoted = quoted_name(column.name)
            fields.append(f"{quoted} := {held_as(place)}::{_tile_type(column.type)}")
        self.fields = ", ".join(fields)
        self.names = f"{ROW}, {KEY}, " + "".join(f"{held_as(place)}, " for place in range(len(columns)))
        self.piece_level = 0
        connection.execute(f"CREATE TABLE wide AS SELECT *, 0 AS px, 0 AS py FROM drawn WHERE vertices > {WIDE}")

    def count_blocks(self) -> int:
        return sum(len(self._blocks_at(zoom)) for zoom in range(self.zooms.lowest, self.zooms.highest + 1))

    def _blocks_at(self, zoom: int) -> list[tuple[int, int]]:
        """The squares of tiles that may hold something, in the order of the archive."""
        level = max(0, zoom - BLOCK)
        cells = self.connection.execute(f"SELECT DISTINCT x, y FROM ({_cells(level, 'drawn')})").fetchall()
        return sorted(cells, key=lambda cell: zxy_to_tileid(level, *cell))

    def blocks(self, zoom: int) -> Iterator[list[tuple[int, bytes]]]:
        level = max(0, zoom - BLOCK)
        while self.piece_level < zoom - PIECE:
            self._cut_wide_shapes()
        for x, y in self._blocks_at(zoom):
            found = self.connection.execute(self._sql(zoom, level, x, y)).fetchall()
            yield sorted((zxy_to_tileid(zoom, tile_x, tile_y), bytes(data)) for tile_x, tile_y, data in found)

    def _cut_wide_shapes(self) -> None:
        """Cut each piece of a wide shape in four, for the next level."""
        self.piece_level += 1
        side = 2 * HALF / 2**self.piece_level
        across, half, margin = _number(side), _number(HALF), _number(2 * side * BUFFER / EXTENT)
        self.connection.execute(
            f"""
            CREATE TABLE cut AS
            SELECT {self.names} px, py, {_one_kind("shape")} AS shape, ST_XMin(shape) AS mx0, ST_YMin(shape) AS my0,
                   ST_XMax(shape) AS mx1, ST_YMax(shape) AS my1, ST_NPoints(shape) AS vertices
            FROM (
                SELECT * EXCLUDE (shape, px, py), cx AS px, cy AS py,
                       ST_Intersection(shape, ST_MakeEnvelope(
                           cx * {across} - {half} - {margin}, {half} - (cy + 1) * {across} - {margin},
                           (cx + 1) * {across} - {half} + {margin}, {half} - cy * {across} + {margin}
                       )) AS shape
                FROM (
                    SELECT *, 2 * px + i AS cx, 2 * py + j AS cy
                    FROM wide, (VALUES (0), (1)) AS a(i), (VALUES (0), (1)) AS b(j)
                )
            )
            WHERE NOT ST_IsEmpty(shape)
            """
        )
        self.connection.execute("DROP TABLE wide")
        self.connection.execute("ALTER TABLE cut RENAME TO wide")

    def _sql(self, zoom: int, level: int, block_x: int, block_y: int) -> str:
        """The tiles of one block."""
        side, width = 2 * HALF / 2**level, 2 * HALF / 2**zoom
        margin = 2 * width * BUFFER / EXTENT
        west, north = -HALF + block_x * side, HALF - block_y * side
        box = [_number(edge) for edge in (west - margin, north - side - margin, west + side + margin, north + margin)]
        pixel = _number(width / EXTENT * PIXEL)
        if zoom == self.zooms.highest:
            shape, visible, crowd = "shape", "true", ""
        else:
            shape = f"ST_SimplifyPreserveTopology(shape, {pixel} / 2)"
            visible = f"(vertices = 1 OR mx1 - mx0 >= {pixel} OR my1 - my0 >= {pixel})"
            crowd = (
                "QUALIFY row_number() OVER "
                f"(PARTITION BY x, y ORDER BY (mx1 - mx0) * (my1 - my0) DESC, hash({ROW})) <= {MOST_OBJECTS}"
            )
        deeper, piece = zoom - level, zoom - self.piece_level
        half, across = _number(HALF), _number(width)
        sides = f"min_x: tile_west, min_y: tile_north - {across}, max_x: tile_west + {across}, max_y: tile_north"
        tile = f"{{{sides}}}::BOX_2D"
        in_block = f"mx0 <= {box[2]} AND mx1 >= {box[0]} AND my0 <= {box[3]} AND my1 >= {box[1]} AND {visible}"
        return f"""
            WITH near AS (
                SELECT {self.names} mx0, my0, mx1, my1, {shape} AS shape,
                       {block_x << deeper} AS first_x, {block_y << deeper} AS first_y, {(1 << deeper) - 1} AS more
                FROM drawn WHERE vertices <= {WIDE} AND {in_block}
                UNION ALL
                SELECT {self.names} mx0, my0, mx1, my1, {shape} AS shape,
                       px << {piece}, py << {piece}, {(1 << piece) - 1}
                FROM wide
                WHERE px >> {self.piece_level - level} = {block_x} AND py >> {self.piece_level - level} = {block_y}
                      AND {in_block}
            ),
            cells AS ({_cells(zoom, "near", f"{self.names} mx0, my0, mx1, my1, first_x, first_y, more, shape,")}),
            placed AS (
                SELECT *, x * {across} - {half} AS tile_west, {half} - y * {across} AS tile_north
                FROM cells
                WHERE x BETWEEN first_x AND first_x + more AND y BETWEEN first_y AND first_y + more {crowd}
            ),
            pieces AS (
                SELECT x, y, {self.names}
                       CASE WHEN mx0 >= tile_west AND mx1 <= tile_west + {across}
                                 AND my1 <= tile_north AND my0 >= tile_north - {across}
                            THEN ST_AsMVTGeom(shape, {tile}, {EXTENT}, {BUFFER}, false)
                            ELSE ST_AsMVTGeom(shape, {tile}, {EXTENT}, {BUFFER}, true) END AS geometry
                FROM placed
            )
            SELECT x, y, ST_AsMVT(
                struct_pack({ROW} := {ROW}, {self.fields}, geometry := {_one_kind("geometry")}),
                {quoted_text(self.name)}, {EXTENT}, 'geometry', '{ROW}' ORDER BY {ROW}
            )
            FROM pieces WHERE geometry IS NOT NULL AND NOT ST_IsEmpty(geometry)
            GROUP BY x, y
        """


def _tile_type(kind: str) -> str:
    """What a tile can hold: text, whole numbers, numbers, yes or no."""
    if kind in ("VARCHAR", "BOOLEAN", "DOUBLE", "FLOAT"):
        return kind
    if kind in ("DATE", "TIMESTAMP"):
        return "VARCHAR"
    return "BIGINT"


def _header(facts: Facts, zooms: Zooms) -> dict[str, Any]:
    assert facts.box is not None
    west, south, east, north = facts.box
    return {
        "version": 3,
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": round(west * 1e7),
        "min_lat_e7": round(south * 1e7),
        "max_lon_e7": round(east * 1e7),
        "max_lat_e7": round(north * 1e7),
        "center_zoom": zooms.lowest,
        "center_lon_e7": round((west + east) / 2 * 1e7),
        "center_lat_e7": round((south + north) / 2 * 1e7),
    }


def vector_layer(name: str, columns: Sequence[Column], zooms: Zooms) -> dict[str, Any]:
    """One entry of `vector_layers`, as TileJSON and PMTiles write it."""
    kinds = {"BOOLEAN": "Boolean", "VARCHAR": "String", "DOUBLE": "Number", "FLOAT": "Number", "BIGINT": "Number"}
    fields = {column.name: kinds[_tile_type(column.type)] for column in columns}
    return {
        "id": name,
        "fields": {KEY: "String", **fields},
        "minzoom": zooms.lowest,
        "maxzoom": zooms.highest,
    }


def _metadata(name: str, title: str, columns: Sequence[Column], zooms: Zooms) -> dict[str, Any]:
    return {"name": title, "format": "pbf", "vector_layers": [vector_layer(name, columns, zooms)]}
