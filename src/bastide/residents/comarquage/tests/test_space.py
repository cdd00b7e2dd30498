"""What bodies add to the guides: written, shown, taken back, and refused to the neighbour."""

import pytest
from django.test import Client
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.residents.comarquage import actions
from bastide.residents.comarquage.models import LocalNote, LocalService, LocalSheet, PivotRule
from bastide.residents.comarquage.testing import load_guides, make_sheet

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def secretary(people):
    return sign_in(Client(), people.secretary)


@pytest.fixture
def neighbour(people):
    return sign_in(Client(), people.neighbour)


def at(organisation, rest=""):
    return f"/espace/organismes/{organisation.slug}/guides/{rest}"


def test_a_note_stands_above_the_guide_for_its_commune_only(secretary, client, valdorne, tmp_path):
    load_guides(tmp_path)
    body = valdorne.valbrune.organisation

    response = secretary.post(
        at(body, "mot/"),
        {
            "audience": "part",
            "code": "https://portail.example/guides/part/f961",
            "text": "Le mardi matin <b>seulement</b>.",
        },
    )
    assert response.status_code == 302
    assert "Déclarer une naissance" in secretary.get(at(body)).content.decode()

    said = client.get("/guides/part/F961?commune=valbrune").content.decode()
    assert "Le mardi matin &lt;b&gt;seulement&lt;/b&gt;." in said
    assert "Le mardi matin" not in client.get("/guides/part/F961?commune=le-peyrat").content.decode()
    assert "Le mardi matin" not in client.get("/guides/part/F961").content.decode()

    note = LocalNote.objects.get()
    assert secretary.post(at(body, f"mot/{note.pk}/retirer/")).status_code == 302
    assert "Le mardi matin" not in client.get("/guides/part/F961?commune=valbrune").content.decode()
    assert [line.verb for line in JournalLine.objects.filter(verb__contains="note").order_by("number")] == [
        "comarquage.note_written",
        "comarquage.note_withdrawn",
    ]


def test_a_code_that_is_not_in_line_is_refused_with_a_sentence(secretary, valdorne, tmp_path):
    load_guides(tmp_path)
    body = valdorne.valbrune.organisation

    response = secretary.post(at(body, "mot/"), {"audience": "part", "code": "F999999", "text": "Mot"})

    assert response.status_code == 422
    assert "Aucun guide F999999 n’est en ligne" in response.content.decode()
    assert not LocalNote.objects.exists()


def test_a_local_service_comes_before_the_general_one(secretary, client, valdorne, tmp_path):
    load_guides(tmp_path)
    body = valdorne.valbrune.organisation
    secretary.post(
        at(body, "demarche/"),
        {"code": "R1406", "title": "Demander un acte ici", "url": "https://valbrune.example/acte"},
    )

    said = client.get("/guides/part/F1427?commune=valbrune").content.decode()

    assert said.index("https://valbrune.example/acte") < said.index("Demande d’acte de naissance")
    assert "valbrune.example/acte" not in client.get("/guides/part/F1427").content.decode()
    actions.withdraw_service(service=LocalService.objects.get(), by=LocalService.objects.get().written_by, at=NOW)
    assert "valbrune.example/acte" not in client.get("/guides/part/F1427?commune=valbrune").content.decode()


def test_a_sheet_is_published_found_changed_and_withdrawn(secretary, client, valdorne, tmp_path):
    load_guides(tmp_path)
    body = valdorne.valbrune.organisation
    secretary.post(
        at(body, "fiche/"), {"title": "Carte de pêche", "text": "Au guichet.\n\n- une photo", "beside": "N358"}
    )
    sheet = LocalSheet.objects.get()

    said = client.get(sheet.get_absolute_url()).content.decode()
    assert "<li>une photo</li>" in said
    assert sheet.get_absolute_url() in client.get("/guides/part/F1341").content.decode()
    assert sheet.get_absolute_url() in client.get("/guides/recherche/?q=peche").content.decode()

    secretary.post(at(body, f"fiche/{sheet.pk}/"), {"title": "Carte de pêche", "text": "À la poste."})
    assert "À la poste." in client.get(sheet.get_absolute_url()).content.decode()

    secretary.post(at(body, f"fiche/{sheet.pk}/retirer/"))
    assert client.get(sheet.get_absolute_url()).status_code == 404
    assert sheet.get_absolute_url() not in client.get("/guides/recherche/?q=peche").content.decode()


def test_the_neighbour_reads_and_changes_nothing(neighbour, people, valdorne):
    body = valdorne.valbrune.organisation
    sheet = make_sheet(body, people.secretary)
    note = actions.write_note(organisation=body, audience="part", code="F961", text="Mot", by=people.secretary, at=NOW)
    service = actions.write_service(
        organisation=body, code="R1", title="Ici", url="https://a.example/", by=people.secretary, at=NOW
    )
    before = JournalLine.objects.count()

    for rest in ("", "mot/", "fiche/", f"fiche/{sheet.pk}/"):
        assert neighbour.get(at(body, rest)).status_code == 404
    for rest in (f"mot/{note.pk}/retirer/", f"demarche/{service.pk}/retirer/", f"fiche/{sheet.pk}/retirer/"):
        assert neighbour.post(at(body, rest)).status_code == 404
        # Under their own address as well.
        assert neighbour.post(at(valdorne.le_peyrat.organisation, rest)).status_code == 404
    for write in (
        lambda: actions.write_note(
            organisation=body, audience="part", code="F1", text="x", by=people.neighbour, at=NOW
        ),
        lambda: actions.withdraw_note(note=note, by=people.neighbour, at=NOW),
        lambda: actions.withdraw_service(service=service, by=people.neighbour, at=NOW),
        lambda: actions.withdraw_sheet(sheet=sheet, by=people.neighbour, at=NOW),
        lambda: make_sheet(body, people.neighbour),
        lambda: actions.write_sheet(
            organisation=valdorne.le_peyrat.organisation, title="t", text="t", sheet=sheet, by=people.neighbour, at=NOW
        ),
        lambda: actions.write_rule(
            organisation=valdorne.pole, pivot="caf", service_types=["caf"], by=people.neighbour, at=NOW
        ),
    ):
        with pytest.raises(actions.NotTheirs):
            write()

    assert JournalLine.objects.count() == before
    assert LocalNote.objects.visible_to(people.neighbour).count() == 0
    assert LocalService.objects.managed_by(people.neighbour).count() == 0
    assert LocalSheet.objects.managed_by(people.neighbour).count() == 0
    assert PivotRule.objects.visible_to(people.neighbour).count() == 0


def test_only_the_pole_says_who_answers(secretary, people, valdorne):
    pole = sign_in(Client(), people.pole)
    assert secretary.get(at(valdorne.valbrune.organisation, "regle/")).status_code == 404

    assert secretary.get(at(valdorne.valbrune.organisation, "qui-repond/")).status_code == 404
    for wrong in ({}, {"is_nobody": "on", "kind_1": "shop.cafe"}, {"kind_1": "astrologue"}):
        assert pole.post(at(valdorne.pole, "regle/"), {"pivot": "caf", **wrong}).status_code == 422

    told = {
        "pivot": "caf",
        "service_types": "caf, msa",
        "kind_2": "social.help",
        "names": "Caf, Allocations familiales",
    }
    pole.post(at(valdorne.pole, "regle/"), told)
    rule = PivotRule.objects.get()
    assert (rule.service_types, rule.kinds) == (["caf", "msa"], ["social.help"])
    assert rule.names == ["caf", "allocations familiales"]
    shown = pole.get(at(valdorne.pole, "qui-repond/")).content.decode()
    assert "Changé par vous" in shown
    assert "Notaire" in shown
    assert "Aide sociale" in shown
    form = pole.get(at(valdorne.pole, "regle/?pivot=caf")).context["form"]
    assert (form["service_types"].value(), form["kind_1"].value()) == ("caf, msa", "social.help")

    pole.post(at(valdorne.pole, f"regle/{rule.pk}/retirer/"))
    assert not PivotRule.objects.exists()
