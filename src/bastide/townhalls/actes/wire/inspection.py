"""A file of any sort, as lines: an archive or a mail first, then each message in it. Never raises.

This is what `bastide inspect_actes_message` prints, and what processes mail and archives from the State.
"""

from __future__ import annotations

import io
import itertools
import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .kinds import INNER, OUTER, Action
from .mails import MOST_BYTES as MOST_MAIL
from .mails import MailRefused, check_cost, looks_like_mail, open_mail, split_mbox
from .names import base_name, read_envelope_name
from .parsing import MOST_BYTES as MOST_XML
from .parsing import looks_like_xml
from .reading import read_message
from .said import UNKNOWN, Reading, Surroundings
from .tarball import ArchiveRefused, Member, Readable, TarReader

logger = logging.getLogger(__name__)

ARCHIVE, MAIL = "archive", "mail"
#: A mail in a mail in an archive: deeper than that, somebody is playing.
MOST_DEPTH = 4
MOST_LINES = 500
#: What JSON leaves as it is, and some readers take for the end of a line, or terminals for an order.
_UNSEEN = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
#: What people take for a message or an archive, by its first bytes.
_KNOWN = {
    b"%PDF-": "un PDF",
    b"PK\x03\x04": "un zip",
    b"BZh": "une archive bzip2",
    b"\xfd7zXZ\0": "une archive xz",
    b"7z\xbc\xaf\x27\x1c": "une archive 7z",
    b"Rar!": "une archive RAR",
    b"\x28\xb5\x2f\xfd": "une archive zstd",
    b"\xd0\xcf\x11\xe0": "un message d’Outlook ou un document d’Office",
    b"\x78\x9f\x3e\x22": "une pièce jointe d’Outlook (winmail.dat)",
}
#: The keys of a line, in their order.
KEYS = (
    "kind",
    "code",
    "xsd",
    "reasons",
    "unique_id",
    "siren",
    "number",
    "nature",
    "decision_date",
    "subject",
    "received_on",
    "letter_date",
    "classification_date",
    "anomaly",
    "files",
    "action",
)


@dataclass(slots=True)
class Found:
    """One line, and the bytes of what it is about: the XML of a message; nothing for an archive or a mail."""

    reading: Reading
    data: bytes = b""
    #: For a mail: the documents that came with it, by name. An archive's stay where they are.
    documents: dict[str, bytes] = field(default_factory=dict)


def as_line(reading: Reading) -> str:
    """The JSON of one line; what no charset can write is written as a question mark."""
    values: dict[str, Any] = {key: getattr(reading, key) for key in KEYS}
    if reading.anomaly is not None:
        values["anomaly"] = {key: asdict(reading.anomaly)[key] for key in ("code", "rule", "detail")}
    text = json.dumps(values, ensure_ascii=False)
    # The same JSON, which is one line for every program, and tells a terminal nothing.
    text = _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.encode("utf-8", errors="replace").decode("utf-8")


def inspect_path(path: Path) -> Iterator[Found]:
    """Every line of one file of the disk."""
    try:
        with path.open("rb") as source:
            yield from inspect(source, path.name)
    except OSError as error:
        yield Found(_quarantined(f"fichier : {error.strerror or 'illisible'}", path.name))


def inspect(source: Readable, name: str = "") -> Iterator[Found]:
    """Every line of one file. Lines come as they are read; those of an archive, once it is known to be harmless."""
    count = 0
    try:
        for found in _inspect(source, name, 0):
            count += 1
            if count > MOST_LINES:
                yield Found(_quarantined(f"plus de {MOST_LINES} messages : le reste n’est pas lu", name))
                return
            yield found
    except Exception:  # whatever comes from outside, support must get a line, and the others their turn
        logger.exception("This file could not be inspected: %s", name)
        yield Found(_quarantined("illisible : une erreur que ce programme n’attendait pas", name))


def _inspect(source: Readable, name: str, depth: int) -> Iterator[Found]:
    if depth > MOST_DEPTH:
        yield Found(_quarantined("trop de fichiers emboîtés", name, is_hostile=True))
        return
    head = source.read(8192)
    rest = _Rejoined(head, source)
    if _is_archive(head, name) and not (looks_like_xml(head) and head[257:262] != b"ustar"):
        yield from _archive(rest, name)
    elif looks_like_mail(head) or (name.lower().endswith(".eml") and not looks_like_xml(head)):
        data = rest.read(MOST_MAIL + 1)
        if len(data) > MOST_MAIL:
            yield Found(
                _quarantined(f"courriel : plus de {MOST_MAIL // (1024 * 1024)} Mo", name, MAIL, is_hostile=True)
            )
            return
        mails = split_mbox(data)
        try:
            check_cost(*mails)
        except MailRefused as refusal:
            yield Found(_quarantined(str(refusal), name, MAIL, is_hostile=refusal.is_hostile))
            return
        for one in mails:
            yield from _mail(one, name, depth)
    elif looks_like_xml(head) or name.lower().endswith(".xml"):
        data = rest.read(MOST_XML + 1)
        yield Found(read_message(data, name), data)
    else:
        yield Found(_quarantined(_what_it_is(head), name))


class _Rejoined:
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self.head, self.rest = head, rest

    def read(self, count: int, /) -> bytes:
        data, self.head = self.head[:count], self.head[count:]
        while len(data) < count and (more := self.rest.read(count - len(data))):
            data += more
        return data


def _is_archive(head: bytes, name: str) -> bool:
    """Whether a file is a tar, packed or not, or is said to be one."""
    return head[:2] == b"\x1f\x8b" or head[257:262] == b"ustar" or name.lower().endswith((".tar.gz", ".tgz", ".tar"))


def _what_it_is(head: bytes) -> str:
    if not head:
        return "fichier vide"
    found = next((what for start, what in _KNOWN.items() if head.startswith(start)), "")
    return f"c’est {found}, pas un message" if found else "ni XML, ni archive, ni courriel"


def _quarantined(reason: str, name: str, kind: str = UNKNOWN, *, is_hostile: bool = False) -> Reading:
    return Reading(kind=kind, name=base_name(name), reasons=[reason], action=Action.QUARANTINE, is_hostile=is_hostile)


# ---------------------------------------------------------------------------------------------------------------------
# Archives
# ---------------------------------------------------------------------------------------------------------------------


def _archive(source: Readable, name: str) -> Iterator[Found]:
    line = Reading(kind=ARCHIVE, name=base_name(name), action=Action.ENVELOPE)
    head = source.read(8192)
    if head[:2] != b"\x1f\x8b" and (what := _what_it_is(head)).startswith("c’est"):
        yield Found(_quarantined(f"archive : {what.partition(',')[0]}, un tar.gz est attendu", name, ARCHIVE))
        return
    messages: list[tuple[str, bytes]] = []
    kept = 0
    try:
        reader = TarReader(_Rejoined(head, source))
        for member in reader:
            line.files.append(member.name)
            data = _message_in(reader, member, line)
            kept += len(data)
            if kept > 4 * MOST_XML:
                raise ArchiveRefused("archive : trop de XML")
            if data or (member.size == 0 and member.name.lower().endswith(".xml")):
                messages.append((member.name, data))
        line.reasons.extend(reader.reasons)
    except ArchiveRefused as refusal:
        yield Found(_quarantined(str(refusal), name, ARCHIVE, is_hostile=refusal.is_hostile))
        return
    if not line.files:
        yield Found(_quarantined("archive : vide", name, ARCHIVE))
        return
    found = _members(messages, set(line.files))
    _describe(line, found)
    _compare_archive_name(line, found)
    yield Found(line)
    yield from found


#: A message is far smaller; a budget in XML may be larger, and is a document.
_SURELY_A_DOCUMENT = 1024 * 1024


def _message_in(reader: TarReader, member: Member, line: Reading) -> bytes:
    """The bytes of a member that is, or should be, a message: by its name, or by what it holds; else b""."""
    chunks = reader.chunks()
    head = next(chunks, b"")
    is_named = member.name.lower().endswith(".xml")
    if member.name.startswith("._"):
        line.add("archive : fichiers d’un Mac (« ._… »), non lus")
        return b""
    if _is_archive(head, member.name):
        line.add(f"archive : « {member.name[:120]} » est une archive, elle n’est pas ouverte")
    is_ours = looks_like_xml(head) and _is_message(head)
    if not is_ours and (not is_named or (member.size > _SURELY_A_DOCUMENT and not _has_dtd(head))):
        return b""
    data = bytearray(head)
    for chunk in chunks:
        if len(data) > MOST_XML:
            break  # enough to be refused as too large
        data += chunk
    return bytes(data)


def _describe(line: Reading, found: list[Found], inside: Sequence[Found] = ()) -> None:
    """What the envelope says, on the line of the archive or mail; `inside`: lines of mails and archives in it."""
    readings, every = [one.reading for one in found], [one.reading for one in (*found, *inside)]
    envelopes = [one for one in readings if one.kind in (OUTER, INNER)]
    if len(envelopes) > 1:
        line.add("plusieurs enveloppes")
    first = next((one for one in (*envelopes, *every) if one.siren), None)
    if first is not None:
        line.siren = first.siren
        line.departement, line.emitter, line.mode = first.departement, first.emitter, first.mode
    if any(one.is_hostile for one in every):
        line.add("un de ses fichiers est hostile")
        line.action, line.is_hostile = Action.QUARANTINE, True
        for one in every:
            if one.action != Action.QUARANTINE:
                one.add("venu avec un fichier hostile")
                one.action = Action.QUARANTINE
    elif not every:
        line.add(f"{'archive' if line.kind == ARCHIVE else 'courriel'} : aucun message ACTES")
        line.action = Action.QUARANTINE
    elif readings and not envelopes and not any(one.kind == "AnomalieEnveloppe" for one in readings):
        line.add("enveloppe : absente")


def _compare_archive_name(line: Reading, found: list[Found]) -> None:
    name = read_envelope_name(line.name)
    if name is None:
        return
    line.mode = name.mode
    for one in found:
        inner = read_envelope_name(one.reading.name) if one.reading.kind in (OUTER, INNER) else None
        if inner is not None and inner.stem != name.stem:
            line.add(f"nom : l’archive s’appelle {name.stem}, l’enveloppe {inner.stem}")
    if line.siren and name.emitter.isdecimal() and name.emitter != line.siren:
        line.add(f"nom : SIREN {name.emitter}, le contenu dit {line.siren}")


def _members(files: list[tuple[str, bytes]], names: set[str]) -> list[Found]:
    """The messages among the XML `files` of one archive or mail, in order; their documents left out."""
    readings = {name: read_message(data, name) for name, data in files}
    envelope = next((one for one in readings.values() if one.kind in (OUTER, INNER)), None)
    around = Surroundings(
        names=names,
        siren=(envelope.siren or "") if envelope else "",
        departement=(envelope.departement or "") if envelope and envelope.kind == OUTER else "",
        forms=set(envelope.files) if envelope else None,
    )
    documents = {
        name
        for one in readings.values()
        if one.kind not in (OUTER, INNER, UNKNOWN, "AnomalieEnveloppe")
        for name in one.files
    }
    lines = []
    for name, data in files:
        # A document is not opened: how large it is, or how it is written, is not our concern. A DTD is.
        if readings[name].kind == UNKNOWN and name in documents and not _has_dtd(data):
            continue
        lines.append(Found(read_message(data, name, around), data))
    return lines


# ---------------------------------------------------------------------------------------------------------------------
# Mails
# ---------------------------------------------------------------------------------------------------------------------


def _mail(data: bytes, name: str, depth: int) -> Iterator[Found]:
    line = Reading(kind=MAIL, name=base_name(name), action=Action.ENVELOPE)
    try:
        mail = open_mail(data)
    except MailRefused as refusal:
        yield Found(_quarantined(str(refusal), name, MAIL, is_hostile=refusal.is_hostile))
        return
    line.subject = mail.subject or None
    line.reasons.extend(mail.reasons)
    if mail.is_bounce:
        line.add("courriel : avis d’un serveur ou réponse automatique")
        line.action = Action.QUARANTINE
        yield Found(line)
        return
    messages: list[tuple[str, bytes]] = []
    nested: list[tuple[str, bytes]] = []
    documents: dict[str, bytes] = {}
    for rank, part in enumerate(mail.parts, start=1):
        part_name = part.name or f"partie-{rank}{'.eml' if part.is_mail else ''}"
        line.files += [part_name] if part.name else []
        if part.is_mail or part_name.lower().endswith(".eml") or _is_archive(part.data, part_name):
            nested.append((part_name, part.data))
        elif part_name.lower().endswith(".xml") or (looks_like_xml(part.data) and _is_message(part.data)):
            if part_name in dict(messages):
                if dict(messages)[part_name] == part.data:
                    continue
                line.add(f"courriel : deux fichiers s’appellent « {part_name[:120]} »")
                part_name = f"{rank}-{part_name}"
            messages.append((part_name, part.data))
        elif part.name:
            documents.setdefault(part_name, part.data)
    found = _members(messages, {name for name, _data in messages} | set(documents))
    # Those inside come first: whatever is hostile in one of them says something of the whole.
    inside = [one for part_name, part_data in nested for one in _inside(part_data, part_name, depth + 1)]
    if not found and not inside and mail.has_html:
        # An act that goes partly on paper is answered so: it is filed, and proves nothing.
        line.add("courriel : aucun message ACTES, seulement un texte, à classer")
    else:
        _describe(line, found, inside)
    if line.action is Action.QUARANTINE and not line.is_hostile:
        for part_name, part_data in documents.items():
            if (what := _what_it_is(part_data[:8])).startswith("c’est") and not part_data.startswith(b"%PDF-"):
                line.add(f"courriel : « {part_name[:120]} », {what}")
    yield Found(line, documents=documents)
    yield from found
    yield from inside


def _inside(data: bytes, name: str, depth: int) -> Iterator[Found]:
    """The lines of a mail or of an archive that came in a mail."""
    yield from itertools.islice(_inspect(io.BytesIO(data), name, depth), MOST_LINES)


def _has_dtd(data: bytes) -> bool:
    return bool(re.search(rb"<!(?:DOCTYPE|ENTITY)", data[:8192].replace(b"\0", b""), re.IGNORECASE))


def _is_message(data: bytes) -> bool:
    """Whether XML under another name is one of ours: pictures and web pages are XML too."""
    return b"interieur.gouv.fr/ACTES" in data[:4096].replace(b"\0", b"")
