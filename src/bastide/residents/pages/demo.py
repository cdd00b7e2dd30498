"""The demonstration's pages: the sections of the portal, and those of one commune."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.core.territory.models import Organisation, PortalSettings
from bastide.kit.http.pages import purge
from bastide.kit.registry.demo import Scene, scenes
from bastide.residents.portal.models import HomePage
from bastide.residents.portal.registry import FRONT_TAG

from . import actions
from .demo_translations import INVENTED as IN_LANGUAGE
from .demo_translations import TRANSLATIONS
from .demo_words import (
    COMMUNE_DRAFT,
    COMMUNE_PAGES,
    INVENTED,
    OPPOSITION,
    REPORTAGES,
    SECTIONS,
    Block,
    PageWords,
)
from .models import EditorialPage, FreePage, OppositionPage, ReportagePage, SectionPage, Translation

#: The commune that writes pages; `core.accounts` gives it an agent and a webmaster.
COMMUNE = "24274"
#: A commune of more than 1,000 inhabitants.
LARGER_COMMUNE = "24167"


def load(say: Callable[[str], None]) -> None:
    front = HomePage.objects.first()
    if front is None or not PortalSettings.load().is_demonstration:
        say(_("Pas une démonstration : aucune page inventée."))
        return
    if SectionPage.objects.exists():
        say(_("Les pages sont déjà là."))
        return
    count = _load(front)
    say(ngettext("%(count)s page inventée.", "%(count)s pages inventées.", count) % {"count": count})


@transaction.atomic
def _load(front: HomePage) -> int:
    at = timezone.now()
    count = 0
    for slug, title, icon, introduction, blocks, pages in SECTIONS:
        section = front.add_child(
            instance=SectionPage(
                title=title, slug=slug, icon=icon, introduction=introduction, body=_body(blocks), **_published(at)
            )
        )
        count += 1 + len([_add(section, words, at) for words in pages])
    actions.ensure_review(at=at)
    root = _root_of(COMMUNE, at)
    if root is not None:
        count += len([_add(root, words, at) for words in COMMUNE_PAGES])
        _add(root, COMMUNE_DRAFT, at, live=False)
    larger = _root_of(LARGER_COMMUNE, at)
    if larger is not None:
        _add(larger, OPPOSITION, at, kind=OppositionPage)
    for section, slug, title, introduction, theme, blocks in REPORTAGES:
        parent = SectionPage.objects.filter(slug=section).first() if section else root
        if parent is not None:
            _add(parent, (slug, title, introduction, blocks), at, kind=ReportagePage, theme=theme)
    purge(FRONT_TAG)
    return count


def _root_of(insee_code: str, at: Any) -> Any:
    body = Organisation.objects.filter(commune__insee_code=insee_code, commune__type="COM").first()
    return actions.open_space(organisation=body, by=None, at=at).root if body is not None else None


def _published(at: Any) -> dict[str, Any]:
    return {"first_published_at": at, "last_published_at": at}


def _add(
    parent: Any,
    words: PageWords,
    at: Any,
    *,
    live: bool = True,
    kind: type[EditorialPage] = FreePage,
    **fields: Any,
) -> EditorialPage:
    slug, title, introduction, blocks = words
    page = kind(
        title=title,
        slug=slug,
        introduction=introduction,
        body=_body(blocks),
        live=live,
        has_unpublished_changes=not live,
        **(_published(at) if live else {}),
        **fields,
    )
    return parent.add_child(instance=page)


def load_translations(say: Callable[[str], None]) -> None:
    if not PortalSettings.load().is_demonstration:
        return
    if Translation.objects.exists():
        say(_("Les traductions sont déjà là."))
        return
    at = timezone.now()
    made = [_translate(language, slug, words, at) for language, pages in TRANSLATIONS.items() for slug, words in pages]
    count = sum(made)
    say(ngettext("%(count)s page traduite.", "%(count)s pages traduites.", count) % {"count": count})


@transaction.atomic
def _translate(language: str, of_slug: str, words: PageWords, at: Any) -> bool:
    page = EditorialPage.objects.in_language().filter(slug=of_slug, of_body=None).first()
    if page is None:
        return False
    made = actions.begin_translation(page=page.specific, language=language, by=None, at=at)
    made.slug, made.title, made.introduction, blocks = words
    made.draft_title, made.body = made.title, _body(blocks, IN_LANGUAGE[language])  # type: ignore[assignment]
    made.save_revision().publish()
    return True


def _body(blocks: list[Block], invented: Block = INVENTED) -> list[dict[str, Any]]:
    """The blocks as JSON; each has a name that stays, so that a second load makes the same page."""
    whole = [*blocks, invented]
    return [
        {"type": kind, "value": _whole(value), "id": f"demo-{place}"} for place, (kind, value) in enumerate(whole, 1)
    ]


def _whole(value: Any) -> Any:
    """Lists become the items that Wagtail stores; the cells of a table stay as they are."""
    if isinstance(value, dict):
        return {key: each if key == "table" else _whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [{"type": "item", "value": _whole(each), "id": f"demo-item-{place}"} for place, each in enumerate(value)]
    return value


scenes.plug("pages", Scene(_("Pages : rubriques et communes"), load, order=60))
scenes.plug("pages.translations", Scene(_("Pages : anglais et occitan"), load_translations, order=61))
