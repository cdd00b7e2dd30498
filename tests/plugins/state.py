"""Where tests keep their files, settled before the settings are read: a folder for each process of a parallel run.

`BASTIDE_STATE_DIR` says where, else a temporary folder that goes at the end. What a test starts finds its files there.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "BASTIDE_STATE_DIR"


def settle() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = tempfile.mkdtemp(prefix="bastide-test-")
        atexit.register(shutil.rmtree, os.environ[VARIABLE], ignore_errors=True)
    if worker:
        os.environ[VARIABLE] = str(Path(os.environ[VARIABLE]) / worker)


settle()
