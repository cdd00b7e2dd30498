"""The legal register at 1,000 and at 100,000 acts: what its pages and its search cost, in queries and milliseconds.

python -m bench.register [--only=sqlite|postgresql] [--acts=100000]    128 communes that do not exist
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from dev import private_postgres

from .machine import description

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "import django; django.setup(); from bench import register_worker; register_worker.main()"


def measure(vendor: str, acts: str) -> int:
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        server = stack.enter_context(private_postgres()) if vendor == "postgresql" else ""
        environment = os.environ | {
            "DATABASE_URL": server or f"sqlite:///{folder}/register.sqlite3",
            "BASTIDE_STATE_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "bastide.project.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "BENCH_ACTS": acts,
        }
        print(vendor, description(), sep=": ", flush=True)
        return subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=False).returncode


def main(arguments: list[str]) -> int:
    options = dict(argument.removeprefix("--").partition("=")[::2] for argument in arguments)
    vendors = [options["only"]] if "only" in options else ["sqlite", "postgresql"]
    return max(measure(vendor, options.get("acts", "100000")) for vendor in vendors)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
