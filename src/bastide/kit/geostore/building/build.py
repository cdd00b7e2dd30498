"""Building the two files of a version, each in its own database that may spill to the disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from ..disk import explained
from ..engine import connect
from ..files.base import CHUNK
from ..manifest import Manifest
from .pyramid import write_pyramid
from .snapshot import write_snapshot
from .steps import Progress


@dataclass(frozen=True)
class Origin:
    """Where the rows of a version come from."""

    source_hash: str
    crs: str = ""
    encoding: str = ""
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Built:
    """Two files that wait in the build's folder (`tiles` is None when there is nothing to draw)."""

    manifest: Manifest
    parquet: Path
    tiles: Path | None

    @property
    def hash(self) -> str:
        """Stands for both files."""
        both = f"{self.manifest.parquet_hash}{self.manifest.tiles_hash}"
        return hashlib.sha256(both.encode()).hexdigest()


def build(
    *,
    intermediate: Path,
    folder: Path,
    name: str,
    title: str,
    producer: str,
    licence: str,
    key_column: str,
    origin: Origin,
    at: datetime,
    progress: Progress,
) -> Built:
    """Make the GeoParquet and PMTiles files of `intermediate` in `folder`, which is the build's own.

    Raises BuildRefused, NoSpaceLeft.
    """
    parquet, tiles = folder / "snapshot.parquet", folder / "tiles.pmtiles"
    work = folder / "work.duckdb"
    with (
        explained(),
        connect(
            str(work),
            memory=settings.LAYERS_BUILD_MEMORY,
            threads=settings.LAYERS_BUILD_THREADS,
            temporary=str(folder / "spill"),
        ) as connection,
    ):
        progress.step("Données")
        facts = write_snapshot(connection, intermediate, parquet, key_column=key_column)
        zooms = write_pyramid(connection, tiles, name=name, title=title, facts=facts, progress=progress)
        progress.close()
    work.unlink()
    manifest = Manifest(
        title=title,
        producer=producer,
        licence=licence,
        made_at=at.isoformat(),
        rows=facts.rows,
        box=facts.box,
        columns=facts.columns,
        geometry_types=facts.geometry_types,
        key_column=key_column,
        zooms=zooms,
        parquet_hash=file_hash(parquet),
        parquet_bytes=parquet.stat().st_size,
        tiles_hash=file_hash(tiles) if zooms else "",
        tiles_bytes=tiles.stat().st_size if zooms else 0,
        source_hash=origin.source_hash,
        source_crs=origin.crs,
        source_encoding=origin.encoding,
        warnings=origin.warnings,
    )
    return Built(manifest, parquet, tiles if zooms else None)


def file_hash(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return found.hexdigest()
