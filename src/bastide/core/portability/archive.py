"""The archive of a body: a zip with a manifest, rows as lines of JSON, and each file once under its SHA-256.

An archive may come from anywhere: nothing of it is trusted that its manifest does not name, and nothing is written to a
path that it gives. All of it is read and proved before anything is put back.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from .errors import BadArchive

#: Raise it when an archive of before can no longer be read.
FORMAT = 1
MANIFEST = "manifest.json"
ROWS = re.compile(r"rows/[a-z]{1,40}\.[a-z]{1,60}\.jsonl")
FILES = re.compile(r"files/[0-9a-f]{64}")
LARGEST_MANIFEST = 64 * 1024 * 1024
LARGEST_ROWS, LARGEST_LINE = 1024 * 1024 * 1024, 16 * 1024 * 1024
LARGEST_FILE = 200 * 1024 * 1024
MOST_PARTS = 200_000
#: Times its own size that an archive may unfold to; lines of JSON fold to a tenth.
MOST_UNFOLDED = 100
CHUNK = 1024 * 1024


@dataclass
class Manifest:
    """What the archive holds: of each part its size and SHA-256."""

    body: dict[str, Any]
    taken_at: str
    release: str
    #: Of each table, how many rows.
    rows: dict[str, int] = field(default_factory=dict)
    #: Things named by the rows that stay behind: by model, by number, how they are called.
    named: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: What does not leave, and why, in French.
    stays: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def row_count(self) -> int:
        return sum(self.rows.values())

    @property
    def file_count(self) -> int:
        return sum(name.startswith("files/") for name in self.parts)


class Writer:
    """Writes beside the place of the archive; `close` puts it there, whole."""

    def __init__(self, path: Path) -> None:
        self.path, self.draft = path, path.with_name(f"{path.name}.part")
        self.parts: dict[str, dict[str, Any]] = {}
        self.draft.touch(mode=0o600)
        self.zip = zipfile.ZipFile(self.draft, "w", zipfile.ZIP_DEFLATED)

    def add_rows(self, label: str, lines: Iterator[dict[str, Any]]) -> int:
        """One line of JSON for each row; gives how many.

        The lines are gathered beside the archive first: a zip is written one part at a time, and a row brings files.
        """
        name, digest, count = f"rows/{label}.jsonl", hashlib.sha256(), 0
        with tempfile.TemporaryFile(dir=self.path.parent) as gathered:
            for line in lines:
                text = json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n"
                digest.update(text)
                gathered.write(text)
                count += 1
            size = gathered.tell()
            gathered.seek(0)
            with self.zip.open(name, "w", force_zip64=True) as part:
                shutil.copyfileobj(gathered, part)
        self.parts[name] = {"sha256": digest.hexdigest(), "size": size}
        return count

    def add_file(self, content: bytes) -> str:
        """Keep a file once; gives its SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        if (name := f"files/{digest}") not in self.parts:
            # Pictures and documents are compressed already.
            self.zip.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_STORED)
            self.parts[name] = {"sha256": digest, "size": len(content)}
        return digest

    def close(self, manifest: Manifest) -> str:
        """Put the archive in its place; gives its own SHA-256."""
        manifest.parts = self.parts
        text = json.dumps(vars(manifest), ensure_ascii=False, sort_keys=True, indent=1)
        self.zip.writestr(MANIFEST, text)
        self.zip.close()
        digest = digest_of(self.draft)
        self.draft.rename(self.path)
        return digest

    def give_up(self) -> None:
        self.zip.close()
        self.draft.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def printable(told: Any) -> str:
    """What an archive says of itself, for a terminal: without the signs that move the cursor or colour it."""
    return "".join(sign for sign in str(told)[:120] if sign.isprintable())


class Reader:
    """An archive that was proved: `Reader.open` raises BadArchive before anything of it is used."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.zip, self.manifest = archive, manifest

    @classmethod
    def open(cls, file: BinaryIO) -> Reader:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise BadArchive(_("Ce fichier n’est pas une archive, ou il est tronqué.")) from error
        try:
            manifest = _manifest_of(archive)
            for name, told in manifest.parts.items():
                _prove(archive, name, told)
        except BadArchive:
            archive.close()
            raise
        except Exception as error:
            # A decoder meets hostile bytes here: whatever it raises, the archive is not used.
            archive.close()
            raise BadArchive(_("Cette archive est abîmée (%(error)s).") % {"error": type(error).__name__}) from error
        return cls(archive, manifest)

    def rows(self, label: str) -> Iterator[dict[str, Any]]:
        name = f"rows/{label}.jsonl"
        if name not in self.manifest.parts:
            return
        with self.zip.open(name) as part:
            while line := part.readline(LARGEST_LINE + 1):
                row = _read(line) if len(line) <= LARGEST_LINE else None
                if not isinstance(row, dict) or not isinstance(row.get("values"), dict):
                    raise BadArchive(_("Une ligne de « %(name)s » n’en est pas une.") % {"name": name})
                yield row

    def file(self, digest: str) -> bytes:
        name = f"files/{digest}"
        if name not in self.manifest.parts:
            raise BadArchive(_("L’archive nomme un fichier qu’elle n’a pas."))
        return self.zip.read(name)

    def close(self) -> None:
        self.zip.close()


def _read(line: bytes) -> Any:
    """None for what is no JSON."""
    try:
        return json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> Any:
    """NaN and the infinite are no JSON, and no column takes them."""
    raise ValueError(constant)


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    found = archive.infolist()
    names = [part.filename for part in found]
    if len(found) > MOST_PARTS or len(set(names)) != len(names):
        raise BadArchive(_("Cette archive contient trop de parties, ou deux du même nom."))
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise BadArchive(_("Cette archive n’a pas de liste : elle ne vient pas d’un portail comme celui-ci."))
    try:
        told = json.loads(archive.read(MANIFEST), parse_constant=_refuse)
        if told["format"] != FORMAT:
            raise BadArchive(
                _("Cette archive est au format %(theirs)s ; ce logiciel lit le format %(ours)s.")
                % {"theirs": told["format"], "ours": FORMAT}
            )
        manifest = Manifest(**told)
        shapes = (manifest.body, manifest.rows, manifest.named, manifest.parts, manifest.stays)
        counts = manifest.rows.values()
        if not all(isinstance(each, dict) for each in shapes) or not all(type(each) is int for each in counts):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadArchive(_("La liste de cette archive est illisible.")) from error
    size = sum(part.compress_size for part in found)
    if sum(part.file_size for part in found) > MOST_UNFOLDED * size + LARGEST_MANIFEST:
        raise BadArchive(_("Une partie de cette archive est démesurée : %(name)s.") % {"name": MANIFEST})
    if set(names) != {MANIFEST, *manifest.parts}:
        raise BadArchive(_("Cette archive contient autre chose que ce que dit sa liste."))
    return manifest


def _prove(archive: zipfile.ZipFile, name: str, told: Any) -> None:
    """The part has the size and the bytes that the manifest says; what unfolds to more is not unfolded."""
    is_rows = bool(ROWS.fullmatch(name))
    if not is_rows and not FILES.fullmatch(name):
        raise BadArchive(_("Cette archive contient une partie inattendue : %(name)s.") % {"name": name[:80]})
    largest = LARGEST_ROWS if is_rows else LARGEST_FILE
    if not isinstance(told, dict) or not isinstance(told.get("size"), int) or not 0 <= told["size"] <= largest:
        raise BadArchive(_("Une partie de cette archive est démesurée : %(name)s.") % {"name": name})
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as part:
        while piece := part.read(CHUNK):
            size += len(piece)
            if size > told["size"]:
                break
            digest.update(piece)
    if size != told["size"] or digest.hexdigest() != told.get("sha256") or (not is_rows and name[6:] != told["sha256"]):
        raise BadArchive(_("Une partie de cette archive a changé : %(name)s.") % {"name": name})
