import os
import subprocess
import sys

from tests.architecture.tree import ROOT, write

SUITE = """
import pytest

@pytest.fixture
def db(): ...

@pytest.fixture
def village(db): ...

def test_of_the_village(village): ...

def test_of_arithmetic(): ...

@pytest.mark.one_database
def test_of_a_map(village): ...
"""


def test_on_a_second_database_only_what_touches_it_or_starts_an_installation_is_run(tmp_path):
    for folder in ("src", "tests"):
        write(
            tmp_path,
            {f"{folder}/test_{folder}.py": SUITE, "pytest.ini": "[pytest]\nmarkers =\n  django_db\n  one_database\n"},
        )
    plugins = ["-p", "tests.plugins.database", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "--co", "-q", "--only-with-database", str(tmp_path)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert [line for line in done.stdout.splitlines() if "::" in line] == [
        "src/test_src.py::test_of_the_village",
        "tests/test_tests.py::test_of_the_village",
        "tests/test_tests.py::test_of_arithmetic",
    ]
