"""What the signatures inside a PDF say: by whom, when, and whether what they sign is still there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus, validate_pdf_signature

from .roots import trusting

#: More of them in one act is no act.
MOST_SIGNATURES = 50


def read_signatures(file: IO[bytes], roots: str) -> list[dict[str, Any]]:
    """One line for each signature, in the order in which they were put. Raises what pyHanko raises."""
    file.seek(0)
    reader = PdfFileReader(file, strict=False)
    return list(_lines(reader.embedded_regular_signatures[:MOST_SIGNATURES], roots))


def _lines(signatures: list[EmbeddedPdfSignature], roots: str) -> Iterator[dict[str, Any]]:
    for signature in signatures:
        said = signature.self_reported_timestamp
        certificate = signature.signer_cert
        line: dict[str, Any] = {
            "name": _name(certificate.subject.native) if certificate is not None else "",
            "issuer": _name(certificate.issuer.native) if certificate is not None else "",
            "serial": str(certificate.serial_number) if certificate is not None else "",
            "at": said.astimezone(UTC).isoformat() if said is not None else "",
            "is_stamped": False,
            "is_intact": False,
            "trust": "no_roots",
            "problem": "",
        }
        try:
            status = validate_pdf_signature(signature, trusting(roots, _moment(said)))
        except Exception as problem:  # pyHanko has no common ancestor for what a broken signature makes it raise
            yield line | {"is_intact": None, "problem": f"{type(problem).__name__}: {problem}"[:200]}
            continue
        yield line | _judged(status, bool(roots))


def _judged(status: PdfSignatureStatus, has_roots: bool) -> dict[str, Any]:
    stamp = status.timestamp_validity
    judged: dict[str, Any] = {
        # What was added after the signature may only be other signatures and what goes with them.
        "is_intact": bool(status.intact and status.valid and status.docmdp_ok),
        "trust": ("trusted" if status.trusted else "unknown") if has_roots else "no_roots",
    }
    if stamp is not None and stamp.intact and stamp.valid:
        judged |= {"is_stamped": True, "at": stamp.timestamp.astimezone(UTC).isoformat()}
    if status.intact and status.valid and not status.docmdp_ok:
        judged["problem"] = "changed_after"
    return judged


def _moment(said: datetime | None) -> datetime | None:
    """A certificate is judged on the day it signed; a day that has not come yet is no day."""
    now = datetime.now(UTC)
    return said if said is not None and said <= now else None


def _name(parts: Any) -> str:
    """The name of a person or of a body, from a certificate."""
    with contextlib.suppress(AttributeError, TypeError):
        for key in ("common_name", "organization_name"):
            if found := parts.get(key):
                return str(found if isinstance(found, str) else " ".join(map(str, found)))[:120]
    return ""
