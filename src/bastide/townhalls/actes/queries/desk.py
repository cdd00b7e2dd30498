"""What waits in a body, and what waits for the pôle."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation

from ..deadlines import WEEK
from ..models import Acte, InboundMessage, Nature, RegisterEntry, Seance, Transaction, TransmissionSettings

#: From this day after its signature on, an individual decision that did not leave is shown.
PRESSING_DAYS = 8
#: More of one kind is not counted: nobody reads « 400 actes à publier » otherwise than « 200 ».
MOST_WAITING = 200


class Desk:
    """What waits in one body, read in four queries whatever the number of tiles that ask."""

    def __init__(self, organisation: Organisation, at: datetime) -> None:
        self.organisation, self.at = organisation, at

    @cached_property
    def settings(self) -> TransmissionSettings | None:
        return TransmissionSettings.objects.filter(organisation=self.organisation).first()

    @cached_property
    def actes(self) -> list[Acte]:
        """Those of which somebody must do something, the oldest first."""
        states_of = Acte.State
        unpublished = models.Q(state__in=(states_of.RECEIVED, states_of.KEPT), register_entry=None)
        hours = self.settings.late_hours if self.settings else 24
        silent = models.Q(state=states_of.SENDING, transmitted_at__lte=self.at - timedelta(hours=hours))
        waiting = models.Q(state__in=(states_of.READY, states_of.FAILED))
        # An individual decision leaves within fifteen days: it is shown while it is still being prepared.
        pressing = models.Q(
            state=states_of.DRAFT,
            nature=Nature.INDIVIDUAL,
            decided_on__lte=timezone.localdate(self.at) - timedelta(days=PRESSING_DAYS),
        )
        real = Acte.objects.real().of_organisation(self.organisation)
        found = real.filter(waiting | silent | unpublished | pressing)
        return list(found.order_by("created_at", "pk")[:MOST_WAITING])

    def in_state(self, *wanted: str) -> list[Acte]:
        return [acte for acte in self.actes if acte.state in wanted]

    @cached_property
    def exchanges(self) -> list[Transaction]:
        """Letters that nobody read, and sendings of which nobody can say whether they arrived."""
        found = Transaction.objects.unread() | Transaction.objects.stuck()
        found = found.filter(organisation=self.organisation)
        found = found.exclude(acte__is_training=True)
        return list(found.select_related("acte").order_by("created_at", "pk")[:MOST_WAITING])

    @cached_property
    def late_lists(self) -> list[Seance]:
        """Meetings whose list of deliberations examined is not published, the most urgent first."""
        found = (
            Seance.objects.filter(organisation=self.organisation, held_on__lte=timezone.localdate(self.at))
            .exclude(register_entries__kind=RegisterEntry.Kind.EXAMINED, register_entries__withdrawn_at__isnull=True)
            .order_by("held_on")
        )
        return list(found[:MOST_WAITING])

    @cached_property
    def unpublished_minutes(self) -> list[tuple[Seance, date]]:
        """Meetings whose minutes are not published although they are due, with the day; the most urgent first.

        Minutes are approved at the beginning of the next meeting, and published within the week that follows.
        Source: CGCT, art. L2121-15 (read 2026-11).
        """
        today = timezone.localdate(self.at)
        held = Seance.objects.filter(organisation=self.organisation, held_on__lte=today).annotate(
            is_published=models.Exists(
                RegisterEntry.objects.filter(
                    seance=models.OuterRef("pk"), kind=RegisterEntry.Kind.MINUTES, withdrawn_at=None
                )
            )
        )
        waiting: list[tuple[Seance, date]] = []
        next_of: dict[str, date] = {}
        for seance in held.order_by("-held_on", "-pk")[:MOST_WAITING]:
            approved_on = seance.minutes_approved_on or next_of.get(seance.body)
            if approved_on is not None and not vars(seance)["is_published"]:
                waiting.append((seance, approved_on + WEEK))
            next_of[seance.body] = seance.held_on
        return sorted(waiting, key=lambda found: found[1])

    @cached_property
    def exercises(self) -> list[Acte]:
        """Exercises under way."""
        found = Acte.objects.exercises().of_organisation(self.organisation).standing()
        done = (Acte.State.RECEIVED, Acte.State.KEPT, Acte.State.CANCELLED)
        return list(found.exclude(state__in=done).order_by("-created_at", "-pk")[:MOST_WAITING])


def desk_of(organisation: Organisation, at: datetime) -> Desk:
    """The desk of a body, read once for all tiles of one page: it stays with the body that the page was given."""
    kept: Desk | None = vars(organisation).get("_actes_desk")
    if kept is None or kept.at != at:
        kept = Desk(organisation, at)
        vars(organisation)["_actes_desk"] = kept
    return kept


def quarantined(user: User, at: datetime) -> QuerySet[InboundMessage]:
    """What nobody could attach: for the pôle all of it, messages of nobody included."""
    of_territory = InboundMessage.objects.overseen_by(user, at=at)
    if not Organisation.objects.overseen_by(user, at=at).exists():
        return of_territory.none()
    return (of_territory | InboundMessage.objects.filter(organisation__isnull=True)).quarantined()


def list_due(seance: Seance) -> date:
    return seance.held_on + WEEK
