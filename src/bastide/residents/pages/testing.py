"""What tests of pages need besides the invented communes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from bastide.core.territory.models import Organisation
from bastide.residents.portal.testing import ensure_home_page

from . import actions
from .models import EditingSpace, EditorialPage, FreePage, SectionPage

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
TEXT = [{"type": "text", "value": "<p>Le lavoir est ouvert.</p>", "id": "bloc-1"}]


def make_space(organisation: Organisation) -> EditingSpace:
    """The space of a body, with its people's rights."""
    ensure_home_page()
    return actions.open_space(organisation=organisation, by=None, at=NOON)


def make_page(parent: Any, title: str = "La salle des fêtes", slug: str = "salle-des-fetes", **fields: Any) -> FreePage:
    """A published page of one paragraph; with `live=False` a draft."""
    page = parent.add_child(instance=FreePage(title=title, slug=slug, **{"body": TEXT, **fields}))
    page.save_revision()
    return page


def make_section(title: str = "Installez-vous", slug: str = "installez-vous", **fields: Any) -> SectionPage:
    return ensure_home_page().add_child(instance=SectionPage(title=title, slug=slug, **fields))


def make_translation(page: EditorialPage, language: str = "en", **fields: Any) -> EditorialPage:
    """A published page that says in another language what `page` says."""
    made = actions.begin_translation(page=page, language=language, by=None, at=timezone.now())
    for name, value in {"title": f"{page.title} ({language})", **fields}.items():
        setattr(made, name, value)
    made.save_revision().publish()
    made.refresh_from_db()
    return made
