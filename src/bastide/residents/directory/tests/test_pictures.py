"""Pictures of a place: added by the town hall, offered by the place, shown with their licence or to nobody."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.media import actions as media
from bastide.core.media.models import MediaImage
from bastide.core.media.testing import SVG, a_picture, picture_bytes
from bastide.residents.directory import actions
from bastide.residents.directory.models import PlacePicture, Proposal
from bastide.residents.directory.testing import make_place

pytestmark = pytest.mark.django_db
SAID = {
    "description": "La façade, sa porte bleue",
    "author": "Camille Test",
    "licence": "cc-by-4.0",
    "people": "none",
}


@pytest.fixture
def bakery(valdorne):
    return make_place(valdorne.valbrune.organisation)


def sent(content=None, **changes):
    file = SimpleUploadedFile("photo.jpg", content or picture_bytes(size=(320, 240), position=True))
    return {"file": file, **SAID, **changes}


def address(place, name, *args):
    return reverse(f"directory:{name}", args=[place.organisation.slug, *args])


def test_the_secretary_adds_a_picture_and_takes_it_away(client, people, bakery):
    sign_in(client, people.secretary)
    screen = address(bakery, "space_pictures", bakery.pk)

    for wrong in (sent(SVG), sent(description=""), sent(author=""), sent(licence="à moi"), sent(people="refused")):
        assert client.post(screen, wrong).status_code == 422
    assert not MediaImage.objects.exists()
    assert client.post(screen, sent()).status_code == 302

    page = Client().get(bakery.get_absolute_url()).content.decode()
    assert 'alt="La façade, sa porte bleue"' in page
    assert "Camille Test, CC BY 4.0" in page
    assert client.get(screen).content.decode().count("Retirer cette photo") == 1
    picture = PlacePicture.objects.get()
    client.post(address(bakery, "space_picture_remove", bakery.pk, picture.pk))
    assert "porte bleue" not in Client().get(bakery.get_absolute_url()).content.decode()
    assert MediaImage.objects.count() == 1


def test_a_picture_offered_by_the_place_is_seen_by_nobody_before_it_is_accepted(client, people, bakery):
    link = actions.send_link(place=bakery, email="fournil@lieu.example", by=None, at=timezone.now())
    door = reverse("directory:keeper_picture", args=[link.token])
    stranger = Client()
    mark = stranger.get(door).context["mark"]

    assert stranger.post(door, sent(mark="rien")).status_code == 422
    done = stranger.post(door, sent(mark=mark))
    again = stranger.post(door, sent(mark=mark, description="Le four"))

    assert "Votre photo est arrivée" in done.content.decode()
    assert not again.cookies
    waiting = Proposal.objects.waiting().get()
    assert (waiting.record["description"], MediaImage.objects.count()) == ("Le four", 1)
    assert not waiting.image.is_publishable
    assert "Le four" not in stranger.get(bakery.get_absolute_url()).content.decode()

    sign_in(client, people.secretary)
    screen = address(bakery, "proposal", waiting.pk)
    preview = client.get(screen).context["preview"]
    assert client.get(preview.url).status_code == 200
    assert stranger.get(preview.url).status_code == 404
    client.post(screen, {"decision": "accepter"})
    shown = stranger.get(bakery.get_absolute_url()).content.decode()
    assert "Camille Test, CC BY 4.0" in shown
    assert 'alt="Le four"' in shown


def test_a_picture_that_is_not_wanted_leaves_nothing_behind(people, bakery):
    at = timezone.now()
    link = actions.send_link(place=bakery, email="fournil@lieu.example", by=None, at=at)
    rights = {name: SAID[name] for name in ("author", "licence", "people")}
    asked = actions.offer_picture(link=link, file=a_picture(), description="Le four", rights=rights, at=at)

    actions.refuse_proposal(proposal=asked, by=people.secretary, at=at)

    assert not MediaImage.objects.exists()
    assert not PlacePicture.objects.exists()
    told = {"organisation": bakery.organisation, "by": people.secretary, "at": at}
    kept = media.keep_picture(file=a_picture(), title="x", **told, **rights)
    with pytest.raises(media.StillPublishable):
        media.forget_picture(image=kept, **told)


def test_the_neighbour_touches_no_picture_and_a_record_has_six_at_most(client, people, bakery):
    at = timezone.now()
    rights = {name: SAID[name] for name in ("author", "licence", "people")}
    told = {"place": bakery, "description": "x", "rights": rights, "at": at}
    with pytest.raises(media.NotOurs):
        actions.add_picture(file=a_picture(), by=people.neighbour, **told)
    for _number in range(actions.MOST_PICTURES):
        picture = actions.add_picture(file=a_picture(size=(40, 30)), by=people.secretary, **told)
    with pytest.raises(actions.TooManyPictures):
        actions.add_picture(file=a_picture(), by=people.secretary, **told)
    actions.remove_picture(picture=picture, by=people.secretary, at=at)
    with pytest.raises(media.LicenceMissing):
        actions.add_picture(file=a_picture(), by=people.secretary, **told | {"rights": rights | {"licence": ""}})

    sign_in(client, people.neighbour)
    other = people.neighbour.memberships.get().organisation
    for slug in (bakery.organisation.slug, other.slug):
        screen = reverse("directory:space_pictures", args=[slug, bakery.pk])
        remove = reverse("directory:space_picture_remove", args=[slug, bakery.pk, bakery.pictures.first().pk])
        assert (client.get(screen).status_code, client.post(remove).status_code) == (404, 404)


def test_a_page_with_pictures_asks_as_much_for_five_as_for_two(people, bakery, django_assert_max_num_queries):
    rights = {name: SAID[name] for name in ("author", "licence", "people")}
    for _number in range(5):
        actions.add_picture(
            place=bakery, file=a_picture(size=(40, 30)), description="x", rights=rights, by=people.secretary,
            at=timezone.now(),
        )  # fmt: skip
    Client().get(bakery.get_absolute_url())  # Drawn once in each size.
    actions.confirm_place(place=bakery, by=people.secretary, at=timezone.now())
    with django_assert_max_num_queries(22):
        Client().get(bakery.get_absolute_url())
