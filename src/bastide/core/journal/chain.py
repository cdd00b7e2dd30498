"""The canonical form of a line, and the hashes over it. Changing anything here breaks every chain written before."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any

#: What the first line carries as the hash of the line before it.
GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """`value` as JSON with one possible spelling: sorted keys, no space, ASCII only.

    Raises TypeError or ValueError for what JSON cannot hold (dates, decimals, NaN): make it text first.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def new_salt() -> str:
    return secrets.token_hex(16)


def label_digest(salt: str, label: str) -> str:
    """What the chain keeps of a name; without the salt, which is erased with the name, nothing can be guessed."""
    return hashlib.sha256(f"{salt}\n{label}".encode("utf-8", "surrogatepass")).hexdigest() if salt else ""


def line_hash(
    *,
    number: int,
    previous_hash: str,
    at: datetime,
    verb: str,
    organisation_id: int | None,
    actor_id: int | None,
    actor_digest: str,
    target_type: str,
    target_pk: str,
    target_digest: str,
    data_json: str,
) -> str:
    """SHA-256 of the canonical form: a list, so that the order is part of it. 64 hexadecimal digits."""
    form = canonical(
        [
            number,
            previous_hash,
            moment(at),
            verb,
            organisation_id,
            actor_id,
            actor_digest,
            target_type,
            target_pk,
            target_digest,
            data_json,
        ]
    )
    return hashlib.sha256(form.encode("ascii")).hexdigest()
