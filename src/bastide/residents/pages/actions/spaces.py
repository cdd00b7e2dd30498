"""Opening the place where the people of a body write."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from bastide.core.journal import actions as journal
from bastide.core.media import actions as media
from bastide.core.territory.models import Organisation, Role
from bastide.kit.http.pages import purge
from bastide.kit.ui.language import in_french
from bastide.residents.portal.models import HomePage

from ..models import BodiesPage, BodyRoot, EditingSpace, GroupPage
from .review import ensure_review
from .rights import refresh_rights_of_body

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: Who may ask for a body's space, besides the pôle: whoever could write in it.
WRITING = (Role.AGENT, Role.SIGNATORY, Role.WEBMASTER)
WRITER_PAGES = ("add_page", "change_page")
PUBLISHER_PAGES = (*WRITER_PAGES, "publish_page", "lock_page", "unlock_page")
MEDIA = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


class NoSite(Exception):
    """The body has no site below which pages could stand: it is neither a commune nor an EPCI."""


class NotYours(Exception):
    """The person neither writes for this body nor looks after it."""


@transaction.atomic
@in_french
def open_space(*, organisation: Organisation, by: User | None, at: datetime) -> EditingSpace:
    """The body's space, made the first time; `by` is None for the machine. Asked twice, it is the same space.

    Raises NoSite, NotYours.
    """
    if by is not None and not may_open(organisation=organisation, by=by, at=at):
        raise NotYours
    # Two at once: the second one waits here, then finds what the first one made.
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if (space := EditingSpace.objects.filter(organisation=organisation).first()) is not None:
        return space
    title, slug = _site_of(organisation)
    root = _group_with_room(_bodies_page(organisation.kind)).add_child(
        instance=BodyRoot(title=title, slug=slug, organisation=organisation)
    )
    collection = media.collection_of(organisation=organisation)
    space = EditingSpace.objects.create(
        organisation=organisation,
        root=root,
        collection=collection,
        writers=_group(_("Rédaction"), organisation, root, WRITER_PAGES, collection),
        publishers=_group(_("Publication"), organisation, root, PUBLISHER_PAGES, collection),
        opened_at=at,
    )
    ensure_review(at=at)
    refresh_rights_of_body(organisation=organisation, at=at)
    purge(f"organisation:{organisation.pk}")
    journal.record("pages.space_opened", target=organisation, by=by, at=at, organisation=organisation)
    return space


def may_open(*, organisation: Organisation, by: User, at: datetime) -> bool:
    """Whether `by` writes for the body, or looks after it."""
    bodies = Organisation.objects
    mine = bodies.held_by(by, WRITING, at=at) | bodies.overseen_by(by, at=at)
    return mine.filter(pk=organisation.pk).exists()


def _site_of(organisation: Organisation) -> tuple[str, str]:
    """Name and address of the body's site. Raises NoSite."""
    site = getattr(organisation, "commune", None) or getattr(organisation, "epci", None)
    if site is None or organisation.kind not in BodiesPage.PLACES:
        raise NoSite
    return site.name, site.slug


def _bodies_page(kind: str) -> BodiesPage:
    """The page above those of all bodies of a kind, made below the front when the first one needs it."""
    slug = BodiesPage.PLACES[Organisation.Kind(kind)]
    if (found := BodiesPage.objects.filter(slug=slug).first()) is not None:
        return found
    front = HomePage.objects.first()
    if front is None:
        raise HomePage.DoesNotExist
    title = _("Communes") if kind == Organisation.Kind.COMMUNE else _("Intercommunalités")
    return front.add_child(instance=BodiesPage(title=title, slug=slug))


def _group_with_room(bodies: BodiesPage) -> GroupPage:
    # The node as it is now: `numchild` of the instance is not.
    bodies = BodiesPage.objects.select_for_update(of=("self",)).get(pk=bodies.pk)
    last = GroupPage.objects.child_of(bodies).order_by("-path").first()
    if last is not None and last.numchild < GroupPage.ROOM:
        return last
    number = bodies.numchild + 1
    return bodies.add_child(
        instance=GroupPage(title=_("Groupe %(number)s") % {"number": number}, slug=f"groupe-{number}")
    )


def _group(
    title: str, organisation: Organisation, root: Page, page_permissions: tuple[str, ...], collection: Collection
) -> Group:
    """A group that writes below `root` and in `collection`, and nowhere else."""
    group = Group.objects.create(name=f"{title} : {organisation.slug}"[:150])
    group.permissions.set(Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin"))
    for permission in Permission.objects.filter(
        codename__in=page_permissions, content_type__app_label="wagtailcore", content_type__model="page"
    ):
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    of_media = Permission.objects.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"])
    for permission in of_media.filter(codename__in=MEDIA):
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
    return group
