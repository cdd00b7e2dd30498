"""The key of this installation that signs proofs: Ed25519, made from its secret; the public half goes with each."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.encoding import force_bytes


def sign(content: bytes) -> bytes:
    return _private(settings.SECRET_KEY).sign(content)


def public_key() -> str:
    """In hexadecimal; to be published, so that others can check without us."""
    return _hex(_private(settings.SECRET_KEY).public_key())


def known_keys() -> list[str]:
    """The key of now, then the former ones."""
    return [_hex(_private(secret).public_key()) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]]


def is_signed_by(key: str, content: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(secret: str | bytes) -> Ed25519PrivateKey:
    seed = hashlib.blake2b(force_bytes(secret), digest_size=32, person=b"bastide.proof").digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _hex(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
