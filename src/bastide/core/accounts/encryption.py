"""Secrets of second factors at rest: a copy of the database alone signs nobody in."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises cryptography.fernet.InvalidToken when the installation's key is neither this one nor a former one."""
    return _box().decrypt(sealed.encode()).decode()


def _box() -> MultiFernet:
    """The first key seals; the former ones (SECRET_KEY_FALLBACKS) still open."""
    return MultiFernet([Fernet(_key(secret)) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _key(secret: str | bytes) -> bytes:
    digest = hashlib.blake2b(force_bytes(secret), digest_size=32, person=b"bastide.factor").digest()
    return base64.urlsafe_b64encode(digest)
