"""What somebody says should change, and what is decided about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from bastide.core.journal import actions as journal

from .. import values, writing
from ..models import KeeperLink, Place, PlaceChange, PlaceSource, Proposal, Record
from . import pictures, places, reception


class AlreadyDecided(Exception):
    """Somebody decided on it before."""


class NothingProposed(Exception):
    """Everything in it is what the record says already."""


@transaction.atomic
def report_error(*, place: Place, message: str, email: str, at: datetime) -> Proposal:
    """A visitor says that something is wrong. What they typed goes with `directory.reports` (retention)."""
    asked = Proposal.objects.create(
        organisation=place.organisation,
        kind=Proposal.Kind.REPORT,
        place=place,
        message=message,
        email=email,
        made_at=at,
    )
    journal.record("directory.error_reported", target=place, by=None, at=at, organisation=place.organisation)
    return asked


@transaction.atomic
def propose_change(*, link: KeeperLink, told: Mapping[str, Any], message: str, at: datetime) -> Proposal:
    """The place itself says otherwise: it waits for the body that keeps the record.

    One open proposal a place: what is said anew replaces what was. Raises UnusableValue, NothingProposed.
    """
    place = Place.objects.select_for_update(of=("self",)).get(pk=link.place_id)
    cleaned = {field: values.clean(field, value) for field, value in told.items()}
    fields = values.changed_fields(place, cleaned)
    if not fields and not message:
        raise NothingProposed
    Proposal.objects.filter(place=place, kind=Proposal.Kind.CHANGE, state=Proposal.State.WAITING).update(
        state=Proposal.State.OBSOLETE, decided_at=at
    )
    asked = Proposal.objects.create(
        organisation=place.organisation,
        kind=Proposal.Kind.CHANGE,
        place=place,
        values={field: {"ours": values.read(place, field), "theirs": cleaned[field]} for field in fields},
        message=message,
        email=link.email,
        made_at=at,
    )
    KeeperLink.objects.filter(pk=link.pk).update(used_at=at)
    journal.record("directory.change_proposed", target=place, by=None, at=at, organisation=place.organisation)
    return asked


@transaction.atomic
def accept_proposal(
    *, proposal: Proposal, by: AbstractBaseUser, at: datetime, fields: Collection[str] | None = None
) -> PlaceChange | Place | None:
    """Do what is proposed: write the values (all, or those of `fields`), join the duplicate, withdraw what has gone.

    Gives the change, to take it back; the place for the other kinds. Raises AlreadyDecided, UnusableValue, and for a
    picture TooManyPictures, LicenceMissing.
    """
    proposal = _open(proposal)
    outcome: PlaceChange | Place | None = None
    place = proposal.place
    assert place is not None
    match proposal.kind:
        case Proposal.Kind.CHANGE | Proposal.Kind.DIFFERENCE:
            chosen = proposal.values if fields is None else {name: proposal.values[name] for name in fields}
            source = keeper_source() if proposal.kind == Proposal.Kind.CHANGE else proposal.source
            outcome = places.edit_place(
                place=place, told={name: pair["theirs"] for name, pair in chosen.items()}, by=by, at=at, source=source
            )
            if proposal.kind == Proposal.Kind.DIFFERENCE and proposal.source is not None:
                _give_back(place, proposal.source, list(chosen))
        case Proposal.Kind.DUPLICATE:
            assert proposal.source is not None
            record = Record.from_json(cast("dict[str, Any]", proposal.record))
            reception.attach_record(place=place, record=record, source=proposal.source, at=at)
            writing.show_again([place])
            outcome = place
        case Proposal.Kind.GONE:
            outcome = places.withdraw_place(place=place, by=by, at=at)
        case Proposal.Kind.PICTURE:
            outcome = pictures.show_offered(proposal=proposal, by=by, at=at)
    _decide(proposal, Proposal.State.ACCEPTED, by, at)
    return outcome


@transaction.atomic
def refuse_proposal(*, proposal: Proposal, by: AbstractBaseUser, at: datetime) -> Place | None:
    """Leave the record as it is; a record that was held to be a duplicate becomes a place of its own, which is given.

    Raises AlreadyDecided.
    """
    proposal = _open(proposal)
    place = None
    if proposal.kind == Proposal.Kind.DUPLICATE:
        assert proposal.source is not None
        record = Record.from_json(cast("dict[str, Any]", proposal.record))
        place = reception.create_from_proposal(record=record, source=proposal.source, at=at)
        writing.show_again([place])
    elif proposal.kind == Proposal.Kind.PICTURE:
        pictures.forget_offered(proposal=proposal, by=by, at=at)
    _decide(proposal, Proposal.State.REFUSED, by, at)
    return place


def keeper_source() -> PlaceSource:
    """What the places themselves say by their link."""
    source, _new = PlaceSource.objects.get_or_create(
        slug="lieu", defaults={"kind": PlaceSource.Kind.KEEPER, "title": "Donné par le lieu lui-même"}
    )
    return source


def _open(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("place", "source", "image", "organisation")
    held = rows.get(pk=proposal.pk)
    if held.state != Proposal.State.WAITING:
        raise AlreadyDecided
    return held


def _give_back(place: Place, source: PlaceSource, fields: list[str]) -> None:
    """These values are the source's again: its next update writes them."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    for name in fields:
        if name in place.provenance:
            place.provenance[name] |= {"source": source.slug, "ours": False}
    place.save(update_fields=["provenance"])


def _decide(proposal: Proposal, state: str, by: AbstractBaseUser, at: datetime) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, at, cast(Any, by)
    proposal.save(update_fields=["state", "decided_at", "decided_by"])
    verb = "directory.proposal_accepted" if state == Proposal.State.ACCEPTED else "directory.proposal_refused"
    journal.record(
        verb, target=proposal.place, by=by, at=at, organisation=proposal.organisation, data={"kind": proposal.kind}
    )
