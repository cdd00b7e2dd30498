"""Making versions, publishing them, and keeping the folder of layers clean."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import models, transaction

from bastide.kit.http.pages import purge
from bastide.kit.tasks.models import LeaseLost
from bastide.kit.tasks.running import Ran

from .building import Built, Origin, build, write_rows
from .building.steps import Progress, Silence
from .deliveries import read_delivery
from .disk import build_folder, explained, sweep_builds
from .files import layer_files
from .models import Compilation, Layer, Publication, Version
from .problems import LayerProblem, LayerUnreadable
from .registry import LiveLayer, layers, listeners

logger = logging.getLogger(__name__)

LEASE_SECONDS = 300
#: A stored file that no version names may belong to a build that has not written its version yet.
ORPHAN_AGE = timedelta(days=1)


class NothingBefore(LayerProblem):
    """No version was published before the one that is served."""


class VersionRetired(LayerProblem):
    """The version's files were taken away."""


class WrongKind(LayerProblem):
    """A layer of deliveries cannot become one of an app's rows, nor the other way round."""


class UnknownLayer(LayerProblem):
    """No app declares a layer of that name."""


@transaction.atomic
def declare_layer(
    *,
    name: str,
    title: str,
    producer: str,
    licence: str,
    kind: str,
    by: models.Model | None,
    at: datetime,
    **fields: Any,
) -> Layer:
    """Make the layer `name`, or change what is said about it. `fields`: other fields of `Layer`, such as `owner_id`.

    Raises WrongKind, ValidationError.
    """
    layer = Layer.objects.select_for_update(of=("self",)).filter(name=name).first() or Layer(name=name, kind=kind)
    if layer.kind != kind:
        raise WrongKind(f"La couche « {name} » a une autre origine : {layer.get_kind_display().lower()}.")
    for field, value in {"title": title, "producer": producer, "licence": licence, **fields}.items():
        setattr(layer, field, value)
    layer.full_clean(exclude=["current"])
    layer.save()
    purge(layer.page_tag)
    return layer


def add_version(
    *, layer: Layer, intermediate: Path, origin: Origin, at: datetime, progress: Progress | None = None
) -> Version:
    """Make a version of `layer` from an intermediate file and store it; nobody is served it before `publish`.

    Not one transaction: a long build holds no lock. The same rows give the same version, not another.
    Raises BuildRefused, NoSpaceLeft, StorageRefused.
    """
    progress = progress or Silence()
    with build_folder() as folder:
        built = build(
            intermediate=intermediate,
            folder=folder,
            name=layer.name,
            title=layer.title,
            producer=layer.producer,
            licence=layer.licence,
            key_column=layer.key_column,
            origin=origin,
            at=at,
            progress=progress,
        )
        return _store(layer, built, at, progress)


def _store(layer: Layer, built: Built, at: datetime, progress: Progress) -> Version:
    version = version_of(layer=layer, built=built, at=at)
    files = layer_files()
    progress.step("Rangement")
    files.put(built.parquet, version.parquet_name)
    progress.advance(1)
    if built.tiles is not None:
        files.put(built.tiles, version.tiles_name)
    progress.advance(1)
    with transaction.atomic():
        # Its lock numbers the versions; a layer whose build took an hour may have got others.
        Layer.objects.select_for_update(of=("self",)).get(pk=layer.pk)
        known = Version.objects.filter(layer=layer, hash=version.hash).first()
        if known is not None:
            Version.objects.filter(pk=known.pk).update(state=Version.State.READY)
            known.state = Version.State.READY
            version = known
        else:
            last = Version.objects.filter(layer=layer).aggregate(last=models.Max("number"))["last"] or 0
            version.number = last + 1
            version.save(force_insert=True)
    progress.close()
    return version


def deliver(
    *,
    layer: Layer,
    source: Path,
    at: datetime,
    crs: str | None = None,
    encoding: str | None = None,
    source_layer: str | None = None,
    progress: Progress | None = None,
) -> Version:
    """Make a version of `layer` from a delivered file, folder or archive; nobody is served it before `publish`.

    `crs`, `encoding` and `source_layer` win over what the delivery says.
    Raises DeliveryRefused, and what `add_version` raises.
    """
    progress = progress or Silence()
    with build_folder() as folder:
        intermediate = folder / "delivery.parquet"
        progress.step("Lecture")
        reading = read_delivery(source, intermediate, crs=crs, encoding=encoding, layer=source_layer)
        origin = Origin(
            reading.sha256, reading.crs, reading.encoding, tuple(remark.message for remark in reading.remarks)
        )
        return add_version(layer=layer, intermediate=intermediate, origin=origin, at=at, progress=progress)


def version_of(*, layer: Layer, built: Built, at: datetime) -> Version:
    """The row of what was built, not saved yet and without a number."""
    manifest = built.manifest
    return Version(
        layer=layer,
        hash=built.hash,
        parquet_hash=manifest.parquet_hash,
        tiles_hash=manifest.tiles_hash,
        source_hash=manifest.source_hash,
        row_count=manifest.rows,
        size_bytes=manifest.parquet_bytes + manifest.tiles_bytes,
        manifest_data=manifest.to_json(),
        made_at=at,
    )


@transaction.atomic
def publish(*, version: Version, by: models.Model | None, at: datetime) -> Publication | None:
    """Serve `version` from now on; None when it is served already.

    Raises VersionRetired, LayerUnreadable when a file of it is missing: the former version stays.
    """
    return _point(version, Publication.Kind.PUBLISHED, by, at)


@transaction.atomic
def roll_back(*, layer: Layer, by: models.Model | None, at: datetime) -> Publication:
    """Serve again the version that was published before the one that is served.

    Raises NothingBefore, LayerUnreadable.
    """
    layer = Layer.objects.select_for_update(of=("self",)).select_related("current").get(pk=layer.pk)
    earlier = Version.objects.served().filter(layer=layer, publications__isnull=False)
    if layer.current is not None:
        earlier = earlier.filter(number__lt=layer.current.number)
    version = earlier.order_by("-number").first()
    if version is None:
        raise NothingBefore(f"Aucune version de « {layer.name} » n’a été publiée avant celle qui est servie.")
    publication = _point(version, Publication.Kind.ROLLED_BACK, by, at)
    assert publication is not None
    return publication


def _point(version: Version, kind: str, by: models.Model | None, at: datetime) -> Publication | None:
    layer = Layer.objects.select_for_update(of=("self",)).get(pk=version.layer_id)
    version = Version.objects.select_related("layer").get(pk=version.pk)
    if version.state != Version.State.READY:
        raise VersionRetired(f"Les fichiers de la version {version.number} de « {layer.name} » ont été retirés.")
    missing = [name for name in version.file_names if layer_files().size(name) is None]
    if missing:
        raise LayerUnreadable(f"Le fichier « {missing[0]} » manque : la version n’est pas publiée.")
    if layer.current_id == version.pk:
        return None
    Layer.objects.filter(pk=layer.pk).update(current=version, published_at=at)
    publication = Publication.objects.create(
        layer=layer, version=version, kind=kind, at=at, by_id=by.pk if by is not None else None
    )
    purge(layer.page_tag)
    # Last: one of them writes in the journal, for which all others wait from there on.
    for _name, listener in listeners:
        listener.heard(publication, by, at)
    return publication


def ask_for_compilation(*, name: str, at: datetime) -> None:
    """Have the rows of the live layer `name` read again at the next tick; asked many times, it is done once.

    Raises UnknownLayer.
    """
    if name not in layers:
        raise UnknownLayer(f"Aucune application n’offre la couche « {name} ».")
    Compilation.objects.ask(name, at)


def ask_for_what_changed(*, at: datetime) -> None:
    """Compare the fingerprint of each live layer with the one it had when it was compiled."""
    known = dict(Compilation.objects.values_list("name", "fingerprint"))
    for name, live in layers:
        if name not in known or (live.fingerprint is not None and live.fingerprint()[:200] != known[name]):
            Compilation.objects.ask(name, at)


def compile_due(*, clock: Callable[[], datetime], say: Callable[[str], None], limit: int = 100) -> Ran:
    """Compile the live layers that are due, each under a lease that it extends as it goes."""
    ran = Ran()
    while ran.total < limit and (leased := Compilation.objects.lease(clock(), LEASE_SECONDS)):
        _compile(leased[0], clock, say, ran)
    return ran


def _compile(work: Compilation, clock: Callable[[], datetime], say: Callable[[str], None], ran: Ran) -> None:
    token = work.lease_token
    assert token is not None
    try:
        live = dict(layers).get(work.name)
        # Before the rows: what changes while they are read is compiled again.
        fingerprint = live.fingerprint()[:200] if live is not None and live.fingerprint is not None else ""
        version = None
        if live is not None:
            version = _compile_layer(work.name, live, clock(), _KeepingLease(work, clock))
        with transaction.atomic():
            Compilation.objects.complete(token, clock())
            done = Compilation.objects.filter(pk=work.pk)
            done.update(fingerprint=fingerprint, attempts=0)
            done.filter(asked_at__gt=work.asked_at).update(state=Compilation.State.DUE, due_at=clock())
            if version is not None:
                publish(version=version, by=None, at=clock())
    except LeaseLost:
        logger.warning("%s: somebody else took it meanwhile", work)
        ran.lost += 1
    except Exception as error:
        logger.exception("%s failed", work)
        try:
            Compilation.objects.fail(token, clock(), str(error) or type(error).__name__)
            ran.put_back += 1
        except LeaseLost:
            ran.lost += 1
    else:
        ran.done += 1
        if version is not None:
            say(f"{work.name}: version {version.number}, {version.row_count} rows")


def _compile_layer(name: str, live: LiveLayer, at: datetime, progress: Progress) -> Version | None:
    """A new version of a live layer; None when its rows are those of the version that is served."""
    layer = declare_layer(
        name=name,
        title=str(live.title),
        description=str(live.description),
        producer=live.producer,
        licence=live.licence,
        kind=Layer.Kind.ROWS,
        visibility=Layer.Visibility.PUBLIC if live.is_public else Layer.Visibility.PRIVATE,
        owner_id=live.owner_id,
        by=None,
        at=at,
    )
    with build_folder() as folder:
        progress.step("Lecture")
        compiled = write_rows(_counted(live, progress), live.columns, folder / "rows.parquet")
        if layer.current is not None and layer.current.source_hash == compiled.digest:
            return None
        return add_version(
            layer=layer, intermediate=compiled.path, origin=Origin(compiled.digest), at=at, progress=progress
        )


def _counted(live: LiveLayer, progress: Progress) -> Any:
    for row in live.rows():
        yield row
        progress.advance(1)


class _KeepingLease:
    """Progress of a compilation: extends its lease. Raises LeaseLost when another has it."""

    def __init__(self, work: Compilation, clock: Callable[[], datetime]) -> None:
        self.work, self.clock, self.extended = work, clock, time.monotonic()

    def step(self, name: str, total: int = 0) -> None:
        self.advance(0)

    def advance(self, things: int) -> None:
        if time.monotonic() - self.extended > LEASE_SECONDS / 10:
            assert self.work.lease_token is not None
            until = self.clock() + timedelta(seconds=LEASE_SECONDS)
            Compilation.objects.extend(self.work.lease_token, until)
            self.extended = time.monotonic()

    def close(self) -> None:
        self.advance(0)


def sweep(*, at: datetime, say: Callable[[str], None]) -> None:
    """Remove what killed builds left, and the files of compiled versions that nobody needs any more."""
    builds, retired, orphans = sweep_builds(), _retire(), 0
    # Listed before the versions are read: a file whose version came in between is kept.
    found = [file for file in layer_files().all() if file.modified_at < at - ORPHAN_AGE]
    named = {name for version in Version.objects.served().select_related("layer") for name in version.file_names}
    for file in found:
        if file.name not in named:
            with explained():
                layer_files().delete(file.name)
            orphans += 1
    if builds or retired or orphans:
        say(f"{builds} dead builds, {retired} versions retired, {orphans} files removed")


def _retire() -> int:
    """Give up the files of the oldest compiled versions, never of the one that is served."""
    retired = 0
    for layer in Layer.objects.filter(kind=Layer.Kind.ROWS):
        kept = layers[layer.name].versions_kept if layer.name in layers else 1
        others = Version.objects.served().filter(layer=layer).order_by("-number").values_list("pk", flat=True)
        old = [pk for pk in others if pk != layer.current_id][kept:]
        retired += Version.objects.filter(pk__in=old).update(state=Version.State.RETIRED)
    return retired
