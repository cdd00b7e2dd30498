"""A proof of one act, in a zip that can be verified without a database: files, a manifest of their hashes, a signature.

Whoever changes a file and its hash in the manifest changes what was signed: the signature refuses it. Where a time
stamping authority is set, its stamp says since when that signature exists.
"""

from __future__ import annotations

import io
import json
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import signing, timestamps
from .storage import digest
from .timestamps import Stamp

MANIFEST, SIGNATURE, KEY = "manifeste.json", "manifeste.sig", "cle-publique.txt"
#: Of the signature of the manifest, hence of everything; there when an authority is set.
STAMP = "manifeste.tsr"
FORMAT = "bastide-preuve-1"
MOST_FILES = 2_000
MOST_BYTES = 400 * 1024 * 1024
MOST_MANIFEST = 8 * 1024 * 1024
#: Nobody reads more of them.
MOST_FAULTS = 50


@dataclass
class Verdict:
    """What a verification found; no fault, it holds."""

    faults: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    #: What is worth knowing and changes nothing to the proof.
    remarks: list[str] = field(default_factory=list)
    stamp: Stamp | None = None
    key: str = ""
    files: int = 0

    def add(self, fault: str) -> None:
        """A fault, in signs that a terminal only shows: names come from the zip."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append("".join(sign if sign.isprintable() else "?" for sign in fault)[:300])

    @property
    def holds(self) -> bool:
        return not self.faults


def write_bundle(files: Mapping[str, bytes], facts: Mapping[str, Any]) -> bytes:
    """The zip; where an authority is set, it stamps the signature, and the proof says when it did not."""
    if not timestamps.is_wanted():
        return _written(files, facts, None)
    _manifest, signature = _signed(files, {**facts, "horodatage": "demandé"})
    token = timestamps.stamp(signature)
    if token:
        return _written(files, {**facts, "horodatage": "demandé"}, token)
    return _written(files, {**facts, "horodatage": "absent"}, None)


def _signed(files: Mapping[str, bytes], facts: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """The manifest, and its signature: the same files and facts give the same of both."""
    manifest = {
        "format": FORMAT,
        "acte": dict(facts),
        "fichiers": {name: {"sha256": digest(content), "octets": len(content)} for name, content in files.items()},
    }
    signed = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
    return signed, signing.sign(signed)


def _written(files: Mapping[str, bytes], facts: Mapping[str, Any], token: bytes | None) -> bytes:
    signed, signature = _signed(files, facts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
        packed.writestr(MANIFEST, signed)
        packed.writestr(SIGNATURE, signature.hex())
        packed.writestr(KEY, signing.public_key())
        if token:
            packed.writestr(STAMP, token)
    return target.getvalue()


def verify_bundle(content: bytes, *, trusted: Sequence[str] = ()) -> Verdict:
    """Whether the files are those that were signed, by one of the `trusted` keys (this installation's by default)."""
    verdict = Verdict()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _verify(packed, content, list(trusted) or signing.known_keys(), verdict)
    except _UNREADABLE as error:
        verdict.add(f"dossier illisible : {error}")
    return verdict


#: What reading a broken zip, or JSON that is none, may raise.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    AttributeError,
    TypeError,
)


def _verify(packed: zipfile.ZipFile, content: bytes, trusted: list[str], verdict: Verdict) -> None:
    infos = packed.infolist()
    names = [info.filename for info in infos]
    if len(names) != len(set(names)) or len(names) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        verdict.add("dossier démesuré, ou deux fichiers du même nom")
        return
    if not _is_one_zip(packed, content):
        verdict.add("le zip contient autre chose que ses fichiers : un autre programme y verrait peut-être d’autres")
    if missing := [name for name in (MANIFEST, SIGNATURE, KEY) if name not in names]:
        for name in missing:
            verdict.add(f"{name} manque")
        return
    if max(packed.getinfo(name).file_size for name in (MANIFEST, SIGNATURE, KEY)) > MOST_MANIFEST:
        verdict.add("manifeste démesuré")
        return
    signed = packed.read(MANIFEST)
    signature = bytes.fromhex(packed.read(SIGNATURE).decode("ascii").strip())
    key = next((each for each in trusted if signing.is_signed_by(each, signed, signature)), "")
    if not key:
        verdict.add("la signature du manifeste n’est pas d’une clé connue")
    elif packed.read(KEY).decode("ascii").strip().lower() != key.strip().lower():
        verdict.add(f"{KEY} n’est pas la clé qui a signé")
    verdict.key = key
    manifest = json.loads(signed)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        verdict.add("le manifeste n’a pas la forme attendue")
        return
    listed = dict(manifest.get("fichiers", {}))
    verdict.facts, verdict.files = dict(manifest.get("acte", {})), len(listed)
    for name, said in listed.items():
        if name not in names:
            verdict.add(f"{name} manque")
        elif digest(packed.read(name)) != dict(said).get("sha256"):
            verdict.add(f"{name} a été modifié")
    for name in names:
        if name not in listed and name not in (MANIFEST, SIGNATURE, KEY, STAMP):
            verdict.add(f"{name} n’est pas dans le manifeste")
    _verify_stamp(packed.read(STAMP) if STAMP in names else b"", signature, verdict)


def _is_one_zip(packed: zipfile.ZipFile, content: bytes) -> bool:
    """Whether every byte belongs to a file that is listed: two zips in one show other files to other programs."""
    place = slack = 0
    for info in sorted(packed.infolist(), key=lambda info: info.header_offset):
        if not place <= info.header_offset <= place + slack:
            return False
        method, *said, name, extra = struct.unpack_from("<H4x3L2H", content, info.header_offset + 8)
        place = info.header_offset + 30 + name + extra + info.compress_size
        # What a program wrote without going back has its sizes behind it; what is huge has them apart.
        is_behind = bool(info.flag_bits & 0x08)
        slack = 24 if is_behind else 0
        known = [info.CRC, info.compress_size, info.file_size]
        if method != info.compress_type or not (is_behind or 0xFFFFFFFF in said or said == known):
            return False
        if stat.S_ISLNK(info.external_attr >> 16):
            return False
    end = content.rfind(b"PK\x05\x06")
    return place <= packed.start_dir <= place + slack and end + 22 == len(content) and not packed.comment


def _verify_stamp(token: bytes, signature: bytes, verdict: Verdict) -> None:
    """A stamp that was announced must be there, and be about this signature; its authority may be unknown here."""
    if not token:
        if verdict.facts.get("horodatage") == "demandé":
            verdict.add(f"{STAMP} manque : le dossier avait été horodaté")
        elif verdict.facts.get("horodatage") == "absent":
            verdict.remarks.append("sans horodatage : l’autorité n’avait pas répondu")
        return
    try:
        verdict.stamp = timestamps.read_stamp(token, signature)
    except timestamps.NoReader:
        verdict.remarks.append("horodatage non vérifié : installez « bastide[signatures] »")
        return
    except ValueError as problem:
        verdict.add(f"l’horodatage est illisible : {problem}")
        return
    if not verdict.stamp.is_intact:
        verdict.add("l’horodatage n’est pas celui de ce dossier")
    elif verdict.stamp.trust != "trusted":
        verdict.remarks.append("l’autorité d’horodatage n’est pas parmi celles que cette installation reconnaît")
