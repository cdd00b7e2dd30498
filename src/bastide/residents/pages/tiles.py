"""What waits for the people of a body: pages that somebody proposed, pages to read again."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation, Role
from bastide.core.workspace.registry import Task, Tile, tiles

from . import queries
from .models import Translation

KEEPERS = frozenset({Role.WEBMASTER, Role.POLE_STAFF, Role.AGENT, Role.SIGNATORY})


def proposed(organisation: Organisation, user: User, at: datetime) -> Task | None:
    count = queries.waiting_for(user, organisation).count()
    if not count:
        return None
    words = ngettext("page proposée, à relire", "pages proposées, à relire", count)
    return Task(count, words, "", reverse("pages_space:pages", args=[organisation.slug]), str(_("Relire")), "waiting")


def to_review(organisation: Organisation, user: User, at: datetime) -> Task | None:
    count = queries.pages_to_review(organisation, at).count()
    if not count:
        return None
    words = ngettext("page à vérifier", "pages à vérifier", count)
    detail = str(_("sa date de relecture est passée"))
    return Task(count, words, detail, reverse("pages_space:pages", args=[organisation.slug]), str(_("Vérifier")))


def translations(organisation: Organisation, user: User, at: datetime) -> Task | None:
    """Only the pôle's: the pages of bodies are not translated."""
    if organisation.kind != Organisation.Kind.POLE:
        return None
    count = Translation.objects.managed_by(user, at=at).stale().count()
    if not count:
        return None
    words = ngettext("traduction à revoir", "traductions à revoir", count)
    detail = str(_("la page française a changé"))
    return Task(count, words, detail, reverse("pages_space:translations", args=[organisation.slug]), str(_("Comparer")))


tiles.plug("pages.translations", Tile(_("Traductions à revoir"), frozenset({Role.POLE_STAFF}), translations))
tiles.plug("pages.proposed", Tile(_("Pages proposées"), frozenset({Role.WEBMASTER, Role.POLE_STAFF}), proposed))
tiles.plug("pages.review", Tile(_("Pages à vérifier"), KEEPERS, to_review))
