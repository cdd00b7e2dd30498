"""What GDAL does not tell of a shapefile: what is missing, what was cut short, how its texts are written."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .answers import DeliveryRefused, Remark
from .archives import printable

_CPG = {
    "UTF8": "UTF-8",
    "65001": "UTF-8",
    "1252": "CP1252",
    "CP1252": "CP1252",
    "ANSI1252": "CP1252",
    "WINDOWS1252": "CP1252",
    "88591": "ISO-8859-1",
    "ISO88591": "ISO-8859-1",
    "LATIN1": "ISO-8859-1",
    "885915": "ISO-8859-15",
    "ISO885915": "ISO-8859-15",
    "850": "CP850",
    "CP850": "CP850",
    "IBM850": "CP850",
    "437": "CP437",
    "CP437": "CP437",
    "1250": "CP1250",
    "CP1250": "CP1250",
    "USASCII": "ISO-8859-1",
    "ASCII": "ISO-8859-1",
}
#: The byte of a DBF that names its code page, for those that no other test would find.
_LANGUAGE = {0x01: "CP437", 0x02: "CP850", 0x6A: "CP737"}


def code_page(name: str) -> str:
    """How GDAL calls an encoding, whatever its spelling; empty when it is not known here."""
    return _CPG.get("".join(sign for sign in name.upper() if sign.isalnum()), "")


@dataclass(frozen=True)
class Siblings:
    """The files of one shapefile, whatever the case of their suffixes."""

    shp: Path
    shx: Path
    dbf: Path
    prj: Path | None
    cpg: Path | None
    shapes: int
    rows: int

    def files(self) -> list[Path]:
        return [path for path in (self.shp, self.shx, self.dbf, self.prj, self.cpg) if path]


def siblings(shp: Path) -> Siblings:
    """Raises DeliveryRefused when a file that a shapefile cannot do without is missing or cut short."""
    near = {path.suffix.lower(): path for path in sorted(shp.parent.iterdir()) if path.stem.lower() == shp.stem.lower()}
    for suffix, holds in ((".shx", "l’index"), (".dbf", "les attributs")):
        if suffix not in near:
            raise DeliveryRefused(
                "shp-incomplete",
                f"Il manque « {printable(shp.stem)}{suffix} » ({holds}) : livrez ensemble les fichiers .shp, "
                ".shx, .dbf et .prj.",
            )
        if near[suffix].is_symlink():
            raise DeliveryRefused(
                "archive-link", f"« {printable(near[suffix].name)} » est un lien : livrez le fichier."
            )
    shapes = _count(shp, near[".shx"])
    table = dbf(near[".dbf"])
    # Some programs leave out the last sign of the last row.
    if near[".dbf"].stat().st_size < table.start + table.rows * table.width - 1:
        raise _cut(near[".dbf"])
    if shapes > table.rows:
        raise DeliveryRefused(
            "shp-incoherent",
            f"« {printable(shp.name)} » a {shapes} formes, et « {printable(near['.dbf'].name)} » {table.rows} "
            "lignes seulement : "
            "ils ne vont pas ensemble. Exportez de nouveau la couche.",
        )
    return Siblings(shp, near[".shx"], near[".dbf"], near.get(".prj"), near.get(".cpg"), shapes, table.rows)


def _cut(path: Path) -> DeliveryRefused:
    return DeliveryRefused(
        "truncated",
        f"« {printable(path.name)} » est incomplet : le fichier a été coupé. Déposez de nouveau la livraison.",
    )


def _count(shp: Path, shx: Path) -> int:
    """The number of shapes. Raises DeliveryRefused when one of the two files is shorter than it says."""
    announced = 0
    for path in (shp, shx):
        with path.open("rb") as file:
            start = file.read(100)
        if len(start) < 100:
            raise _cut(path)
        if struct.unpack(">i", start[:4])[0] != 9994:
            raise DeliveryRefused("unreadable", f"« {printable(path.name)} » n’est pas un fichier SHP.")
        announced = struct.unpack(">i", start[24:28])[0] * 2
        if path.stat().st_size < announced:
            raise _cut(path)
    return (announced - 100) // 8


@dataclass(frozen=True)
class Dbf:
    rows: int
    start: int
    width: int
    language: int
    #: Offset and length of each text.
    texts: tuple[tuple[int, int], ...]


def dbf(path: Path) -> Dbf:
    """The header of a table of attributes."""
    with path.open("rb") as file:
        start = file.read(32)
        if len(start) < 32:
            raise _cut(path)
        rows, length, width = struct.unpack("<IHH", start[4:12])
        fields = file.read(max(0, length - 32))
    if length < 33 or width < 1 or len(fields) < length - 32:
        raise _cut(path)
    texts, offset = [], 1
    for at in range(0, len(fields) - 31, 32):
        if fields[at] == 0x0D:
            break
        size = fields[at + 16]
        if chr(fields[at + 11]) == "C":
            # A long text keeps the upper byte of its length where a number keeps its decimals.
            size += fields[at + 17] << 8
            texts.append((offset, size))
        offset += size
    return Dbf(rows, length, width, start[29], tuple(texts))


def _texts(path: Path, table: Dbf) -> Iterator[tuple[int, bytes, bool]]:
    """The texts that are not plain ASCII, each with its row and whether it fills its field."""
    batch = max(1, (1 << 20) // table.width)
    with path.open("rb") as file:
        file.seek(table.start)
        row = 1
        while row <= table.rows:
            block = file.read(table.width * min(batch, table.rows - row + 1))
            if not block:
                return
            if not block.isascii():
                for at in range(0, len(block), table.width):
                    record = block[at : at + table.width]
                    if record.isascii():
                        continue
                    for offset, size in table.texts:
                        text = record[offset : offset + size]
                        if not text.isascii():
                            yield row + at // table.width, text, text.rstrip(b" \0") == text
            row += len(block) // table.width


def _decodes(text: bytes, whole: bool) -> tuple[bool, bool]:
    """Whether a text is UTF-8, and whether it was cut within its last sign, as a full field may be."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        cut = whole and error.reason == "unexpected end of data"
        return cut, cut
    return True, False


@dataclass(frozen=True)
class Texts:
    """How the texts of a table are written. `cut` tells the rows whose last sign was cut within."""

    encoding: str
    cut: tuple[int, ...]
    remarks: tuple[Remark, ...]


def texts_of(files: Siblings, asked: str | None) -> Texts:
    """The encoding of the attributes: as asked, else as the .cpg says if that is true, else by trying.

    Valid UTF-8 with accents is practically never anything else, so it wins over a .cpg that says otherwise.
    """
    said = files.cpg.read_text("latin-1")[:100].strip() if files.cpg else ""
    page = code_page(said)
    table = dbf(files.dbf)
    accents, utf8, undefined, cut = 0, True, False, []
    for row, text, whole in _texts(files.dbf, table):
        accents += 1
        decodes, is_cut = _decodes(text, whole)
        utf8 = utf8 and decodes
        if is_cut:
            cut.append(row)
        undefined = undefined or any(sign in b"\x81\x8d\x8f\x90\x9d" for sign in text)
        if not utf8 and undefined:
            break
    if asked:
        chosen = code_page(asked) or asked
        if chosen == "UTF-8" and not utf8:
            raise DeliveryRefused(
                "wrong-encoding",
                f"Les textes de « {printable(files.dbf.name)} » ne sont pas en UTF-8. Ne précisez pas l’encodage,"
                " ou demandez CP1252.",
            )
        return Texts(chosen, tuple(cut) if chosen == "UTF-8" else (), ())
    if not accents:
        return Texts(page or "UTF-8", (), ())
    if utf8:
        guess = "UTF-8"
    elif page and page != "UTF-8":
        guess = page
    else:
        guess = _LANGUAGE.get(table.language) or ("ISO-8859-1" if undefined else "CP1252")
    return Texts(guess, tuple(cut) if utf8 else (), tuple(_remark(files, said, page, guess)))


def _remark(files: Siblings, said: str, page: str, guess: str) -> Iterator[Remark]:
    if guess == page:
        return
    why = (
        f"« {printable(files.cpg.name)} » annonce « {printable(said)} », ce qui est faux"
        if files.cpg
        else "Il n’y a pas de fichier .cpg"
    )
    yield Remark(
        "encoding-guessed",
        f"{why} : les textes ont été lus en {guess}. Vérifiez les accents d’une ligne.",
        field=files.dbf.name,
    )


def mend_cut_texts(source: Path, target: Path) -> None:
    """Copy a UTF-8 table, without the half signs that end some full fields."""
    table = dbf(source)
    with source.open("rb") as file, target.open("xb") as copy:
        copy.write(file.read(table.start))
        while block := file.read(table.width * max(1, (1 << 20) // table.width)):
            copy.write(block if block.isascii() else _mended(block, table))


def _mended(block: bytes, table: Dbf) -> bytes:
    mended = bytearray(block)
    for at in range(0, len(block) - table.width + 1, table.width):
        for offset, size in table.texts:
            text = block[at + offset : at + offset + size]
            if not text.isascii():
                mended[at + offset : at + offset + size] = text.decode(errors="ignore").encode().ljust(len(text))
    return bytes(mended)
