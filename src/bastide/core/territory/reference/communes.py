"""Writing communes, with their offices and contours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import shapely
from django.utils.translation import gettext as _

from ..models import Commune, CommuneContour, Epci, FormerName, Office, Organisation, Territory
from ..names import of_place, with_article
from ..places import Wanted, free_slugs
from .content import CommuneRow, Content, Key, OfficeRow, in_batches
from .rows import insert
from .run import Run
from .shapes import Shape, shapes

#: Communes in one transaction: about a third of a second here.
BATCH = 1_000
#: Rows in one statement: the drivers like short ones better.
AT_ONCE = 50

COMMUNE_FIELDS = (
    "bare_name",
    "name_kind",
    "department_code",
    "postcodes",
    "epci_id",
    "parent_id",
    "population",
    "population_counted_apart",
    "lon",
    "lat",
    "ended_on",
    "reference_hash",
)
OFFICE_FIELDS = (
    "address",
    "postcode",
    "city",
    "phone",
    "email",
    "website",
    "hours",
    "lon",
    "lat",
    "reference_hash",
)
CONTOUR_FIELDS = ("wkb", "area_ha", "min_lon", "min_lat", "max_lon", "max_lat", "emblem_path", "reference_hash")


@dataclass
class _Known:
    """What the database holds of a commune, as far as a load asks."""

    pk: int
    slug: str
    hash: str
    organisation_id: int | None
    territory_id: int | None
    ended_on: date | None
    office_hash: str | None
    contour_hash: str | None


def known_communes() -> dict[Key, _Known]:
    """Every commune and part in the database."""
    rows = Commune.objects.order_by().values_list(
        "type",
        "insee_code",
        "pk",
        "slug",
        "reference_hash",
        "organisation_id",
        "organisation__territory_id",
        "ended_on",
        "organisation__office__reference_hash",
        "contour__reference_hash",
    )
    return {(row[0], row[1]): _Known(*row[2:]) for row in rows}


class CommuneWriter:
    """Writes communes in batches; each batch is whole: bodies, communes, offices and contours together."""

    def __init__(self, content: Content, territory: Territory, run: Run) -> None:
        self.content, self.territory, self.run = content, territory, run
        self.known = known_communes()
        self.epcis = dict(Epci.objects.values_list("siren", "pk"))
        self.slugs = self._new_slugs()
        self.problems: list[str] = []

    def _new_slugs(self) -> dict[Any, str]:
        """Whole communes choose first: a part never takes the address of one."""
        held = {key: known.slug for key, known in self.known.items()}
        taken = {*held.values(), *FormerName.objects.values_list("slug", flat=True)}
        slugs: dict[Any, str] = {}
        for rows in (self.content.communes, self.content.parts):
            wanted = [
                Wanted(row.key, with_article(row.bare_name, row.name_kind), row.department_code, row.insee_code)
                for row in rows
            ]
            slugs |= free_slugs(wanted, taken=taken, held=held)
            taken |= set(slugs.values())
        return slugs

    def write(self) -> None:
        for label, rows in ((_("Communes"), self.content.communes), (_("Communes déléguées"), self.content.parts)):
            self.run.progress.step(label, len(rows))
            for batch in in_batches(rows, BATCH):
                self._write_batch(batch)
                self.run.progress.advance(len(batch))
        self._end_those_gone()

    def _write_batch(self, rows: Sequence[CommuneRow]) -> None:
        drawn = self._draw(rows)
        new = [row for row in rows if row.key not in self.known]
        old = [row for row in rows if row.key in self.known]
        if not new and not drawn and not any(self._differs(row) for row in old):
            self._count_unchanged(rows)
            return
        before = dict(self.known)
        try:
            with self.run.batch():
                changed = [row for row in old if self._commune_differs(row)]
                unchanged = len(old) - len(changed)
                self.run.count(_kind(rows[0]), new=len(new), changed=len(changed), unchanged=unchanged)
                self._create(new, drawn)
                # A contour that changed moves the commune's point.
                self._update(changed + [row for row in old if row.key in drawn and row not in changed], drawn)
                self._join_territory(old)
                self._write_offices(rows)
                self._write_contours(rows, drawn)
        except BaseException:
            self.known = before
            raise

    def _draw(self, rows: Sequence[CommuneRow]) -> dict[Key, Shape]:
        """Shapes of contours that are new or changed. One that cannot be read is a problem said, and nothing more."""
        redrawn = [row for row in rows if row.geometry and self._contour_hash(row) != row.contour_hash]
        drawn: dict[Key, Shape] = {}
        for row, shape in zip(redrawn, shapes([row.geometry for row in redrawn]), strict=True):
            if shape is None:
                name = with_article(row.bare_name, row.name_kind)
                self.problems.append(f"{row.insee_code} {name} : {_('contour illisible')}")
            else:
                drawn[row.key] = shape
        return drawn

    def _contour_hash(self, row: CommuneRow) -> str | None:
        known = self.known.get(row.key)
        return known.contour_hash if known else None

    def _commune_differs(self, row: CommuneRow) -> bool:
        known = self.known[row.key]
        return known.hash != row.hash or known.ended_on is not None

    def _differs(self, row: CommuneRow) -> bool:
        known = self.known[row.key]
        return (
            self._commune_differs(row)
            or (row.is_inside and known.territory_id != self.territory.pk)
            or (row.office is not None and known.office_hash != row.office.hash)
            or (not row.geometry and known.contour_hash is not None)
        )

    def _count_unchanged(self, rows: Sequence[CommuneRow]) -> None:
        self.run.count(_kind(rows[0]), unchanged=len(rows))
        self.run.count("offices", unchanged=sum(row.office is not None for row in rows))
        self.run.count("contours", unchanged=sum(self._contour_hash(row) is not None for row in rows))

    def _create(self, rows: Sequence[CommuneRow], drawn: dict[Key, Shape]) -> None:
        if not rows:
            return
        whole = [row for row in rows if row.office is not None]
        bodies = [
            Organisation(
                kind=Organisation.Kind.COMMUNE,
                name=_body_name(row),
                slug=f"commune-{self.slugs[row.key]}",
                territory=self.territory if row.is_inside else None,
            )
            for row in whole
        ]
        Organisation.objects.bulk_create(bodies, batch_size=AT_ONCE)
        body_ids = {row.key: body.pk for row, body in zip(whole, bodies, strict=True)}
        communes = [
            Commune(
                type=row.type,
                insee_code=row.insee_code,
                slug=self.slugs[row.key],
                organisation_id=body_ids.get(row.key),
                **self._values(row),
                **_place(row, drawn.get(row.key)),
            )
            for row in rows
        ]
        Commune.objects.bulk_create(communes, batch_size=AT_ONCE)
        for row, commune in zip(rows, communes, strict=True):
            self.known[row.key] = _Known(
                pk=commune.pk,
                slug=commune.slug,
                hash=row.hash,
                organisation_id=commune.organisation_id,
                territory_id=self.territory.pk if row.is_inside else None,
                ended_on=None,
                office_hash=None,
                contour_hash=None,
            )

    def _values(self, row: CommuneRow) -> dict[str, Any]:
        return {
            "bare_name": row.bare_name,
            "name_kind": row.name_kind,
            "department_code": row.department_code,
            "postcodes": row.postcodes,
            "epci_id": self.epcis.get(row.siren),
            "parent_id": self.known[row.parent].pk if row.parent else None,
            "population": row.population,
            "population_counted_apart": row.population_counted_apart,
            "ended_on": None,
            "reference_hash": row.hash,
        }

    def _update(self, rows: Sequence[CommuneRow], drawn: dict[Key, Shape]) -> None:
        found = Commune.objects.select_related("organisation").in_bulk([self.known[row.key].pk for row in rows])
        bodies = []
        for row in rows:
            commune = found[self.known[row.key].pk]
            for name, value in self._values(row).items():
                setattr(commune, name, value)
            if row.key in drawn:
                commune.lon, commune.lat = drawn[row.key].lon, drawn[row.key].lat
            if (body := commune.organisation) is not None:
                body.name, body.closed_on = _body_name(row), None
                bodies.append(body)
        Commune.objects.bulk_update(found.values(), COMMUNE_FIELDS, batch_size=200)
        Organisation.objects.bulk_update(bodies, ["name", "closed_on"], batch_size=200)
        for row in rows:
            self.known[row.key] = replace(self.known[row.key], hash=row.hash, ended_on=None)

    def _join_territory(self, rows: Sequence[CommuneRow]) -> None:
        inside = [self.known[row.key] for row in rows if row.is_inside]
        outside = [known for known in inside if known.territory_id != self.territory.pk]
        if outside:
            Organisation.objects.filter(pk__in=[known.organisation_id for known in outside]).update(
                territory=self.territory
            )
            self.run.count("memberships", new=len(outside))

    def _write_offices(self, rows: Sequence[CommuneRow]) -> None:
        new: list[tuple[Any, ...]] = []
        changed: dict[int, OfficeRow] = {}
        unchanged = 0
        for row in rows:
            known = self.known[row.key]
            if row.office is None or known.organisation_id is None:
                continue
            if known.office_hash is None:
                values = _office_values(row.office)
                values["hours"] = None if values["hours"] is None else json.dumps(values["hours"])
                new.append((known.organisation_id, "", *(values[name] for name in OFFICE_FIELDS)))
            elif known.office_hash != row.office.hash:
                changed[known.organisation_id] = row.office
            else:
                unchanged += 1
        insert(Office, ("organisation_id", "accessibility", *OFFICE_FIELDS), new)
        offices = list(Office.objects.filter(organisation__in=changed))
        for office in offices:
            for name, value in _office_values(changed[office.organisation_id]).items():
                setattr(office, name, value)
        Office.objects.bulk_update(offices, OFFICE_FIELDS, batch_size=200)
        self.run.count("offices", new=len(new), changed=len(changed), unchanged=unchanged)

    def _write_contours(self, rows: Sequence[CommuneRow], drawn: dict[Key, Shape]) -> None:
        gone = [
            self.known[row.key].pk for row in rows if not row.geometry and self.known[row.key].contour_hash is not None
        ]
        CommuneContour.objects.filter(pk__in=gone).delete()
        new: list[tuple[Any, ...]] = []
        changed: list[CommuneContour] = []
        for row in rows:
            if (shape := drawn.get(row.key)) is None:
                continue
            known = self.known[row.key]
            values = [*(getattr(shape, name) for name in CONTOUR_FIELDS[:-1]), row.contour_hash]
            if known.contour_hash is None:
                new.append((known.pk, *values))
            else:
                changed.append(CommuneContour(commune_id=known.pk, **dict(zip(CONTOUR_FIELDS, values, strict=True))))
        insert(CommuneContour, ("commune_id", *CONTOUR_FIELDS), new)
        CommuneContour.objects.bulk_update(changed, CONTOUR_FIELDS, batch_size=50)
        kept = sum(self.known[row.key].contour_hash is not None for row in rows) - len(changed) - len(gone)
        self.run.count("contours", new=len(new), changed=len(changed), gone=len(gone), unchanged=kept)

    def _end_those_gone(self) -> None:
        """What the reference does not know any more has ended; it stays, with its address and its papers."""
        day = self.run.load.started_at.date()
        gone = [
            (key, known)
            for key, known in self.known.items()
            if known.hash and known.ended_on is None and key not in self.content.known_communes
        ]
        for batch in in_batches(gone, BATCH):
            with self.run.batch():
                Commune.objects.filter(pk__in=[known.pk for _key, known in batch]).update(ended_on=day)
                Organisation.objects.filter(pk__in=[known.organisation_id for _key, known in batch]).update(
                    closed_on=day
                )
                whole = sum(key[0] == Commune.Type.COMMUNE for key, _known in batch)
                self.run.count("communes", gone=whole)
                self.run.count("parts", gone=len(batch) - whole)


def _kind(row: CommuneRow) -> str:
    return "communes" if row.parent is None else "parts"


def _body_name(row: CommuneRow) -> str:
    return f"Commune {of_place(row.bare_name, row.name_kind)}"


def _place(row: CommuneRow, shape: Shape | None) -> dict[str, float | None]:
    """A point in the commune; without a contour, its town hall."""
    if shape is not None:
        return {"lon": shape.lon, "lat": shape.lat}
    return _point(row.office.point if row.office else "")


def _point(written: str) -> dict[str, float | None]:
    point = shapely.from_wkb(written, on_invalid="ignore") if written else None
    if point is None or point.is_empty or point.geom_type != "Point":
        return {"lon": None, "lat": None}
    return {"lon": round(point.x, 6), "lat": round(point.y, 6)}


def _office_values(row: OfficeRow) -> dict[str, Any]:
    return {
        "address": row.address,
        "postcode": row.postcode,
        "city": row.city,
        "phone": row.phone,
        "email": row.email,
        "website": row.website,
        "hours": row.hours,
        "reference_hash": row.hash,
        **_point(row.point),
    }
