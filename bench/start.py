"""How long `make run` takes, from a fresh copy of the checkout and again, beside pip installing the same packages.

What the package managers keep outside the checkout stays: a machine without these caches is slower by its network.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dev import ROOT
from tests.journeys.server import free_port

from .machine import description

#: The first start may take so long; after that it is held to hang.
PATIENCE_S = 900
SERVED = "bastide is served at"


def run(_arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder) / "bastide"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(checkout)], check=True)
        alone = seconds_of_pip(checkout, Path(folder) / "alone")
        with started(checkout) as cold:
            pass
        with started(checkout) as second:
            pass
    print("## Start\n")
    print("| what | s | ÷ pip alone |\n| --- | ---: | ---: |")
    for name, seconds in (("pip alone, in an empty environment", alone), ("cold", cold), ("again", second)):
        print(f"| {name} | {seconds:.1f} | {seconds / alone:.2f} |")
    print(f"\n`python -m bench start`, {description()}.")


def seconds_of_pip(checkout: Path, place: Path) -> float:
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    packages = str(checkout / "requirements/dev.txt")
    subprocess.run([str(place / "bin/pip"), "install", "--quiet", "--require-hashes", "-r", packages], check=True)
    return time.monotonic() - begun


@contextlib.contextmanager
def started(checkout: Path) -> Iterator[float]:
    """Seconds until the address is printed; everything is stopped at the end."""
    make = shutil.which("make") or "make"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BASTIDE_", "DJANGO_", "PYTHON"))}
    environment = own | {"PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
    begun = time.monotonic()
    process = subprocess.Popen(
        [make, "run"], cwd=checkout, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        said: list[str] = []
        for line in process.stdout or ():
            said.append(line)
            if SERVED in line:
                break
            if time.monotonic() - begun > PATIENCE_S:
                raise TimeoutError("".join(said))
        else:
            raise RuntimeError("make run ended:\n" + "".join(said[-30:]))
        yield time.monotonic() - begun
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)


if __name__ == "__main__":
    run(sys.argv[1:])
