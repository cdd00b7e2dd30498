"""Writing the mandates of communes and EPCI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from ..models import Commune, Epci, Mandate
from . import rows
from .content import Content, ElectedRow, Key, digest
from .run import Run

#: Mandates in one transaction: about a third of a second here.
BATCH = 5_000

FIELDS = ("first_name", "last_name", "function", "title", "rank", "started_on")


class _Body(NamedTuple):
    """A commune or EPCI whose list of elected is not what it was."""

    model: type[Commune] | type[Epci]
    pk: int
    organisation_id: int
    elected: list[ElectedRow]
    hash: str


def write_elected(content: Content, run: Run) -> None:
    """Reference mandates are made what the reference says; local ones, and end dates given locally, stay."""
    run.progress.step(_("Élus"), sum(len(each) for each in content.elected.values()))
    for bodies in _batches(_changed_bodies(content, run)):
        with run.batch():
            _write(bodies, run)
        run.progress.advance(sum(len(body.elected) for body in bodies))


def _changed_bodies(content: Content, run: Run) -> list[_Body]:
    known: dict[Key, tuple[type[Commune] | type[Epci], int, int | None, str]] = {}
    fields = ("pk", "organisation_id", "elected_hash")
    communes = Commune.objects.filter(type=Commune.Type.COMMUNE).order_by()
    for code, pk, organisation_id, seen in communes.values_list("insee_code", *fields):
        known["COM", code] = (Commune, pk, organisation_id, seen)
    for epci in Epci.objects.order_by():
        known["EPCI", epci.siren] = (Epci, epci.pk, epci.organisation_id, epci.elected_hash)
    bodies, unchanged = [], 0
    for key, elected in content.elected.items():
        model, pk, organisation_id, seen = known[key]
        fresh = digest(elected)
        if seen == fresh or organisation_id is None:
            unchanged += len(elected)
        else:
            bodies.append(_Body(model, pk, organisation_id, elected, fresh))
    run.count("mandates", unchanged=unchanged)
    run.progress.advance(unchanged)
    return bodies


def _batches(bodies: list[_Body]) -> Iterator[list[_Body]]:
    batch: list[_Body] = []
    size = 0
    for body in bodies:
        batch.append(body)
        size += len(body.elected)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _write(bodies: list[_Body], run: Run) -> None:
    standing: dict[int, dict[str, Mandate]] = {body.organisation_id: {} for body in bodies}
    reference = Mandate.objects.filter(origin=Mandate.Origin.REFERENCE, organisation__in=standing).order_by()
    for each in reference:
        standing[each.organisation_id][each.reference_id] = each
    new: list[tuple[object, ...]] = []
    changed: list[Mandate] = []
    unchanged = 0
    for body in bodies:
        before = standing[body.organisation_id]
        for row in body.elected:
            values = row[1:]
            if (mandate := before.pop(row.reference_id, None)) is None:
                new.append((*values, body.organisation_id, row.reference_id, Mandate.Origin.REFERENCE.value))
            elif values == _values(mandate):
                unchanged += 1
            else:
                for name, value in zip(FIELDS, values, strict=True):
                    setattr(mandate, name, value)
                changed.append(mandate)
    gone = [mandate.pk for before in standing.values() for mandate in before.values()]
    Mandate.objects.filter(pk__in=gone).delete()
    rows.insert(Mandate, (*FIELDS, "organisation", "reference_id", "origin"), new)
    Mandate.objects.bulk_update(changed, FIELDS, batch_size=200)
    for model in (Commune, Epci):
        rows.update(model, "elected_hash", [(body.hash, body.pk) for body in bodies if body.model is model])
    run.count("mandates", new=len(new), changed=len(changed), unchanged=unchanged, gone=len(gone))


def _values(mandate: Mandate) -> tuple[object, ...]:
    """What the reference says of a mandate, as ElectedRow writes it."""
    started_on = mandate.started_on.isoformat() if mandate.started_on else None
    return (mandate.first_name, mandate.last_name, mandate.function, mandate.title, mandate.rank, started_on)
