"""Two people write the same page: the second one is told, and nothing is lost."""

from django.test import Client
from django.urls import reverse

from bastide.core.accounts.testing import sign_in
from bastide.residents.pages.models import FreePage
from bastide.residents.pages.testing import make_page, make_space


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
