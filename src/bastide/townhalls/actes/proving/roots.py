"""The certificates of the authorities that this installation trusts, for signatures and time stamps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko_certvalidator import ValidationContext


def certificates_in(place: str) -> Iterator[x509.Certificate]:
    """Those of a PEM or DER file, or of every file of a folder; what is no certificate is passed over."""
    if not place:
        return
    path = Path(place)
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    for each in paths:
        try:
            content = each.read_bytes()
            if pem.detect(content):
                found = [der for kind, _headers, der in pem.unarmor(content, multiple=True) if kind == "CERTIFICATE"]
            else:
                found = [content]
            yield from [x509.Certificate.load(der, strict=True) for der in found]
        except (OSError, ValueError, TypeError):
            continue


def trusting(place: str, moment: datetime | None = None) -> ValidationContext:
    """Trust in the roots of `place`, at `moment`; nothing is fetched, so that revocations are not known."""
    return ValidationContext(
        trust_roots=list(certificates_in(place)), allow_fetching=False, revocation_mode="soft-fail", moment=moment
    )
