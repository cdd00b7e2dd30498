import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from .documents import ODD, publication

pytestmark = pytest.mark.one_database


def rendered(path, *options):
    out, err = io.StringIO(), io.StringIO()
    call_command("render_guide", *options, str(path), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_page_of_a_file_needs_no_database(tmp_path):
    path = tmp_path / "F90001.xml"
    path.write_bytes(publication(ODD["links in links"] + ODD["unknown elements"]))

    page, said = rendered(path, "--html")

    assert page.startswith('<main id="contenu"')
    assert page.rstrip().endswith("</main>")
    assert "Vérifié le 3\N{NO-BREAK SPACE}février 2026" in page
    assert "fichier F90001.xml" in page
    assert page.index("Ce que c’est") > page.index("Encadré")
    assert "Inconnu (2)" in said


def test_the_text_is_that_of_the_page(tmp_path):
    path = tmp_path / "F90001.xml"
    path.write_bytes(publication(ODD["blocks in lines"]))

    text, _said = rendered(path, "--text")

    lines = text.splitlines()
    assert "Fiche inventée" in lines
    assert [line for line in lines if line in ("Un logo", "Légende", "Crédit", "Longue")] == [
        "Un logo",
        "Légende",
        "Crédit",
        "Longue",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vide"),
        (b"<a", "bien form"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entit"),
        (None, "ne peut pas"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path, content, why):
    path = tmp_path / "F1.xml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=why):
        rendered(path)


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        rendered(tmp_path)
