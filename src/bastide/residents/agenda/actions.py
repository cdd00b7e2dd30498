"""Writing in the agenda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from bastide.core.journal import actions as journal
from bastide.core.search import actions as search
from bastide.core.territory.models import Organisation
from bastide.core.workspace import actions as workspace
from bastide.kit.http.pages import purge

from . import queries
from .models import Event, EventDate, EventPlace, EventShare
from .recurrence import bounded, rule_of

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

SOURCE = "agenda"


class NotShown(Exception):
    """Only what its own body has published can be shown by another."""


@transaction.atomic
def save_event(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    thing: Event | None = None,
    version: int | None = None,
) -> Event:
    """Keep a draft, or change it, with its places and dates.

    `values`: title, text, category, starts_at, ends_at, is_all_day, repeats (a `Repeats`) or rule (RRULE),
    repeats_until, places ((name, address, commune), …). Raises OutsideReach, ChangedMeanwhile, UnusableRule.
    """
    said = dict(values)
    places = said.pop("places", None)
    starts_at = said.get("starts_at")
    if "rule" not in said and starts_at is not None:
        said["rule"] = rule_of(said.get("repeats", ""), starts_at)
    dates = bounded(starts_at, said.get("rule", ""), said.get("repeats_until")) if starts_at is not None else None
    if dates is not None:
        said |= {"repeats_until": dates.until, "is_cut": dates.is_cut}
    saved = workspace.save_thing(
        model=Event,
        organisation=organisation,
        values=said,
        by=by,
        at=at,
        thing=thing,
        version=version,
    )
    if places is not None:
        _set_places(saved, places)
    _set_dates(saved, dates.starts if dates is not None else [])
    _show(saved, at)
    return saved


def _set_places(event: Event, places: Sequence[tuple[str, str, Any]]) -> None:
    event.places.all().delete()
    EventPlace.objects.bulk_create(
        EventPlace(event=event, order=order, name=name, address=address, commune=commune)
        for order, (name, address, commune) in enumerate(places)
        if name or address or commune
    )


def _set_dates(event: Event, starts: Sequence[datetime]) -> None:
    """Make the rows agree with the rule; exceptions stay on the dates that are still planned."""
    lasts = max((event.ends_at or starts[0]) - starts[0], timedelta()) if starts and event.starts_at else timedelta()
    kept = {row.planned_at: row for row in event.dates.filter(planned_at__in=list(starts), is_exception=True)}
    event.dates.exclude(pk__in=[row.pk for row in kept.values()]).delete()
    EventDate.objects.bulk_create(
        [
            EventDate(event=event, planned_at=start, starts_at=start, ends_at=start + lasts)
            for start in starts
            if start not in kept
        ],
        batch_size=200,
    )
    _note_the_end(event)


def _note_the_end(event: Event) -> None:
    ends = event.dates.order_by("-ends_at").values_list("ends_at", flat=True).first()
    Event.objects.filter(pk=event.pk).update(last_ends_at=ends)
    event.last_ends_at = ends


@transaction.atomic
def publish(*, thing: Event, by: User, at: datetime) -> Event:
    """Raises NotReady when a title or a date is missing, or when all of it is over; OutsideReach."""
    thing = workspace.held(model=Event, pk=thing.pk, by=by, at=at)
    if not thing.title:
        raise workspace.NotReady(_("Il manque un titre."), field="title")
    if thing.starts_at is None:
        raise workspace.NotReady(_("Il manque le jour et l’heure."), field="starts_at")
    if thing.last_ends_at is not None and thing.last_ends_at < at - timedelta(days=1):
        raise workspace.NotReady(
            _("Toutes ses dates sont passées : personne ne pourrait s’y rendre."), field="starts_at"
        )
    thing = workspace.publish_thing(thing=thing, by=by, at=at, verb="event.published")
    _show(thing, at)
    return thing


@transaction.atomic
def withdraw(*, thing: Event, by: User, at: datetime) -> Event:
    """Raises OutsideReach."""
    thing = workspace.withdraw_thing(thing=thing, by=by, at=at, verb="event.withdrawn")
    _show(thing, at)
    return thing


@transaction.atomic
def discard(*, thing: Event, by: User, at: datetime) -> None:
    """Raises OutsideReach, StillShown."""
    key, organisation = str(thing.pk), thing.organisation
    workspace.discard_thing(thing=thing, by=by, at=at, verb="event.discarded")
    _fill(organisation, at)
    search.reindex(source=SOURCE, key=key)


@transaction.atomic
def except_date(
    *,
    event: Event,
    date: EventDate,
    by: User,
    at: datetime,
    is_cancelled: bool = False,
    starts_at: datetime | None = None,
    note: str = "",
) -> EventDate:
    """Cancel one date, move it, or say something of it; with none of these it is again as the rule says.

    Raises OutsideReach.
    """
    event = workspace.held(model=Event, pk=event.pk, by=by, at=at)
    date = event.dates.get(pk=date.pk)
    lasts = date.ends_at - date.starts_at
    date.is_cancelled, date.note = is_cancelled, note
    date.starts_at = starts_at or date.planned_at
    date.ends_at = date.starts_at + lasts
    date.is_exception = is_cancelled or bool(note) or date.starts_at != date.planned_at
    date.save()
    _note_the_end(event)
    verb = "event.date_cancelled" if is_cancelled else "event.date_changed"
    journal.record(verb, target=date, by=by, at=at, organisation=event.organisation)
    _show(event, at)
    return date


@transaction.atomic
def share_event(*, event: Event, organisation: Organisation, by: User, at: datetime) -> EventShare:
    """Show another body's event on the pages of `organisation`; twice is once. Raises OutsideReach, NotShown."""
    if not Organisation.objects.managed_by(by, at=at).filter(pk=organisation.pk).exists():
        raise workspace.OutsideReach
    if event.organisation_id == organisation.pk or not Event.objects.showing(at).filter(pk=event.pk).exists():
        raise NotShown
    share, is_new = EventShare.objects.get_or_create(
        event=event, organisation=organisation, defaults={"shared_by": by, "shared_at": at}
    )
    if is_new:
        _fill(organisation, at)
        purge(f"agenda:{organisation.pk}", f"organisation:{organisation.pk}", f"event:{event.pk}")
        journal.record("event.shared", target=event, by=by, at=at, organisation=organisation)
    return share


@transaction.atomic
def unshare_event(*, event: Event, organisation: Organisation, by: User, at: datetime) -> None:
    """Show it no more; twice changes nothing. Raises OutsideReach."""
    if not Organisation.objects.managed_by(by, at=at).filter(pk=organisation.pk).exists():
        raise workspace.OutsideReach
    gone, _counted = EventShare.objects.filter(event=event, organisation=organisation).delete()
    if gone:
        _fill(organisation, at)
        purge(f"agenda:{organisation.pk}", f"organisation:{organisation.pk}", f"event:{event.pk}")
        journal.record("event.unshared", target=event, by=by, at=at, organisation=organisation)


@transaction.atomic
def forget_past(*, since: datetime, at: datetime) -> int:
    """Take what ended between `since` and `at` out of the search, and fill the windows it stood in; gives how many
    events are over for good.
    """
    ended = EventDate.objects.filter(ends_at__gt=since, ends_at__lte=at).values("event")
    bodies = Organisation.objects.filter(
        models.Q(agenda_event_set__in=ended) | models.Q(event_shares__event__in=ended)
    ).distinct()
    for organisation in bodies:
        _fill(organisation, at)
    over = Event.objects.filter(last_ends_at__gt=since, last_ends_at__lte=at).order_by("pk")
    for event in over:
        search.reindex(source=SOURCE, key=str(event.pk))
    return len(over)


def _fill(organisation: Organisation, at: datetime) -> None:
    workspace.fill_window(organisation=organisation, name="agenda", lines=queries.window_of(organisation, at))


def _show(event: Event, at: datetime) -> None:
    """Fresh pages wherever the event shows, and a fresh index, once the change is committed."""
    bodies = [event.organisation_id, *event.shares.values_list("organisation", flat=True)]
    for organisation in Organisation.objects.filter(pk__in=bodies):
        _fill(organisation, at)
    purge(
        f"event:{event.pk}",
        f"agenda-of:{event.organisation.territory_id}",
        *(f"agenda:{pk}" for pk in bodies),
        *(f"organisation:{pk}" for pk in bodies),
    )
    search.reindex(source=SOURCE, key=str(event.pk))


@transaction.atomic
def show_all(*, organisation: Organisation, at: datetime) -> None:
    """Make again what is derived from all events of a body, when they were put back at once."""
    for event in Event.objects.of_organisation(organisation):
        _show(event, at)
