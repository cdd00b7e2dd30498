"""Two editors of two communes in Wagtail: neither lists, reads nor writes what is the other's, at any address.

The addresses come from the URL configuration. Each must stand in `core.backoffice.walls.REACH`, and each argument must
have a value here: a new view without them fails.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core import serializers
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from taggit.models import Tag
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    Comment,
    Page,
    Revision,
    Site,
    Task,
    TaskState,
    UploadedFile,
    Workflow,
    WorkflowState,
)

from bastide.core.accounts.models import Membership, Role, User
from bastide.core.accounts.testing import LONG_AGO, make_people, make_person, sign_in
from bastide.core.backoffice import walls
from bastide.core.media import actions as media
from bastide.core.media.testing import a_document, a_picture
from bastide.residents.pages.models import DraftLink
from bastide.residents.pages.testing import make_page, make_space

from . import walk

#: Stands in every unpublished word of the other commune.
SECRET = "Zqxvkj"
#: Answers of an address that did not refuse.
HEARD = {200, 302, 400, 404, 405}


@dataclass
class Body:
    """One commune's editors and all that they wrote."""

    organisation: Any
    webmaster: User
    agent: User
    ids: dict[str, Any] = field(default_factory=dict)


def write_everything(organisation, webmaster, agent, word) -> Body:
    """A draft, a page in review, a commented and locked page, revisions, a picture, a document, tags, uploads."""
    body = Body(organisation, webmaster, agent)
    at = timezone.now()
    space = make_space(organisation)
    draft = make_page(space.root, f"{word} brouillon", f"{word}-brouillon".lower(), live=False)
    other = make_page(space.root, f"{word} seconde", f"{word}-seconde".lower(), live=False)
    draft.title = f"{word} brouillon revu"
    revision = draft.save_revision(user=agent, log_action="wagtail.edit")
    page = Page.objects.get(pk=draft.pk)
    Comment.objects.create(page=page, user=agent, text=f"{word} remarque", contentpath="title")
    state = draft.get_workflow().start(draft, agent)
    image = media.keep_picture(
        organisation=organisation, file=a_picture(f"{word}.jpg"), title=f"{word} photo", by=agent, at=at
    )
    document = media.keep_document(
        organisation=organisation, file=a_document(f"{word}.pdf"), title=f"{word} document", by=agent, at=at
    )
    for thing in (image, document):
        thing.tags.add(f"{word}-etiquette")
    uploads = [
        UploadedFile.objects.create(file=ContentFile(b"x", name=f"{word}.bin"), uploaded_by_user=agent)
        for _each in range(2)
    ]
    session = EditingSession.objects.create(user=agent, content_object=page, last_seen_at=at)
    link = DraftLink.objects.filter(page=page).first()
    redirect = Redirect.objects.create(old_path=f"/{word.lower()}", redirect_page=page)
    body.ids = {
        "page_id": draft.pk,
        "page_pk": draft.pk,
        "parent_page_id": space.root.pk,
        "page_to_move_id": draft.pk,
        "destination_id": other.pk,
        "revision_id": revision.pk,
        "task_state_id": state.current_task_state.pk,
        "task_id": state.current_task_state.task_id,
        "workflow_state_id": state.pk,
        "workflow_pk": state.workflow_id,
        "collection_id": space.collection.pk,
        "image_id": image.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "uploaded_file_id": uploads[0].pk,
        "session_id": session.pk,
        "object_id": draft.pk,
        "redirect_id": redirect.pk,
        "link_id": link.pk if link else 1,
        "user": agent.pk,
        "root": space.root.pk,
    }
    return body


@pytest.fixture
def bodies(valdorne):
    """Valbrune (ours) and Le Peyrat (theirs), each with a webmaster and an agent who shown their second factor."""
    people = make_people(valdorne)
    theirs = valdorne.le_peyrat.organisation
    their_webmaster = make_person("web@le-peyrat.example", theirs, Role.WEBMASTER)
    ours = write_everything(valdorne.valbrune.organisation, people.webmaster, people.secretary, "Nôtre")
    return ours, write_everything(theirs, their_webmaster, people.neighbour, SECRET)


#: Values of arguments that name no object of a body.
PLAIN = {
    "content_type_app_name": "pages",
    "content_type_model_name": "freepage",
    "app_label": "pages",
    "model_name": "freepage",
    "app_name": "territory",
    "filter_spec": "max-165x165",
    "action_name": "approve",
    "uidb64": "MQ",
    "token": "a-b",
}
BULK = [("wagtailcore", "page", ["delete", "move", "publish", "unpublish"])] + [
    (app, model, ["delete", "add_tags", "add_to_collection"])
    for app, model in (("media", "mediaimage"), ("media", "mediadocument"))
]


def paths_of(address, ids) -> list[str]:
    """The paths of one address with a body’s own objects for arguments. Raises KeyError for an unknown argument."""
    route = "/" + address.route.replace("^", "").rstrip("$")
    if address.key == "wagtail_bulk_action":
        return [f"/cms/bulk/{app}/{model}/{action}/" for app, model, actions in BULK for action in actions]
    if address.key == "wagtailadmin_pages:revisions_compare":
        return [f"/cms/pages/{ids['page_id']}/revisions/compare/earliest...{ids['revision_id']}/"]
    if "<" not in route:
        # What stands for « anything » behind a door of ours.
        return [route.replace(".*", "")]
    pks = {
        "wagtailadmin_api:images": ids["image_id"],
        "wagtailimages": ids["image_id"],
        "wagtailadmin_api:documents": ids["document_id"],
        "wagtaildocs": ids["document_id"],
        "wagtailadmin_api:pages": ids["page_id"],
        "wagtailadmin_collections": ids["collection_id"],
        "wagtailusers_users": ids["user"],
    }

    def value(match):
        name = match.group(1).split(":")[-1]
        if name == "pk":
            return str(next((pk for prefix, pk in pks.items() if address.key.startswith(prefix)), 1))
        if name == "object_id" and "organisation" in address.key:
            return "1"
        return str(ids[name] if name in ids else PLAIN[name])

    return [re.sub(r"<([^>]+)>", value, route)]


def sent_of(ids) -> dict[str, Any]:
    """Everything that a form or an address may name of a body."""
    return {
        "id": [ids["page_id"], ids["image_id"], ids["document_id"]],
        "parent_page": ids["parent_page_id"],
        "new_parent_page": ids["parent_page_id"],
        "chooser": ids["parent_page_id"],
        "collection": ids["collection_id"],
        "collection_id": ids["collection_id"],
        "child_of": ids["parent_page_id"],
        "q": SECRET,
        "term": SECRET,
        "new_title": "volé",
        "new_slug": "vole",
        "title": "volé",
        "tags": "volé",
    }


def fingerprint(ids) -> str:
    """All rows of a body, as text: any write changes it."""
    root = Page.objects.get(pk=ids["root"])
    pages = Page.objects.descendant_of(root, inclusive=True)
    rows = [
        *pages,
        *Revision.page_revisions.filter(object_id__in=[str(page.pk) for page in pages]),
        *get_image_model().objects.filter(collection=ids["collection_id"]),
        *get_document_model().objects.filter(collection=ids["collection_id"]),
        *Collection.objects.filter(pk=ids["collection_id"]),
        *Comment.objects.filter(page__in=pages),
        *TaskState.objects.filter(pk=ids["task_state_id"]),
        *WorkflowState.objects.filter(pk=ids["workflow_state_id"]),
        *UploadedFile.objects.filter(pk=ids["uploaded_file_id"]),
        *EditingSession.objects.filter(pk=ids["session_id"]),
        *Redirect.objects.filter(pk=ids["redirect_id"]),
    ]
    return serializers.serialize("json", rows)


def addresses():
    return [
        address
        for address in walk.addresses()
        if address.route.startswith("cms/") and not getattr(address.view, "meets_strangers", False)
    ]


def unplaced(found) -> list[str]:
    """Addresses that nobody said who may reach."""
    return [
        f"{each.key} (/{each.route}): say in core.backoffice.walls who may reach it" for each in found if closed(each)
    ]


def closed(address) -> bool:
    return bool(address.name) and walls.reach_of(address.name) is None


def test_every_address_of_the_back_office_has_its_reach():
    assert unplaced(addresses()) == []


def test_an_address_that_nobody_placed_is_found_and_closed():
    new = walk.Address("wagtail_news:spy", "cms/spy/<int:pk>/", None)

    assert len(unplaced([new])) == 1


def complaints(user, theirs, found, methods=("get", "post")) -> list[str]:
    """What `user` lists, reads or writes of the other body at these addresses: asked plainly, then with all its ids."""
    before = fingerprint(theirs.ids)
    client = sign_in(Client(raise_request_exception=False), user)
    wrong = []
    for path in [path for address in found for path in paths_of(address, theirs.ids)]:
        for method, sent in [("get", {}), *((method, sent_of(theirs.ids)) for method in methods)]:
            with transaction.atomic():
                answer = getattr(client, method)(path, sent)
                words = (b"".join(answer) if answer.streaming else answer.content).decode(errors="ignore")
                is_written = method == "post" and answer.status_code != 403 and fingerprint(theirs.ids) != before
                transaction.set_rollback(True)
            # What was typed into a search comes back; what was written elsewhere must not.
            echoed = words.replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "").replace(f"q={SECRET}", "")
            if SECRET in echoed:
                at = echoed.find(SECRET)
                wrong.append(f"{method} {path}: {user} reads « {echoed[max(0, at - 60) : at + 40]} »")
            if is_written:
                wrong.append(f"{method} {path}: {user} writes ({answer.status_code})")
            if answer.status_code >= 500:
                wrong.append(f"{method} {path}: {answer.status_code}")
    return wrong


def test_no_webmaster_lists_reads_or_writes_what_is_the_others(bodies):
    ours, theirs = bodies
    before = fingerprint(theirs.ids)

    assert len(addresses()) > 180
    assert complaints(ours.webmaster, theirs, addresses()) == []
    assert fingerprint(theirs.ids) == before


def test_an_agent_who_proposes_pages_reads_no_more(bodies):
    """What an agent may do, a webmaster may; so where the webmaster is refused for all, one is enough."""
    ours, theirs = bodies
    theirs_to_read = [address for address in addresses() if walls.reach_of(address.name) is walls.Reach.EDITORS]

    assert len(theirs_to_read) > 80
    assert complaints(ours.agent, theirs, theirs_to_read, methods=("get",)) == []


@pytest.mark.one_database
def test_the_walk_finds_what_wagtail_alone_lets_through(bodies, settings):
    """Without the wall, the interface for machines gives everybody's pictures and documents."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "WallMiddleware" not in name]
    ours, theirs = bodies
    names = ("wagtailadmin_api:images:listing", "wagtailadmin_api:documents:detail")
    leaky = [address for address in addresses() if address.name in names]

    found = complaints(ours.webmaster, theirs, leaky)

    assert {line.split(": ")[0].split(" ")[1].split("/")[4] for line in found} == {"images", "documents"}, found


def test_what_an_editor_may_reach_answers_with_their_own_and_shows_nothing_of_the_others(bodies):
    ours, _theirs = bodies
    client = sign_in(Client(raise_request_exception=False), ours.agent)
    wrong, reached = [], 0
    for address in addresses():
        if not address.name or walls.reach_of(address.name) is not walls.Reach.EDITORS:
            continue
        for path in paths_of(address, ours.ids):
            if resolve(path).view_name != address.name:
                continue
            sent = {"for_explorer": 1} if address.name == "wagtailadmin_api:pages:listing" else {}
            with transaction.atomic():
                answer = client.get(path, sent)
                words = (b"".join(answer) if answer.streaming else answer.content).decode(errors="ignore")
                transaction.set_rollback(True)
            if answer.status_code not in HEARD:
                wrong.append(f"{path}: {answer.status_code}")
            if SECRET in words:
                wrong.append(f"{path}: shows « {words[words.find(SECRET) - 60 : words.find(SECRET) + 40]} »")
            reached += answer.status_code == 200
    assert wrong == []
    assert reached > 40


def test_what_is_the_poles_is_refused_to_editors(bodies):
    ours, _theirs = bodies
    client = sign_in(Client(), ours.webmaster)
    open_ones = [
        path
        for address in addresses()
        if address.name and walls.reach_of(address.name) is walls.Reach.POLE
        for path in paths_of(address, ours.ids)
        if resolve(path).view_name == address.name and client.get(path).status_code != 403
    ]

    assert open_ones == []


def test_tags_of_others_are_not_proposed(bodies):
    ours, _theirs = bodies
    client = sign_in(Client(), ours.webmaster)

    assert Tag.objects.filter(name__startswith=SECRET).exists()
    assert json.loads(client.get("/cms/tag-autocomplete/", {"term": SECRET}).content) == []
    assert json.loads(client.get("/cms/tag-autocomplete/", {"term": "Nôtre"}).content) == ["Nôtre-etiquette"]


def test_a_webmaster_of_two_communes_loses_the_one_whose_place_ended(bodies):
    ours, theirs = bodies
    Membership.objects.create(
        user=ours.webmaster, organisation=theirs.organisation, role=Role.WEBMASTER, starts_on=LONG_AGO
    )
    make_space(theirs.organisation)
    client = sign_in(Client(), ours.webmaster)
    address = f"/cms/images/{theirs.ids['image_id']}/"

    Membership.objects.filter(user=ours.webmaster, organisation=theirs.organisation).update(ends_on=LONG_AGO)

    assert client.get(address).status_code == 403
    assert (Site.objects.count(), Workflow.objects.count() >= 1, Task.objects.exists()) == (1, True, True)
