"""One promise a screen: allowed, refused, invalid; and what was typed is never lost."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bastide.core.accounts.models import User
from bastide.core.accounts.testing import sign_in
from bastide.core.territory.models import Correction, ExceptionalClosure, Mandate, Office
from bastide.core.workspace.actions import held_forms
from bastide.core.workspace.models import Banner, HeldForm

HOURS = {"mon_1_from": "9 h", "mon_1_to": "12 h"}


@pytest.fixture
def space(valdorne):
    return f"/espace/organismes/{valdorne.valbrune.organisation.slug}/"


def shown_hours(valdorne):
    return Office.objects.get(organisation=valdorne.valbrune.organisation).value("hours")


def test_a_secretary_lands_in_her_own_town_hall(client, valdorne, people, space):
    sign_in(client, people.secretary)

    assert client.get("/espace/").headers["Location"] == space


def test_the_start_page_greets_says_what_waits_and_what_can_be_done(client, valdorne, people, space):
    sign_in(client, people.secretary)

    page = client.get(space).content.decode()

    assert "Bonjour Camille." in page
    assert "Une chose vous attend." in page
    assert "information à vérifier\u00a0: vos horaires d’ouverture" in page
    assert f"{space}horaires/" in page


def test_hours_are_looked_at_before_they_are_published(client, valdorne, people, space):
    sign_in(client, people.secretary)

    look = client.post(f"{space}horaires/", {**HOURS, "etape": "voir"})

    assert "9\u00a0h – 12\u00a0h" in look.content.decode()
    assert not Correction.objects.exists()

    client.post(f"{space}horaires/", {**HOURS, "etape": "publier"})

    assert shown_hours(valdorne) == {"mon": [["09:00", "12:00"]]}


def test_a_publishing_can_be_undone(client, valdorne, people, space):
    sign_in(client, people.secretary)
    before = shown_hours(valdorne)
    page = client.post(f"{space}horaires/", {**HOURS, "etape": "publier"}, follow=True).content.decode()
    correction = Correction.objects.get(withdrawn_at__isnull=True)
    assert 'role="status" tabindex="-1" data-focus' in page
    assert f"{space}corrections/{correction.pk}/annuler/" in page

    client.post(f"{space}corrections/{correction.pk}/annuler/")

    assert shown_hours(valdorne) == before


def test_undoing_a_second_publishing_returns_to_the_first(client, valdorne, people, space):
    sign_in(client, people.secretary)
    client.post(f"{space}horaires/", {**HOURS, "etape": "publier"})
    client.post(f"{space}horaires/", {"tue_2_from": "14 h", "tue_2_to": "17 h", "etape": "publier"})
    last = Correction.objects.get(withdrawn_at__isnull=True)

    client.post(f"{space}corrections/{last.pk}/annuler/")

    assert shown_hours(valdorne) == {"mon": [["09:00", "12:00"]]}


def test_a_wrong_hour_keeps_all_that_was_typed_and_says_where(client, valdorne, people, space):
    sign_in(client, people.secretary)

    answer = client.post(f"{space}horaires/", {**HOURS, "tue_1_from": "potiron", "tue_1_to": "11 h", "etape": "voir"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Erreur\u00a0: Corriger les horaires" in page
    assert 'value="potiron"' in page
    assert 'value="9 h"' in page
    assert "Écrivez l’heure ainsi" in page
    assert not Correction.objects.exists()


def test_contacts_change_only_where_something_was_changed(client, valdorne, people, space):
    sign_in(client, people.secretary)
    sent = {
        "address": "1 place de la Halle",
        "postcode": "99100",
        "city": "Valbrune",
        "phone": "05.53.00.00.99",
        "email": "mairie@valbrune.example",
        "website": "",
        "accessibility": "",
        "etape": "publier",
    }

    client.post(f"{space}coordonnees/", sent)

    assert [c.field for c in Correction.objects.all()] == ["phone"]
    assert Office.objects.get(organisation=valdorne.valbrune.organisation).value("phone") == "05 53 00 00 99"


def test_both_values_are_shown_with_who_and_when(client, valdorne, people, space):
    sign_in(client, people.secretary)
    client.post(f"{space}horaires/", {**HOURS, "etape": "publier"})

    page = client.get(f"{space}horaires/").content.decode()

    assert "Données nationales" in page
    assert "Votre version, affichée" in page
    assert "Camille Test, aujourd’hui à" in page


def test_a_closure_is_announced_and_withdrawn(client, valdorne, people, space):
    sign_in(client, people.secretary)
    day = timezone.localdate() + timedelta(days=3)

    client.post(f"{space}fermetures/", {"starts_on": day.isoformat(), "reason": "Congés", "etape": "publier"})
    closure = ExceptionalClosure.objects.get()
    assert (closure.starts_on, closure.ends_on) == (day, day)

    client.post(f"{space}fermetures/{closure.pk}/retirer/")
    assert not ExceptionalClosure.objects.exists()


def test_a_past_closure_is_refused_at_its_field(client, valdorne, people, space):
    sign_in(client, people.secretary)

    answer = client.post(f"{space}fermetures/", {"starts_on": "2020-01-01", "etape": "publier"})

    assert answer.status_code == 422
    assert "Ces jours sont passés" in answer.content.decode()


def test_the_elected_list_takes_a_person_and_lets_one_go(client, valdorne, people, space):
    sign_in(client, people.secretary)
    sent = {"first_name": "Odile", "last_name": "Roque", "function": "deputy_mayor", "title": "Adjointe", "rank": 2}

    client.post(f"{space}elus/", {**sent, "etape": "publier"})
    added = Mandate.objects.get(last_name="Roque")
    assert added.origin == Mandate.Origin.LOCAL

    client.post(f"{space}elus/{added.pk}/retirer/")
    assert "Roque" not in client.get(f"{space}elus/").content.decode().split("Ajouter une personne")[0]


def test_a_function_is_asked_for_and_the_preview_names_who_leaves(client, valdorne, people, space):
    sign_in(client, people.secretary)
    mayor = {"first_name": "Odile", "last_name": "Roque", "title": "Maire", "rank": 1}

    assert client.post(f"{space}elus/", {**mayor, "etape": "voir"}).status_code == 422
    client.post(f"{space}elus/", {**mayor, "function": "mayor", "etape": "publier"})
    preview = client.post(
        f"{space}elus/", {**mayor, "first_name": "Rose", "last_name": "Bru", "function": "mayor", "etape": "voir"}
    )

    assert "Odile Roque (Maire) ne sera plus affiché" in preview.content.decode()


def test_the_preview_of_a_correction_shows_what_stood_before(client, valdorne, people, space):
    sign_in(client, people.secretary)
    sent = {"address": "1 place du Marché", "postcode": "24999", "city": "Valbrune", "phone": "05 53 00 00 11"}
    client.post(f"{space}coordonnees/", {**sent, "etape": "publier"})

    preview = client.post(f"{space}coordonnees/", {**sent, "phone": "05 53 00 00 12", "etape": "voir"})

    assert "05 53 00 00 12" in preview.content.decode()
    assert "05 53 00 00 11" in preview.content.decode()


def test_a_banner_is_posted_and_withdrawn(client, valdorne, people, space):
    sign_in(client, people.secretary)
    end = timezone.localtime() + timedelta(days=1)
    sent = {"gravity": 2, "title": "Eau coupée", "text": "Demain.", "ends_at": end.strftime("%Y-%m-%dT%H:%M")}

    client.post(f"{space}bandeaux/", {**sent, "etape": "publier"})
    banner = Banner.objects.get()
    assert list(banner.targets.all()) == [valdorne.valbrune.organisation]

    client.post(f"{space}bandeaux/{banner.pk}/retirer/")
    banner.refresh_from_db()
    assert banner.withdrawn_at is not None


SCREENS = ["", "modifications/", "horaires/", "coordonnees/", "fermetures/", "elus/", "bandeaux/"]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_opens_for_the_body_and_the_pole_and_not_for_the_next_commune(client, valdorne, people, space, screen):
    for person, status in ((people.secretary, 200), (people.pole, 200), (people.neighbour, 404), (people.leaver, 404)):
        assert sign_in(client, person).get(space + screen).status_code == status, person.email
    client.logout()
    assert client.get(space + screen).status_code == 302


@pytest.mark.parametrize("screen", SCREENS[2:])
def test_an_elected_member_reads_and_changes_nothing(client, valdorne, people, space, screen):
    sign_in(client, people.councillor)

    assert client.get(space).status_code == 200
    assert client.get(space + screen).status_code == 404
    assert client.post(space + screen, {"etape": "publier"}).status_code == 404


def test_a_form_sent_after_the_session_ended_comes_back_after_the_sign_in(client, valdorne, people, space):
    stranger = client.post(f"{space}horaires/", {**HOURS, "etape": "publier"})
    assert stranger.status_code == 302
    way_back = stranger.headers["Location"].split("next=")[1]
    assert not Correction.objects.exists()
    sign_in(client, people.secretary)

    page = client.get(unquote(way_back)).content.decode()

    assert "Votre saisie est gardée" in page
    assert 'value="9 h"' in page


def test_a_gesture_made_after_the_session_ended_leads_back_to_its_button_and_says_that_it_is_not_done(
    client, valdorne, people, space
):
    page, gesture = f"{space}bandeaux/", f"{space}bandeaux/1/retirer/"

    away = client.post(gesture, {"geste": "retirer"}, headers={"Referer": f"http://testserver{page}?page=2"})
    elsewhere = Client().post(gesture, headers={"Referer": "http://autre.example/espace/"})
    sign_in(client, people.secretary)

    assert unquote(away.headers["Location"].split("next=")[1]) == f"{page}?page=2"
    assert "autre.example" not in elsewhere.headers["Location"]
    assert "n’est pas fait. Recommencez." in client.get(page).content.decode()
    assert not HeldForm.objects.exists()


def test_what_was_kept_opens_only_with_its_token_on_its_own_page_for_a_day(client, valdorne, people, space):
    client.post(f"{space}horaires/", HOURS)
    held = HeldForm.objects.get()
    sign_in(client, people.secretary)

    assert "saisie est gardée" not in client.get(f"{space}horaires/?reprise={held.token_digest}").content.decode()
    assert held.expires_at <= timezone.now() + timedelta(hours=24)
    assert "csrfmiddlewaretoken" not in held.values


def test_a_kept_form_names_the_file_to_choose_again_and_goes_once_it_is_sent(client, valdorne, people, space):
    sent = {**HOURS, "file": SimpleUploadedFile("IMG_0001.jpg", b"x")}
    way_back = unquote(client.post(f"{space}horaires/", sent).headers["Location"].split("next=")[1])
    sign_in(client, people.secretary)

    page = client.get(way_back).content.decode()
    assert "« IMG_0001.jpg » n’a pas pu être gardé avec le reste" in page
    client.post(way_back, {**HOURS, "etape": "voir"})
    assert HeldForm.objects.exists()
    assert client.post(way_back, {**HOURS, "etape": "publier"}).status_code == 302
    assert not HeldForm.objects.exists()


def test_the_start_page_asks_a_steady_number_of_queries(client, valdorne, people, space, django_assert_max_num_queries):
    sign_in(client, people.secretary)

    with django_assert_max_num_queries(26):
        client.get(space)


def test_the_pole_has_the_same_page_for_all_bodies(client, valdorne, people):
    sign_in(client, people.pole)
    User.objects.exclude(pk=people.secretary.pk).update(last_login=timezone.now())

    page = client.get(f"/espace/organismes/{valdorne.pole.slug}/").content.decode()
    assert "Quatre choses vous attendent." in page
    assert "personne invitée n’est jamais entrée" in page

    listed = client.get("/espace/organismes/?q=valbrune").content.decode()
    assert "Commune de Valbrune" in listed
    assert "Peyrat" not in listed


@pytest.mark.parametrize(
    ("slug", "sent"),
    [("v" * 400, {"mon_1_from": "9 h"}), ("valbrune", {f"{'n' * 800}{number}": "" for number in range(80)})],
)
def test_a_stranger_cannot_fill_the_table_of_kept_forms_with_names_or_addresses(client, db, slug, sent):
    answer = client.post(f"/espace/organismes/{slug}/horaires/", sent)

    assert answer.status_code == 302
    assert not HeldForm.objects.exists()


def test_a_nul_typed_by_a_stranger_is_not_kept(client, valdorne, space):
    client.post(f"{space}horaires/", {"mon_1_from": "9\x00 h", "a\x00b": "c"})

    assert HeldForm.objects.get().values == {"mon_1_from": ["9 h"], "ab": ["c"]}


def test_no_screen_of_the_workspace_stays_in_the_browser_after_one_has_left(client, people, space):
    sign_in(client, people.secretary)

    for address in ("/espace/organismes/", space, f"{space}horaires/", "/comptes/personnes/"):
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_the_pages_of_ones_account_keep_the_frame_of_the_workspace(client, people):
    assert "Mes tâches" not in client.get("/comptes/connexion/").content.decode()

    sign_in(client, people.secretary)

    assert "Mes tâches" in client.get("/comptes/mot-de-passe/").content.decode()


def test_strangers_cannot_fill_the_table_of_kept_forms_one_by_one_either(db, monkeypatch):
    monkeypatch.setattr(held_forms, "AT_MOST", 2)
    tokens = [held_forms.hold_form(path="/a/", values={"x": [str(n)]}, at=timezone.now()) for n in range(4)]

    assert HeldForm.objects.count() == 2
    newest = HeldForm.objects.opened_by(tokens[-1], path="/a/", at=timezone.now())
    assert newest.values == {"x": ["3"]}
