"""Two people write the same page: the second one is told, and nothing is lost. Two of two bodies: nothing is lent."""

import html

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from bastide.core.accounts import actions as accounts
from bastide.core.accounts.testing import sign_in
from bastide.core.media import actions as media
from bastide.core.media.models import MediaDocument, MediaImage
from bastide.core.media.testing import a_document, a_picture
from bastide.residents.directory.testing import make_place
from bastide.residents.pages.blocks.words import FEATURES
from bastide.residents.pages.models import FreePage
from bastide.residents.pages.testing import NOON, make_page, make_space


def fields_of(client, address):
    """What a browser would send back of the page's form, without the blocks' own script."""
    page = client.get(address).context_data["form"]
    sent = {
        name: value if value is not None else "" for name, value in page.initial.items() if isinstance(value, str | int)
    }
    revision = FreePage.objects.get(pk=page.instance.pk).latest_revision
    return sent | {
        "loaded_revision_id": revision.pk,
        "loaded_revision_created_at": revision.created_at.isoformat(),
        "body-count": 0,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "comments-MIN_NUM_FORMS": 0,
    }


def test_the_one_who_saves_second_is_told_and_both_versions_stay(valdorne, people):
    space = make_space(valdorne.valbrune.organisation)
    page = make_page(space.root, live=False)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    first, second = sign_in(Client(), people.webmaster), sign_in(Client(), people.secretary)
    of_first, of_second = fields_of(first, address), fields_of(second, address)

    saved = first.post(address, of_first | {"title": "De la webmestre"})
    told = second.post(address, of_second | {"title": "De la secrétaire", "action-publish": "1"}, follow=True)

    assert saved.status_code == 302
    words = told.content.decode()
    assert "a enregistré cette page pendant que vous l’écriviez" in words
    assert "/revisions/compare/" in words
    titles = [revision.content["title"] for revision in page.revisions.order_by("pk")]
    assert titles[-2:] == ["De la webmestre", "De la secrétaire"]
    assert not FreePage.objects.get(pk=page.pk).live


class Things:
    """Something of each kind that a page can name, of one body; nobody but its people may read it."""

    def __init__(self, organisation, by):
        collection = media.collection_of(organisation=organisation)
        self.picture = MediaImage.objects.create(title="Photo tenue secrète", file=a_picture(), collection=collection)
        self.document = MediaDocument.objects.create(
            title="Note tenue secrète", file=a_document(), collection=collection, is_withheld=True
        )
        self.page = make_page(make_space(organisation).root, "Page tenue secrète", "secrete", live=False)
        self.place = make_place(organisation, by=by, publish=False, name="Lieu tenu secret")

    def ways(self):
        """Blocks as a form sends them, each naming one of these things."""
        link = f'<p><a linktype="document" id="{self.document.pk}">a</a></p>'
        picture = {"picture": self.picture.pk, "alternative": "Le lavoir", "caption": ""}
        card = {"title": "A", "text": "", "link": {"page": self.page.pk, "address": ""}}
        return {
            "picture": ("picture", picture),
            "gallery": ("gallery", {"title": "", "pictures": several(picture)}),
            "document": ("documents", {"title": "Documents", "documents": several(self.document.pk)}),
            "link": ("text", rich_text(link, features=FEATURES)),
            "page": ("cards", {"title": "", "cards": several(card)}),
            "place": ("places", {"title": "Où", "places": several(self.place.pk)}),
        }


def several(value):
    return {"count": "1", "0": {"deleted": "", "order": "0", "value": value, "id": ""}}


@pytest.mark.one_database
def test_an_editor_who_writes_the_number_of_a_neighbours_thing_is_refused_and_reads_nothing_of_it(valdorne, people):
    ours = Things(valdorne.valbrune.organisation, people.secretary)
    theirs = Things(valdorne.le_peyrat.organisation, people.neighbour)
    page = make_page(make_space(valdorne.valbrune.organisation).root, live=False)
    client = sign_in(Client(), people.webmaster)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    def send(block):
        return client.post(address, fields_of(client, address) | nested_form_data({"body": streamfield([block])}))

    before = page.revisions.count()
    for way, block in theirs.ways().items():
        answer = send(block)
        assert answer.status_code == 200, way
        said = html.unescape(answer.content.decode())
        assert "n’est pas à vous" in said or r"n\u2019est pas \u00e0 vous" in said, way
        assert "tenue secr" not in said, way
        assert "tenu secr" not in said, way
    assert page.revisions.count() == before
    # Hidden places are nobody's to choose; the rest of one's own is.
    for way in ("picture", "gallery", "document", "link", "page"):
        assert send(ours.ways()[way]).status_code == 302, way
    # What the pôle put there stays when the editor saves the page.
    accounts.refresh_groups(user=people.pole, at=NOON)
    sign_in(client, people.pole)
    assert send(theirs.ways()["picture"]).status_code == 302
    sign_in(client, people.webmaster)
    assert send(theirs.ways()["picture"]).status_code == 302
    assert send(theirs.ways()["document"]).status_code == 200
