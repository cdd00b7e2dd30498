"""What waits for somebody in the directory: proposals to read, records nobody confirmed for a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bastide.core.accounts.models import Role, User
from bastide.core.territory.models import Organisation
from bastide.core.workspace.registry import Task, Tile, tiles

from . import space

KEEPERS = frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF})
#: A visitor who said that something is wrong expects it to be read within a week.
ANSWERED_WITHIN = timedelta(days=7)


def proposals(organisation: Organisation, user: User, at: datetime) -> Task | None:
    waiting = space.proposals_of(organisation, user)
    if not (count := waiting.count()):
        return None
    oldest = waiting.order_by("made_at").values_list("made_at", flat=True).first() or at
    due_at = oldest + ANSWERED_WITHIN
    return Task(
        count=count,
        sentence=ngettext("proposition pour l’annuaire", "propositions pour l’annuaire", count),
        detail=_("Erreurs signalées, corrections des lieux, autres sources."),
        url=reverse("directory:proposals", args=[organisation.slug]),
        button=_("Lire"),
        tone="late" if due_at < at else "waiting",
        due_at=due_at,
    )


def stale(organisation: Organisation, user: User, at: datetime) -> Task | None:
    count = space.concerned(space.places_of(organisation, user), "stale", at).count()
    if not count:
        return None
    return Task(
        count=count,
        sentence=ngettext("fiche de l’annuaire est à confirmer", "fiches de l’annuaire sont à confirmer", count),
        detail=_("Personne ne les a vérifiées depuis le %(day)s.")
        % {"day": (timezone.localdate(at) - timedelta(days=365)).strftime("%d/%m/%Y")},
        url=f"{reverse('directory:space_places', args=[organisation.slug])}?etat=stale",
        button=_("Vérifier"),
    )


tiles.plug("directory.proposals", Tile(gettext_lazy("Propositions pour l’annuaire"), KEEPERS, proposals))
tiles.plug("directory.stale", Tile(gettext_lazy("Fiches à confirmer"), KEEPERS, stale))
