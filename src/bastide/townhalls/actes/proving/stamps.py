"""Trusted time stamps (RFC 3161): asked of an authority, and verified without it."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC
from typing import Any

from asn1crypto import cms
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from .roots import trusting

#: Of one answer, in seconds.
TIMEOUT = 10


class NotStamped(Exception):
    """The authority gave no stamp; `str()` says what happened, in its words."""


def ask_stamp(content: bytes, url: str) -> bytes:
    """The token that says that `content` existed now. Raises NotStamped."""
    stamper = RequestsHTTPTimeStamper(url, timeout=TIMEOUT)
    try:
        token = asyncio.run(stamper.async_timestamp(hashlib.sha256(content).digest(), "sha256"))
        given = bytes(token.dump())
        read = read_stamp(given, content, "")
    except (TimestampRequestError, OSError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise NotStamped(f"{type(problem).__name__}: {problem}"[:300]) from problem
    if not read["is_intact"]:
        raise NotStamped("the stamp is not about what was sent")
    return given


def read_stamp(token: bytes, content: bytes, roots: str) -> dict[str, Any]:
    """When and by whom `content` was stamped, and whether that holds. Raises ValueError for what is no stamp."""
    try:
        info = cms.ContentInfo.load(token, strict=True)
        signed = info["content"]
        if info["content_type"].native != "signed_data":
            raise ValueError("no signed data")
        at = signed["encap_content_info"]["content"].parsed["gen_time"].native
        said = asyncio.run(
            validate_tst_signed_data(signed, trusting(roots, at), lambda name: hashlib.new(name, content).digest())
        )
        status = TimestampSignatureStatus(**said)
    except Exception as problem:  # pyHanko and asn1crypto have no common ancestor for what a broken token raises
        raise ValueError(f"{type(problem).__name__}: {problem}"[:300]) from problem
    return {
        "at": status.timestamp.astimezone(UTC).isoformat(),
        "by": status.signing_cert.subject.human_friendly[:200],
        "is_intact": bool(status.intact and status.valid),
        "trust": ("trusted" if status.trusted else "unknown") if roots else "no_roots",
    }
