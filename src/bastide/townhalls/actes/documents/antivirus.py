"""Asking a ClamAV daemon about what people deposit: the extra `antivirus`, off until its socket is given."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from enum import StrEnum
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

#: Seconds to answer about one piece.
TIMEOUT = 60
#: Seconds to say that it is there.
PATIENCE = 3


class Scan(StrEnum):
    """What became of a file; "" where no antivirus is set."""

    OFF = ""
    CLEAN = "clean"
    SKIPPED = "skipped"  # the daemon was away, and the policy lets it pass with this mark


class Infected(Exception):
    """`str()` is the name that the daemon gives to what it found."""


class Away(Exception):
    """The daemon did not answer, and nothing passes without it."""


def scan(file: IO[bytes]) -> Scan:
    """Whether a file may pass. Raises Infected, and Away when the policy is to refuse what was not looked at."""
    if not settings.ANTIVIRUS_SOCKET:
        return Scan.OFF
    file.seek(0)
    try:
        found = _ask(file)
    except (OSError, ImportError, ValueError, _Unanswered) as problem:
        logger.error("antivirus: %s: %s", type(problem).__name__, problem)
        if settings.ANTIVIRUS_WHEN_AWAY == "accept":
            return Scan.SKIPPED
        raise Away from problem
    finally:
        file.seek(0)
    if found:
        logger.warning("antivirus: found %s", found)
        raise Infected(found)
    return Scan.CLEAN


class _Unanswered(Exception):
    """The daemon's answer says neither yes nor no."""


def _ask(file: IO[bytes]) -> str:
    """What the daemon found, "" for nothing. Raises OSError, _Unanswered, ImportError."""
    answer = _conversation(lambda daemon: daemon.instream(cast("BinaryIO", file)), TIMEOUT)
    status, name = answer.get("stream", ("", ""))
    if status == "FOUND":
        return name or "?"
    if status != "OK":
        raise _Unanswered(f"{status}: {name}")
    return ""


def _conversation(ask: Callable[[Any], Any], timeout: int) -> Any:
    """What the daemon answers to `ask`. Raises OSError, _Unanswered, ImportError, ValueError."""
    if importlib.util.find_spec("clamav_client") is None:
        raise ImportError("install « bastide[antivirus] »")
    from clamav_client import clamd  # noqa: PLC0415  (an extra: installed only where an antivirus is set)

    place = settings.ANTIVIRUS_SOCKET
    daemon: clamd.ClamdNetworkSocket
    if place.startswith("/"):
        daemon = clamd.ClamdUnixSocket(path=place, timeout=timeout)
    else:
        host, _colon, port = place.rpartition(":")
        daemon = clamd.ClamdNetworkSocket(host=host.strip("[]") or "127.0.0.1", port=int(port), timeout=timeout)
    try:
        return ask(daemon)
    except clamd.ClamdError as problem:
        raise _Unanswered(f"{type(problem).__name__}: {problem}") from problem
    finally:
        # The client leaves a connection that was refused open.
        if (left := getattr(daemon, "clamd_socket", None)) is not None:
            left.close()


def is_wanted() -> bool:
    return bool(settings.ANTIVIRUS_SOCKET)


def why_away() -> str:
    """Why the daemon does not answer, "" when it does; nothing is sent to be looked at."""
    try:
        answer = _conversation(lambda daemon: daemon.ping(), PATIENCE)
    except (OSError, ImportError, ValueError, _Unanswered) as problem:
        return str(problem) or type(problem).__name__
    return "" if answer == "PONG" else str(answer)


def refusal_of(problem: Infected | Away) -> str:
    """What to say at the field."""
    if isinstance(problem, Infected):
        return _(
            "L’antivirus a reconnu un programme malveillant dans ce fichier (%s) : il n’a pas été gardé. "
            "Prévenez votre service informatique avant de l’ouvrir de nouveau."
        ) % str(problem)
    return _("L’antivirus ne répond pas : le fichier n’a pas été pris. Réessayez dans quelques minutes.")
