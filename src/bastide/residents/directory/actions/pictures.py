"""Pictures of a place: added by people of the town hall or of the pôle, offered by the place itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from bastide.core.journal import actions as journal
from bastide.core.media import actions as media
from bastide.core.media.screens import CheckedFile

from .. import writing
from ..models import KeeperLink, Place, PlacePicture, Proposal

#: More pictures of one place are an album, which has its own pages.
MOST_PICTURES = 6


class TooManyPictures(Exception):
    """The record has as many pictures as one may have."""


@transaction.atomic
def add_picture(
    *,
    place: Place,
    file: CheckedFile,
    description: str,
    rights: Mapping[str, str],
    by: AbstractBaseUser,
    at: datetime,
) -> PlacePicture:
    """Show a picture on a record, behind those it has. `rights`: author, licence, people.

    Raises TooManyPictures, LicenceMissing, and NotOurs for a body that the person does not work for.
    """
    place = _with_room(place)
    image = media.keep_picture(
        organisation=place.organisation,
        file=file,
        title=description,
        by=cast(Any, by),
        at=at,
        **cast("dict[str, Any]", rights),
    )
    return _shown(place, image, description, by, at)


@transaction.atomic
def remove_picture(*, picture: PlacePicture, by: AbstractBaseUser, at: datetime) -> Place:
    """Show it there no more; it stays among the pictures of the body."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=picture.place_id)
    picture.delete()
    writing.settle(place, at)
    writing.show_again([place])
    journal.record("directory.picture_removed", target=place, by=by, at=at, organisation=place.organisation)
    return place


@transaction.atomic
def offer_picture(
    *, link: KeeperLink, file: CheckedFile, description: str, rights: Mapping[str, str], at: datetime
) -> Proposal:
    """The place sends a picture of itself: nobody sees it before the body that keeps the record has looked.

    One that waits is enough: another takes its place. Raises TooManyPictures.
    """
    place = _with_room(link.place)
    waiting = Proposal.objects.filter(place=place, kind=Proposal.Kind.PICTURE, state=Proposal.State.WAITING)
    for before in waiting.select_related("image"):
        _forget(before, None, at)
        before.state, before.decided_at = Proposal.State.OBSOLETE, at
        before.save(update_fields=["state", "decided_at"])
    asked = Proposal.objects.create(
        organisation=place.organisation,
        kind=Proposal.Kind.PICTURE,
        place=place,
        image=media.keep_offered_picture(organisation=place.organisation, file=file, title=description, at=at),
        record={"description": description, **rights},
        email=link.email,
        made_at=at,
    )
    KeeperLink.objects.filter(pk=link.pk).update(used_at=at)
    journal.record("directory.picture_offered", target=place, by=None, at=at, organisation=place.organisation)
    return asked


@transaction.atomic
def show_offered(*, proposal: Proposal, by: AbstractBaseUser, at: datetime) -> Place:
    """Publish a picture that the place sent, with what it said of it. Raises TooManyPictures, LicenceMissing."""
    assert proposal.place is not None
    place, told = _with_room(proposal.place), dict(proposal.record or {})
    if proposal.image is None:
        # Somebody erased it from the library meanwhile.
        return place
    description = str(told.pop("description", ""))
    image = media.describe_picture(image=proposal.image, by=cast(Any, by), at=at, **told)
    _shown(place, image, description, by, at)
    return place


@transaction.atomic
def forget_offered(*, proposal: Proposal, by: AbstractBaseUser | None, at: datetime) -> None:
    """Erase a picture that was not wanted."""
    _forget(proposal, by, at)


def _with_room(place: Place) -> Place:
    place = Place.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=place.pk)
    if place.pictures.count() >= MOST_PICTURES:
        raise TooManyPictures
    return place


def _shown(place: Place, image: Any, description: str, by: AbstractBaseUser, at: datetime) -> PlacePicture:
    if not image.is_publishable:
        raise media.LicenceMissing
    last = place.pictures.aggregate(last=Max("order"))["last"]
    picture = PlacePicture.objects.create(
        place=place, image=image, description=description, order=0 if last is None else last + 1
    )
    writing.settle(place, at)
    writing.show_again([place])
    journal.record("directory.picture_added", target=place, by=by, at=at, organisation=place.organisation)
    return picture


def _forget(proposal: Proposal, by: AbstractBaseUser | None, at: datetime) -> None:
    if proposal.image is not None and not proposal.image.is_publishable:
        media.forget_picture(image=proposal.image, organisation=proposal.organisation, by=cast(Any, by), at=at)
        proposal.image = None
