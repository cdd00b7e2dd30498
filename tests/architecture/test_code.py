"""Guards of the code itself: where a module lies, what it imports, what a view may do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .tree import SRC, python_files, write

NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
OPEN_MODULES = {"models", "actions", "queries", "registry", "screens", "testing"}
WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def modules_without_a_name(src: Path) -> list[str]:
    """`utils.py`, `helpers.py`, `common/`: what is in there has no name yet."""
    return [
        f"{path.relative_to(src)}: name it after what it does"
        for path in python_files(src)
        if NAMELESS & _names(path, src)
    ]


def _names(path: Path, src: Path) -> set[str]:
    return {part.removesuffix(".py") for part in path.relative_to(src).parts}


def empty_modules(src: Path) -> list[str]:
    """An absent file says that the feature is absent; an empty one says nothing."""
    return [
        f"{path.relative_to(src)}: empty, remove it"
        for path in python_files(src)
        if path.name != "__init__.py" and not path.read_text().strip()
    ]


def apps_without_a_purpose(src: Path) -> list[str]:
    """Each app says in its `__init__.py` what it is for."""
    return [
        f"{path.parent.relative_to(src)}: its __init__.py needs a docstring: what for, for whom, what it refuses to do"
        for path in sorted(src.glob("bastide/*/*/__init__.py"))
        if (path.parent / "apps.py").exists() and not ast.get_docstring(ast.parse(path.read_text()))
    ]


def imports_past_the_door(src: Path) -> list[str]:
    """Imports from another app that name anything but its models, actions, queries, registry, screens or testing.

    `kit` is free for all, `project` composes everything.
    """
    found = []
    for path in python_files(src):
        home = path.relative_to(src).parts
        if len(home) < 4 or home[1] == "project":
            continue
        for line, target in _imported(path, home):
            if target[0] != "bastide" or len(target) < 3 or target[1] in ("kit", "project") or target[:3] == home[:3]:
                continue
            if len(target) == 3 or target[3] not in OPEN_MODULES:
                found.append(
                    f"{path.relative_to(src)}:{line}: {'.'.join(target)}: from another app, "
                    f"import only its {', '.join(sorted(OPEN_MODULES))}"
                )
    return found


def _imported(path: Path, home: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line and full dotted name of everything that `path` imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, tuple(alias.name.split("."))) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = home[: -node.level] if node.level else ()
            module = base + tuple((node.module or "").split(".") if node.module else ())
            yield from ((node.lineno, (*module, alias.name)) for alias in node.names)


def views_that_write(src: Path) -> list[str]:
    """A view calls one action; it never writes by itself."""
    views = [path for path in python_files(src) if "views" in _names(path, src) and "tests" not in path.parts]
    return [
        f"{path.relative_to(src)}:{node.lineno}: .{node.func.attr}() in a view: move it to an action"
        for path in views
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]


def actions_called_by_position(src: Path) -> list[str]:
    """A public function of `actions` takes keywords only: a call says what each value is."""
    return [
        f"{path.relative_to(src)}:{node.lineno}: {node.name}() takes positional arguments: put a * first"
        for path in python_files(src)
        if "actions" in _names(path, src) and "tests" not in path.parts
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and (node.args.args or node.args.vararg)
    ]


def readers_of_the_environment(src: Path) -> list[str]:
    """The environment is read in `project/` only."""
    reader = re.compile(r"\bos\.(environ|getenv)\b|\bimport environ\b")
    return [
        f"{path.relative_to(src)}: reads the environment: make it a setting"
        for path in python_files(src)
        if path.relative_to(src).parts[1] != "project" and "tests" not in path.parts and reader.search(path.read_text())
    ]


def todos_without_an_issue(src: Path) -> list[str]:
    return [
        f"{path.relative_to(src)}:{number}: a TODO carries the number of its issue, as in TODO(#12)"
        for path in python_files(src)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"#.*\b(TODO|FIXME|XXX)\b(?!\(#\d+\))", line)
    ]


def long_settings(src: Path) -> list[str]:
    """One file per topic, each under 120 lines."""
    return [
        f"{path.relative_to(src)}: {lines} lines: one topic per file, under 120 lines"
        for path in sorted(src.glob("bastide/project/settings/*.py"))
        if (lines := len(path.read_text().splitlines())) >= 120
    ]


def test_every_module_has_a_name():
    assert modules_without_a_name(SRC) == []


def test_a_module_of_odds_and_ends_is_found(tmp_path):
    write(tmp_path, {"bastide/core/search/utils.py": "A = 1\n", "bastide/core/search/common/rank.py": "A = 1\n"})

    assert len(modules_without_a_name(tmp_path)) == 2


def test_no_module_is_empty():
    assert empty_modules(SRC) == []


def test_an_empty_module_is_found(tmp_path):
    write(tmp_path, {"bastide/core/search/forms.py": "\n", "bastide/core/search/__init__.py": ""})

    assert empty_modules(tmp_path) == ["bastide/core/search/forms.py: empty, remove it"]


def test_every_app_says_what_it_is_for():
    assert apps_without_a_purpose(SRC) == []


def test_an_app_without_a_purpose_is_found(tmp_path):
    write(tmp_path, {"bastide/core/search/__init__.py": "", "bastide/core/search/apps.py": "A = 1\n"})

    assert len(apps_without_a_purpose(tmp_path)) == 1


def test_apps_enter_each_other_by_the_door():
    assert imports_past_the_door(SRC) == []


def test_an_import_past_the_door_is_found_in_each_of_its_forms(tmp_path):
    forms = "import bastide.core.territory.names\n"
    forms += "from bastide.core.territory.names import of_place\n"
    forms += "from bastide.core.territory import names\n"
    forms += "from ...core.territory.names import of_place\n"
    write(tmp_path, {"bastide/residents/portal/views.py": forms})

    found = imports_past_the_door(tmp_path)

    assert [line.split(":")[1] for line in found] == ["1", "2", "3", "4"]


def test_the_door_itself_and_kit_are_open(tmp_path):
    allowed = "from bastide.core.territory import queries\nfrom bastide.core.territory.models import Commune\n"
    allowed += "from bastide.kit.registry.sockets import Socket\nfrom .forms import FindForm\nfrom . import names\n"
    write(tmp_path, {"bastide/residents/portal/views.py": allowed})

    assert imports_past_the_door(tmp_path) == []


def test_views_write_nothing():
    assert views_that_write(SRC) == []


def test_a_view_that_writes_is_found(tmp_path):
    write(tmp_path, {"bastide/residents/portal/views/home.py": "def home(request, form):\n    form.save()\n"})

    assert views_that_write(tmp_path) == [
        "bastide/residents/portal/views/home.py:2: .save() in a view: move it to an action"
    ]


def test_actions_take_keywords_only():
    assert actions_called_by_position(SRC) == []


def test_an_action_called_by_position_is_found(tmp_path):
    actions = (
        "def close(office, *, by, at): ...\n\n\ndef open_again(*, office, by, at): ...\n\n\ndef _ranked(rows): ...\n"
    )
    write(tmp_path, {"bastide/core/territory/actions.py": actions})

    assert [line.split(": ")[1] for line in actions_called_by_position(tmp_path)] == [
        "close() takes positional arguments"
    ]


def test_only_the_settings_read_the_environment():
    assert readers_of_the_environment(SRC) == []


def test_a_reader_of_the_environment_is_found(tmp_path):
    write(tmp_path, {"bastide/core/search/queries.py": "import os\n\nBACKEND = os.environ['SEARCH']\n"})

    assert len(readers_of_the_environment(tmp_path)) == 1


def test_every_todo_carries_an_issue():
    assert todos_without_an_issue(SRC) == []


def test_a_todo_without_an_issue_is_found(tmp_path):
    lines = "A = 1  # TO" + "DO: later\nB = 2  # TO" + "DO(#12): later\n"
    write(tmp_path, {"bastide/core/search/queries.py": lines})

    assert [line.split(":")[1] for line in todos_without_an_issue(tmp_path)] == ["1"]


def test_settings_are_one_short_file_per_topic():
    assert long_settings(SRC) == []


def test_a_long_settings_file_is_found(tmp_path):
    write(tmp_path, {"bastide/project/settings/http.py": "A = 1\n" * 120})

    assert len(long_settings(tmp_path)) == 1
