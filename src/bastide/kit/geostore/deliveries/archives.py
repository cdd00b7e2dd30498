"""Archives opened with suspicion: a zip, a tar or a gzip never writes outside its folder, nor more than it may."""

from __future__ import annotations

import gzip
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from .answers import DeliveryRefused, Limits, mo

#: What the readers need; a zip may hold written pieces, which are counted but not unpacked.
WANTED = frozenset(
    {".shp", ".shx", ".dbf", ".prj", ".cpg", ".gpkg", ".gpkg-wal", ".gpkg-journal", ".geojson", ".json", ".csv", ".tsv"}
    | {".txt", ".kml", ".gpx", ".dxf", ".thf", ".gen", ".geo", ".dic", ".scd", ".qal", ".vec"}
)
NESTED = frozenset([".zip", ".kmz", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst"])
IGNORED = frozenset({"__macosx", ".ds_store", "thumbs.db", "desktop.ini"})
#: Of one folder or file, in bytes: what every disk takes.
LONGEST_NAME = 200
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Member:
    """A file that an archive announces."""

    name: str
    size: int
    is_link: bool = False
    is_special: bool = False


def safe_path(name: str) -> PurePosixPath:
    """Where a member may be written, relative to the folder of the archive.

    Raises DeliveryRefused for a name that could lead elsewhere.
    """
    posix = name.replace("\\", "/")
    path = PurePosixPath(posix)
    outside = posix.startswith("/") or ".." in path.parts or (len(posix) > 1 and posix[1] == ":")
    if outside or not path.parts or any(unicodedata.category(sign) == "Cc" for sign in posix):
        raise DeliveryRefused(
            "archive-path",
            f"L’archive contient le fichier « {printable(name)} », dont le nom mène hors de l’archive. "
            "Refaites l’archive depuis le dossier des fichiers, sans chemin absolu ni « .. ».",
        )
    if any(len(part.encode(errors="replace")) > LONGEST_NAME for part in path.parts):
        raise DeliveryRefused(
            "archive-path",
            f"L’archive contient un nom de fichier trop long (« {printable(name[:60])}… »). Raccourcissez-le.",
        )
    return path


def printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in name)


def check_size(total: int, packed_size: int, limits: Limits) -> None:
    if total > limits.unpacked_size:
        raise DeliveryRefused(
            "too-large",
            f"Une fois ouverte, l’archive dépasse {mo(limits.unpacked_size)}. Livrez la couche en plusieurs parties.",
        )
    if total > limits.ratio * max(packed_size, 1_000):
        raise DeliveryRefused(
            "archive-ratio",
            f"Une fois ouverte, l’archive serait plus de {limits.ratio} fois plus grande : elle n’est pas ouverte. "
            "Livrez les fichiers sans les compresser.",
        )


class Gate:
    """Lets the members of one archive through, one by one, or refuses the whole archive."""

    def __init__(self, packed_size: int, limits: Limits) -> None:
        self.packed_size = packed_size
        self.limits = limits
        self.count = 0
        self.announced = 0
        self.written = 0
        self._seen: set[str] = set()

    def admit(self, member: Member) -> PurePosixPath | None:
        """Where to write a member; None when no reader needs it."""
        self.count += 1
        if self.count > self.limits.members:
            raise DeliveryRefused(
                "archive-members",
                f"L’archive contient plus de {self.limits.members} fichiers. Livrez seulement ceux de la couche.",
            )
        name = printable(member.name)
        path = safe_path(member.name)
        if member.is_link:
            raise DeliveryRefused(
                "archive-link", f"L’archive contient un lien, « {name} ». Remplacez-le par le fichier lui-même."
            )
        if member.is_special:
            raise DeliveryRefused(
                "archive-path", f"« {name} » n’est pas un fichier ordinaire. Retirez-le de l’archive."
            )
        self.announced += member.size
        check_size(self.announced, self.packed_size, self.limits)
        if IGNORED & {part.lower() for part in path.parts} or path.name.startswith(("._", "~$")):
            return None
        suffix = path.suffix.lower()
        if suffix in NESTED:
            raise DeliveryRefused(
                "archive-nested",
                f"L’archive contient une autre archive, « {name} ». Livrez-la seule, ou ouvrez-la d’abord.",
            )
        key = unicodedata.normalize("NFC", str(path)).casefold()
        if key in self._seen:
            raise DeliveryRefused("archive-twice", f"L’archive contient deux fois « {name} ». Gardez un seul des deux.")
        self._seen.add(key)
        return path if suffix in WANTED else None

    def copy(self, source: IO[bytes], target: Path, announced: int | None) -> None:
        """Write a member, never more than it announced nor than the archive may give in all."""
        target.parent.mkdir(parents=True, exist_ok=True)
        size = 0
        with target.open("xb") as file:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                self.written += len(chunk)
                if announced is not None and size > announced:
                    raise _damaged(target.name)
                check_size(self.written, self.packed_size, self.limits)
                file.write(chunk)
        if announced is not None and size != announced:
            raise _damaged(target.name)


def _damaged(name: str) -> DeliveryRefused:
    return DeliveryRefused(
        "archive-damaged",
        f"L’archive « {printable(name)} » est incomplète ou abîmée. Refaites-la, puis déposez-la de nouveau.",
    )


#: What the standard library raises for an archive that is not whole.
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)


@contextmanager
def _telling_damage(name: str) -> Iterator[None]:
    """Refuse what cannot be read. bz2 and gzip tell damage by an OSError without a number; a full disk has one."""
    try:
        yield
    except _DAMAGE as error:
        raise _damaged(name) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _damaged(name) from error


def unpack_zip(source: Path, folder: Path, limits: Limits) -> None:
    gate = Gate(source.stat().st_size, limits)
    try:
        with zipfile.ZipFile(source) as archive:
            admitted = [(info, gate.admit(_member(info))) for info in archive.infolist() if not _is_folder(info)]
            for info, path in admitted:
                if path is None:
                    continue
                if info.flag_bits & 0x1:
                    raise DeliveryRefused(
                        "archive-locked", "L’archive est protégée par un mot de passe. Livrez-la sans mot de passe."
                    )
                with archive.open(info) as file:
                    gate.copy(file, folder / path, info.file_size)
    except _DAMAGE as error:
        raise _damaged(source.name) from error


def _is_folder(info: zipfile.ZipInfo) -> bool:
    if info.is_dir():
        safe_path(info.filename)
    return info.is_dir()


def _member(info: zipfile.ZipInfo) -> Member:
    kind = stat.S_IFMT(info.external_attr >> 16)
    # Made on Windows, a zip says nothing of kinds: 0 is an ordinary file. zipfile cuts a name at a NUL: show it whole.
    return Member(
        name=info.orig_filename if "\0" in info.orig_filename else info.filename,
        size=info.file_size,
        is_link=kind == stat.S_IFLNK,
        is_special=kind not in (0, stat.S_IFREG, stat.S_IFLNK),
    )


def unpack_tar(source: Path, folder: Path, limits: Limits) -> None:
    gate = Gate(source.stat().st_size, limits)
    with _telling_damage(source.name), tarfile.open(source, "r|*") as archive:
        for info in archive:
            if info.isdir():
                safe_path(info.name)
                continue
            is_link = info.issym() or info.islnk()
            path = gate.admit(Member(info.name, info.size, is_link=is_link, is_special=not info.isfile()))
            file = archive.extractfile(info) if path else None
            if path and file:
                gate.copy(file, folder / path, info.size)
    if not gate.count:
        raise _damaged(source.name)


def unpack_one(source: Path, target: Path, limits: Limits) -> None:
    """One compressed file, as the cadastre gives its GeoJSON."""
    with _telling_damage(source.name), gzip.open(source, "rb") as file:
        Gate(source.stat().st_size, limits).copy(cast(IO[bytes], file), target, None)
