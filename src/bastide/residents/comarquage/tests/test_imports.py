"""Deliveries: whole, again, changed, hostile. What was in line stays in line until a better set is whole."""

import io
import os
import stat
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from bastide.core.journal.models import JournalLine
from bastide.core.search import queries as index
from bastide.residents.comarquage import actions, clockwork, shelf
from bastide.residents.comarquage.demo_texts import documents
from bastide.residents.comarquage.models import Guide, GuideSet, Redirection
from bastide.residents.comarquage.testing import load_guides, make_zip

pytestmark = pytest.mark.django_db


def text_of(code):
    guide = Guide.objects.live().get(code=code)
    return shelf.take(guide.digest).decode()


def test_a_delivery_comes_into_line_and_twice_changes_nothing(valdorne, tmp_path):
    report = load_guides(tmp_path)

    assert report.documents == len(documents("part"))
    assert sorted(report.new) == sorted(name.removesuffix(".xml") for name in documents("part"))
    assert Guide.objects.live().get(code="F1341").dossier_title == "Carte d’identité"
    assert JournalLine.objects.filter(verb="comarquage.imported").count() == 1
    assert index.search("naissance déclarer", kind="guide").hits[0].title == "Déclarer une naissance"

    path = next(tmp_path.glob("*.zip"))
    again = actions.import_guides(path=path, by=None, at=timezone.now(), audience="part")

    assert again.is_same
    assert GuideSet.objects.count() == 1
    assert JournalLine.objects.filter(verb="comarquage.imported").count() == 1


def test_only_what_changed_is_read_again(valdorne, tmp_path):
    load_guides(tmp_path)
    changed = documents("part")["F961.xml"].replace("5 jours", "8 jours")
    new = documents("part")["F961.xml"].replace("F961", "F77")
    report = load_guides(tmp_path, changes={"F961.xml": changed, "F77.xml": new, "F14128.xml": "<a"})

    assert (report.new, report.changed, report.gone) == (["F77"], ["F961"], [])
    assert report.unchanged == len(documents("part")) - 2
    assert "8 jours" in text_of("F961")
    # The broken file left its former text in line.
    assert report.kept_back == ["F14128"]
    assert "Voici ce qu’il faut faire" in text_of("F14128")


def test_three_sets_stay_and_spare_texts_go(valdorne, tmp_path):
    for rank in range(5):
        changed = documents("part")["F961.xml"].replace("5 jours", f"{rank} jours")
        load_guides(tmp_path, changes={"F961.xml": changed})

    assert GuideSet.objects.count() == 3
    assert GuideSet.objects.live().count() == 1
    assert "4 jours" in text_of("F961")
    assert set(shelf.digests()) == set(Guide.objects.values_list("digest", flat=True))


def test_each_public_has_its_own_set_and_is_known_by_its_documents(valdorne, tmp_path):
    load_guides(tmp_path)
    path = make_zip(tmp_path / "vosdroits-latest.zip", {f"vdd/{name}": text for name, text in documents("pro").items()})
    report = actions.import_guides(path=path, by=None, at=timezone.now())

    assert report.audience == "pro"
    assert Guide.objects.live().count() == len(documents("part")) + len(documents("pro"))


def test_a_folder_is_a_delivery_too(valdorne, tmp_path):
    folder = tmp_path / "part"
    folder.mkdir()
    for name, text in documents("part").items():
        (folder / name).write_text(text)
    os.symlink("/etc/hostname", folder / "F666.xml")

    report = actions.import_guides(path=folder, by=None, at=timezone.now())

    assert report.documents == len(documents("part"))
    assert report.refused == {}


def test_redirections_are_read_in_any_plausible_form(valdorne, tmp_path):
    forms = (
        "<Redirections><Redirection ancienID='F10' nouveauID='F961'/><Redirection><Nouveau>F1427</Nouveau><Ancien>F11"
        "</Ancien></Redirection><R ID='F12'>F1341</R><Autre a='1'/></Redirections>"
    )
    load_guides(tmp_path, changes={"redirections.xml": forms})

    assert dict(Redirection.objects.values_list("old", "new")) == {"F10": "F961", "F11": "F1427", "F12": "F1341"}


def truncated(path):
    content = make_zip(path, documents("part")).read_bytes()
    path.write_bytes(content[: len(content) // 2])


def bomb(path):
    make_zip(path, {"F1.xml": b"<a>" + b" " * 60_000_000 + b"</a>"})


def climber(path):
    make_zip(path, {**documents("part"), "../../F1.xml": "<a/>"})


def absolute(path):
    make_zip(path, {**documents("part"), "/tmp/F1.xml": "<a/>"})


def link(path):
    make_zip(path, documents("part"))
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("F2.xml")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")


def empty(path):
    make_zip(path, {"LISEZMOI.txt": "rien"})


def broken(path):
    make_zip(path, {f"F{rank}.xml": "<a" for rank in range(40)} | {"F961.xml": documents("part")["F961.xml"]})


def partial(path):
    make_zip(path, {"F961.xml": documents("part")["F961.xml"]})


def other(path):
    path.write_text("ceci n’est pas un zip")


def corrupt(path):
    content = bytearray(make_zip(path, documents("part")).read_bytes())
    for place in range(60, len(content) // 2):
        content[place] ^= 0x55
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (truncated, "incomplète"),
        (other, "pas une archive"),
        (bomb, "se déplierait"),
        (climber, "hors d’elle"),
        (absolute, "hors d’elle"),
        (link, "un lien"),
        (empty, "aucune fiche"),
        (broken, "abîmée"),
        (corrupt, "aucune fiche|abîmée|incomplète"),
        (partial, "semble incomplète"),
    ],
)
def test_a_bad_delivery_is_told_and_the_last_good_set_is_still_served(valdorne, tmp_path, make, why):
    load_guides(tmp_path)
    before = Guide.objects.live().count()
    path = tmp_path / "mauvais.zip"
    make(path)

    with pytest.raises(actions.ImportRefused, match=why):
        actions.import_guides(path=path, by=None, at=timezone.now(), audience="part")

    assert Guide.objects.live().count() == before
    assert "5 jours" in text_of("F961")
    assert not GuideSet.objects.filter(state=GuideSet.State.BUILDING).exists()


def test_a_file_with_entities_is_left_out_and_said(valdorne, tmp_path):
    bad = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Publication ID="F5"><Texte>&b;</Texte></Publication>'
    report = load_guides(tmp_path, changes={"F5.xml": bad, "F6.xml": documents("part")["F961.xml"]})

    assert "entités" in report.refused["F5.xml"]
    assert "il se dit F961" in report.refused["F6.xml"]
    assert not Guide.objects.filter(code__in=["F5", "F6"]).exists()


def test_an_import_that_was_overtaken_stops_without_harm(valdorne, tmp_path, monkeypatch):
    load_guides(tmp_path)
    changes = {"F961.xml": documents("part")["F961.xml"].replace("5 jours", "9 jours")}

    def overtake(self):
        GuideSet.objects.filter(state=GuideSet.State.BUILDING).delete()

    monkeypatch.setattr("bastide.residents.comarquage.actions.imports._Import._weigh", overtake)
    with pytest.raises(actions.ImportRefused, match="autre import"):
        load_guides(tmp_path, changes=changes)

    assert "5 jours" in text_of("F961")


def test_the_command_tells_what_happened(valdorne, tmp_path):
    path = make_zip(tmp_path / "a.zip", {**documents("part"), "F5.xml": "<a", "F6.xml": document_with_unknown()})
    out, err = io.StringIO(), io.StringIO()
    call_command("import_guides", str(path), audience="part", stdout=out, stderr=err)

    said = out.getvalue()
    assert "part : 13 guides en ligne ; 13 nouveaux" in said
    assert "laissé de côté : F5.xml" in said
    assert "Zorg (1)" in said

    path.write_text("non")
    with pytest.raises(CommandError, match="le restent"):
        call_command("import_guides", str(path), audience="part", stdout=out, stderr=err)
    assert "pas une archive zip" in err.getvalue()


class Vanishing(BaseHTTPRequestHandler):
    """A server that knows nothing any more, or stops in the middle."""

    def do_GET(self):
        if "coupe" not in self.path:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"PK" * 100)

    def log_message(self, *args):
        pass


def test_a_source_that_vanishes_is_told_and_the_last_good_set_is_still_served(
    client, valdorne, tmp_path, settings, monkeypatch
):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    load_guides(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), Vanishing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    settings.GUIDES_AUDIENCES = ["part"]
    told = []
    try:
        for path in ("/coupe/{audience}.zip", "/parti/{audience}.zip"):
            settings.GUIDES_URL, settings.GUIDES_DAILY = origin + path, True
            err = io.StringIO()
            with pytest.raises(CommandError, match="le restent"):
                call_command("import_guides", stdout=io.StringIO(), stderr=err)
            told.append(err.getvalue())
            with pytest.raises(clockwork.NotRefreshed) as problem:
                clockwork.refresh(timezone.now(), told.append)
            told.append(str(problem.value))
    finally:
        server.shutdown()
        server.server_close()

    assert "s’est arrêté en chemin" in told[0] or "ne répond pas" in told[0]
    assert "404" in told[2]
    assert told[1].startswith("Guides part")
    assert "5 jours" in text_of("F961")
    assert client.get("/guides/part/F961").status_code == 200


def document_with_unknown():
    return documents("part")["F961.xml"].replace("F961", "F6").replace("<Texte>", "<Texte><Zorg>neuf</Zorg>", 1)
