"""Eight processes write 500 journal lines each, then the chain is proved.

python -m bench.journal                                    SQLite, in a temporary folder
python -m bench.journal postgres://user@host:port/empty    PostgreSQL, in an empty database
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROCESSES, LINES = 8, 500
SRC = Path(__file__).resolve().parent.parent / "src"
WRITER = """
import sys, django
django.setup()
from datetime import UTC, datetime
from django.db import transaction
from bastide.core.journal import actions
for number in range(int(sys.argv[1])):
    with transaction.atomic():
        data = {"reason": "bench", "actors": [], "targets": [], "count": number}
        actions.record("journal.names_erased", at=datetime.now(UTC), data=data)
"""


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, *arguments], env=environment)


def measure(address: str, folder: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": address,
        "BASTIDE_STATE_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "bastide.project.settings",
        "PYTHONPATH": str(SRC),
    }
    if run(["-m", "bastide.project", "migrate", "--verbosity", "0"], environment).wait():
        raise SystemExit("The database could not be prepared.")
    start = time.perf_counter()
    writers = [run(["-c", WRITER, str(LINES)], environment) for _ in range(PROCESSES)]
    failed = sum(writer.wait() != 0 for writer in writers)
    written = time.perf_counter() - start
    start = time.perf_counter()
    code = run(["-m", "bastide.project", "verify_journal"], environment).wait()
    print(
        f"{address.split(':')[0]}: {PROCESSES} x {LINES} lines in {written:.1f} s, start of the processes included, "
        f"{failed} failed; proved in {time.perf_counter() - start:.1f} s, exit {code}"
    )
    if failed or code:
        raise SystemExit(1)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        measure(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/journal.sqlite3", folder)
