"""Guards of what is written down: the glossary, the settings, the paths of somebody's machine."""

import re
from pathlib import Path

from django.apps import apps

from .tree import ROOT, committed_files, write

#: Read by Django's own conventions, or by our launcher, under names that are not ours.
OTHER_VARIABLES = {"DATABASE_URL", "PORT"}


def words_of_the_glossary(text: str) -> set[str]:
    """The words in code, from the first column of the table."""
    return {
        word
        for line in text.splitlines()
        if line.startswith("| `")
        for word in re.findall(r"`(\w+)`", line.split("|")[1])
    }


def models_without_a_word(names: list[str], glossary: str) -> list[str]:
    known = words_of_the_glossary(glossary)
    return [f"{name}: add its row to docs/glossary.md" for name in sorted(names) if name not in known]


def rows_without_a_definition(glossary: str) -> list[str]:
    """A row has four cells: word in code, French label, definition, source."""
    rows = [line for line in glossary.splitlines() if line.startswith("| `")]
    return [row for row in rows if len(cells := row.strip("| ").split("|")) != 4 or not all(map(str.strip, cells))]


def variables_read(root: Path) -> set[str]:
    """The environment variables that settings and launcher know."""
    sources = [*sorted((root / "src/bastide/project/settings").glob("*.py")), root / "dev.py"]
    text = "\n".join(path.read_text() for path in sources if path.exists())
    return set(re.findall(r"""["'](BASTIDE_[A-Z0-9_]+)["']""", text)) | {
        name for name in OTHER_VARIABLES if f'"{name}"' in text
    }


def variables_not_documented(root: Path) -> list[str]:
    written = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", (root / "docs/dev/settings.md").read_text()))
    read = variables_read(root)
    return [f"{name}: say what it does in docs/dev/settings.md" for name in sorted(read - written)] + [
        f"{name}: in docs/dev/settings.md, but nobody reads it" for name in sorted(written - read)
    ]


def paths_of_a_machine(root: Path) -> list[str]:
    """Folders that exist on one person's machine only."""
    pattern = re.compile(r"(?<![\w.:/-])/(?:work|root|home|Users|opt/pypi|tmp/w)/|\b[A-Z]:\\\\?Users\b")
    found = []
    for path in committed_files(root):
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if b"\0" in path.read_bytes()[:4000] or path.parent.name == "architecture":
            continue
        found += [
            f"{path.relative_to(root)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if pattern.search(line)
        ]
    return found


def wrong_decisions(root: Path) -> list[str]:
    """Two decisions of one number, a title with another number than its file, a mention of a decision nobody took."""
    found, files = [], {}
    for path in sorted((root / "docs/decisions").glob("[0-9]*.md")):
        number = path.name[:4]
        if number in files:
            found.append(f"{path.name}: {files[number]} has this number too")
        files[number] = path.name
        if not path.read_text().startswith(f"# {number} · "):
            found.append(f"{path.name}: its title has another number")
    for path in committed_files(root):
        if path.suffix not in {".md", ".py", ".toml", ".js", ".html"} or path.parent.name == "architecture":
            continue
        for mention in re.findall(r"\bdecisions? \[?(\d{4})\b(?:\]\S*)?(?: and \[?(\d{4})\b)?", path.read_text()):
            found += [
                f"{path.relative_to(root)}: decision {number}" for number in mention if number and number not in files
            ]
    return found


def test_every_model_has_its_word_in_the_glossary():
    names = [model.__name__ for model in apps.get_models() if model.__module__.startswith("bastide.")]

    assert models_without_a_word(names, (ROOT / "docs/glossary.md").read_text()) == []


def test_a_model_without_a_word_is_found():
    glossary = "| `Commune` | commune | Une collectivité. | CGCT |\n\nThe word `Canton` is not ours.\n"

    assert models_without_a_word(["Commune", "Canton"], glossary) == ["Canton: add its row to docs/glossary.md"]


def test_every_word_has_its_label_definition_and_source():
    assert rows_without_a_definition((ROOT / "docs/glossary.md").read_text()) == []


def test_a_word_without_a_definition_is_found():
    glossary = "| `Commune` | commune | Une collectivité. | CGCT |\n| `Canton` | canton |  | loi |\n| `Pays` | pays |\n"

    assert len(rows_without_a_definition(glossary)) == 2


def test_every_variable_of_the_environment_is_documented():
    assert variables_not_documented(ROOT) == []


def test_a_variable_without_a_word_and_a_word_without_a_variable_are_found(tmp_path):
    write(
        tmp_path,
        {
            "src/bastide/project/settings/http.py": 'DEBUG = env.bool("BASTIDE_DEBUG", default=False)\n',
            "docs/dev/settings.md": "| `BASTIDE_COLOUR` | the colour |\n",
        },
    )

    assert [line.split(":")[0] for line in variables_not_documented(tmp_path)] == ["BASTIDE_DEBUG", "BASTIDE_COLOUR"]


def test_no_path_of_somebodys_machine_is_committed():
    assert paths_of_a_machine(ROOT) == []


def test_a_path_of_a_machine_is_found(tmp_path, monkeypatch):
    write(tmp_path, {"a.py": 'DATA = "/ho' + 'me/anne/data"\n', "b.py": 'LINK = "https://bastide.example/work/1"\n'})
    monkeypatch.setattr(f"{__name__}.committed_files", lambda root: sorted(root.iterdir()))

    assert [line.split(":")[0] for line in paths_of_a_machine(tmp_path)] == ["a.py"]


def test_each_decision_has_a_number_of_its_own_and_is_there_when_it_is_named():
    assert wrong_decisions(ROOT) == []


def test_two_decisions_of_one_number_and_one_that_nobody_took_are_found(tmp_path, monkeypatch):
    write(
        tmp_path,
        {
            "docs/decisions/0001-one.md": "# 0001 · One\n",
            "docs/decisions/0001-two.md": "# 0002 · Two\n",
            "docs/dev/map.md": "See decision 0001, and decisions 0001 and 0009.\n",
        },
    )
    monkeypatch.setattr(f"{__name__}.committed_files", lambda root: sorted(root.rglob("*.md")))

    assert wrong_decisions(tmp_path) == [
        "0001-two.md: 0001-one.md has this number too",
        "0001-two.md: its title has another number",
        "docs/dev/map.md: decision 0009",
    ]
