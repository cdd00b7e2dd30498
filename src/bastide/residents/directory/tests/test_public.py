import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.urls import reverse

from bastide.core.territory import actions as territory
from bastide.residents.directory import actions, queries, shelf, town_halls
from bastide.residents.directory.finding import Wish, find, marks
from bastide.residents.directory.models import Place, PlaceSource, Proposal
from bastide.residents.directory.testing import make_place

NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)  # A Thursday, 12 h in Paris.


@pytest.fixture
def places(valdorne):
    valbrune, peyrat = valdorne.valbrune.organisation, valdorne.le_peyrat.organisation
    return {
        "bakery": make_place(valbrune),
        "pharmacy": make_place(
            valbrune, name="Pharmacie des Tilleuls", category="health.pharmacy", accessibility="accessible",
            hours={"thu": [["08:00", "12:30"]], "sat": [["09:00", "12:00"]]},
        ),
        "papi": make_place(
            peyrat, name="Espace numérique", category="digital.papi", hours=None,
            papi={"services": ["Accès internet et matériel informatique"], "mediators": 2},
        ),
        "draft": make_place(valbrune, name="Pas encore", publish=False),
    }  # fmt: skip


def found(wish, **told):
    return find(shelf.shelf(), wish, territory_id=told.pop("territory"), at=NOON, limit=20, **told)


def test_filters_count_what_each_would_leave(valdorne, places):
    territory = valdorne.territory.pk

    everything = found(Wish(), territory=territory)
    pharmacies = found(Wish(kinds=frozenset({"health.pharmacy"})), territory=territory)
    near = found(Wish(centre=(0.05, 44.85), within_m=2_000), territory=territory)

    assert everything.total == 3
    assert everything.group_counts() == {"health": 1, "digital": 1, "shop": 1}
    assert (everything.open_count, everything.saturday_count, everything.accessible_count) == (2, 1, 1)
    assert everything.commune_counts == {"99001": 2, "99002": 1}
    assert pharmacies.ids == [places["pharmacy"].pk]
    assert pharmacies.group_counts() == {"health": 1, "digital": 1, "shop": 1}
    assert near.total == 2
    assert near.distances[0] == pytest.approx(0, abs=5)
    assert found(Wish(), territory=0).total == 0
    assert len(marks(shelf.shelf(), everything.mask)) == 3


def test_the_shelf_follows_every_change(valdorne, places, people):
    territory = valdorne.territory.pk
    assert found(Wish(is_open=True), territory=territory).total == 2

    actions.edit_place(
        place=places["bakery"], told={"periods": [{"from": "2026-11-26", "to": "2026-11-26", "hours": {}}]},
        by=people.secretary, at=NOON,
    )  # fmt: skip
    actions.withdraw_place(place=places["papi"], by=people.pole, at=NOON)
    round_ = make_place(
        valdorne.valbrune.organisation, name="Bus des services", category="public.france_services", hours=None,
        is_itinerant=True, stops=[{"days": ["thu"], "opens": "11:00", "closes": "13:00", "insee_code": "99003"}],
    )  # fmt: skip

    held = shelf.shelf()
    assert found(Wish(), territory=territory).total == 3
    assert set(found(Wish(is_open=True), territory=territory).ids) == {places["pharmacy"].pk, round_.pk}
    assert round_.state(NOON).is_open
    shelf.forget()
    again = shelf.shelf()
    assert sorted(again.columns["pk"].tolist()) == sorted(held.columns["pk"][held.columns["alive"]].tolist())


def test_the_list_reads_words_kinds_and_communes(client, valdorne, places, django_assert_max_num_queries):
    def lines(query):
        with django_assert_max_num_queries(32):
            return [line.place.pk for line in client.get(reverse("directory:list") + query).context["listing"].lines]

    lines("?q=pharmacie")
    assert lines("?q=Pharmacies+valbrune") == [places["pharmacy"].pk]
    assert lines("?q=tilleuls") == [places["pharmacy"].pk]
    assert lines("?genre=health&genre=health.pharmacy") == [places["pharmacy"].pk]
    assert lines("?autour=peyrat&km=0") == [places["papi"].pk]
    assert lines("?q=zzzz") == []
    assert lines("?genre=rien&km=douze&page=-3&lat=x&lon=%00") != []
    assert lines("?page=400") == []


def test_the_record_is_read_by_people_and_machines(client, valdorne, places):
    place = places["papi"]
    actions.edit_place(place=place, told={"emails": [{"value": "papi@lieu.example"}]}, by=None, at=NOON)

    page = client.get(place.get_absolute_url())
    card = client.get(reverse("directory:card", args=[place.slug]))
    text = page.content.decode()

    structured = json.loads(text.split('application/ld+json">')[1].split("</script>")[0])
    assert structured["name"] == "Espace numérique"
    assert "papi@lieu.example" not in text
    assert "Accès internet et matériel informatique" in text
    assert "FN:Espace numérique" in card.content.decode()
    assert card["Content-Type"].startswith("text/vcard")
    assert client.get(places["draft"].get_absolute_url()).status_code == 404
    assert not page.cookies
    shown = client.post(reverse("directory:mail", args=[place.slug]))
    assert "papi@lieu.example" in shown.content.decode()


def test_an_error_is_reported_without_a_cookie_and_not_too_often(client, valdorne, places):
    place = places["bakery"]
    address = reverse("directory:report", args=[place.slug])
    mark = client.get(address).context["form"].fresh_mark
    typed = {"message": "Fermé le jeudi.", "email": "", "mark": mark}

    refused = client.post(address, typed | {"mark": signing.dumps("report:0", salt="bastide.directory.reach")})
    trapped = client.post(address, typed | {"website": "https://spam.example"})
    done = client.post(address, typed)

    assert (refused.status_code, trapped.status_code, done.status_code) == (422, 422, 200)
    assert "Fermé le jeudi." in refused.content.decode()
    assert not done.cookies
    assert Proposal.objects.get().message == "Fermé le jeudi."
    assert [client.post(address, typed).status_code for _try in range(6)][-1] == 429


def test_the_list_stands_in_a_frame_of_any_site_and_sets_nothing(client, valdorne, places):
    response = client.get(reverse("directory:frame") + "?genre=shop")

    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert not response.cookies
    assert "<script" not in response.content.decode()


def test_the_queries_of_the_guides(valdorne, places, django_assert_num_queries):
    desk = make_place(
        valdorne.pole, name="Caisse", category="public.social_security", insee_code="99003",
        pivots={"caf": ["99001", "99002"]}, lon=0.25, lat=44.85,
    )  # fmt: skip
    device = make_place(
        valdorne.eyrenne.organisation, name="Mairie d’Eyrenne", category="public.town_hall", has_recueil_device=True
    )

    with django_assert_num_queries(3):
        served = queries.services_of("99001", ["caf", "cpam"])
    assert served == [desk]
    assert queries.services_of("99003", ["mairie"]) == [device]
    assert [each.place for each in queries.nearest_with_recueil_device(valdorne.valbrune)] == [device]
    near = queries.nearest((0.15, 44.85), ["digital.papi"], at=NOON, territory_id=valdorne.territory.pk)
    assert near[0].place == places["papi"]
    assert near[0].distance_m < 10


def test_a_town_hall_follows_what_the_portal_says(valdorne, people):

    assert town_halls.follow_all(NOON) == 3
    territory.correct_office(
        office=valdorne.valbrune.organisation.office,
        field="phone",
        value="05 53 00 00 99",
        by=people.secretary,
        at=NOON,
    )

    hall = Place.objects.get(insee_code="99001")
    assert hall.phone == "05 53 00 00 99"
    assert hall.organisation == valdorne.valbrune.organisation
    assert hall.source.kind == PlaceSource.Kind.TERRITORY
    assert town_halls.follow_all(NOON + timedelta(days=1)) == 0


def test_a_large_shelf_is_read_from_its_file_after_a_restart(valdorne, places, monkeypatch, settings, tmp_path):
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(shelf, "WORTH_A_FILE", 1)
    monkeypatch.setattr(shelf, "_filed", None)
    before = shelf.shelf()
    shelf.forget()
    monkeypatch.setattr(shelf, "_read", None)  # Reading all rows again would fail.

    make_place(valdorne.eyrenne.organisation, name="Scierie", category="shop.other")
    after = shelf.shelf()

    assert len(after) == len(before) + 1
    assert found(Wish(is_open=True), territory=valdorne.territory.pk).total == 3
    shelf.forget()
