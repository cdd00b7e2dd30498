"""After a page changed: which public pages no longer hold, and to which body pages belong after a move."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page

from bastide.core.search import actions as index
from bastide.kit.http.pages import purge
from bastide.residents.portal.registry import FRONT_TAG

from ..models import BodyRoot, EditorialPage, ReportagePage
from ..models.editorial import SECTION_DEPTH, below_tag, languages_tag, name_tag, page_tag
from ..models.reportage import REPORTAGES_TAG


@transaction.atomic
def take_back(*, page: Page) -> None:
    """Purge exactly what shows `page`: itself, what names it, and the list above it; and find it again."""
    above = page.get_parent()
    tags = [page_tag(page.pk), languages_tag(page.translation_key)]
    if above is not None:
        tags.append(below_tag(above.pk))
        kind = above.specific_class
        if kind is BodyRoot:
            tags.append(f"organisation:{above.specific.organisation_id}")
        elif page.depth == SECTION_DEPTH:
            tags.append(FRONT_TAG)
    if page.specific_class is ReportagePage:
        tags.append(REPORTAGES_TAG)
    purge(*tags)
    if issubclass(page.specific_class or Page, EditorialPage):
        index.reindex(source="pages", key=str(page.pk))


@transaction.atomic
def take_back_names(*, page: Page) -> None:
    """Purge what names `page`: the pages below say where they stand."""
    purge(name_tag(page.pk))


@transaction.atomic
def after_move(*, page: Page, before: Page) -> None:
    """Give every page that moved to the body it stands under now, and purge both places."""
    body = BodyRoot.objects.ancestor_of(page).values_list("organisation_id", flat=True).first()
    moved = EditorialPage.objects.descendant_of(page, inclusive=True)
    moved.update(of_body=body)
    purge(below_tag(before.pk), name_tag(page.pk))
    for each in moved.select_related("content_type"):
        take_back(page=each)
