"""What the screens and the mails of pages read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from bastide.core.accounts.models import Membership, User
from bastide.core.territory.models import Organisation, Role

from .models import BodyRoot, DraftLink, EditorialPage, OppositionPage, ReportagePage, Translation
from .models.opposition import must_give_room

if TYPE_CHECKING:
    from bastide.core.accounts.models.user import UserQuerySet


def body_of(page: Page) -> Organisation | None:
    """The body under whose root the page hangs; None on the portal itself."""
    root = BodyRoot.objects.ancestor_of(page, inclusive=True).select_related("organisation").first()
    return root.organisation if root is not None else None


def owner_of(page: Page) -> Organisation | None:
    """The body that answers for the page: its own, or the pôle for a page of the portal."""
    return body_of(page) or Organisation.objects.filter(kind=Organisation.Kind.POLE).order_by("pk").first()


def people_of(page: Page, *, at: datetime) -> UserQuerySet:
    """Everybody with a place today in the body that owns the page, and the pôle of its territory."""
    owner = owner_of(page)
    return _in_place(Q(organisation=owner) | _pole_of(owner), at) if owner else User.objects.none()


def reviewers_of(page: Page, *, at: datetime) -> UserQuerySet:
    """Who reads a proposal: the webmasters of its body; the pôle for a body without one, and for the portal."""
    owner = owner_of(page)
    if owner is None:
        return User.objects.none()
    webmasters = _in_place(Q(organisation=owner, role=Role.WEBMASTER), at)
    return webmasters if webmasters.exists() else _in_place(_pole_of(owner), at)


def keepers_of(page: Page, *, at: datetime) -> UserQuerySet:
    """Who is reminded to read a page again: who wrote it, while in place in its body, else who reviews it."""
    author = people_of(page, at=at).filter(pk=page.owner_id)
    return author if page.owner_id and author.exists() else reviewers_of(page, at=at)


def _pole_of(owner: Organisation) -> Q:
    return Q(role=Role.POLE_STAFF, organisation__territory__isnull=False, organisation__territory=owner.territory_id)


def _in_place(where: Q, at: datetime) -> UserQuerySet:
    held = Membership.objects.in_force(at).filter(where)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def menu_of(organisation: Organisation) -> list[EditorialPage]:
    """The published pages right below a body's root, in the order of the tree. One query."""
    return list(
        EditorialPage.objects.for_everybody().filter(of_body=organisation, depth=ROOT_DEPTH + 1).order_by("path")
    )


#: Root, front, list of bodies, node, body.
ROOT_DEPTH = 5


def pages_to_review(organisation: Organisation, at: datetime) -> Any:
    return EditorialPage.objects.owned_by(organisation).to_review(timezone.localdate(at))


def waiting_for(user: User, organisation: Organisation) -> Any:
    """The proposals of one body that wait for `user`."""
    keys = [str(pk) for pk in EditorialPage.objects.owned_by(organisation).values_list("pk", flat=True)]
    return TaskState.objects.reviewable_by(user).filter(workflow_state__object_id__in=keys)


def links_of(page: Page, at: datetime) -> Any:
    """The links to this draft that still open something."""
    return DraftLink.objects.filter(page=page, withdrawn_at__isnull=True, ends_at__gt=at).select_related("made_by")


def reportages(*, theme: str = "") -> Any:
    """What everybody may look at, newest first; of one theme when it is named. One query."""
    rows = ReportagePage.objects.for_everybody().in_language().select_related("of_body")
    rows = rows.filter(theme=theme) if theme else rows
    return rows.order_by("-first_published_at", "-pk")


def newest_pages(organisation: Organisation | None = None) -> Any:
    """French pages in the order of their last publication, of one body or of all."""
    rows = EditorialPage.objects.for_everybody().in_language().select_related("of_body")
    rows = rows.filter(of_body=organisation) if organisation is not None else rows
    return rows.order_by("-last_published_at", "-pk")


def lacks_opposition(organisation: Organisation) -> bool:
    """Whether the law reserves a space on this site that nobody opened, though pages are published."""
    if not must_give_room(organisation) or not EditorialPage.objects.live().owned_by(organisation).exists():
        return False
    return not OppositionPage.objects.live().filter(of_body=organisation).exists()


def is_renamed(page: Page) -> bool:
    """Whether saving `page` as it is now changes its name, its address, or whether it is published."""
    before = Page.objects.filter(pk=page.pk).values_list("title", "slug", "live").first()
    return before is not None and before != (page.title, page.slug, page.live)


def has_site(organisation: Organisation) -> bool:
    return getattr(organisation, "commune", None) is not None or getattr(organisation, "epci", None) is not None


@dataclass(frozen=True)
class PageState:
    """One page as its body's people see it in the workspace."""

    page: EditorialPage
    word: str
    tone: str
    note: str

    @property
    def address(self) -> str:
        """Its public address, once it has one."""
        return str(self.page.url or "") if self.page.live else ""


def states_of(organisation: Organisation, at: datetime) -> list[PageState]:
    """The pages of a body in the order of the tree, each with where it stands. Two queries."""
    pages = list(EditorialPage.objects.owned_by(organisation).order_by("path")[:500])
    waiting = set(
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__base_content_type__model="page",
            workflow_state__object_id__in=[str(page.pk) for page in pages],
        ).values_list("workflow_state__object_id", flat=True)
    )
    day = timezone.localdate(at)
    return [_state(page, str(page.pk) in waiting, day) for page in pages]


def _state(page: EditorialPage, is_waiting: bool, day: date) -> PageState:
    if is_waiting:
        return PageState(page, _("À relire"), "soon", _("proposée, pas encore publiée"))
    if not page.live:
        note = _("publication prévue") if page.approved_schedule else ""
        return PageState(page, _("Brouillon"), "closed", note)
    if page.review_on and page.review_on <= day:
        return PageState(page, _("À vérifier"), "soon", _("en ligne, sa date de relecture est passée"))
    note = _("des changements ne sont pas publiés") if page.has_unpublished_changes else ""
    return PageState(page, _("En ligne"), "open", note)


def looks_after_portal(user: User, *, at: datetime) -> bool:
    """Whether `user` is of the pôle, to which the pages of the portal belong."""
    return Organisation.objects.overseen_by(user, at=at).filter(kind=Organisation.Kind.POLE).exists()


@dataclass(frozen=True)
class TranslationState:
    """One French page of the portal as its translator sees it, in one language."""

    source: EditorialPage
    translation: Translation | None
    word: str
    tone: str
    note: str = ""

    @property
    def changed_by(self) -> Any:
        """Who published the French page last; None when nobody is known."""
        revision = self.source.live_revision
        return revision.user if revision is not None else None


def translation_states(language: str) -> list[TranslationState]:
    """The pages of the portal in the order of the tree, each with where its translation stands. Two queries."""
    made = {
        each.source_id: each
        for each in Translation.objects.filter(page__locale__language_code=language).select_related(
            "page__locale", "source", "compared_by"
        )
    }
    pages = EditorialPage.objects.filter(of_body=None).in_language().select_related("live_revision__user")
    return [
        _translation_state(page, made.get(page.pk))
        for page in pages.order_by("path")[:500]
        if page.live or page.pk in made
    ]


def _translation_state(page: EditorialPage, made: Translation | None) -> TranslationState:
    if made is None:
        return TranslationState(page, None, _("Pas traduite"), "closed")
    if not made.page.live:
        return TranslationState(page, made, _("Brouillon"), "closed", _("pas encore en ligne"))
    if not page.live:
        return TranslationState(page, made, _("À revoir"), "soon", _("la page française n’est plus en ligne"))
    if made.is_stale:
        return TranslationState(page, made, _("À revoir"), "soon", _("la page française a changé"))
    return TranslationState(page, made, _("En ligne"), "open")


def orphan_translations(language: str) -> list[EditorialPage]:
    """Pages in another language whose French page is gone. One query."""
    return list(
        EditorialPage.objects.in_language(language).filter(of_body=None, translation=None).order_by("path")[:100]
    )


def other_languages() -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
