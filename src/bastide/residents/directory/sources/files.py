"""What a file is, found in its bytes; what is packed (gzip, bzip2, tar, zip with one file) is unpacked beside, bounded.

Nothing of a file's name is believed, and no name inside an archive becomes a path.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from bastide.data.opendata.queries import encoding_of, text_arguments

from .lines import UnreadableSource

#: The national dump is 270 MB.
MAX_UNPACKED = 2 << 30
#: JSON packs well, but not a thousand times.
MAX_RATIO = 500
_READ = 1 << 20
_WANTED = re.compile(r"\.(json|geojson|jsonl|ndjson|xml|csv|txt)$", re.IGNORECASE)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or what it packs, in a folder that is removed afterwards. Raises UnreadableSource."""
    if not path.exists():
        raise UnreadableSource("missing", _("Ce fichier n’existe pas : %s") % path.name)
    if path.is_dir():
        raise UnreadableSource("folder", _("« %s » est un dossier : donnez un fichier.") % path.name)
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise UnreadableSource("unreadable", _("Ce fichier ne peut pas être lu : %s.") % error.strerror) from None
    unpack = _unpacker(path, start)
    if unpack is None:
        yield path
        return
    folder = Path(tempfile.mkdtemp(prefix="bastide-lieux-"))
    try:
        target = folder / "contenu"
        try:
            unpack(path, target)
        except (
            EOFError,
            OSError,
            zipfile.BadZipFile,
            tarfile.TarError,
            lzma.LZMAError,
            ValueError,
            RuntimeError,
        ) as error:
            message = _("Cette archive est abîmée ou coupée : téléchargez-la à nouveau.")
            raise UnreadableSource("damaged", message) from error
        # A tar in a bzip2, a JSON in a zip in a gzip: one more layer, never endless.
        with target.open("rb") as file:
            inner = _unpacker(target, file.read(512))
        if inner is not None:
            second = folder / "contenu-2"
            try:
                inner(target, second)
            except (EOFError, OSError, zipfile.BadZipFile, tarfile.TarError, ValueError, RuntimeError) as error:
                raise UnreadableSource("damaged", _("Cette archive est abîmée ou coupée.")) from error
            target = second
        yield target
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpacker(path: Path, start: bytes) -> Callable[[Path, Path], None] | None:
    if start.startswith(b"\x1f\x8b"):
        return _stream(gzip.open)
    if start.startswith(b"BZh"):
        return _stream(bz2.open)
    if start.startswith(b"\xfd7zXZ"):
        return _stream(lzma.open)
    if start[257:262] == b"ustar":
        return _from_tar
    if start.startswith(b"PK\x03\x04") and not _is_workbook(path):
        return _from_zip
    return None


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("xl/") or name == "mimetype" for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        # Damaged: whoever reads tables says so.
        return True


def _stream(opener: Callable[..., Any]) -> Callable[[Path, Path], None]:
    def unpack(path: Path, target: Path) -> None:
        with opener(path, "rb") as file:
            _copy(file, target, packed=path.stat().st_size)

    return unpack


def _from_tar(path: Path, target: Path) -> None:
    with tarfile.open(path) as archive:
        files = [member for member in archive if member.isfile()]
        member = _only(files, lambda each: each.name, lambda each: each.size)
        content = archive.extractfile(member)
        if content is None:
            raise UnreadableSource("damaged", _("Cette archive est abîmée."))
        _copy(content, target, packed=path.stat().st_size * MAX_RATIO)


def _from_zip(path: Path, target: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        files = [member for member in archive.infolist() if not member.is_dir()]
        member = _only(files, lambda each: each.filename, lambda each: each.file_size)
        if member.flag_bits & 1:
            raise UnreadableSource("locked", _("Cette archive est protégée par un mot de passe : ouvrez-la d’abord."))
        with archive.open(member) as content:
            _copy(content, target, packed=member.compress_size)


def _only(members: list[Any], name: Callable[[Any], str], size: Callable[[Any], int]) -> Any:
    """The one file to read: the largest of those whose ending is that of data. Raises UnreadableSource."""
    wanted = [each for each in members[:5000] if _WANTED.search(name(each))]
    if not wanted:
        raise UnreadableSource("nothing", _("Cette archive ne contient aucun fichier JSON, XML ou CSV."))
    return max(wanted, key=size)


def _copy(file: IO[bytes], target: Path, *, packed: int) -> None:
    written = 0
    with target.open("wb") as out:
        while chunk := file.read(_READ):
            written += len(chunk)
            if written > MAX_UNPACKED or (written > 50 << 20 and written > max(packed, 1) * MAX_RATIO):
                raise UnreadableSource("bomb", _("Cette archive, une fois déballée, est démesurée : elle est refusée."))
            out.write(chunk)


def family_of(path: Path) -> str:
    """ "json", "xml" or "table": by the first sign that means something. Raises UnreadableSource for an empty file."""
    with path.open("rb") as file:
        start = file.read(8192)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = start.decode("utf-16", errors="replace")
    else:
        text = start.decode("utf-8-sig", errors="replace")
    bare = text.lstrip("\ufeff \t\r\n\x1e")
    if not bare:
        raise UnreadableSource("empty", _("Ce fichier est vide."))
    if bare[0] == "{" or re.match(r"\[\s*[\[{\]]", bare):
        return "json"
    if bare[0] == "<" and not re.match(r"<(!doctype\s+html|html)", bare, re.IGNORECASE):
        return "xml"
    return "table"


@contextmanager
def opened_text(path: Path) -> Iterator[Any]:
    """The text of a JSON file, whatever its encoding."""
    with path.open(**text_arguments(encoding_of(path))) as file:  # type: ignore[call-overload]
        yield file
