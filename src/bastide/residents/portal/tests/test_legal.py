import pytest
from django.core.management import call_command

from bastide.core.territory.models import Mandate, Office, PortalSettings
from bastide.residents.portal.gaps import gaps_of
from bastide.residents.portal.legal import OBLIGATIONS, missing_statements
from bastide.residents.portal.testing import words_of

PAGES = ["/mentions-legales/", "/accessibilite/", "/donnees-personnelles/", "/plan/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_legal_page_is_there_and_costs_little(client, valdorne, path, django_assert_max_num_queries):
    client.get(path)
    with django_assert_max_num_queries(7):
        answer = client.get(f"{path}?a=1")

    assert answer.status_code == 200
    assert client.post(path).status_code == 405


def test_what_the_pole_has_not_said_is_shown_as_missing(client, valdorne):
    words = words_of(client.get("/mentions-legales/").content.decode())

    assert words.count("non renseigné") >= 8


def test_what_the_pole_said_is_shown(client, valdorne):
    settings = PortalSettings.load()
    for obligation in OBLIGATIONS:
        value = "pole@valdorne.example" if obligation.field.endswith("email") else f"Dit {obligation.field}"
        setattr(settings, obligation.field, value)
    settings.save()

    words = words_of(client.get("/mentions-legales/").content.decode())

    assert "Dit publisher" in words
    assert "Dit host_phone" in words
    assert "Dit publication_director" in words
    assert "non renseigné" not in words
    assert missing_statements(settings) == []


def test_the_personal_data_page_says_who_decides_and_who_processes(client, valdorne):
    words = words_of(client.get("/donnees-personnelles/").content.decode())

    assert "responsable du traitement" in words
    assert "sous-traitant au sens de l’article 28" in words


def test_a_portal_that_was_not_audited_does_not_claim_to_conform(client, valdorne):
    words = words_of(client.get("/accessibilite/").content.decode())

    assert "«\u00a0non conforme\u00a0»" in words
    assert "Défenseur des droits" in words


def test_the_plan_names_each_commune_under_its_epci(client, valdorne):
    words = words_of(client.get("/plan/").content.decode())

    assert words.index("Communauté de communes du Valdorne") < words.index("Valbrune")


def test_gaps_are_listed_for_the_pole(valdorne):
    Office.objects.filter(organisation=valdorne.valbrune.organisation).update(hours=None)
    Mandate.objects.filter(organisation=valdorne.eyrenne.organisation).delete()

    gaps = {str(gap.label): gap.names for gap in gaps_of(valdorne.territory)}

    assert gaps["Horaires inconnus"] == ["Valbrune"]
    assert gaps["Maire inconnu"] == ["Eyrenne"]
    assert "Téléphone inconnu" not in gaps


def test_the_command_lists_what_is_missing(valdorne, capsys):
    call_command("missing")

    told = capsys.readouterr().out
    assert "Réglages du portail" in told
    assert "Accessibilité inconnue" in told
