"""Which address of the back office is for whom, and which objects it names. An address that is not here is closed.

Whoever is of the pôle passes: its rights are Wagtail's own, on the root of the tree. For everybody else each page,
picture, document, revision, task or session that an address or a form names must be within reach, whatever the view
behind it checks.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.admin.models import EditingSession
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page, Revision, TaskState, UploadedFile, WorkflowState
from wagtail.permissions import page_permission_policy


class Reach(enum.Enum):
    #: For editors: what it lists is narrowed by its view, what it names is checked here.
    EDITORS = "editors"
    #: For the pôle alone.
    POLE = "pole"


#: By the beginning of the address's name; the longest that fits decides.
REACH: dict[str, Reach] = {
    # The frame.
    "wagtailadmin_home": Reach.EDITORS,
    "wagtailadmin_sprite": Reach.EDITORS,
    "wagtailadmin_javascript_catalog": Reach.EDITORS,
    "wagtailadmin_dismissibles": Reach.EDITORS,
    "wagtailadmin_logout": Reach.EDITORS,
    "wagtailadmin_account": Reach.EDITORS,
    "wagtailadmin_block_preview": Reach.EDITORS,
    "wagtailadmin_editing_sessions:": Reach.EDITORS,
    "wagtailadmin_error_test": Reach.POLE,
    # Bodies and places are public: a page names them.
    "organisation_chooser:": Reach.EDITORS,
    "organisation_chooser:create": Reach.POLE,
    "place_chooser:": Reach.EDITORS,
    "place_chooser:create": Reach.POLE,
    # Pages.
    "wagtailadmin_explore": Reach.EDITORS,
    "wagtailadmin_pages:": Reach.EDITORS,
    "wagtailadmin_pages:type_use": Reach.POLE,
    "wagtailadmin_pages:set_privacy": Reach.POLE,
    # Only the explorer's menu asks these; the rest of the API knows no drafts from published pages.
    "wagtailadmin_api:": Reach.POLE,
    "wagtailadmin_api:pages:listing": Reach.EDITORS,
    "wagtailadmin_api:pages:detail": Reach.EDITORS,
    "wagtailadmin_choose_page": Reach.EDITORS,
    "wagtail_bulk_action": Reach.EDITORS,
    "pages_drafts:": Reach.EDITORS,
    # Pictures and documents.
    "wagtailimages:": Reach.EDITORS,
    "wagtailimages_chooser:": Reach.EDITORS,
    "wagtaildocs:": Reach.EDITORS,
    "wagtaildocs_chooser:": Reach.EDITORS,
    # Wagtail's own lists the tags of everybody; ours stands before it, under the name below.
    "wagtailadmin_tag": Reach.POLE,
    "backoffice:": Reach.EDITORS,
    # What concerns the whole portal.
    "wagtailadmin_collections:": Reach.POLE,
    "wagtailadmin_workflows:": Reach.POLE,
    "wagtailadmin_workflows:task_chosen": Reach.POLE,
    "wagtailadmin_reports:": Reach.POLE,
    "wagtailforms:": Reach.POLE,
    "wagtailredirects:": Reach.POLE,
    "wagtailsettings:": Reach.POLE,
    "wagtailsnippets": Reach.POLE,
    "wagtailsites:": Reach.POLE,
    "wagtaillocales:": Reach.POLE,
    "wagtailusers_users:": Reach.POLE,
    "wagtailusers_groups:": Reach.POLE,
    "wagtailembeds:": Reach.POLE,
    "wagtailadmin_login": Reach.EDITORS,
    "wagtailadmin_password_reset": Reach.EDITORS,
    "cms_": Reach.EDITORS,
}

#: Names, in the address or in what is sent, of a page.
PAGES = {"page_id", "page_pk", "parent_page_id", "page_to_move_id", "destination_id", "parent_page", "new_parent_page"}
#: Those that may also be a published page of anybody: a link leads there.
CHOOSING = ("wagtailadmin_choose_page",)
IMAGES, DOCUMENTS = {"image_id"}, {"document_id", "doc_id"}
COLLECTIONS = {"collection", "collection_id"}

Test = Callable[[Any, Iterable[str]], bool]


def reach_of(name: str) -> Reach | None:
    """None for an address that nobody thought of."""
    fitting = [prefix for prefix in REACH if name == prefix or name.startswith(prefix)]
    return REACH[max(fitting, key=len)] if fitting and name else None


def is_within_reach(request: HttpRequest, user: Any) -> bool:
    """Whether everything that the request names is the user's to touch."""
    match = request.resolver_match
    assert match is not None
    name = match.view_name
    return all(test(user, ids) for test, ids in _named(request, name, dict(match.kwargs), match.args))


def _named(
    request: HttpRequest, name: str, kwargs: dict[str, Any], args: tuple[Any, ...]
) -> Iterator[tuple[Test, list[str]]]:
    sent: dict[str, list[str]] = {}
    for given in (request.GET, request.POST):
        for key, values in given.lists():
            # A form of several objects puts a prefix before the name of each field.
            sent.setdefault(re.sub(r"^.*-(?=collection$)", "", key), []).extend(values)
    sent |= {key: [str(value)] for key, value in kwargs.items() if value is not None}
    pages = _published_or_explored if name.startswith(CHOOSING) else _explored
    for key, ids in sent.items():
        if key in PAGES:
            yield pages, ids
        elif key in IMAGES:
            yield _images, ids
        elif key in DOCUMENTS:
            yield _documents, ids
        elif key in COLLECTIONS:
            yield _collections, ids
    yield from _special(request, name, kwargs, args, sent)


def _special(
    request: HttpRequest, name: str, kwargs: dict[str, Any], args: tuple[Any, ...], sent: dict[str, list[str]]
) -> Iterator[tuple[Test, list[str]]]:
    """What an address names in a way of its own."""
    if name == "wagtailadmin_pages:revisions_compare":
        yield _explored, [str(args[0])]
        yield (
            _of_page(Revision.page_revisions, "object_id", args[0]),
            [part for part in map(str, args[1:]) if part.isdigit()],
        )
    if name == "wagtailadmin_api:pages:listing" and "for_explorer" not in request.GET:
        yield _nothing, []
    if name.startswith("wagtailadmin_api:pages:"):
        keys = ("pk", "id", "child_of", "descendant_of", "ancestor_of", "translation_of")
        yield _explored, [each for key in keys for each in sent.get(key, [])]
    if name == "wagtailadmin_choose_page_chosen_multiple":
        yield _published_or_explored, sent.get("id", [])
    if name.startswith("wagtailimages_chooser:"):
        yield _images, [*sent.get("pk", []), *sent.get("id", [])]
    if name.startswith("wagtaildocs_chooser:"):
        yield _documents, [*sent.get("pk", []), *sent.get("id", [])]
    if name == "wagtail_bulk_action":
        yield _explored, [*sent.get("childOf", []), *sent.get("chooser", [])]
        yield _bulk(str(kwargs.get("app_label")), str(kwargs.get("model_name"))), sent.get("id", [])
    page_id = kwargs.get("page_id")
    if page_id is not None:
        if "revision_id" in kwargs:
            yield _of_page(Revision.page_revisions, "object_id", page_id), [str(kwargs["revision_id"])]
        if "task_state_id" in kwargs:
            yield _of_page(TaskState.objects, "workflow_state__object_id", page_id), [str(kwargs["task_state_id"])]
        if "workflow_state_id" in kwargs:
            yield _of_page(WorkflowState.objects, "object_id", page_id), [str(kwargs["workflow_state_id"])]
    if "uploaded_file_id" in kwargs:
        yield _own(UploadedFile.objects, "uploaded_by_user"), [str(kwargs["uploaded_file_id"])]
    if "session_id" in kwargs:
        yield _own(EditingSession.objects, "user"), [str(kwargs["session_id"])]
    if name == "wagtailadmin_editing_sessions:ping":
        model = _bulk(str(kwargs["app_label"]), str(kwargs["model_name"]))
        yield model, [str(kwargs["object_id"])]


def _explored(user: Any, ids: Iterable[str]) -> bool:
    return _all_in(page_permission_policy.explorable_instances(user), ids, Page.objects.all())


def _published_or_explored(user: Any, ids: Iterable[str]) -> bool:
    reach = Page.objects.live() | page_permission_policy.explorable_instances(user)
    return _all_in(reach, ids, Page.objects.all())


def _nothing(user: Any, ids: Iterable[str]) -> bool:
    return False


def _images(user: Any, ids: Iterable[str]) -> bool:
    mine = image_policy.instances_user_has_any_permission_for(user, ["change", "delete", "choose"])
    return _all_in(mine, ids, get_image_model().objects.all())


def _documents(user: Any, ids: Iterable[str]) -> bool:
    mine = document_policy.instances_user_has_any_permission_for(user, ["change", "delete", "choose"])
    return _all_in(mine, ids, get_document_model().objects.all())


def _collections(user: Any, ids: Iterable[str]) -> bool:
    actions = ["add", "change", "choose"]
    mine = {
        collection.pk
        for policy in (image_policy, document_policy)
        for collection in policy.collections_user_has_any_permission_for(user, actions)
    }
    return all(int(each) in mine for each in ids if each.isdigit())


def _bulk(app_label: str, model_name: str) -> Test:
    """For an address that names a model: pages, pictures and documents by their rights, nothing else."""
    try:
        model = ContentType.objects.get_by_natural_key(app_label, model_name.lower()).model_class()
    except ContentType.DoesNotExist:
        model = None
    if model is not None and issubclass(model, Page):
        return _explored
    if model is get_image_model():
        return _images
    if model is get_document_model():
        return _documents
    return lambda user, ids: False


def _of_page(rows: Any, path: str, page_id: Any) -> Test:
    """Rows that hang on that page and on no other."""

    def test(user: Any, ids: Iterable[str]) -> bool:
        wanted = {each for each in ids if each.isdigit()}
        return rows.filter(**{path: str(page_id)}, pk__in=wanted).count() == len(wanted)

    return test


def _own(rows: Any, path: str) -> Test:
    def test(user: Any, ids: Iterable[str]) -> bool:
        return not rows.filter(pk__in=[each for each in ids if each.isdigit()]).exclude(**{path: user}).exists()

    return test


def _all_in(reach: Any, ids: Iterable[str], everything: Any) -> bool:
    """Whether each id is within reach; one that names nothing at all is left to the view, which answers 404."""
    wanted = {int(each) for each in ids if each.isdigit() and len(each) < 19}
    if not wanted:
        return True
    there = set(everything.filter(pk__in=wanted).values_list("pk", flat=True))
    return there <= set(reach.filter(pk__in=there).values_list("pk", flat=True))
