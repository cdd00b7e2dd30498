"""Trusted time stamps of proofs: asked for when an authority is set, read wherever the extra `signatures` is."""

from __future__ import annotations

import importlib.util
import logging
from dataclasses import dataclass

from django.conf import settings

logger = logging.getLogger(__name__)


class NoReader(Exception):
    """The extra `signatures` is not installed: nobody here can read a stamp."""


@dataclass(frozen=True)
class Stamp:
    """What a stamp says; `trust`: trusted, unknown (roots are set, not this one), no_roots."""

    at: str
    by: str
    is_intact: bool
    trust: str


def is_wanted() -> bool:
    return bool(settings.TIMESTAMP_URL)


def stamp(content: bytes) -> bytes:
    """The stamp of `content`; empty when the authority gave none: the log says why, and the proof that it lacks."""
    if importlib.util.find_spec("pyhanko") is None:
        logger.error("time stamp: install « bastide[signatures] »")
        return b""
    from .proving import stamps  # noqa: PLC0415  (an extra: loaded only where a stamp is asked for)

    try:
        return stamps.ask_stamp(content, settings.TIMESTAMP_URL)
    except stamps.NotStamped as problem:
        logger.error("time stamp: %s", problem)
        return b""


def read_stamp(token: bytes, content: bytes) -> Stamp:
    """Without the network. Raises NoReader, and ValueError for what is no stamp."""
    if importlib.util.find_spec("pyhanko") is None:
        raise NoReader
    from .proving import stamps  # noqa: PLC0415  (an extra: loaded only where a stamp is read)

    return Stamp(**stamps.read_stamp(token, content, settings.SIGNATURE_ROOTS))
