"""Files about networks and practical sheets: what the pôle brings to « Les TIC faciles »."""

from __future__ import annotations

from datetime import date, datetime
from typing import IO

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Commune, Territory
from bastide.kit.http.pages import purge

from .. import networks
from ..models import FixedCoverage, MobileSite, NetworkFile, PracticalSheet
from ..writing import slug_of

#: Pages of « Les TIC faciles » carry this tag.
TIC = "tic"


class NothingOfOurs(Exception):
    """The file is readable but says nothing of the communes of the territory: what was there stays."""


@transaction.atomic
def receive_network_file(
    *,
    stream: IO[bytes],
    name: str,
    by: AbstractBaseUser | None,
    at: datetime,
    as_of: date | None = None,
    producer: str = "Arcep",
    is_demonstration: bool = False,
) -> NetworkFile:
    """Replace what an earlier file of the same kind said of our communes.

    Raises networks.UnknownFile, NothingOfOurs.
    """
    communes = Commune.objects.in_territory(Territory.objects.current()).values_list("insee_code", flat=True)
    found = networks.read(stream, communes)
    if not found.sites and not found.coverages:
        raise NothingOfOurs
    NetworkFile.objects.filter(kind=found.kind).delete()
    kept = NetworkFile.objects.create(
        kind=found.kind,
        title=name[:160],
        producer=producer[:120],
        as_of=as_of or found.as_of,
        received_at=at,
        row_count=len(found.sites) + len(found.coverages),
        read_count=found.read_count,
        problems=found.problems,
        is_demonstration=is_demonstration,
    )
    MobileSite.objects.bulk_create([MobileSite(file=kept, **site) for site in found.sites], batch_size=500)
    FixedCoverage.objects.bulk_create([FixedCoverage(file=kept, **each) for each in found.coverages], batch_size=500)
    purge(TIC)
    journal.record("directory.network_received", target=kept, by=by, at=at, data={"kind": found.kind})
    return kept


@transaction.atomic
def write_sheet(
    *,
    title: str,
    summary: str,
    body: str,
    by: AbstractBaseUser | None,
    at: datetime,
    sheet: PracticalSheet | None = None,
    is_published: bool = True,
    is_demonstration: bool = False,
) -> PracticalSheet:
    """A new sheet, or another text for one; whoever writes has read it again today."""
    if sheet is None:
        slug = base = slug_of(title)
        number = 1
        while PracticalSheet.objects.filter(slug=slug).exists():
            number += 1
            slug = f"{base}-{number}"
        sheet = PracticalSheet(slug=slug, is_demonstration=is_demonstration)
    sheet.title, sheet.summary, sheet.body, sheet.is_published = title, summary, body, is_published
    sheet.reviewed_on = timezone.localdate(at)
    sheet.save()
    purge(TIC)
    journal.record("directory.sheet_written", target=sheet, by=by, at=at)
    return sheet
