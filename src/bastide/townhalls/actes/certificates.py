"""Certificates that programs show."""

from __future__ import annotations

from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives import hashes


def fingerprint(pem: str) -> str:
    """SHA-256 of a certificate in PEM, escaped as nginx does or not; "" for what is none."""
    start, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    text = unquote(pem).replace("\t", "\n")
    if start not in text or end not in text:
        return ""
    try:
        found = x509.load_pem_x509_certificate(text[text.index(start) :].encode("ascii", "replace"))
    except ValueError:
        return ""
    return found.fingerprint(hashes.SHA256()).hex()
