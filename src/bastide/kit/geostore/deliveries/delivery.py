"""One delivery from its files to a Parquet file and an account of it: what the child process does."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import closing
from pathlib import Path

from . import drawn, shapefiles, systems, tables
from .answers import DeliveryRefused, Limits, Order, Reading, Remark, mo
from .archives import printable, unpack_one, unpack_tar, unpack_zip
from .compiling import Compiler, Places
from .datasets import ONE_LAYER, Candidate, Dataset, choose, files_of, find, head, only
from .raw import Raw, connect

OUTPUT = "layer.parquet"


def compile_delivery(order: Order) -> Reading:
    """Write `layer.parquet` in the workspace and tell what was read. Raises DeliveryRefused."""
    source = order.source
    asked_crs = _asked_system(order.crs)
    if not source.exists():
        raise DeliveryRefused("missing", f"« {printable(source.name)} » n’existe pas.")
    if source.is_symlink():
        raise DeliveryRefused("archive-link", f"« {printable(source.name)} » est un lien : livrez le fichier lui-même.")
    datasets = _datasets(source, order)
    chosen = choose(_candidates(datasets, order), order.layer)
    files = _source_files(source, chosen)
    with closing(connect(order.workspace / "work.duckdb", order.limits)) as connection:
        if chosen.dataset.format == "CSV":
            raw = tables.load(
                connection,
                chosen.dataset.path,
                order.workspace,
                order.encoding,
                asked_crs,
                order.limits,
                spatial=order.spatial,
            )
        else:
            raw = drawn.load(connection, chosen, order.workspace, order.encoding, order.limits)
        _settle_system(raw, asked_crs)
        compiler = Compiler(connection, raw, order.workspace, order.limits, chosen.label)
        rows = compiler.count(spatial=order.spatial)
        columns, expressions = compiler.columns()
        has_places = bool(connection.execute("SELECT count(g) > 0 FROM raw").fetchall()[0][0])
        places = compiler.place(raw.crs) if has_places else Places(without=rows)
        compiler.write(order.workspace / OUTPUT, expressions, placed=has_places)
    return Reading(
        format=chosen.dataset.format,
        layer=chosen.label,
        rows=rows,
        columns=tuple(columns),
        crs=raw.crs if has_places else "",
        crs_name=systems.system(raw.crs).name if has_places else "",
        crs_source=raw.crs_source if has_places else "",
        encoding=raw.encoding,
        sha256=fingerprint(files, source),
        geometry_types=places.types,
        bbox=places.bbox,
        without_geometry=places.without,
        repaired=places.repaired,
        remarks=tuple(raw.remarks),
    )


def _asked_system(crs: str | None) -> str:
    if not crs:
        return ""
    code = systems.named(crs)
    if not code:
        raise DeliveryRefused(
            "crs-unknown",
            f"Le système de coordonnées « {printable(crs)} » n’est pas connu. Donnez un code, par exemple "
            "EPSG:2154 (Lambert-93).",
        )
    return code


def _settle_system(raw: Raw, asked: str) -> None:
    """What is asked wins over what the file says, and the person is told."""
    if not asked:
        return
    raw.remarks[:] = [remark for remark in raw.remarks if remark.code != "crs-guessed"]
    if raw.crs and raw.crs != asked and raw.crs_source != "values":
        raw.remarks.append(
            Remark(
                "crs-overridden",
                f"La livraison annonce le système {systems.system(raw.crs).name} ({raw.crs}) ; elle a été lue en "
                f"{asked}, comme demandé.",
            )
        )
    raw.crs, raw.crs_source = asked, "asked"


def _datasets(source: Path, order: Order) -> list[Dataset]:
    limits, folder = order.limits, order.workspace / "unpacked"
    if source.is_dir():
        size = sum(path.stat().st_size for path in files_of(source, limits))
        _check_size(size, limits)
        return find(source, limits)
    size = source.stat().st_size
    _check_size(size, limits)
    if not size:
        raise DeliveryRefused("empty", f"« {printable(source.name)} » est vide.")
    start, name = head(source, 600), source.name.lower()
    if start.startswith(b"PK\x03\x04") or zipfile.is_zipfile(source) or name.endswith((".zip", ".kmz")):
        unpack_zip(source, folder, limits)
        return find(folder, limits) if folder.exists() else _nothing()
    compressed = start.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ"))
    tar = name.endswith((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz")) or start[257:262] == b"ustar"
    if tar or (compressed and not start.startswith(b"\x1f\x8b")):
        unpack_tar(source, folder, limits)
        return find(folder, limits) if folder.exists() else _nothing()
    if compressed:
        inner = folder / (source.name[:-3] if name.endswith(".gz") else source.name)
        unpack_one(source, inner, limits)
        return [only(inner)]
    return [only(source)]


def _nothing() -> list[Dataset]:
    raise DeliveryRefused("no-dataset", "L’archive ne contient aucun fichier de couche.")


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.source_size:
        raise DeliveryRefused(
            "too-large",
            f"La livraison pèse {mo(size)}, plus que les {mo(limits.source_size)} permis. Livrez-la en plusieurs "
            "parties.",
        )


def _candidates(datasets: list[Dataset], order: Order) -> list[Candidate]:
    alone = len(datasets) == 1
    found: list[Candidate] = []
    for dataset in datasets:
        if dataset.format in ONE_LAYER:
            # Opened when chosen: a damaged neighbour does not matter.
            found.append(Candidate(dataset.name, dataset, dataset.path.stem))
        else:
            found += drawn.candidates(dataset, order.limits, alone=alone, spatial=order.spatial)
    if not found:
        name = printable(datasets[0].path.name)
        raise DeliveryRefused("no-geometry", f"« {name} » ne contient aucune couche de formes.")
    return _told_apart(found)


def _told_apart(found: list[Candidate]) -> list[Candidate]:
    """Data sets of one name in two folders or two formats: their label says which."""
    labels = [candidate.label.casefold() for candidate in found]
    return [
        candidate
        if labels.count(candidate.label.casefold()) == 1
        else Candidate(
            f"{candidate.dataset.path.parent.name}/{candidate.dataset.path.name}",
            candidate.dataset,
            candidate.layer,
            candidate.aliases,
        )
        for candidate in found
    ]


def _source_files(source: Path, chosen: Candidate) -> list[Path]:
    """The files of the source that were read: all of it, or in a folder those of the layer."""
    if source.is_file() and chosen.dataset.format != "SHP":
        return [source]
    if source.is_file() and chosen.dataset.path != source:
        return [source]
    if chosen.dataset.format == "SHP":
        return shapefiles.siblings(chosen.dataset.path).files()
    if chosen.dataset.format == "EDIGEO":
        return files_of(chosen.dataset.path.parent, Limits())
    return [chosen.dataset.path]


def fingerprint(files: list[Path], source: Path) -> str:
    """SHA-256 of a file; of several, that of their names and hashes, as `sha256sum` lists them."""
    if files == [source]:
        return _sha256(source)
    lines = "".join(f"{_sha256(path)}  {path.name}\n" for path in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest() if not source.is_file() or source in files else _sha256(source)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
