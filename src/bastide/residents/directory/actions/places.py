"""What people of a town hall or of the pôle do with a place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from .. import authority, values, writing
from ..models import TOWN_HALL, Place, PlaceChange, PlaceSource


class NotPublishable(Exception):
    """The record lacks what a visitor needs to use it at all."""


class AlreadyUndone(Exception):
    """The change was taken back before, or something else was changed in the same field since."""


@transaction.atomic
def create_place(
    *,
    organisation: Organisation,
    told: Mapping[str, Any],
    by: AbstractBaseUser | None,
    at: datetime,
    source: PlaceSource | None = None,
    publish: bool = True,
    keeper_email: str = "",
) -> Place:
    """A new record kept by `organisation`. Raises UnusableValue when one of its values cannot be."""
    source = source or local_source()
    told = {"name": "", "category": "", **told}
    cleaned = {field: values.clean(field, value) for field, value in told.items()}
    _refuse_anothers_town_hall(organisation, cleaned["category"], cleaned.get("insee_code"))
    day = timezone.localdate(at)
    place = Place(
        organisation=organisation,
        source=source,
        source_on=day,
        slug=writing.free_slug(cleaned["name"], str(cleaned.get("city") or "")),
        status=Place.Status.PUBLISHED if publish else Place.Status.DRAFT,
        published_on=day if publish else None,
        confirmed_on=day,
        keeper_email=keeper_email,
    )
    writing.write(place, cleaned, None, at)
    writing.show_again([place])
    _record("directory.place_created", place, by, at)
    return place


@transaction.atomic
def edit_place(
    *,
    place: Place,
    told: Mapping[str, Any],
    by: AbstractBaseUser | None,
    at: datetime,
    source: PlaceSource | None = None,
) -> PlaceChange | None:
    """Correct fields of a record; a later import never overwrites them. None when all of it was so already.

    `source` is who said it, when it was not the person who writes. Raises UnusableValue.
    """
    place = Place.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=place.pk)
    cleaned = {field: values.clean(field, value) for field, value in told.items()}
    fields = values.changed_fields(place, cleaned)
    if {"category", "insee_code"} & set(fields):
        after = {"category": place.category, "insee_code": place.insee_code, **cleaned}
        _refuse_anothers_town_hall(place.organisation, after["category"], after["insee_code"])
    day = timezone.localdate(at)
    if not fields:
        if place.confirmed_on != day:
            place.confirmed_on = day
            place.save(update_fields=["confirmed_on"])
        return None
    before, origins = writing.before_and_origins(place, fields)
    change = PlaceChange.objects.create(
        place=place, made_at=at, made_by=cast(Any, by), before=before, origins_before=origins
    )
    place.confirmed_on = day
    line = writing.origin((source or local_source()).slug, day, by=by.pk if by else None, ours=True)
    writing.write(place, {field: cleaned[field] for field in fields}, line, at)
    writing.show_again([place])
    _record("directory.place_edited", place, by, at, fields=fields)
    return change


@transaction.atomic
def undo_change(*, change: PlaceChange, by: AbstractBaseUser | None, at: datetime) -> Place:
    """Show again what stood before one gesture, each value with its origin.

    Raises AlreadyUndone, also when a later gesture touched one of the same fields.
    """
    place = Place.objects.select_for_update(of=("self",)).get(pk=change.place_id)
    change = PlaceChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    later = place.changes.filter(pk__gt=change.pk, undone_at__isnull=True)
    if change.undone_at is not None or any(set(each.before) & set(change.before) for each in later):
        raise AlreadyUndone
    change.undone_at = at
    change.save(update_fields=["undone_at"])
    writing.write(place, change.before, None, at)
    place.provenance.update({field: line for field, line in change.origins_before.items() if line is not None})
    place.save(update_fields=["provenance"])
    writing.show_again([place])
    _record("directory.change_undone", place, by, at, fields=list(change.before))
    return place


@transaction.atomic
def publish_place(*, place: Place, by: AbstractBaseUser | None, at: datetime) -> Place:
    """Show a record to everybody. Raises NotPublishable without a way to find the place or to reach it."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if not (place.has_point or place.address or place.insee_code or place.phones):
        raise NotPublishable
    place.status = Place.Status.PUBLISHED
    place.published_on = place.published_on or timezone.localdate(at)
    writing.settle(place, at)
    writing.show_again([place])
    _record("directory.place_published", place, by, at)
    return place


@transaction.atomic
def withdraw_place(*, place: Place, by: AbstractBaseUser | None, at: datetime) -> Place:
    """Show a record to nobody any more; it is kept, and an import does not bring it back."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    place.status = Place.Status.WITHDRAWN
    writing.settle(place, at)
    writing.show_again([place])
    _record("directory.place_withdrawn", place, by, at)
    return place


@transaction.atomic
def confirm_place(*, place: Place, by: AbstractBaseUser | None, at: datetime) -> Place:
    """Somebody who knows says that the record is still right."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    place.confirmed_on = timezone.localdate(at)
    writing.settle(place, at)
    writing.show_again([place])
    _record("directory.place_confirmed", place, by, at)
    return place


def _refuse_anothers_town_hall(organisation: Organisation, category: Any, insee_code: Any) -> None:
    """Raises UnusableValue: residents would call a number that the town hall of the commune never gave."""
    if category == TOWN_HALL and authority.is_anothers_town_hall(
        authority.codes_of(organisation), category, insee_code
    ):
        raise values.UnusableValue(_("Seule la commune elle-même, ou le pôle, tient la fiche de sa mairie."))


def local_source() -> PlaceSource:
    """What people of the territory type themselves."""
    source, _new = PlaceSource.objects.get_or_create(
        slug="saisie", defaults={"kind": PlaceSource.Kind.LOCAL, "title": "Saisi sur le portail"}
    )
    return source


def _record(
    verb: str, place: Place, by: AbstractBaseUser | None, at: datetime, *, fields: list[str] | None = None
) -> None:
    data = {"fields": values.labels_of(fields)} if fields is not None else {}
    journal.record(verb, target=place, by=by, at=at, organisation=place.organisation, data=data)
