"""How bytes are kept: sealed in chunks, so that a change, a cut or a swap of chunks is found, whatever the size.

AES-256-GCM under a key of its own for each thing (HKDF of the archive's key and a random salt); the number of a chunk
and whether it is the last make its nonce. Without a key of the person's, a public one is used: the same code then
guards against accidents, and against nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from .errors import Damaged

MAGIC = b"BSTD\x01"
CHUNK = 1024 * 1024
SALT, TAG = 32, 16
PUBLIC_KEY = hashlib.sha256(b"bastide: an archive without a key").digest()
#: scrypt: 32 MiB and about 0.1 s for each guess.
COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 32}


def key_from(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.strip().encode(), salt=salt, **COST)


@dataclass(frozen=True)
class Keys:
    """What the archive's one key opens: the bytes, and the names of things."""

    master: bytes

    def check(self) -> str:
        """Tells a wrong key from a damaged archive, and says nothing of the key."""
        return self._derived(b"check", b"").hex()[:32]

    def digest(self) -> hmac.HMAC:
        """The running name of a thing: its content's hash, under our key so that it tells nothing of the content."""
        return hmac.new(self._derived(b"names", b""), digestmod=hashlib.sha256)

    def seal(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """`pieces` of any size, sealed."""
        salt = secrets.token_bytes(SALT)
        box = AESGCM(self._derived(b"bytes", salt))
        yield MAGIC + salt
        number, held = 0, bytearray()
        for piece in pieces:
            held += piece
            while len(held) > CHUNK:
                yield box.encrypt(nonce(number, is_last=False), bytes(held[:CHUNK]), MAGIC)
                del held[:CHUNK]
                number += 1
        yield box.encrypt(nonce(number, is_last=True), bytes(held), MAGIC)

    def unseal(self, source: BinaryIO) -> Iterator[bytes]:
        """What was sealed, chunk by chunk. Raises Damaged as soon as one does not hold."""
        head = source.read(len(MAGIC) + SALT)
        if len(head) < len(MAGIC) + SALT or not head.startswith(MAGIC):
            raise Damaged(_("ce n’est pas un fichier de sauvegarde de bastide, ou il est coupé"))
        box = AESGCM(self._derived(b"bytes", head[len(MAGIC) :]))
        number, sealed = 0, _read(source)
        while True:
            following = _read(source) if len(sealed) == CHUNK + TAG else b""
            try:
                yield box.decrypt(nonce(number, is_last=not following), sealed, MAGIC)
            except (InvalidTag, ValueError):
                raise Damaged(_("il est abîmé ou coupé")) from None
            if not following:
                return
            number, sealed = number + 1, following

    def _derived(self, purpose: bytes, salt: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"bastide.backup." + purpose).derive(self.master)


def nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _read(source: BinaryIO) -> bytes:
    """One sealed chunk whole: what comes from a network comes in pieces."""
    held = bytearray()
    while len(held) < CHUNK + TAG and (piece := source.read(CHUNK + TAG - len(held))):
        held += piece
    return bytes(held)
