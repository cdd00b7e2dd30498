"""The child process that reads a delivery: few drivers, no network, strict limits.

It takes its order on its standard input and leaves its answer in the workspace; nothing that it does, even its crash,
reaches the process that asked. Run as a module by `reader`.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
import sys
from typing import Any, NoReturn

import duckdb
import pyogrio

from .answers import DeliveryRefused, Limits, Order
from .delivery import compile_delivery
from .drivers import ALLOWED, SKIP_VARIABLE, environment

ANSWER = "answer.json"
MODULE = "bastide.kit.geostore.deliveries.child"
_PR_SET_PDEATHSIG = 1


def drop_drivers() -> None:
    """Make sure that GDAL has our drivers only; another version of it may bring some that we do not know."""
    more = sorted(set(pyogrio.list_drivers()) - ALLOWED)
    if not more:
        return
    if set(more) <= set((pyogrio.get_gdal_config_option(SKIP_VARIABLE) or "").split(",")):
        sys.exit(f"GDAL keeps drivers that it was told to skip: {more}")
    # No shell; the same program again.
    os.execve(sys.executable, [sys.executable, "-P", "-m", MODULE], environment(os.getcwd(), more))  # noqa: S606


def hold(limits: Limits) -> None:
    """Tie this process to its limits, and to the life of the one that started it."""
    for name, value in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 512),
    ):
        _, hard = resource.getrlimit(name)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))
    # Past its size, a write fails and is told, instead of killing.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def refusal(error: Exception) -> DeliveryRefused | None:
    """What an exception means for the person who delivers; None when it is a fault of ours."""
    if isinstance(error, DeliveryRefused):
        return error
    text = str(error)
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT) or "No space left" in text or "Disk quota" in text:
        return DeliveryRefused(
            "disk-full",
            "Le disque du serveur est plein : rien n’a été enregistré. Prévenez la personne qui tient le serveur.",
        )
    if number == errno.EFBIG or "File too large" in text:
        return DeliveryRefused("too-large", "La couche est trop grande une fois lue. Livrez-la en plusieurs parties.")
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException) or "Cannot allocate memory" in text:
        return DeliveryRefused("too-large", "La couche demande trop de mémoire. Livrez-la en plusieurs parties.")
    return None


def answer(order: Order) -> dict[str, Any]:
    try:
        reading = compile_delivery(order)
    except Exception as error:
        refused = refusal(error)
        if refused is None:
            raise
        return {"code": refused.code, "message": refused.message, "layers": refused.layers}
    return {"reading": json.loads(reading.to_json())}


def main() -> NoReturn:
    drop_drivers()
    order = Order.from_json(sys.stdin.read())
    hold(order.limits)
    (order.workspace / ANSWER).write_text(json.dumps(answer(order), ensure_ascii=False), encoding="utf-8")
    # DuckDB and GDAL have nothing left to close: leave at once, whatever state a bad file put them in.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
