"""Acts for an archives service: an ArchiveTransfer of SEDA 2, and the files it describes, in one zip.

Source: « Standard d’échange de données pour l’archivage », versions 2.1 and 2.2 (read 2026-11). How long each thing is
kept and who may see it is the archives' to say: no rule is written here. Their profile goes with the agreement.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from lxml import etree

VERSIONS = ("2.1", "2.2")
MANIFEST = "bordereau-seda.xml"
ALGORITHM = "SHA-256"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class File:
    """One file of a transfer; `read` opens it anew each time."""

    name: str
    title: str
    content_type: str
    sha256: str
    size: int
    read: Callable[[], bytes]
    made_at: datetime | None = None


@dataclass(frozen=True)
class Unit:
    """Something described: an act and what belongs to it, or a folder of it."""

    title: str
    files: Sequence[File] = ()
    units: Sequence[Unit] = ()
    identifier: str = ""
    description: str = ""
    kind: str = ""
    keywords: Sequence[str] = ()
    author: str = ""
    capacity: str = ""
    decided_on: date | None = None
    sent_on: date | None = None
    received_on: date | None = None
    published_on: date | None = None
    events: Sequence[tuple[datetime, str, str]] = ()  # when, what, in which words


@dataclass(frozen=True)
class Transfer:
    identifier: str
    comment: str
    at: datetime
    agency: str  # who receives: the identifier that the archives gave
    sender: str  # SIREN of the body
    sender_name: str
    units: Sequence[Unit]
    agreement: str = ""
    version: str = "2.1"


@dataclass
class _Numbers:
    """Identifiers of the XML, and where each file lies in the zip."""

    units: int = 0
    paths: dict[int, str] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)

    def unit(self) -> str:
        self.units += 1
        return f"unite-{self.units}"

    def file(self, file: File) -> str:
        self.files.append(file)
        number = len(self.files)
        self.paths[number] = f"contenu/{number:05}-{_plain(file.name)}"
        return f"groupe-{number}"


def write_transfer(transfer: Transfer, target: IO[bytes]) -> int:
    """Write the zip; gives how many files it holds. One file at a time is in memory.

    Raises ValueError when a file is no longer what its hash says.
    """
    manifest, numbers = build(transfer)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(MANIFEST, manifest)
        for number, file in enumerate(numbers.files, start=1):
            packed.writestr(numbers.paths[number], file.read())
    return len(numbers.files)


def build(transfer: Transfer) -> tuple[bytes, _Numbers]:
    """The ArchiveTransfer, and the files in the order of their numbers."""
    namespace = f"fr:gouv:culture:archivesdefrance:seda:v{transfer.version}"
    root = etree.Element(f"{{{namespace}}}ArchiveTransfer", nsmap={None: namespace})  # type: ignore[dict-item]
    make = _Maker(namespace)
    make.text(root, "Comment", transfer.comment)
    make.text(root, "Date", _moment(transfer.at))
    make.text(root, "MessageIdentifier", transfer.identifier)
    if transfer.agreement:
        make.text(root, "ArchivalAgreement", transfer.agreement)
    versions = make.child(root, "CodeListVersions")
    make.text(versions, "MessageDigestAlgorithmCodeListVersion", ALGORITHM)
    package = make.child(root, "DataObjectPackage")
    numbers = _Numbers()
    described = make.loose("DescriptiveMetadata")
    for unit in transfer.units:
        _unit(make, described, unit, numbers, transfer)
    for number, file in enumerate(numbers.files, start=1):
        _object(make, package, number, file, numbers.paths[number])
    package.append(described)
    managed = make.child(package, "ManagementMetadata")
    make.text(managed, "OriginatingAgencyIdentifier", transfer.sender)
    make.text(managed, "SubmissionAgencyIdentifier", transfer.sender)
    for name, identifier in (("ArchivalAgency", transfer.agency), ("TransferringAgency", transfer.sender)):
        make.text(make.child(root, name), "Identifier", identifier)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True), numbers


class _Maker:
    """Elements of one namespace, whose words XML can carry."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def loose(self, name: str) -> etree._Element:
        return etree.Element(f"{{{self.namespace}}}{name}")

    def child(self, parent: etree._Element, name: str, **attributes: str) -> etree._Element:
        return etree.SubElement(parent, f"{{{self.namespace}}}{name}", attributes)

    def text(self, parent: etree._Element, name: str, words: str, **attributes: str) -> None:
        self.child(parent, name, **attributes).text = " ".join(_CONTROL.sub("", words).split()) or "-"


def _object(make: _Maker, package: etree._Element, number: int, file: File, path: str) -> None:
    group = make.child(package, "DataObjectGroup", id=f"groupe-{number}")
    data = make.child(group, "BinaryDataObject", id=f"objet-{number}")
    make.text(data, "DataObjectVersion", "BinaryMaster_1")
    make.text(data, "Uri", path)
    make.text(data, "MessageDigest", file.sha256, algorithm=ALGORITHM)
    make.text(data, "Size", str(file.size))
    make.text(make.child(data, "FormatIdentification"), "MimeType", file.content_type)
    info = make.child(data, "FileInfo")
    make.text(info, "Filename", file.name)
    if file.made_at is not None:
        make.text(info, "LastModified", _moment(file.made_at))


def _unit(make: _Maker, parent: etree._Element, unit: Unit, numbers: _Numbers, transfer: Transfer) -> None:
    here = make.child(parent, "ArchiveUnit", id=numbers.unit())
    content = make.child(here, "Content")
    make.text(content, "DescriptionLevel", "RecordGrp" if unit.units or len(unit.files) != 1 else "Item")
    make.text(content, "Title", unit.title)
    if unit.identifier:
        make.text(content, "OriginatingAgencyArchiveUnitIdentifier", unit.identifier)
    if unit.description:
        make.text(content, "Description", unit.description)
    if unit.kind:
        make.text(content, "DocumentType", unit.kind)
        make.text(content, "Language", "fr")
        make.text(content, "DescriptionLanguage", "fr")
    for word in unit.keywords:
        make.text(make.child(content, "Keyword"), "KeywordContent", word)
    if unit.kind:
        make.text(make.child(content, "OriginatingAgency"), "Identifier", transfer.sender)
    if unit.author:
        writer = make.child(content, "Writer")
        make.text(writer, "FullName", unit.author)
        if unit.capacity:
            make.text(writer, "Function", unit.capacity)
    _dates(make, content, unit)
    for at, what, words in unit.events:
        event = make.child(content, "Event")
        make.text(event, "EventType", what)
        make.text(event, "EventDateTime", _moment(at))
        if words:
            make.text(event, "EventDetail", words)
    for inner in unit.units:
        _unit(make, here, inner, numbers, transfer)
    for file in unit.files:
        if len(unit.files) == 1 and not unit.units:
            reference = make.child(here, "DataObjectReference")
            make.text(reference, "DataObjectGroupReferenceId", numbers.file(file))
        else:
            _unit(make, here, Unit(file.title, (file,)), numbers, transfer)


def _dates(make: _Maker, content: etree._Element, unit: Unit) -> None:
    days = (
        ("TransactedDate", unit.decided_on),
        ("SentDate", unit.sent_on),
        ("ReceivedDate", unit.received_on),
        ("RegisteredDate", unit.published_on),
    )
    for name, day in days:
        if day is not None:
            make.text(content, name, day.isoformat())
    known = [day for _name, day in days if day is not None]
    if known:
        make.text(content, "StartDate", min(known).isoformat())
        make.text(content, "EndDate", max(known).isoformat())


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _plain(name: str) -> str:
    """A name that every system takes, and every URI: nothing of it leads elsewhere."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-80:] or "fichier"


def all_files(units: Iterable[Unit]) -> Iterator[File]:
    for unit in units:
        yield from unit.files
        yield from all_files(unit.units)
