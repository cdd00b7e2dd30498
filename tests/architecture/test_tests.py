"""Guards of the tests themselves: what they may not switch off."""

import re
from pathlib import Path

from .tree import ROOT, write

#: A page is tested under its own policy and against every rule.
SWITCHES = {
    r"bypass_?csp": "the page's own policy stays on",
    r"disable_?(other_?)?rules|run_?only|enabled[\"']?\s*:\s*false": "every axe rule stays on",
    r"\.skip\(.*allow_module_level|importorskip": "a skip belongs to one test, so that CI can list it",
    r"filterwarnings\(.{0,3}ignore|-p no:randomly": "warnings are errors and the order is random",
}


def switched_off(root: Path) -> list[str]:
    """Lines that switch off what tests are there to check; the guards themselves, which name them, are left out."""
    tests = [
        path
        for path in [*root.glob("tests/**/*"), *root.glob("src/**/tests/**/*"), *root.glob("conftest.py")]
        if path.suffix in (".py", ".js")
    ]
    return [
        f"{path.relative_to(root)}:{number}: {why}"
        for path in sorted(tests)
        if "architecture" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for words, why in SWITCHES.items()
        if re.search(words, line, re.IGNORECASE)
    ]


def test_nothing_is_switched_off():
    assert switched_off(ROOT) == []


def test_a_switch_is_found_in_each_of_its_forms(tmp_path):
    lines = 'new_context(bypass_csp=True)\naxe.run({"rules": {"region": {"enabled": False}}})\nrunOnly: ["wcag2a"]\n'
    lines += 'pytest.importorskip("psycopg")\nwarnings.filterwarnings("ignore")\nnew_context(locale="fr-FR")\n'
    write(tmp_path, {"tests/journeys/test_home.py": lines})

    assert [line.split(":")[1] for line in switched_off(tmp_path)] == ["1", "2", "3", "4", "5"]
