"""Pages in other languages: begun, compared with the French page again, and who is reminded of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import translation as language_of_thread
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, WorkflowPage

from bastide.core.journal import actions as journal
from bastide.residents.portal.models import HomePage

from .. import queries
from ..mails import STALE, send
from ..models import EditorialPage, Translation
from .spaces import NotYours

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: What a translation does not take over: it has dates of its own.
OWN_FIELDS = ["review_on", "reminded_on"]


class NotTranslatable(Exception):
    """The page is not a French page of the portal, or the language is not one that the portal speaks."""


@transaction.atomic
def begin_translation(
    *, page: EditorialPage, language: str, with_below: bool = False, by: User | None, at: datetime
) -> EditorialPage:
    """A draft of `page` in `language`, in French until somebody writes it; with the pages below when `with_below`.

    The pages above that have no translation get their draft too, and the language its front page. What is there already
    stays as it is. `by` is None for the machine. Raises NotTranslatable, NotYours.
    """
    if by is not None and not queries.looks_after_portal(by, at=at):
        raise NotYours
    known = language in dict(settings.LANGUAGES) and language != settings.LANGUAGE_CODE
    # One after the other: two at once would make two drafts. The front is locked, as for every change of the top.
    front = HomePage.objects.select_for_update(of=("self",)).order_by("path").first()
    above = [each.specific for each in page.get_ancestors().filter(depth__gt=2)]
    written = [*above, page.specific]
    if not known or front is None or not all(map(_is_translatable, written)):
        raise NotTranslatable
    locale, _made = Locale.objects.get_or_create(language_code=language)
    parent = _front_in(front, locale, by=by)
    for each in written:
        parent = _in_language(each, locale, parent, by=by, at=at)
    if with_below:
        _below(page, locale, parent, by=by, at=at)
    return parent


def _is_translatable(page: object) -> bool:
    return isinstance(page, EditorialPage) and page.is_of_portal and page.language == settings.LANGUAGE_CODE


def _front_in(front: HomePage, locale: Locale, *, by: User | None) -> HomePage:
    """The front page of a language, made when its first page is begun. It shows nothing before a page is published."""
    found = HomePage.objects.filter(translation_key=front.translation_key, locale=locale).first()
    if found is not None:
        return found
    made: HomePage = front.copy_for_translation(locale)
    with language_of_thread.override(locale.language_code):
        made.title = made.draft_title = _("Accueil")
    # Who may begin a translation was asked above.
    made.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    standing = WorkflowPage.objects.filter(page=front.pk).first()
    if standing is not None:
        WorkflowPage.objects.get_or_create(page=made.page_ptr, defaults={"workflow": standing.workflow})
    return made


def _in_language(
    page: EditorialPage, locale: Locale, parent: HomePage | EditorialPage, *, by: User | None, at: datetime
) -> EditorialPage:
    found = page.get_translation_or_none(locale)
    if found is not None:
        return found
    newest = page if page.live else page.get_latest_revision_as_object()
    # The node as it is now: `numchild` of the instance is not.
    parent = type(parent).objects.get(pk=parent.pk)
    made: EditorialPage = newest.copy(
        to=parent,
        update_attrs={"locale": locale, "slug": find_available_slug(parent, page.slug), "owner": by},
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=False,
        exclude_fields=OWN_FIELDS,
        log_action="wagtail.copy_for_translation",
    )
    Translation.objects.create(
        page=made.editorialpage_ptr,
        source=page.editorialpage_ptr,
        made_at=at,
        compared_with=page.last_published_at or at,
        compared_at=at,
        compared_by=by,
    )
    journal.record(
        "pages.translation_begun",
        target=page,
        by=by,
        at=at,
        organisation=queries.owner_of(page),
        data={"language": locale.language_code},
    )
    return made


def _below(page: EditorialPage, locale: Locale, parent: EditorialPage, *, by: User | None, at: datetime) -> None:
    for child in EditorialPage.objects.child_of(page).order_by("path").specific():
        made = _in_language(child, locale, parent, by=by, at=at)
        _below(child, locale, made, by=by, at=at)


@transaction.atomic
def confirm_translation(*, translation: Translation, by: User, at: datetime) -> Translation:
    """Note that the translation says what the French page says today. Raises NotYours."""
    translation = (
        Translation.objects.select_for_update(of=("self",)).select_related("page", "source").get(pk=translation.pk)
    )
    if not queries.looks_after_portal(by, at=at):
        raise NotYours
    translation.compared_with = translation.source.last_published_at or at
    translation.compared_at, translation.compared_by = at, by
    translation.save(update_fields=["compared_with", "compared_at", "compared_by"])
    journal.record(
        "pages.translation_confirmed",
        target=translation.page,
        by=by,
        at=at,
        organisation=queries.owner_of(translation.page),
    )
    return translation


def remind_of_translations(*, at: datetime) -> int:
    """One mail for each translation whose French page changed, to those who look after it; gives how many."""
    stale = Translation.objects.stale().not_reminded().values_list("pk", flat=True)
    return sum(_remind(pk, at=at) for pk in list(stale))


@transaction.atomic
def _remind(pk: int, *, at: datetime) -> int:
    rows = Translation.objects.select_for_update(of=("self",)).stale().not_reminded()
    found = rows.filter(pk=pk).select_related("page", "source").first()
    if found is None:
        return 0
    send(STALE, page=found.page, to=queries.keepers_of(found.page, at=at), by=None, comment="")
    found.reminded_of = found.source.last_published_at
    found.save(update_fields=["reminded_of"])
    return 1
