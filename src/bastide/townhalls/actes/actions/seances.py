"""A council's meeting: its agenda, what became of each point, its list and its minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.ui.language import in_french

from .. import checks
from ..checks import Problem
from ..documents.checking import Checked
from ..documents.making import make_pdf
from ..documents.words import personal_data_in, text_of
from ..models import Acte, AgendaItem, Matiere, Nature, RegisterEntry, Seance
from . import drafting, register

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


class SeanceExists(Exception):
    """This assembly has a meeting on that day already."""


class StillToDecide(Exception):
    """Some points have no decision yet."""


class NothingExamined(Exception):
    """No point was put to the vote."""


class MinutesMissing(Exception):
    """The minutes have not been given, or not been approved."""


@transaction.atomic
def open_seance(
    *, organisation: Organisation, body: str, held_on: date, objects: Sequence[str], by: User | None, at: datetime
) -> Seance:
    """Begin a meeting with its agenda, one object a line. Raises SeanceExists."""
    try:
        with transaction.atomic():
            seance = Seance.objects.create(organisation=organisation, body=body, held_on=held_on, created_at=at)
    except IntegrityError:
        raise SeanceExists from None
    lines = [" ".join(line.split())[:500] for line in objects if line.strip()]
    AgendaItem.objects.bulk_create(
        AgendaItem(seance=seance, rank=rank, object=line) for rank, line in enumerate(lines, start=1)
    )
    journal.record("actes.seance_opened", target=seance, by=by, at=at, organisation=organisation)
    return seance


@transaction.atomic
def record_votes(
    *,
    seance: Seance,
    votes: Mapping[int, Mapping[str, Any]],
    by: User | None,
    at: datetime,
    members: int | None = None,
    presided_by: str = "",
) -> Seance:
    """Write what became of each point, by its rank; each adopted one becomes an act to prepare, with its number.

    The votes go with the act, as long as it may change.
    """
    seance = Seance.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=seance.pk)
    seance.members, seance.presided_by = members, presided_by
    seance.save(update_fields=["members", "presided_by"])
    for item in seance.items.select_related("acte"):
        vote = votes.get(item.rank)
        if vote is None:
            continue
        for field in ("outcome", "votes_for", "votes_against", "abstentions"):
            setattr(item, field, vote.get(field, getattr(item, field)))
        if item.outcome == AgendaItem.Outcome.ADOPTED and item.acte is None:
            item.acte = drafting.start_acte(
                organisation=seance.organisation,
                nature=Nature.DELIBERATION,
                year=seance.held_on.year,
                object=item.object,
                decided_on=seance.held_on,
                author_body=seance.body,
                duty=Acte.Duty.REQUIRED,
                **_vote_of(seance, item),
                by=by,
                at=at,
            )
        elif item.acte is not None and item.acte.may_change:
            drafting.describe_acte(acte=item.acte, **_vote_of(seance, item), by=by, at=at)
        item.save()
    journal.record("actes.seance_changed", target=seance, by=by, at=at, organisation=seance.organisation)
    return seance


def _vote_of(seance: Seance, item: AgendaItem) -> dict[str, Any]:
    """The vote on one point as data of its act: whole, or not at all."""
    counts = {name: getattr(item, name) for name in ("votes_for", "votes_against", "abstentions")}
    is_whole = None not in counts.values()
    known = seance.members is None or not is_whole or seance.members >= sum(counts.values())
    return {
        "presided_by": seance.presided_by,
        "members": seance.members if known else None,
        **(counts if is_whole else dict.fromkeys(counts)),
    }


@transaction.atomic
def deposit_acte(
    *,
    acte: Acte,
    file: IO[bytes] | None,
    name: str,
    checked: Checked | None,
    matiere: Matiere | None,
    publishes: bool,
    by: User,
    at: datetime,
) -> list[Problem]:
    """Give an act of a meeting its document and its matière, and give it to its signatory if nothing is missing.

    Gives what is still to mend. Raises drafting.NoLongerChanging.
    """
    described: dict[str, Any] = {}
    if matiere is not None:
        described = {
            "matiere_code": matiere.code,
            "matiere_label": matiere.label,
            "classification_on": matiere.version.dated_on,
        }
    if file is not None and checked is not None:
        usual = Nature(acte.nature).main_type
        drafting.add_file(acte=acte, file=file, name=name, checked=checked, type_code=usual, is_main=True, by=by, at=at)
    main = acte.files.filter(rank=1, content_type="application/pdf").first()
    if main is not None:
        named = bool(personal_data_in(text_of(main.read())))
        described |= {"names_people": named or acte.names_people, "publishes_itself": publishes and not named}
    acte = drafting.describe_acte(acte=acte, **described, by=by, at=at)
    problems = checks.blocking(acte, at)
    if not problems:
        drafting.make_ready(acte=acte, by=by, at=at)
    return problems


@transaction.atomic
@in_french
def publish_examined(*, seance: Seance, title: str, statement: str, by: User | None, at: datetime) -> RegisterEntry:
    """Publish the list of deliberations examined, rejected ones included. Source: CGCT, art. L2121-25.

    Raises StillToDecide, NothingExamined, register.AlreadyPublished.
    """
    items = list(seance.items.select_related("acte").order_by("rank"))
    if any(not item.outcome for item in items):
        raise StillToDecide
    examined = [item for item in items if item.outcome in AgendaItem.EXAMINED]
    if not examined:
        raise NothingExamined
    data = {
        "title": title,
        "organisation": seance.organisation.name,
        "foot": title,
        "statement": statement,
        "items": [
            {
                "rank": str(item.rank),
                "object": item.object,
                "outcome": str(item.get_outcome_display()),
                "number": item.acte.number if item.acte else "",
            }
            for item in examined
        ],
    }
    return register.publish_document(
        organisation=seance.organisation,
        kind=RegisterEntry.Kind.EXAMINED,
        seance=seance,
        title=title,
        day=seance.held_on,
        content=make_pdf("examined", data, at=at),
        by=by,
        at=at,
    )


@transaction.atomic
def give_minutes(
    *, seance: Seance, file: IO[bytes] | None, name: str, approved_on: date | None, by: User, at: datetime
) -> Seance:
    """Keep the minutes of a meeting (None: those that are kept), and the day on which they were approved."""
    seance = Seance.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=seance.pk)
    seance.minutes_approved_on = approved_on
    if file is not None:
        seance.minutes_name = name[-200:]
        seance.minutes.save(name, ContentFile(file.read()), save=False)
    seance.save()
    journal.record("actes.seance_changed", target=seance, by=by, at=at, organisation=seance.organisation)
    return seance


@transaction.atomic
def publish_minutes(*, seance: Seance, title: str, by: User, at: datetime) -> RegisterEntry:
    """Publish the minutes once approved. Raises MinutesMissing, register.AlreadyPublished."""
    if not seance.minutes or seance.minutes_approved_on is None:
        raise MinutesMissing
    with seance.minutes.open("rb") as opened:
        content = opened.read()
    return register.publish_document(
        organisation=seance.organisation,
        kind=RegisterEntry.Kind.MINUTES,
        seance=seance,
        title=title,
        day=seance.held_on,
        content=content,
        by=by,
        at=at,
    )
