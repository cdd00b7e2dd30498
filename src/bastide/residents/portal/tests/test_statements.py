"""The legal pages of a body's site: made from its data, completed by its town hall."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.core.territory.models import Mandate, PortalSettings
from bastide.kit.ui.testing import words_of
from bastide.residents.portal import actions
from bastide.residents.portal.gaps import gaps_of
from bastide.residents.portal.models import SiteStatement

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(client, path):
    return words_of(client.get(path).content.decode())


def screen(organisation):
    return f"/espace/organismes/{organisation.slug}/mentions/"


def test_the_mayor_directs_what_the_commune_publishes_unless_it_says_who(client, valdorne, people):
    notice = "/communes/valbrune/mentions-legales/"
    before = read(client, notice)
    actions.state(
        organisation=valdorne.valbrune.organisation,
        by=people.secretary,
        at=NOON,
        publication_director="Jean Exemple, adjoint",
    )

    assert "Aline Dutilh, maire" in before
    assert "1 place de la Halle" in before
    assert "05 53 00 00 01" in before
    assert "Jean Exemple, adjoint" in read(client, notice)
    Mandate.objects.filter(organisation=valdorne.eyrenne.organisation).delete()
    assert "Directeur de la publication non renseigné" in read(client, "/communes/eyrenne/mentions-legales/")
    assert JournalLine.objects.get(verb="portal.site_stated").data == {"fields": ["publication_director"]}


def test_the_commune_is_responsible_for_its_data(client, valdorne):
    words = read(client, "/communes/valbrune/donnees-personnelles/")

    assert "responsable du traitement" in words
    assert "Commune de Valbrune" in words
    assert "sous-traitant au sens de l’article 28" in words


@pytest.mark.parametrize("whose", ["portal", "commune"])
def test_the_state_of_accessibility_stands_on_the_home_page_and_needs_an_audit(client, valdorne, home_page, whose):
    said = {"conformity": "partial", "audited_on": date(2026, 10, 1), "plan": "Former."}
    said |= {"plan_from": 2026, "plan_to": 2028}
    home = "/" if whose == "portal" else "/communes/valbrune/"
    assert "Accessibilité\u00a0: non conforme" in read(client, home)
    if whose == "portal":
        settings = PortalSettings.load()
        for name, value in said.items():
            setattr(settings, name, value)
        settings.full_clean()
        settings.save()
    else:
        actions.state(organisation=valdorne.valbrune.organisation, by=None, at=NOON, **said)

    assert "Accessibilité\u00a0: partiellement conforme" in read(client, home)
    words = read(client, f"{home}accessibilite/")
    assert "audit du" in words
    assert "Plan pluriannuel, 2026 à 2028 Former." in words


@pytest.mark.parametrize(
    "said",
    [
        {"conformity": "total"},
        {"plan_from": 2026},
        {"plan_from": 2026, "plan_to": 2029},
        {"plan_from": 2027, "plan_to": 2026},
        {"dpo_email": "personne"},
    ],
)
def test_what_the_law_does_not_let_a_site_say_is_refused(valdorne, said):
    with pytest.raises(ValidationError):
        actions.state(organisation=valdorne.valbrune.organisation, by=None, at=NOON, **said)

    assert not SiteStatement.objects.exists()


def test_what_the_pages_lack_is_listed_until_it_is_said(client, valdorne, people):
    sign_in(client, people.secretary)
    where = screen(valdorne.valbrune.organisation)
    before = {str(gap.label): gap.names for gap in gaps_of(valdorne.territory)}
    answer = client.post(
        where,
        {
            "dpo_name": "Le centre de gestion",
            "dpo_email": "dpo@valbrune.example",
            "conformity": "none",
            "plan_from": "2026",
            "plan_to": "2027",
            "plan": "Former les agents.",
        },
    )
    after = {str(gap.label): gap.names for gap in gaps_of(valdorne.territory)}

    assert answer.status_code == 302
    assert sorted(before["Mentions légales incomplètes"]) == ["Eyrenne", "Le Peyrat", "Valbrune"]
    assert "Valbrune" in before["Plan d’accessibilité non publié"]
    assert "Valbrune" not in after["Mentions légales incomplètes"]
    assert "Valbrune" not in after["Plan d’accessibilité non publié"]
    assert "dpo@valbrune.example" in client.get("/communes/valbrune/donnees-personnelles/").content.decode()


def test_a_wrong_form_keeps_what_was_typed(client, valdorne, people):
    sign_in(client, people.secretary)

    answer = client.post(screen(valdorne.valbrune.organisation), {"conformity": "total", "plan": "Notre plan."})

    assert answer.status_code == 422
    assert "Notre plan." in answer.content.decode()
    assert "Sans date d’audit" in answer.content.decode()


def test_nobody_states_for_another_commune(client, valdorne, people):
    actions.state(organisation=valdorne.valbrune.organisation, by=None, at=NOON, dpo_email="dpo@valbrune.example")
    sign_in(client, people.neighbour)

    assert client.get(screen(valdorne.valbrune.organisation)).status_code == 404
    assert client.post(screen(valdorne.valbrune.organisation), {"conformity": "none"}).status_code == 404
    assert list(SiteStatement.objects.managed_by(people.neighbour)) == []
    assert SiteStatement.objects.managed_by(people.secretary).count() == 1
