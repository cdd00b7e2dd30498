"""ACTES the whole way: acts with a document of 3 MB prepared, transmitted, built, sent, receipted, in acts per second.

python -m bench.actes_way [--acts=1000] [--only=sqlite|postgresql]

The préfecture is the simulated one, over HTTP and a maildir, on the same machine. What is measured is what production
runs: the same actions, the same database, the same archives on disk (about 9 GB for 1,000 acts).
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
PROGRAM = "import django; django.setup(); from bench import actes_way_worker; actes_way_worker.main()"


def measure(vendor: str, acts: str) -> int:
    print(f"{vendor}, {acts} acts of 3 MB: {description()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="bastide-bench-") as folder, contextlib.ExitStack() as stack:
        server = stack.enter_context(private_postgres()) if vendor == "postgresql" else ""
        environment = os.environ | {
            "DATABASE_URL": server or f"sqlite:///{folder}/acts.sqlite3",
            "BASTIDE_STATE_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "bastide.project.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "BENCH_ACTS": acts,
        }
        command = [sys.executable, "-m", "bastide.project", "simulate_prefecture", "--port", "0"]
        prefecture = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        try:
            assert prefecture.stdout is not None
            environment["BASTIDE_ACTES_SIMULATOR_URL"] = prefecture.stdout.readline().split()[-1]
            return subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=False).returncode
        finally:
            prefecture.terminate()
            prefecture.wait()


def main(arguments: list[str]) -> int:
    options = dict(argument.removeprefix("--").partition("=")[::2] for argument in arguments)
    vendors = [options["only"]] if "only" in options else ["sqlite", "postgresql"]
    return max(measure(vendor, options.get("acts", "1000")) for vendor in vendors)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
