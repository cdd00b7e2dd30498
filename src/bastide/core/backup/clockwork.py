from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions
from .archive import Keeping


def save(at: datetime, say: Callable[[str], None]) -> None:
    """Nothing without a destination, which `bastide doctor` tells; nothing from a rehearsal."""
    if not settings.BACKUP_TO or settings.REHEARSAL:
        return
    run = actions.take(destination=settings.BACKUP_TO, passphrase=settings.BACKUP_KEY, clock=timezone.now)
    gone = actions.prune(
        destination=settings.BACKUP_TO,
        passphrase=settings.BACKUP_KEY,
        keeping=Keeping(**settings.BACKUP_KEEP),
        at=timezone.now(),
    )
    say(f"{run.archive}: {run.files} files, {run.added_bytes} bytes added, {len(gone)} old ones gone")


periodics.plug(
    "backup.take",
    Periodic(
        _("Sauvegarde"),
        every=timedelta(hours=settings.BACKUP_EVERY_HOURS),
        run=save,
        longest=timedelta(hours=6),
        is_long=True,
    ),
)
