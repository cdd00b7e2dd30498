import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, write

SUITE = """
import pytest

@pytest.mark.skip(reason="no sea here")
def test_the_sea_is_blue(): ...

@pytest.mark.xfail(reason="to be mended")
def test_the_moon_is_square():
    assert False

def test_grass_is_green(): ...
"""
BOTH = "tests/test_colours.py::test_the_sea_is_blue  # inland\ntests/test_colours.py::test_the_moon_is_square\n"


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A small project of its own, with the folder `shared` beside it."""
    write(
        tmp_path, {"shared/data.csv": "", "checkout/pytest.ini": "[pytest]\n", "checkout/tests/test_colours.py": SUITE}
    )
    return tmp_path / "checkout"


def run_suite(checkout: Path, *, ci: bool, options: tuple[str, ...] = ()) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.plugins.skips", "-p", "no:cacheprovider"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CI": "true" if ci else "",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    done = subprocess.run(
        [*command, *options], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_outside_ci_a_skip_passes(checkout):
    code, said = run_suite(checkout, ci=False)

    assert code == 0, said


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "in parallel"])
def test_in_ci_a_skip_that_is_not_listed_fails_the_run(checkout, options):
    code, said = run_suite(checkout, ci=True, options=options)

    assert code == 1
    assert "tests/test_colours.py::test_the_sea_is_blue: Skipped: no sea here" in said
    assert "tests/test_colours.py::test_the_moon_is_square: to be mended" in said


def test_in_ci_a_listed_skip_passes(checkout):
    write(checkout, {"tests/allowed_skips.txt": BOTH})

    code, said = run_suite(checkout, ci=True)

    assert code == 0, said


def test_in_ci_a_module_that_skips_itself_fails_the_run(checkout):
    write(checkout, {"tests/allowed_skips.txt": BOTH})
    write(checkout, {"tests/test_sea.py": 'import pytest\n\npytest.skip("no sea", allow_module' + "_level=True)\n"})

    code, said = run_suite(checkout, ci=True, options=("-n", "2"))

    assert code == 1
    assert "tests/test_sea.py: Skipped: no sea" in said


def test_in_ci_a_missing_shared_folder_stops_the_run(checkout):
    (checkout.parent / "shared/data.csv").unlink()
    (checkout.parent / "shared").rmdir()

    code, said = run_suite(checkout, ci=True)

    assert code == pytest.ExitCode.USAGE_ERROR
    assert "shared is missing" in said
