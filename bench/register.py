"""The legal register at 1,000 and at 100,000 acts: what its pages and its search cost, in queries and milliseconds.

python -m bench.register            128 communes that do not exist, SQLite in a temporary folder
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "import django; django.setup(); from bench import register_worker; register_worker.main()"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/register.sqlite3",
            "BASTIDE_STATE_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "bastide.project.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        sys.exit(subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=False).returncode)
