from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good, off, warning

from .models import BackupRun
from .switch import Plan


def last_backup(at: datetime) -> Finding:
    if settings.REHEARSAL:
        return off(_("Sans objet : une répétition n’est pas sauvegardée."))
    last = BackupRun.objects.filter(state=BackupRun.State.DONE).order_by("-ended_at").first()
    if not settings.BACKUP_TO and last is None:
        return bad(
            _("Rien n’est sauvegardé : aucune destination n’est réglée."),
            mend=_("Donnez un dossier d’un autre disque, ou un seau S3, dans BASTIDE_BACKUP_TO."),
        )
    if last is None or last.ended_at is None:
        return bad(_("Aucune sauvegarde n’a encore été faite."), mend=_("Lancez « bastide backup »."))
    hours = (at - last.ended_at).total_seconds() / 3600
    if at - last.ended_at > timedelta(hours=2 * settings.BACKUP_EVERY_HOURS):
        newest = BackupRun.objects.order_by("-started_at").first()
        why = newest.error if newest is not None and newest.error else _("elle ne s’est pas lancée")
        return bad(
            _("La dernière sauvegarde a %(hours)d heures (%(why)s).") % {"hours": hours, "why": why[:200]},
            mend=_("Lancez « bastide backup » et lisez ce qu’elle dit."),
        )
    if not last.is_encrypted:
        return warning(
            _("La dernière sauvegarde a %(hours)d heures ; elle n’est pas chiffrée.") % {"hours": hours},
            mend=_("Donnez une clé dans BASTIDE_BACKUP_KEY et un dossier vide dans BASTIDE_BACKUP_TO."),
        )
    return good(_("La dernière sauvegarde a %(hours)d heures : %(name)s.") % {"hours": hours, "name": last.archive})


def unfinished_restore(at: datetime) -> Finding:
    if Plan.unfinished() is not None:
        return bad(
            _("Une restauration a été interrompue : l’état est à moitié ancien, à moitié nouveau."),
            mend=_("Lancez « bastide restore --resume » pour la finir, ou « bastide restore --undo » pour la défaire."),
        )
    return good(_("Aucune restauration n’est en suspens."))


checks.plug(
    "backup.last", Check(gettext_lazy("Dernière sauvegarde"), last_backup, Group.BACKUP, needs_database=True, order=10)
)
checks.plug(
    "backup.restore",
    Check(gettext_lazy("Restauration"), unfinished_restore, Group.BACKUP, is_vital=True, order=20),
)
