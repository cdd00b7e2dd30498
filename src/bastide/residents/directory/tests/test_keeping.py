import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from bastide.core.accounts.testing import sign_in
from bastide.core.retention.registry import rules
from bastide.residents.directory import actions, typed
from bastide.residents.directory.models import KeeperLink, Place, Proposal
from bastide.residents.directory.testing import make_place, make_record, make_source
from bastide.residents.directory.values import UnusableValue

NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)


def typed_form(page):
    """Everything a form page would send as it stands."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields if form[name].value() not in (None, False, [])}


def test_what_a_stranger_leaves_on_an_english_page_is_kept_and_mailed_in_french(valdorne):
    place = make_place(valdorne.valbrune.organisation, keeper_email="fournil@lieu.example")

    with override("en"):
        for address in ("autre@lieu.example", "fournil@lieu.example"):
            actions.ask_for_link(place=place, email=address, at=NOON)

    assert Proposal.objects.get().message == "Demande à tenir cette fiche à jour."
    assert mail.outbox[0].subject == f"Mettre à jour « {place.name} »"


def test_a_place_corrects_its_record_by_the_link_it_was_sent(client, valdorne, people):
    place = make_place(valdorne.valbrune.organisation, keeper_email="fournil@lieu.example")
    asked = reverse("directory:ask_link", args=[place.slug])
    mark = client.get(asked).context["form"].fresh_mark

    stranger = client.post(asked, {"email": "autre@lieu.example", "mark": mark})
    owner = client.post(asked, {"email": "Fournil@lieu.example", "mark": mark})

    assert stranger.content.decode() == owner.content.decode()
    assert [message.to for message in mail.outbox] == [["Fournil@lieu.example"]]
    address = re.search(r"/annuaire/lien/\S+", mail.outbox[0].body)[0]
    page = client.get(address)
    told = typed_form(page) | {"phones": "05 53 00 00 44", "hours_sat": "9 h - 12 h", "mark": page.context["mark"]}
    done = client.post(address, told | {"geste": "proposer"})

    assert "Vos corrections sont arrivées" in done.content.decode()
    assert not done.cookies
    place.refresh_from_db()
    assert place.phone == "05 53 00 00 02"
    change = Proposal.objects.get(kind="change")
    assert set(change.values) == {"phones", "hours"}
    accepted = actions.accept_proposal(proposal=change, by=people.secretary, at=NOON, fields=["phones"])
    place.refresh_from_db()
    assert place.phone == "05 53 00 00 44"
    assert "sat" not in place.hours
    assert place.origin_of("phones")["source"] == "lieu"
    actions.undo_change(change=accepted, by=people.secretary, at=NOON)
    with pytest.raises(actions.AlreadyDecided):
        actions.refuse_proposal(proposal=change, by=people.secretary, at=NOON)


def test_a_link_ends_and_a_forged_one_opens_nothing(client, valdorne):
    place = make_place(valdorne.valbrune.organisation)
    link = actions.send_link(place=place, email="fournil@lieu.example", by=None, at=timezone.now())
    address = reverse("directory:keeper", args=[link.token])
    assert client.get(address).status_code == 200
    assert client.get(address[:-2] + "x/").status_code == 404
    assert client.get(reverse("directory:keeper", args=["zz-rien"])).status_code == 404
    late = client.post(address, {"geste": "confirmer", "mark": "rien"})
    assert late.status_code == 422
    assert "ouverte depuis trop longtemps" in late.content.decode()

    KeeperLink.objects.update(expires_at=timezone.now())

    assert client.get(address).status_code == 410


def test_a_link_is_not_sent_again_at_once_and_ends_with_another_keeper(client, valdorne, people):
    place = make_place(valdorne.valbrune.organisation, keeper_email="fournil@lieu.example")
    for later in (0, 5, 11):
        asked = NOON + timedelta(minutes=later)
        assert actions.ask_for_link(place=place, email="fournil@lieu.example", at=asked)
    former = KeeperLink.objects.first()

    new = actions.name_keeper(place=place, email="repreneur@lieu.example", by=people.secretary, at=timezone.now())

    assert [message.to[0].partition("@")[0] for message in mail.outbox] == ["fournil", "fournil", "repreneur"]
    assert client.get(reverse("directory:keeper", args=[former.token])).status_code == 410
    assert client.get(reverse("directory:keeper", args=[new.token])).status_code == 200


def test_places_are_asked_once_a_year_and_once_more(valdorne):
    make_place(valdorne.valbrune.organisation, at=NOON - timedelta(days=400), keeper_email="a@lieu.example")
    make_place(valdorne.valbrune.organisation, name="Sans adresse", at=NOON - timedelta(days=400))
    make_place(valdorne.valbrune.organisation, name="Frais", at=NOON, keeper_email="b@lieu.example")

    asked = [actions.ask_yearly(at=NOON + timedelta(days=days)) for days in (0, 1, 46, 100)]

    assert asked == [1, 0, 1, 0]
    link = KeeperLink.objects.first()
    actions.confirm_by_link(link=link, at=NOON + timedelta(days=101))
    assert not Place.objects.stale(date(2026, 11, 26)).filter(keeper_email="a@lieu.example").exists()


def test_the_secretary_looks_publishes_and_takes_back(client, valdorne, people):
    place = make_place(valdorne.valbrune.organisation)
    sign_in(client, people.secretary)
    address = reverse("directory:space_place", args=[place.organisation.slug, place.pk])
    told = typed_form(client.get(address)) | {"summary": "Pain au levain.", "point": "44,8512 0,0513"}

    looked = client.post(address, told | {"etape": "voir"})
    place.refresh_from_db()
    assert "Pain au levain." in looked.content.decode()
    assert place.summary == ""
    client.post(address, told | {"etape": "publier"})
    place.refresh_from_db()
    assert (place.summary, place.lon) == ("Pain au levain.", 0.0513)
    client.post(reverse("directory:space_undo", args=[place.organisation.slug, place.pk, place.changes.get().pk]))
    place.refresh_from_db()
    assert place.summary == ""
    wrong = client.post(address, told | {"etape": "voir", "hours_mon": "le matin", "commune": "Atlantide"})
    assert wrong.status_code == 422
    assert "8 h 30 – 12 h" in wrong.content.decode()


def test_a_new_record_and_its_gestures(client, valdorne, people):
    sign_in(client, people.secretary)
    slug = valdorne.valbrune.organisation.slug
    told = {"name": "Salle des fêtes", "category": "leisure.hall", "commune": "Valbrune", "periods": "24/12 – 02/01"}

    client.post(reverse("directory:space_add", args=[slug]), told | {"etape": "publier"})

    place = Place.objects.get()
    assert (place.insee_code, place.postcode, place.has_point) == ("99001", "99100", True)
    assert place.special_periods.on(date(2027, 12, 31)).is_closure
    settle = reverse("directory:space_settle", args=[slug, place.pk])
    client.post(settle, {"geste": "retirer"})
    assert not Place.objects.published().exists()
    client.post(settle, {"geste": "publier"})
    client.post(settle, {"geste": "ecrire", "email": "salle@lieu.example"})
    assert Place.objects.published().get().keeper_email == "salle@lieu.example"
    assert len(mail.outbox) == 1


def test_the_lists_of_the_workspace_cost_the_same_for_many(client, valdorne, people, django_assert_max_num_queries):
    for number in range(12):
        make_place(valdorne.pole, name=f"Lieu {number}", at=NOON - timedelta(days=500))
    client = sign_in(client, people.pole)
    for address in ("space_places", "proposals"):
        with django_assert_max_num_queries(24):
            page = client.get(reverse(f"directory:{address}", args=[valdorne.pole.slug]) + "?etat=stale")
        assert page.status_code == 200
    start = client.get(reverse("workspace:body", args=[valdorne.pole.slug])).content.decode()
    assert "fiches de l’annuaire sont à confirmer" in start


@pytest.mark.parametrize("says_same", [True, False])
def test_a_duplicate_is_joined_or_becomes_a_place(client, valdorne, people, says_same):
    known = make_place(valdorne.pole, name="Épicerie des Tilleuls", insee_code="99001", lon=0.051, lat=44.851)
    source = make_source(kind="table", slug="tableau")
    actions.receive_record(record=make_record(valdorne, summary="Tout."), source=source, by=None, at=NOON)
    asked = Proposal.objects.get()
    sign_in(client, people.pole)
    address = reverse("directory:proposal", args=[valdorne.pole.slug, asked.pk])
    assert "C’est le même lieu" in client.get(address).content.decode()

    client.post(address, {"decision": "accepter" if says_same else "ecarter"})

    known.refresh_from_db()
    assert Place.objects.count() == (1 if says_same else 2)
    assert known.summary == ("Tout." if says_same else "")
    again = actions.receive_record(record=make_record(valdorne, summary="Tout."), source=source, by=None, at=NOON)
    assert again.outcome is actions.Outcome.UNCHANGED


def test_what_reporters_typed_goes(valdorne):
    place = make_place(valdorne.valbrune.organisation)
    actions.report_error(place=place, message="Fermé.", email="moi@lieu.example", at=NOON)
    rule = rules["directory.reports"]

    assert not rule.rows(NOON + timedelta(days=89)).exists()
    rule.erase_rows(rule.rows(NOON + timedelta(days=91)), NOON)

    assert (Proposal.objects.get().message, Proposal.objects.get().email) == ("", "")
    assert not rule.rows(NOON + timedelta(days=91)).exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("8 h 30 – 12 h, 14 h – 17 h", [["08:30", "12:00"], ["14:00", "17:00"]]),
        ("8h30-12h 14h-17h30", [["08:30", "12:00"], ["14:00", "17:30"]]),
        ("de 9:00 à 12:15 et de 14h à 18h", [["09:00", "12:15"], ["14:00", "18:00"]]),
        ("Fermé", []),
        ("", []),
        ("le matin", None),
        ("12 h – 9 h", None),
        ("8 h – 12 h sauf férié", None),
    ],
)
def test_hours_as_people_type_them(text, spans):
    if spans is None:
        with pytest.raises(UnusableValue):
            typed.spans_of(text)
    else:
        assert typed.spans_of(text) == spans
        assert typed.spans_of(typed.spans_text(spans)) == spans


@pytest.mark.one_database
def test_periods_and_rounds_go_there_and_back():
    today = date(2026, 11, 26)
    period = typed.period_of("14/07/2026 – 31/08/2026 : 9 h – 12 h (été)", today)
    stop = typed.stop_of(
        "lundi et jeudi, semaines impaires, 9 h 30 – 12 h, Place de la mairie, Eymet", lambda _name: "24167"
    )

    assert typed.period_of(typed.period_line(period), today) == period
    assert stop["days"] == ["mon", "thu"]
    assert (stop["weeks"], stop["where"], stop["insee_code"]) == ("odd", "Place de la mairie", "24167")
    assert typed.stop_of(typed.stop_line(stop, "Eymet"), lambda _name: "24167") == stop
    for wrong in ("n’importe quoi", "32/13/2026 : fermé"):
        with pytest.raises(UnusableValue):
            typed.period_of(wrong, today)
