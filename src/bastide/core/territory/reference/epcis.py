"""Writing EPCI."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ..models import Epci, Office, Organisation, Territory
from ..names import short_epci_name
from ..places import Wanted, free_slugs
from .content import Content, EpciRow, in_batches
from .run import Run

#: EPCI in one transaction.
EPCI_BATCH = 100


def write_epcis(content: Content, territory: Territory, run: Run) -> None:
    """EPCI new and changed; one gone from the reference is closed."""
    known = {epci.siren: epci for epci in Epci.objects.select_related("organisation")}
    inside = {commune.siren for commune in content.communes if commune.is_inside}
    slugs = free_slugs(
        [Wanted(epci.siren, short_epci_name(epci.name), epci.department_code, epci.siren) for epci in content.epcis],
        taken=[epci.slug for epci in known.values()],
        held={siren: epci.slug for siren, epci in known.items()},
    )
    run.progress.step(_("Intercommunalités"), len(content.epcis))
    for rows in in_batches(content.epcis, EPCI_BATCH):
        with run.batch():
            for row in rows:
                _write_epci(row, known.get(row.siren), slugs, territory if row.siren in inside else None, run)
        run.progress.advance(len(rows))
    gone = [epci for siren, epci in known.items() if epci.reference_hash and siren not in content.known_sirens]
    still_open = [epci.organisation for epci in gone if epci.organisation.closed_on is None]
    if still_open:
        with run.batch():
            for organisation in still_open:
                organisation.closed_on = run.load.started_at.date()
                organisation.save(update_fields=["closed_on"])
            run.count("epcis", gone=len(still_open))


def _write_epci(row: EpciRow, epci: Epci | None, slugs: dict[Any, str], territory: Territory | None, run: Run) -> None:
    if epci is None:
        organisation = Organisation.objects.create(
            kind=Organisation.Kind.EPCI,
            name=row.name,
            slug=f"epci-{slugs[row.siren]}"[:120],
            siren=row.siren,
            territory=territory,
        )
        epci = Epci(siren=row.siren, slug=slugs[row.siren], organisation=organisation)
        Office.objects.create(organisation=organisation)
        run.count("epcis", new=1)
    elif epci.reference_hash != row.hash or epci.organisation.closed_on:
        epci.organisation.name, epci.organisation.closed_on = row.name, None
        epci.organisation.save(update_fields=["name", "closed_on"])
        run.count("epcis", changed=1)
    else:
        run.count("epcis", unchanged=1)
    if territory is not None and epci.organisation.territory_id != territory.pk:
        epci.organisation.territory = territory
        epci.organisation.save(update_fields=["territory"])
        run.count("memberships", new=1)
    if epci.reference_hash != row.hash:
        epci.kind, epci.name, epci.reference_hash = row.kind, row.name, row.hash
        epci.population, epci.member_count = row.population, row.member_count
        epci.save()
