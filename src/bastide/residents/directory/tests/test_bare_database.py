"""A file can be tried where nothing is set up."""

import json
import os
import subprocess
import sys

import pytest

TABLE = "id;nom;adresse;code_postal;commune;latitude;longitude\n1;Lavoir inventé;Le Bourg;24240;Valbrune;44.8;0.5\n"


@pytest.mark.one_database
def test_a_dry_run_needs_no_database(tmp_path):
    file = tmp_path / "lieux.csv"
    file.write_text(TABLE)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BASTIDE_", "DATABASE_"))}
    own |= {"BASTIDE_STATE_DIR": str(tmp_path / "state"), "DJANGO_SETTINGS_MODULE": "bastide.project.settings"}

    done = subprocess.run(
        [sys.executable, "-m", "bastide.project", "import_places", "--dry-run", "--json", str(file)],
        env=own | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "La base de données n’est pas prête" in done.stderr
    assert [(told["name"], told["outcome"]) for told in json.loads(done.stdout)] == [("Lavoir inventé", "created")]
