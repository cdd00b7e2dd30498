"""The door of deliveries: start the child process, wait, and keep its work only when it is whole."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bastide.kit.tasks.durable import flush_to_disk

from .answers import DEFAULT_LIMITS, DeliveryRefused, Limits, Order, Reading
from .archives import printable
from .drivers import environment

logger = logging.getLogger(__name__)

#: How the workspace of a reading is called, beside its target; one that is older than its time limit may be removed.
WORKSPACE_PREFIX = ".delivery-"
_MODULE = "bastide.kit.geostore.deliveries.child"
_ANSWER = "answer.json"
_OUTPUT = "layer.parquet"


def read_delivery(
    source: Path,
    into: Path,
    *,
    crs: str | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    spatial: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> Reading:
    """Read a delivery into the Parquet file `into`: `geometry` (WKB, longitude and latitude, 2D) and typed columns.

    `source` is a file, an archive or a folder. `crs`, `encoding` and `layer` win over what the delivery says. With
    `spatial=False` a table without places is read too, and its `geometry` is empty. `into` is replaced at once when
    all went well; otherwise nothing of this reading is left. Raises DeliveryRefused.
    """
    with _workspace(into) as workspace:
        order = Order(Path(source).absolute(), workspace, crs, encoding, layer, spatial, limits)
        _run(order)
        reading = _answer(order)
        output = workspace / _OUTPUT
        with output.open("rb") as file:
            os.fsync(file.fileno())
        output.replace(into)
        with contextlib.suppress(OSError):
            flush_to_disk(into.parent)
        return reading


@contextlib.contextmanager
def _workspace(into: Path) -> Iterator[Path]:
    """A private folder beside the target, on the same disk, removed whatever happens."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=WORKSPACE_PREFIX, dir=into.absolute().parent))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DeliveryRefused("disk-full", "Le disque du serveur est plein : rien n’a été enregistré.") from error
        raise
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(order: Order) -> None:
    """Run the child to its end. Raises DeliveryRefused when it does not reach it."""
    name = printable(order.source.name)
    with (order.workspace / "stderr.txt").open("w+b") as errors:
        process = subprocess.Popen(  # noqa: S603 (no shell; the program and its arguments are ours)
            [sys.executable, "-P", "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd=order.workspace,
            env=environment(str(order.workspace)),
            start_new_session=True,
        )
        try:
            process.communicate(order.to_json().encode(), timeout=order.limits.wall_seconds)
        except subprocess.TimeoutExpired as error:
            raise _too_long(name) from error
        finally:
            if process.poll() is None:
                _kill(process)
        if process.returncode == -signal.SIGXCPU:
            raise _too_long(name)
        if process.returncode != 0 or not (order.workspace / _ANSWER).exists():
            errors.seek(0)
            detail = errors.read(8_000).decode(errors="replace")
            logger.error("The reader of a delivery ended with %s.\n%s", process.returncode, detail)
            raise DeliveryRefused(
                "reader-stopped",
                f"La lecture de « {name} » s’est arrêtée avant la fin : le fichier est abîmé, ou trop lourd pour "
                "le serveur. "
                "Exportez-le de nouveau ; si cela recommence, transmettez-le à la personne qui tient le serveur.",
            )


def _too_long(name: str) -> DeliveryRefused:
    return DeliveryRefused(
        "too-long", f"La lecture de « {name} » a dépassé le temps permis. Livrez la couche en plusieurs parties."
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answer(order: Order) -> Reading:
    data = json.loads((order.workspace / _ANSWER).read_text(encoding="utf-8"))
    if "reading" not in data:
        raise DeliveryRefused(data["code"], data["message"], tuple(data["layers"]))
    return Reading.from_dict(data["reading"])
