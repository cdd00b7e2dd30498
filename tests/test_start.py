"""What stops the server before it serves anything."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def start(tmp_path, **environment):
    return subprocess.run(
        [sys.executable, "-c", "import bastide.project.wsgi"],
        cwd=tmp_path,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("BASTIDE_", "DJANGO_"))},
            "PYTHONPATH": str(ROOT / "src"),
            "BASTIDE_STATE_DIR": str(tmp_path / "var"),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_server_refuses_a_palette_in_which_text_could_not_be_read(tmp_path):
    palette = tmp_path / "palette.json"
    palette.write_text(json.dumps({"light": {"ink": "#f0f0f0"}}))

    assert start(tmp_path).returncode == 0
    refused = start(tmp_path, BASTIDE_PALETTE_FILE=str(palette))

    assert refused.returncode != 0
    assert "ink" in refused.stderr.splitlines()[-1]
