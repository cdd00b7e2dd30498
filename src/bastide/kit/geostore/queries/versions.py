"""What changed between two versions of a layer."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine import quoted_name, quoted_text, reader
from ..files import layer_files
from ..manifest import KEY
from ..models import Version

#: Keys told of each kind; all are counted.
TOLD = 20


@dataclass(frozen=True)
class Difference:
    """Counts of objects, with the first keys of each kind in order; `columns_*` are attributes that came or went.

    A changed object has another shape, or another value in an attribute that both versions have.
    """

    added: int
    removed: int
    changed: int
    added_keys: list[str]
    removed_keys: list[str]
    changed_keys: list[str]
    columns_added: list[str]
    columns_removed: list[str]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed or self.columns_added or self.columns_removed)


def compare(old: Version, new: Version) -> Difference:
    """Match the objects of two versions by key. Raises LayerUnreadable."""
    before = {column.name: column.type for column in old.manifest.columns}
    after = {column.name: column.type for column in new.manifest.columns}
    both = [name for name in after if name in before]
    sql = f"""
        WITH pairs AS (
            SELECT coalesce(a.key, b.key) AS key,
                   CASE WHEN a.key IS NULL THEN 'added' WHEN b.key IS NULL THEN 'removed' ELSE 'changed' END AS kind
            FROM ({_digests(old, both)}) AS a FULL JOIN ({_digests(new, both)}) AS b ON a.key = b.key
            WHERE a.key IS NULL OR b.key IS NULL OR a.digest <> b.digest
        )
        SELECT kind, count(*), (list(key ORDER BY key))[:{TOLD}] FROM pairs GROUP BY kind
    """
    found = {kind: (count, keys) for kind, count, keys in reader().rows(sql)}
    counts = {kind: found.get(kind, (0, [])) for kind in ("added", "removed", "changed")}
    return Difference(
        added=counts["added"][0],
        removed=counts["removed"][0],
        changed=counts["changed"][0],
        added_keys=counts["added"][1],
        removed_keys=counts["removed"][1],
        changed_keys=counts["changed"][1],
        columns_added=sorted(set(after) - set(before)),
        columns_removed=sorted(set(before) - set(after)),
    )


def _digests(version: Version, columns: list[str]) -> str:
    """SQL: the key of each object, and a digest of its shape and values."""
    values = "".join(f", {quoted_name(name)}::VARCHAR" for name in columns)
    source = f"read_parquet({quoted_text(layer_files().address(version.parquet_name))})"
    return f"SELECT {KEY} AS key, md5(to_json([ST_AsHexWKB(geometry){values}])::VARCHAR) AS digest FROM {source}"
