"""The whole story of a load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal
from bastide.kit.tasks.progress import Progress

from ..models import Commune, Load, Territory
from ..names import short_epci_name, with_article
from ..places import slug
from ..registry import reference_listeners
from .communes import CommuneWriter
from .content import Content, read
from .elected import write_elected
from .epcis import write_epcis
from .neighbours import write_neighbours
from .package import Package, ReferenceProblem
from .perimeter import Level, Perimeter
from .run import Run, lease
from .sources import write_sources


class TerritoryNotTold(ReferenceProblem):
    """Several territories exist, and none was named."""


@dataclass(frozen=True)
class Naming:
    """What a territory is called; blanks are filled from the perimeter."""

    slug: str = ""
    name: str = ""
    short_name: str = ""


def load_reference(
    *,
    package: Package,
    perimeter: Perimeter,
    naming: Naming,
    progress: Progress,
    say: Callable[[str], None],
    at: datetime,
) -> Load:
    """Bring the perimeter in, bring up to date all that was loaded before, and tell the listeners.

    Everything is read and checked before the first write; then short transactions follow one another, so a load that
    is killed is finished by the next one. Raises ReferenceProblem.
    """
    with lease(perimeter=str(perimeter), version=package.version, at=at, progress=progress) as run:
        progress.step(_("Lecture"))
        content = read(package, perimeter, loaded=_loaded())
        territory = _territory(naming, content, perimeter)
        problems = content.problems + _write(content, territory, package, run, at)
        progress.close()
        with transaction.atomic():
            run.finish(Load.State.DONE, problems, timezone.now())
            if run.changed:
                told = {"perimeter": str(perimeter), "version": package.version, "counts": run.as_json()}
                journal.record("territory.loaded", target=territory, at=at, data=told)
        _tell(run, say)
    return run.load


def _loaded() -> set[tuple[str, str]]:
    rows = Commune.objects.filter(type=Commune.Type.COMMUNE).exclude(reference_hash="")
    return set(rows.order_by().values_list("type", "insee_code"))


def _write(content: Content, territory: Territory, package: Package, run: Run, at: datetime) -> list[str]:
    write_epcis(content, territory, run)
    communes = CommuneWriter(content, territory, run)
    communes.write()
    write_elected(content, run)
    with run.batch():
        contours = write_sources(version=package.version, at=at)
    write_neighbours(contours, run)
    return communes.problems


def _territory(naming: Naming, content: Content, perimeter: Perimeter) -> Territory:
    """The territory named, else the only one, else a new one.

    Raises TerritoryNotTold when there are several.
    """
    if naming.slug:
        territory = Territory.objects.filter(slug=naming.slug).first()
    else:
        territories = list(Territory.objects.order_by("pk")[:2])
        if len(territories) > 1:
            raise TerritoryNotTold(_("Il y a plusieurs territoires : dites lequel avec --territory."))
        territory = territories[0] if territories else None
    if territory is None:
        name = naming.name or _name_of(content, perimeter)
        short = naming.short_name or name
        with transaction.atomic():
            return Territory.objects.create(
                slug=(naming.slug or slug(short))[:50], name=name[:120], short_name=short[:60]
            )
    told = {name: getattr(naming, name) for name in ("name", "short_name") if getattr(naming, name)}
    if any(getattr(territory, name) != value for name, value in told.items()):
        with transaction.atomic():
            Territory.objects.filter(pk=territory.pk).update(**told)
        territory.refresh_from_db()
    return territory


def _name_of(content: Content, perimeter: Perimeter) -> str:
    """ "Bergeracoise", "Dordogne et Gironde", "Bergeracoise et 3 autres"."""
    match perimeter.level:
        case Level.FRANCE:
            return "France"
        case Level.EPCI:
            names = [short_epci_name(epci.name) for epci in content.epcis if epci.siren in perimeter.codes]
        case Level.DEPARTMENT:
            names = [name for name, times in content.department_names.items() if times]
        case Level.COMMUNE:
            names = [with_article(row.bare_name, row.name_kind) for row in content.communes if row.is_inside]
    if len(names) > 2:
        return _("%(first)s et %(others)d autres") % {"first": names[0], "others": len(names) - 1}
    return _(" et ").join(names)


def _tell(run: Run, say: Callable[[str], None]) -> None:
    """Call the listeners when this load, or one before that died too early to call them, changed something."""
    untold = Load.objects.filter(changed=True, listeners_told_at__isnull=True)
    if not untold.exists():
        return
    for _name, listener in reference_listeners:
        run.progress.step(str(listener.title))
        listener.refresh(say)
    run.progress.close()
    untold.update(listeners_told_at=timezone.now())
    run.load.refresh_from_db()
