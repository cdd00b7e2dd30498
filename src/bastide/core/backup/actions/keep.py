"""Proving the backups that are there, and letting old ones go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal

from .. import place
from ..archive import Archive, Keeping, Manifest
from ..errors import Damaged
from ..stores import store_at


def check(*, archive: Archive, names: list[str], say: Callable[[str], None]) -> int:
    """Read every content of these backups; gives how many backups hold. Says each one, damaged or whole."""
    proved: dict[str, int | None] = {}
    whole = 0
    for name in names:
        try:
            _prove(archive, archive.manifest(name), proved)
        except Damaged as error:
            say(_("%(name)s : abîmée. %(what)s") % {"name": name, "what": error})
        else:
            whole += 1
            say(_("%(name)s : entière.") % {"name": name})
    return whole


def _prove(archive: Archive, manifest: Manifest, proved: dict[str, int | None]) -> None:
    for file in manifest.files():
        if file.content not in proved:
            proved[file.content] = None
            proved[file.content] = sum(len(piece) for piece in archive.read(file.content))
        if proved[file.content] != file.size:
            raise Damaged(_("Le fichier « %(path)s » n’est pas entier.") % {"path": file.path})


def prune(
    *,
    destination: str,
    passphrase: str,
    keeping: Keeping,
    at: datetime,
    by: models.Model | None = None,
    dry_run: bool = False,
) -> list[str]:
    """Let go the backups that `keeping` does not hold, and what only they needed; gives their names."""
    if not dry_run:
        place.refuse_in_rehearsal()
    store = store_at(destination)
    with store.lock():
        archive = Archive.open(store, passphrase)
        names = archive.names()
        gone = sorted(set(names) - keeping.kept(names))
        if not gone or dry_run:
            return gone
        # Unreadable lists would make us delete contents that they need.
        for name in names:
            archive.manifest(name)
        archive.remove(gone)
    with transaction.atomic():
        journal.record("backup.pruned", by=by, at=at, data={"count": len(gone), "archives": gone})
    return gone
