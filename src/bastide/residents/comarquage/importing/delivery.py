"""A zip or a folder of documents, of which nothing is written to the disk by its own names."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from ..reading.head import CODE
from ..reading.xml import LARGEST

#: 5,557 files and 141 MB were the largest delivery ever measured.
MOST_FILES = 60_000
MOST_BYTES = 2_000_000_000
#: A text compresses tenfold; a bomb a thousandfold.
STEEPEST = 200
CHUNK = 65_536


class BadDelivery(Exception):
    """The delivery as a whole is not to be trusted; the message says why."""


@dataclass(frozen=True)
class Member:
    """One file of a delivery. `problem` says why it was left out; then there is no content."""

    name: str
    content: bytes = b""
    problem: str = ""

    @property
    def code(self) -> str:
        """ "F1427" for "F1427.xml"; "" for an index file."""
        stem = PurePosixPath(self.name).stem
        return stem if CODE.fullmatch(stem) else ""


class Delivery:
    """What is common to both forms: a name, a date, a digest, a number of files, and the files one by one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.total = 0

    @staticmethod
    def open(path: Path) -> Delivery:
        """Raises BadDelivery."""
        if path.is_dir():
            return Folder(path)
        if not path.is_file():
            raise BadDelivery(_("« %(path)s » n’existe pas.") % {"path": path})
        return Zip(path)

    def close(self) -> None:
        """Nothing to close by default."""

    @property
    def date(self) -> date | None:
        return datetime.fromtimestamp(self.path.stat().st_mtime, get_current_timezone()).date()

    def digest(self) -> str:
        raise NotImplementedError

    def members(self) -> Iterator[Member]:
        raise NotImplementedError


class Zip(Delivery):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise BadDelivery(
                _("« %(name)s » n’est pas une archive zip lisible : elle est peut-être incomplète (%(error)s).")
                % {"name": path.name, "error": error}
            ) from None
        try:
            self.infos = self._checked()
        except BadDelivery:
            self.archive.close()
            raise
        self.total = len(self.infos)

    def _checked(self) -> list[zipfile.ZipInfo]:
        """The XML files of the archive, once the whole of it looks honest."""
        listed = self.archive.infolist()
        if len(listed) > MOST_FILES:
            raise BadDelivery(_("L’archive annonce %(count)d fichiers : c’est trop.") % {"count": len(listed)})
        size = sum(info.file_size for info in listed)
        packed = sum(info.compress_size for info in listed)
        if size > MOST_BYTES or size > STEEPEST * max(packed, 1) + LARGEST:
            raise BadDelivery(_("L’archive se déplierait en %(size)d Mo : elle est refusée.") % {"size": size // 10**6})
        for info in listed:
            parts = PurePosixPath(info.filename.replace("\\", "/")).parts
            if info.filename.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", info.filename):
                raise BadDelivery(_("L’archive nomme un fichier hors d’elle : « %(name)s ».") % {"name": info.filename})
            if stat.S_ISLNK(info.external_attr >> 16):
                raise BadDelivery(_("L’archive contient un lien : « %(name)s ».") % {"name": info.filename})
            if info.flag_bits & 0x1:
                raise BadDelivery(_("L’archive est chiffrée."))
        return [info for info in listed if not info.is_dir() and info.filename.lower().endswith(".xml")]

    def close(self) -> None:
        self.archive.close()

    @property
    def date(self) -> date | None:
        newest = max((info.date_time[:3] for info in self.infos), default=None)
        try:
            return date(*newest) if newest and newest > (1980, 1, 1) else super().date
        except ValueError:
            return super().date

    def digest(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def members(self) -> Iterator[Member]:
        seen: set[str] = set()
        for info in sorted(self.infos, key=lambda each: each.filename):
            name = PurePosixPath(info.filename).name
            if name in seen:
                yield Member(info.filename, problem=_("un fichier de ce nom a déjà été lu"))
                continue
            seen.add(name)
            yield self._read(info, name)

    def _read(self, info: zipfile.ZipInfo, name: str) -> Member:
        pieces: list[bytes] = []
        size = 0
        try:
            with self.archive.open(info) as file:
                while piece := file.read(CHUNK):
                    size += len(piece)
                    if size > LARGEST:
                        return Member(name, problem=_("le fichier est trop grand pour une fiche"))
                    pieces.append(piece)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            return Member(name, problem=_("le fichier est abîmé dans l’archive (%(error)s)") % {"error": error})
        return Member(name, b"".join(pieces))


class Folder(Delivery):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.paths = sorted(self._found())
        self.total = len(self.paths)

    def _found(self) -> Iterator[Path]:
        for root, _folders, names in os.walk(self.path):
            for name in names:
                path = Path(root) / name
                if name.lower().endswith(".xml") and path.is_file() and not path.is_symlink():
                    yield path

    def digest(self) -> str:
        told = hashlib.sha256()
        for path in self.paths:
            with path.open("rb") as file:
                told.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
        return told.hexdigest()

    def members(self) -> Iterator[Member]:
        seen: set[str] = set()
        for path in self.paths:
            if path.name in seen:
                yield Member(str(path.relative_to(self.path)), problem=_("un fichier de ce nom a déjà été lu"))
                continue
            seen.add(path.name)
            if path.stat().st_size > LARGEST:
                yield Member(path.name, problem=_("le fichier est trop grand pour une fiche"))
                continue
            try:
                yield Member(path.name, path.read_bytes())
            except OSError as error:
                yield Member(path.name, problem=_("le fichier est illisible (%(error)s)") % {"error": error})
