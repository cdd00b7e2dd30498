"""Bringing a backup back: everything is read and proved beside its place first, then put in it by renames."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections, models, transaction
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal
from bastide.core.journal.queries import verify
from bastide.kit.http.pages import purge_all

from .. import place
from ..archive import Archive, File, Manifest
from ..databases import postgres, sqlite
from ..errors import BackupError, NotEmpty, OtherVersion
from ..models import BackupRun
from ..registry import restored
from ..switch import Plan, carry_out, take_back

Say = Callable[[str], None]
Clock = Callable[[], datetime]


def restore(
    *,
    archive: Archive,
    name: str,
    clock: Clock,
    say: Say,
    replace: bool = False,
    migrate: bool = False,
    by: models.Model | None = None,
) -> Manifest:
    """Bring back the backup `name`. Until its last byte was proved, nothing here is touched.

    Without `replace` it goes into an empty place only; with it, what was there is kept under another name. Raises
    BackupError in the words of what is wrong.
    """
    if Plan.unfinished() is not None:
        raise BackupError(
            _(
                "Une restauration a été interrompue ici : finissez-la (« bastide restore --resume ») "
                "ou défaites-la (« bastide restore --undo »)."
            )
        )
    manifest = archive.manifest(name)
    _refuse_other_versions(manifest, migrate=migrate)
    _refuse_other_places(manifest)
    if not replace:
        _refuse_what_is_there(manifest)
    _refuse_if_in_use()
    _refuse_a_full_disk(manifest)
    if not archive.is_encrypted and manifest.secret_fingerprint != place.secret_fingerprint():
        say(
            _(
                "La clé secrète d’ici n’est pas celle du service sauvegardé : les codes de double vérification ne "
                "serviront plus. Donnez l’ancienne clé dans BASTIDE_SECRET_KEY, ou remettez-les à zéro."
            )
        )
    plan = Plan(archive=name, stamp=f"{clock().astimezone(UTC):%Y%m%dT%H%M%SZ}")
    try:
        say(_("Lecture et contrôle de %(count)d fichiers…") % {"count": manifest.count + 1})
        _stage(archive, manifest, plan)
    except BaseException:
        _drop_staged(plan)
        if plan.former:
            Path(plan.former).unlink(missing_ok=True)
        raise
    plan.write()
    return _finish(plan, manifest, clock=clock, say=say, migrate=migrate, by=by)


def resume(
    *, archive: Archive, clock: Clock, say: Say, migrate: bool = False, by: models.Model | None = None
) -> Manifest:
    """Finish a restore that was cut."""
    plan = _unfinished()
    return _finish(plan, archive.manifest(plan.archive), clock=clock, say=say, migrate=migrate, by=by)


def undo(*, say: Say) -> None:
    """Take back a restore that was cut: everything is again what it was before."""
    plan = _unfinished()
    connections.close_all()
    take_back(plan)
    _drop_staged(plan)
    plan.forget()
    say(_("La restauration est défaite : tout est comme avant."))


def _unfinished() -> Plan:
    if (plan := Plan.unfinished()) is None:
        raise BackupError(_("Aucune restauration n’a été interrompue ici."))
    return plan


def _finish(
    plan: Plan, manifest: Manifest, *, clock: Clock, say: Say, migrate: bool, by: models.Model | None
) -> Manifest:
    connections.close_all()
    carry_out(plan)
    connections.close_all()
    if manifest.tables and not plan.is_proved and (different := _different_tables(manifest)):
        raise BackupError(
            _(
                "La base restaurée n’est pas égale à celle qui a été sauvegardée (%(tables)s). "
                "« bastide restore --undo » remet l’état d’avant."
            )
            % {"tables": ", ".join(different[:5])}
        )
    plan.is_proved = True
    plan.write()
    if migrate:
        call_command("migrate", verbosity=0)
    proof = verify()
    if proof.broken:
        say(_("Attention : le journal restauré ne tient pas à la ligne %(number)d.") % {"number": proof.broken.number})
    with transaction.atomic():
        BackupRun.objects.filter(state=BackupRun.State.RUNNING).update(state=BackupRun.State.INTERRUPTED)
        # Pages that another machine keeps were made from what was there before.
        purge_all()
        for _name, plug in restored:
            if sentence := plug.settle(clock()):
                say(sentence)
        journal.record("backup.restored", by=by, at=clock(), data={"archive": manifest.name, "former": plan.stamp})
    _empty_caches(say)
    if plan.dump:
        Path(plan.dump).unlink(missing_ok=True)
    plan.forget()
    return manifest


def _empty_caches(say: Say) -> None:
    """The restore stands without it: pages are purged, and the rest ends by itself."""
    for alias in settings.CACHES:
        try:
            caches[alias].clear()
        except Exception as error:
            said = {"alias": alias, "error": type(error).__name__}
            say(_("Le cache « %(alias)s » n’a pas pu être vidé (%(error)s) : videz-le avant de redémarrer.") % said)


def _different_tables(manifest: Manifest) -> list[str]:
    with transaction.atomic():
        here = postgres.tables()
    return sorted(name for name in manifest.tables.keys() | here.keys() if manifest.tables.get(name) != here.get(name))


# --- refusals, before anything is touched -----------------------------------------------------------------------


def _refuse_other_versions(manifest: Manifest, *, migrate: bool) -> None:
    known, archived = place.known_migrations(), set(manifest.migrations)
    if newer := sorted(archived - known):
        raise OtherVersion(
            _(
                "Cette sauvegarde vient d’une version plus récente (%(release)s, migration %(migration)s) : "
                "installez cette version, puis recommencez."
            )
            % {"release": manifest.release, "migration": ".".join(newer[0])}
        )
    if (older := sorted(known - archived)) and not migrate:
        raise OtherVersion(
            _(
                "Cette sauvegarde vient d’une version plus ancienne (%(release)s, il manque %(count)d migrations, dont "
                "%(migration)s) : ajoutez « --migrate » pour la mettre à jour après l’avoir restaurée."
            )
            % {"release": manifest.release, "count": len(older), "migration": ".".join(older[0])}
        )


def _refuse_other_places(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupError(
            _("Cette sauvegarde est celle d’une base %(theirs)s ; DATABASE_URL désigne une base %(ours)s.")
            % {"theirs": manifest.vendor, "ours": connection.vendor}
        )
    if missing := sorted(set(manifest.folders) - set(place.own_folders())):
        raise BackupError(
            _(
                "Cette sauvegarde contient des fichiers (%(names)s) qui n’ont pas de dossier ici : "
                "retirez le réglage qui les met ailleurs, puis recommencez."
            )
            % {"names": ", ".join(missing)}
        )


def _refuse_what_is_there(manifest: Manifest) -> None:
    is_empty = sqlite.is_empty(place.database_path()) if connection.vendor == "sqlite" else postgres.is_empty()
    if not is_empty:
        raise NotEmpty(_("La base de données n’est pas vide : ajoutez « --replace » pour la remplacer."))
    for name in manifest.folders:
        folder = place.own_folders()[name]
        if any(True for _file in place.files_in(folder)):
            raise NotEmpty(
                _("%(folder)s n’est pas vide : ajoutez « --replace » pour le remplacer.") % {"folder": folder}
            )


def _refuse_if_in_use() -> None:
    if connection.vendor == "sqlite":
        connections.close_all()
        sqlite.refuse_if_in_use(place.database_path())
    else:
        postgres.refuse_if_in_use()


def _refuse_a_full_disk(manifest: Manifest) -> None:
    folder = place.state_dir()
    folder.mkdir(parents=True, exist_ok=True)
    needed, free = manifest.size + 64 * 1024 * 1024, shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(
            _("Il faut %(needed)d Mo libres dans %(folder)s, il en reste %(free)d.")
            % {"needed": needed >> 20, "folder": folder, "free": free >> 20}
        )


# --- beside its place ----------------------------------------------------------------------------------------------


def _stage(archive: Archive, manifest: Manifest, plan: Plan) -> None:
    """Write everything beside where it goes, and plan the renames: what is there aside, what is new in."""
    if connection.vendor == "sqlite":
        path = place.database_path()
        staged = _beside(path, plan)
        for suffix in sqlite.SUFFIXES:
            if os.path.lexists(f"{path}{suffix}"):
                plan.moves.append((f"{path}{suffix}", f"{_former(path, plan)}{suffix}"))
        _plan_move(staged, path, plan)
        _write(archive, manifest.database, staged)
        sqlite.prove(staged)
    else:
        dump = place.state_dir() / f"restore-{plan.stamp}.dump"
        plan.dump = str(dump)
        _write(archive, manifest.database, dump)
        postgres.prove(dump, connection.settings_dict)
        if not postgres.is_empty():
            plan.former = str(place.state_dir() / f"database.before-{plan.stamp}.dump")
            postgres.dump_aside(Path(plan.former), connection.settings_dict)
    for name, files in manifest.folders.items():
        folder = place.own_folders()[name]
        staged = _beside(folder, plan)
        _plan_move(staged, folder, plan)
        staged.mkdir(parents=True)
        for file in files:
            _write(archive, file, staged / file.path)
    if manifest.secret is not None:
        path = place.state_dir() / place.SECRET
        staged = _beside(path, plan)
        _plan_move(staged, path, plan)
        _write(archive, manifest.secret, staged)


def _write(archive: Archive, file: File, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as target:
        for piece in archive.read(file.content):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    os.utime(path, ns=(file.mtime_ns, file.mtime_ns))


def _beside(path: Path, plan: Plan) -> Path:
    return path.with_name(f".{path.name}.restore-{plan.stamp}")


def _former(path: Path, plan: Plan) -> Path:
    return path.with_name(f"{path.name}.before-{plan.stamp}")


def _plan_move(staged: Path, path: Path, plan: Plan) -> None:
    if os.path.lexists(path):
        plan.moves.append((str(path), str(_former(path, plan))))
    plan.moves.append((str(staged), str(path)))


def _drop_staged(plan: Plan) -> None:
    """What was written beside; nothing that anybody used."""
    for source, _target in plan.moves:
        path = Path(source)
        if f".restore-{plan.stamp}" in path.name:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    if plan.dump:
        Path(plan.dump).unlink(missing_ok=True)
