"""Passwords and certificates of operators at rest: a copy of the database alone opens nothing."""

from __future__ import annotations

import base64
import hashlib
from datetime import date

from cryptography import x509
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


class Sealed(Exception):
    """The installation's key is not the one that sealed this: type the secret again."""


def seal(secret: bytes) -> str:
    return _box().encrypt(secret).decode()


def unseal(sealed: str) -> bytes:
    """Raises Sealed when neither the key of this installation nor a former one opens it."""
    try:
        return _box().decrypt(sealed.encode())
    except InvalidToken:
        raise Sealed from None


def last_day_of(certificate: bytes) -> date | None:
    """The last day of a certificate in PEM, None when that cannot be read."""
    try:
        return x509.load_pem_x509_certificate(certificate).not_valid_after_utc.date()
    except ValueError:
        return None


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _key(secret: str | bytes) -> bytes:
    digest = hashlib.blake2b(force_bytes(secret), digest_size=32, person=b"bastide.actes").digest()
    return base64.urlsafe_b64encode(digest)
