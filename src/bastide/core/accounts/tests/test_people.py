"""The pôle's screens, and one's own account."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.utils import timezone

from bastide.core.accounts import actions
from bastide.core.accounts.models import FactorReset, Membership, Role, User
from bastide.core.accounts.testing import enrol_app, make_person, sign_in
from bastide.core.journal.models import JournalLine
from bastide.core.territory.models import Organisation

PASSWORD = "mot de passe de test"


@pytest.fixture
def pole(client, people):
    return sign_in(client, people.pole)


def test_everybody_is_listed_in_as_many_queries_whatever_their_number(
    pole, people, valdorne, django_assert_num_queries
):
    with django_assert_num_queries(10) as few:
        page = pole.get("/espace/personnes/")
    for number in range(30):
        make_person(f"agent{number}@valbrune.example", valdorne.valbrune.organisation)

    with django_assert_num_queries(len(few)):
        more = pole.get("/espace/personnes/")

    assert page.status_code == 200
    assert more.content.decode().count("Agent, Commune de Valbrune") == 31


def test_people_are_found_by_name_address_and_body(pole, people):
    def found(words, **more):
        page = pole.get("/espace/personnes/", {"q": words, **more})
        return {person.email for person in page.context["page"]}

    assert found("le-peyrat.example") == {people.neighbour.email}
    assert people.mayor.email in found("valbrune camille")
    assert found("' OR 1=1 --") == set()
    assert found("", etat="left") == {people.leaver.email}
    assert people.pole.email not in found("", etat="never")


@pytest.mark.parametrize("who", ["secretary", "mayor", "councillor", "webmaster", "leaver"])
def test_nobody_but_the_pole_sees_these_screens(client, people, who):
    sign_in(client, getattr(people, who))

    for address in ("", "inviter/", "liste/", f"{people.secretary.pk}/"):
        assert client.get(f"/espace/personnes/{address}").status_code == 403


def test_a_person_of_another_territory_does_not_exist(pole):
    elsewhere = Organisation.objects.create(kind="commune", name="Ailleurs", slug="ailleurs")
    stranger = make_person("agent@ailleurs.example", elsewhere)

    for address in ("", "role/", "depart/", "annuler/", "double-verification/"):
        assert pole.get(f"/espace/personnes/{stranger.pk}/{address}").status_code == 404


def test_the_pole_invites_a_person_by_the_form(pole, valdorne, django_capture_on_commit_callbacks):
    form = {
        "first_name": "  Nadia ",
        "last_name": "Roque",
        "email": "Nadia@Eyrenne.example",
        "organisation": valdorne.eyrenne.organisation.pk,
        "role": "signatory",
        "starts_on": "2026-11-01",
    }

    with django_capture_on_commit_callbacks(execute=True):
        answer = pole.post("/espace/personnes/inviter/", form)

    user = User.objects.get(email="nadia@eyrenne.example")
    assert answer["Location"] == f"/espace/personnes/{user.pk}/"
    assert user.first_name == "Nadia"
    assert user.memberships.get().starts_on == date(2026, 11, 1)
    page = pole.get(answer["Location"]).content.decode()
    assert "Invitée le" in page
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("first_name", "<script>", "À retirer"),
        ("email", "pas une adresse", "adresse"),
        ("role", "emperor", "emperor"),
        ("organisation", "999999", "choix"),
        ("starts_on", "hier", "date"),
    ],
)
def test_an_invitation_that_cannot_be_is_said_at_its_field(pole, valdorne, field, value, said):
    form = {
        "first_name": "Nadia",
        "last_name": "Roque",
        "email": "nadia@eyrenne.example",
        "organisation": valdorne.eyrenne.organisation.pk,
        "role": "agent",
        "starts_on": "2026-11-01",
    }

    answer = pole.post("/espace/personnes/inviter/", form | {field: value})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert said in str(answer.context["form"].errors[field])
    assert "<script>" not in answer.content.decode().replace("<script src", "")
    assert not User.objects.filter(email="nadia@eyrenne.example").exists()


def test_the_pole_ends_a_place_and_names_who_takes_over(pole, people, valdorne):
    colleague = make_person("autre@valbrune.example", valdorne.valbrune.organisation)
    place = people.secretary.memberships.get()
    today = timezone.localdate()

    answer = pole.post(
        f"/espace/personnes/{people.secretary.pk}/role/{place.pk}/fin/",
        {"ends_on": str(today), "successor": colleague.pk},
    )

    place.refresh_from_db()
    assert answer.status_code == 302
    assert (place.ends_on, place.successor) == (today, colleague)
    assert Organisation.objects.visible_to(people.secretary).exists()
    assert not Organisation.objects.visible_to(people.secretary, at=timezone.now() + timedelta(days=1)).exists()


def test_somebody_who_leaves_loses_every_place_on_the_same_day(pole, people, valdorne):
    Membership.objects.create(
        user=people.secretary,
        organisation=valdorne.eyrenne.organisation,
        role=Role.AGENT,
        starts_on=date(2026, 1, 1),
    )

    page = pole.get(f"/espace/personnes/{people.secretary.pk}/depart/")
    answer = pole.post(f"/espace/personnes/{people.secretary.pk}/depart/", {"ends_on": "2026-12-31"})

    assert page.status_code == 200
    assert answer.status_code == 302
    assert set(people.secretary.memberships.values_list("ends_on", flat=True)) == {date(2026, 12, 31)}


def test_whose_place_ended_sees_that_their_access_is_over(client, people):
    sign_in(client, people.leaver)

    page = client.get("/espace/compte/")

    assert page.status_code == 200
    assert "Aucun aujourd’hui" in page.content.decode()


def test_the_pole_takes_a_lost_factor_away_after_a_check(pole, people, django_capture_on_commit_callbacks):
    enrol_app(people.mayor)
    browser = Client()
    browser.post("/comptes/connexion/", {"login": people.mayor.email, "password": PASSWORD})
    sign_in(browser, people.mayor)
    UserSession.objects.create(user=people.mayor, ip="192.0.2.1", session_key=browser.session.session_key)
    address = f"/espace/personnes/{people.mayor.pk}/double-verification/"

    without_check = pole.post(address, {"note": "rappelé"})
    with django_capture_on_commit_callbacks(execute=True):
        done = pole.post(address, {"check_made": "called_back", "note": "Rappelé au secrétariat à 14 h."})

    assert without_check.status_code == 200
    assert done.status_code == 302
    assert not Authenticator.objects.filter(user=people.mayor).exists()
    assert browser.get("/espace/compte/")["Location"].startswith("/comptes/connexion/")
    assert mail.outbox[-1].to == [people.mayor.email]
    assert FactorReset.objects.get().note == "Rappelé au secrétariat à 14 h."
    line = JournalLine.objects.latest("number")
    assert line.verb == "accounts.factor_reset"
    assert "secrétariat" not in line.data_json


def test_nobody_takes_their_own_factor_away(pole, people):
    enrol_app(people.pole)

    answer = pole.post(
        f"/espace/personnes/{people.pole.pk}/double-verification/",
        {"check_made": "in_person", "note": "C’est bien moi."},
    )

    assert answer.status_code == 403
    assert Authenticator.objects.filter(user=people.pole).exists()
    with pytest.raises(actions.NotForOneself):
        actions.reset_second_factor(
            user=people.pole, check_made="in_person", note="moi", by=people.pole, at=timezone.now()
        )


def test_one_sees_and_closes_one_s_own_sessions_only(client, people):
    other, foreign = Client(), Client()
    for browser, user in ((client, people.secretary), (other, people.secretary), (foreign, people.neighbour)):
        browser.post("/comptes/connexion/", {"login": user.email, "password": PASSWORD})
    theirs = UserSession.objects.get(user=people.neighbour)
    mine = UserSession.objects.get(session_key=other.session.session_key)

    page = client.get("/espace/compte/sessions/").content.decode()
    refused = client.post(f"/espace/compte/sessions/{theirs.pk}/fermer/")
    closed = client.post(f"/espace/compte/sessions/{mine.pk}/fermer/")

    assert page.count("Depuis le") == 2
    assert refused.status_code == 404
    assert closed.status_code == 302
    assert other.get("/espace/compte/").status_code == 302
    assert foreign.get("/espace/compte/").status_code == 200
    assert client.get("/espace/compte/").status_code == 200


def test_one_closes_all_other_sessions_at_once(client, people):
    others = [Client(), Client()]
    for browser in (client, *others):
        browser.post("/comptes/connexion/", {"login": people.secretary.email, "password": PASSWORD})

    client.post("/espace/compte/sessions/fermer/")

    assert [browser.get("/espace/compte/").status_code for browser in (client, *others)] == [200, 302, 302]


def test_one_works_for_the_body_one_chose_as_long_as_one_belongs_to_it(client, people, valdorne):
    second = Membership.objects.create(
        user=people.secretary,
        organisation=valdorne.eyrenne.organisation,
        role=Role.AGENT,
        starts_on=date(2026, 1, 1),
    )
    sign_in(client, people.secretary)

    def body():
        return client.get("/espace/compte/").context["organisation"].slug

    first = body()
    refused = client.post("/espace/compte/organisme/", {"organisation": valdorne.le_peyrat.organisation.pk})
    client.post("/espace/compte/organisme/", {"organisation": second.organisation.pk})
    chosen = body()
    second.delete()

    assert first in {"commune-eyrenne", "commune-valbrune"}
    assert refused.status_code == 404
    assert (chosen, body()) == ("commune-eyrenne", "commune-valbrune")


def test_a_name_is_corrected_and_told_in_the_journal(client, people):
    sign_in(client, people.secretary)

    refused = client.post("/espace/compte/nom/", {"first_name": "=1+1", "last_name": "Test"})
    done = client.post("/espace/compte/nom/", {"first_name": "Élodie", "last_name": "D’Artagnan"})

    people.secretary.refresh_from_db()
    assert (refused.status_code, done.status_code) == (200, 302)
    assert str(people.secretary) == "Élodie D’Artagnan"
    assert JournalLine.objects.latest("number").verb == "accounts.renamed"


def test_the_workspace_speaks_the_language_of_the_account_and_public_pages_that_of_their_address(client, people):
    sign_in(client, people.secretary)

    client.post("/espace/compte/langue/", {"language": "en"})
    people.secretary.refresh_from_db()

    assert people.secretary.language == "en"
    shown = client.get("/espace/compte/").content.decode()
    assert '<html lang="en">' in shown
    assert "Change language" in shown
    assert '<html lang="fr">' in client.get("/communes/").content.decode()
    client.post("/espace/compte/langue/", {"language": "de"})
    people.secretary.refresh_from_db()
    assert people.secretary.language == "en"
    client.logout()
    client.cookies["django_language"] = "oc"
    assert '<html lang="fr">' in client.get("/comptes/connexion/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
