"""Keeping pictures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db import transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from ..inspection.base import CheckedFile
from ..models import Licence, MediaImage
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


class Pictured(Protocol):
    """Something that a body writes and that one picture goes with."""

    organisation: Any
    picture: Any
    picture_words: str

    def save(self, *, update_fields: list[str]) -> None: ...


def rights_of(*, organisation: Organisation, is_ours: bool, author: str, licence: str, people: str) -> dict[str, str]:
    """What is said of a picture: taken by the body itself it is open, else who took it and its licence are told."""
    people = people or str(MediaImage.People.NONE)
    if is_ours:
        return {"author": organisation.name, "licence": str(Licence.ETALAB), "people": people}
    return {"author": author, "licence": licence, "people": people}


@transaction.atomic
def set_picture(
    *, thing: Pictured, file: CheckedFile | None, takes_away: bool, rights: Mapping[str, str], by: User, at: datetime
) -> None:
    """Give `thing` another picture, take its picture away, or change what is said of it. Raises NotOurs."""
    if file is not None:
        thing.picture = keep_picture(
            organisation=thing.organisation,
            file=file,
            title=thing.picture_words or str(thing),
            by=by,
            at=at,
            author=rights["author"],
            licence=rights["licence"],
            people=rights["people"],
        )
        thing.save(update_fields=["picture"])
    elif takes_away:
        thing.picture = None
        thing.save(update_fields=["picture"])
    elif thing.picture is not None and any(getattr(thing.picture, name) != value for name, value in rights.items()):
        describe_picture(image=thing.picture, by=by, at=at, **rights)


def _not_later(day: date | None, at: datetime) -> date | None:
    """A camera whose clock runs ahead tells nothing."""
    return day if day is not None and day <= at.date() else None
