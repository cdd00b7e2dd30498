"""Reading one tile of a PMTiles archive, wherever it lies."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pmtiles.tile import deserialize_directory, deserialize_header, find_tile, zxy_to_tileid

from .files import layer_files
from .problems import LayerUnreadable

HEADER_BYTES = 127
#: What the format allows a first read to bring: the header and the root of the directory.
FIRST_READ = 16 * 1024
#: A root, a leaf below it, and one more: deeper directories are loops.
DEEPEST_DIRECTORY = 4


class Archive:
    """One archive, whose name is its content: what was read of it once stays true."""

    def __init__(self, name: str) -> None:
        """Raises LayerUnreadable."""
        self.name = name
        head = layer_files().read(name, 0, FIRST_READ)
        try:
            self.header: dict[str, Any] = dict(deserialize_header(head[:HEADER_BYTES]))
            start, length = self.header["root_offset"], self.header["root_length"]
            self._root = deserialize_directory(head[start : start + length])
        except Exception as error:
            raise LayerUnreadable(f"L’archive de tuiles « {name} » est abîmée.") from error

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """The tile as it is stored (gzip), None where there is nothing. Raises LayerUnreadable."""
        tile_id, directory = zxy_to_tileid(zoom, x, y), self._root
        for _depth in range(DEEPEST_DIRECTORY):
            entry = find_tile(directory, tile_id)
            if entry is None:
                return None
            if entry.run_length:
                return layer_files().read(self.name, self.header["tile_data_offset"] + entry.offset, entry.length)
            directory = _leaf(self.name, self.header["leaf_directory_offset"] + entry.offset, entry.length)
        raise LayerUnreadable(f"L’archive de tuiles « {self.name} » est abîmée.")


@lru_cache(maxsize=256)
def archive(name: str) -> Archive:
    return Archive(name)


@lru_cache(maxsize=128)
def _leaf(name: str, start: int, length: int) -> list[Any]:
    try:
        return deserialize_directory(layer_files().read(name, start, length))
    except (OSError, EOFError) as error:
        raise LayerUnreadable(f"L’archive de tuiles « {name} » est abîmée.") from error
