"""Keeping pictures."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from ..inspection.base import CheckedFile
from ..models import MediaImage
from .collections import collection_of

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


class NotOurs(Exception):
    """The body is not one for which the person may keep a picture or a document."""


class LicenceMissing(Exception):
    """A picture without licence, or of somebody who did not agree, is shown to nobody."""


class StillPublishable(Exception):
    """The picture has a licence: pages may show it, so that it is not erased behind them."""


@transaction.atomic
def keep_picture(
    *,
    organisation: Organisation,
    file: CheckedFile,
    title: str,
    by: User,
    at: datetime,
    author: str = "",
    credit: str = "",
    licence: str = "",
    people: str = MediaImage.People.NONE,
    place: str = "",
    keeps_position: bool = False,
) -> MediaImage:
    """Keep a picture that passed the inspection, among those of `organisation`.

    Where it was taken is kept only with `keeps_position`, and never in the file. Raises NotOurs.
    """
    if not Organisation.objects.managed_by(by, at=at).filter(pk=organisation.pk).exists():
        raise NotOurs
    seen = file.checked.seen
    lon, lat = seen.position if keeps_position and seen.position else (None, None)
    image = MediaImage(
        title=title[:255] or str(file.name),
        file=file,
        collection=collection_of(organisation=organisation),
        uploaded_by_user=by,
        author=author,
        credit=credit,
        licence=licence,
        people=people,
        place=place,
        taken_on=_not_later(seen.taken_on, at),
        lon=lon,
        lat=lat,
    )
    image._set_image_file_metadata()
    image.save()
    journal.record("media.picture_kept", target=image, by=by, at=at, organisation=organisation)
    return image


@transaction.atomic
def describe_picture(*, image: MediaImage, by: User, at: datetime, **said: str) -> MediaImage:
    """Change what is said of a picture: author, credit, licence, people, place. Raises NotOurs."""
    if not MediaImage.objects.managed_by(by, at=at).filter(pk=image.pk).exists():
        raise NotOurs
    for name, value in said.items():
        setattr(image, name, value)
    image.save(update_fields=list(said))
    journal.record("media.picture_described", target=image, by=by, at=at)
    return image


@transaction.atomic
def keep_offered_picture(*, organisation: Organisation, file: CheckedFile, title: str, at: datetime) -> MediaImage:
    """Keep a picture that somebody without an account offers to `organisation`: without a licence, shown to nobody.

    Whoever accepts it says author, licence and people by `describe_picture`; else `forget_picture`.
    """
    image = MediaImage(
        title=title[:255] or str(file.name), file=file, collection=collection_of(organisation=organisation)
    )
    image._set_image_file_metadata()
    image.save()
    journal.record("media.picture_offered", target=image, by=None, at=at, organisation=organisation)
    return image


@transaction.atomic
def forget_picture(*, image: MediaImage, organisation: Organisation, by: User | None, at: datetime) -> None:
    """Erase a picture that was offered and that nobody ever could see, its file too. Raises StillPublishable."""
    if image.is_publishable:
        raise StillPublishable
    journal.record("media.picture_forgotten", target=image, by=by, at=at, organisation=organisation)
    image.delete()


def _not_later(day: date | None, at: datetime) -> date | None:
    """A camera whose clock runs ahead tells nothing."""
    return day if day is not None and day <= at.date() else None
