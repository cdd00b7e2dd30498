"""News from a phone: typed, seen, published, taken back; nothing typed is lost, nothing foreign gets in."""

from datetime import timedelta

import feedparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.core.media.models import MediaImage
from bastide.core.media.testing import SVG, picture_bytes
from bastide.core.search import queries as search
from bastide.core.workspace import actions as workspace
from bastide.residents.news import actions
from bastide.residents.news.models import NewsItem
from bastide.residents.news.testing import make_news

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def desk(valdorne):
    return f"/espace/organismes/{valdorne.valbrune.organisation.slug}/actualites/"


def photo(content=None, name="IMG_0001.jpg"):
    return SimpleUploadedFile(name, content or picture_bytes(position=True), content_type="image/jpeg")


def test_a_phone_s_picture_becomes_news_in_two_screens(client, people, valdorne, desk):
    sign_in(client, people.secretary)
    form = {"title": "Le lavoir est rouvert", "text": "Dès samedi.\n\nVenez !", "file": photo(), "picture_from": "ours"}

    look = client.post(desk, form | {"picture_words": "Le lavoir et son toit neuf"}, follow=True).content.decode()

    item = NewsItem.objects.get()
    assert 'alt="Le lavoir et son toit neuf"' in look
    assert client.get(f"/actualites/{item.pk}/").status_code == 404
    client.post(f"{desk}{item.pk}/publier/")
    page = client.get(f"/actualites/{item.pk}/").content.decode()
    assert "<p>Dès samedi.</p>" in page
    assert "image/avif" in page
    assert "Licence Ouverte 2.0" in page
    assert '"@type": "ImageObject"' in page
    image = MediaImage.objects.get()
    assert (image.author, image.licence) == (valdorne.valbrune.organisation.name, "etalab-2.0")
    assert (image.lon, str(image.taken_on)) == (None, "2026-10-15")
    assert f"/actualites/{item.pk}/" in client.get("/communes/valbrune/").content.decode()
    assert [hit.kind for hit in search.search("lavoir", territory=valdorne.territory).hits] == ["news"]

    client.post(f"{desk}{item.pk}/retirer/")
    assert client.get(f"/actualites/{item.pk}/").status_code == 404
    assert not search.search("lavoir", territory=valdorne.territory).hits
    verbs = list(JournalLine.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["media.picture_kept", "news.published", "news.withdrawn"]


def test_a_picture_alone_is_kept_as_a_draft_and_publishing_says_what_is_missing(client, people, desk):
    sign_in(client, people.secretary)

    client.post(desk, {"file": photo()})
    item = NewsItem.objects.get()
    refused = client.post(f"{desk}{item.pk}/publier/")

    assert item.picture is not None
    assert refused.status_code == 422
    assert "Il manque un titre." in refused.content.decode()


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"picture_from": "another", "author": "Ana"}, "sous quelle licence"),
        ({"picture_from": "ours", "people": "refused"}, "pas donné son accord"),
    ],
)
def test_nothing_is_published_without_a_licence_or_against_somebody(client, people, desk, about, said):
    sign_in(client, people.secretary)
    client.post(desk, {"title": "Fête", "text": "Belle fête", "file": photo(), **about})
    item = NewsItem.objects.get()

    refused = client.post(f"{desk}{item.pk}/publier/")

    assert said in refused.content.decode()
    mended = {"title": "Fête", "text": "x", "picture_from": "another", "author": "Ana", "licence": "cc-by-4.0"}
    client.post(f"{desk}{item.pk}/modifier/", mended | {"people": "public", "version": item.version})
    asked = client.post(f"{desk}{item.pk}/publier/").content.decode()
    assert "Dites ce que montre la photo" in asked
    assert f"{desk}{item.pk}/modifier/#id_picture_words" in asked
    seen = {"picture_words": "Une ronde sur la place", "people": "public", "version": item.version + 1}
    client.post(f"{desk}{item.pk}/modifier/", mended | seen)
    client.post(f"{desk}{item.pk}/publier/")
    assert NewsItem.objects.get().is_published
    assert "Ana, CC BY 4.0" in client.get(f"/actualites/{item.pk}/").content.decode()


def test_what_is_published_stays_whole_and_its_corrections_say_that_they_show_at_once(client, people, valdorne, desk):
    item = make_news(valdorne.valbrune.organisation, by=people.secretary, at=timezone.now())
    sign_in(client, people.secretary)
    here = f"{desk}{item.pk}/modifier/"

    page = client.get(here).content.decode()
    emptied = client.post(here, {"title": "", "text": "Encore un mot", "version": item.version})
    mended = client.post(here, {"title": "Le lavoir", "text": "Samedi", "version": item.version}, follow=True)

    assert "Publier ce changement" in page
    assert "Voir avant de publier" not in page
    assert emptied.status_code == 422
    assert "Encore un mot" in emptied.content.decode()
    assert "Le changement est publié." in mended.content.decode()
    assert NewsItem.objects.get().title == "Le lavoir"


def test_a_refused_picture_says_why_and_keeps_what_was_typed(client, people, desk):
    sign_in(client, people.secretary)

    answer = client.post(desk, {"title": "Titre gardé", "text": "Texte gardé", "file": photo(SVG, "x.svg")})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "SVG" in page
    assert 'value="Titre gardé"' in page
    assert "Texte gardé</textarea>" in page


def test_markup_in_any_field_is_shown_as_it_was_typed(client, people, valdorne, desk):
    sign_in(client, people.secretary)
    form = {
        "title": HOSTILE,
        "text": HOSTILE,
        "file": photo(),
        "picture_words": f'"{HOSTILE}',
        "picture_from": "another",
    }
    client.post(desk, form | {"author": HOSTILE, "licence": "cc-by-4.0"})
    item = NewsItem.objects.get()
    client.post(f"{desk}{item.pk}/publier/")

    organisation = valdorne.valbrune.organisation
    for address in (
        f"{desk}{item.pk}/",
        desk,
        f"/actualites/{item.pk}/",
        "/actualites/",
        f"/actualites/de/{organisation.slug}/",
        "/communes/valbrune/",
        "/actualites/flux/",
        "/recherche/?q=alert",
        f"/espace/organismes/{organisation.slug}/modifications/",
    ):
        page = client.get(address).content.decode()
        assert "alert(1)" in page, address
        assert "<script>alert" not in page, address
        assert 'alt=""<' not in page, address


def test_a_neighbour_changes_nothing(people, valdorne):
    at = timezone.now()
    item = make_news(valdorne.valbrune.organisation, by=people.secretary, at=at, draft=True)

    for action in (actions.publish, actions.withdraw, actions.discard):
        with pytest.raises(workspace.OutsideReach):
            action(thing=item, by=people.neighbour, at=at)
    with pytest.raises(workspace.OutsideReach):
        make_news(valdorne.valbrune.organisation, by=people.neighbour, at=at)
    with pytest.raises(workspace.OutsideReach):
        actions.save_news(
            organisation=valdorne.le_peyrat.organisation, thing=item, values={"title": "x"}, by=people.neighbour, at=at
        )
    assert not NewsItem.objects.visible_to(people.neighbour).exists()
    # Somebody of the pôle writes for both, yet no thing passes from one body to another.
    with pytest.raises(workspace.OutsideReach):
        actions.save_news(
            organisation=valdorne.le_peyrat.organisation, thing=item, values={"title": "x"}, by=people.pole, at=at
        )


def test_news_begin_and_end_by_the_clock(client, people, valdorne):
    at = timezone.now()
    organisation = valdorne.valbrune.organisation
    past = make_news(organisation, by=people.secretary, at=at, expires_at=at + timedelta(days=2), title="Passagère")
    make_news(organisation, by=people.secretary, at=at, published_at=at + timedelta(days=1), title="Prévue")

    moments = [at, at + timedelta(days=1), at + timedelta(days=2)]
    assert [sorted(map(str, NewsItem.objects.showing(each))) for each in moments] == [
        ["Passagère"],
        ["Passagère", "Prévue"],
        ["Prévue"],
    ]
    assert NewsItem.objects.next_change(at) == at + timedelta(days=1)
    assert past.phase(at + timedelta(days=3)) == "past"
    with pytest.raises(workspace.NotReady):
        make_news(organisation, by=people.secretary, at=at, expires_at=at - timedelta(days=1))


def test_lists_and_feeds_cost_the_same_whatever_they_hold(client, people, valdorne, django_assert_num_queries):
    at = timezone.now()
    ours = valdorne.valbrune.organisation
    make_news(ours, by=people.secretary, at=at)
    make_news(valdorne.le_peyrat.organisation, by=people.neighbour, at=at, title="Chez eux", theme="ecole")
    client.get("/actualites/")
    with django_assert_num_queries(5):
        client.get("/actualites/")
    for number in range(4):
        make_news(ours, by=people.secretary, at=at, title=f"Numéro {number}\x1f")

    with django_assert_num_queries(5):
        page = client.get("/actualites/").content.decode()

    assert "/actualites/theme/ecole/" in page
    assert "/actualites/theme/sport/" not in page, "nothing is of that theme"
    assert "Chez eux" not in client.get(f"/actualites/de/{ours.slug}/").content.decode()
    assert "Chez eux" not in client.get("/actualites/theme/travaux/").content.decode()
    assert (
        client.get("/actualites/theme/rien/").status_code
        == client.get("/actualites/theme/rien/flux/").status_code
        == 404
    )
    sizes = {}
    for address in ("flux/", "theme/ecole/flux/", f"de/{ours.slug}/flux/"):
        feed = feedparser.parse(client.get(f"/actualites/{address}").content)
        assert not feed.bozo
        sizes[address] = len(feed.entries)
    assert list(sizes.values()) == [6, 1, 5]
