"""A proof of one act, in a zip that can be verified without a database: files, a manifest of their hashes, a signature.

Whoever changes a file and its hash in the manifest changes what was signed: the signature refuses it. Where a time
stamping authority is set, its stamp says since when that signature exists.
"""

from __future__ import annotations

import io
import json
import zipfile
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
            _verify(packed, list(trusted) or signing.known_keys(), verdict)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        verdict.faults.append(f"dossier illisible : {error}")
    return verdict


def _verify(packed: zipfile.ZipFile, trusted: list[str], verdict: Verdict) -> None:
    infos = packed.infolist()
    names = [info.filename for info in infos]
    if len(names) != len(set(names)) or len(names) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        verdict.faults.append("dossier démesuré, ou deux fichiers du même nom")
        return
    if missing := [name for name in (MANIFEST, SIGNATURE, KEY) if name not in names]:
        verdict.faults += [f"{name} manque" for name in missing]
        return
    signed = packed.read(MANIFEST)
    signature = bytes.fromhex(packed.read(SIGNATURE).decode("ascii").strip())
    key = next((each for each in trusted if signing.is_signed_by(each, signed, signature)), "")
    if not key:
        verdict.faults.append("la signature du manifeste n’est pas d’une clé connue")
    verdict.key = key
    manifest = json.loads(signed)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        verdict.faults.append("le manifeste n’a pas la forme attendue")
        return
    listed = manifest.get("fichiers", {})
    verdict.facts, verdict.files = dict(manifest.get("acte", {})), len(listed)
    for name, said in listed.items():
        if name not in names:
            verdict.faults.append(f"{name} manque")
        elif digest(packed.read(name)) != said.get("sha256"):
            verdict.faults.append(f"{name} a été modifié")
    for name in names:
        if name not in listed and name not in (MANIFEST, SIGNATURE, KEY, STAMP):
            verdict.faults.append(f"{name} n’est pas dans le manifeste")
    _verify_stamp(packed.read(STAMP) if STAMP in names else b"", signature, verdict)


def _verify_stamp(token: bytes, signature: bytes, verdict: Verdict) -> None:
    """A stamp that was announced must be there, and be about this signature; its authority may be unknown here."""
    if not token:
        if verdict.facts.get("horodatage") == "demandé":
            verdict.faults.append(f"{STAMP} manque : le dossier avait été horodaté")
        elif verdict.facts.get("horodatage") == "absent":
            verdict.remarks.append("sans horodatage : l’autorité n’avait pas répondu")
        return
    try:
        verdict.stamp = timestamps.read_stamp(token, signature)
    except timestamps.NoReader:
        verdict.remarks.append("horodatage non vérifié : installez « bastide[signatures] »")
        return
    except ValueError as problem:
        verdict.faults.append(f"l’horodatage est illisible : {problem}")
        return
    if not verdict.stamp.is_intact:
        verdict.faults.append("l’horodatage n’est pas celui de ce dossier")
    elif verdict.stamp.trust != "trusted":
        verdict.remarks.append("l’autorité d’horodatage n’est pas parmi celles que cette installation reconnaît")
