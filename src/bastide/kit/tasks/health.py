from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks_db.models import DBTaskResult

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good, off, warning

#: A worker asks for jobs each second; a job is asked for every five minutes (`core.schedule`).
SILENT_AFTER = timedelta(minutes=10)
MANY = 1000
#: No job lasts so long: its worker was killed, and said nothing.
CUT_AFTER = timedelta(hours=6)
FAILED_SINCE = timedelta(days=1)


def worker(at: datetime) -> Finding:
    if not str(settings.TASKS["default"]["BACKEND"]).endswith("DatabaseBackend"):
        return off(_("Sans objet : les travaux ne passent pas par la base."))
    waiting = DBTaskResult.objects.ready()
    oldest = waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    mend = _("Démarrez le travailleur : « systemctl restart bastide-worker », ou « bastide run ».")
    if oldest is not None and at - oldest > SILENT_AFTER:
        minutes = (at - oldest).total_seconds() / 60
        return bad(
            _("Un travail attend depuis %(minutes)d minutes : personne ne le prend.") % {"minutes": minutes}, mend=mend
        )
    if (count := waiting.count()) > MANY:
        return warning(_("%(count)d travaux attendent.") % {"count": count}, mend=_("Démarrez un travailleur de plus."))
    last = DBTaskResult.objects.finished().order_by("-finished_at").values_list("finished_at", flat=True).first()
    if last is None:
        return warning(_("Le travailleur n’a encore rien fait."), mend=mend)
    return good(_("Le travailleur travaille ; %(count)d travaux attendent.") % {"count": count})


def jobs(at: datetime) -> Finding:
    """Jobs hurry, rows remember: one that failed is no loss, one that always fails is a fault somebody must read."""
    since = at - FAILED_SINCE
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=since)
    cut = DBTaskResult.objects.running().filter(started_at__gt=since, started_at__lt=at - CUT_AFTER)
    paths = [path for found in (failed, cut) for path in found.values_list("task_path", flat=True)[:MANY]]
    if not paths:
        return good(_("Aucun travail de la file n’a échoué depuis hier."))
    names = sorted({path.rpartition(".")[2] for path in paths})
    return warning(
        ngettext(
            "%(count)d travail de la file a échoué depuis hier (%(names)s).",
            "%(count)d travaux de la file ont échoué depuis hier (%(names)s).",
            len(paths),
        )
        % {"count": len(paths), "names": ", ".join(names[:5])},
        mend=_("Lisez « journalctl -u bastide-worker » ; l’horloge refait ce qui était dû."),
    )


checks.plug("tasks.worker", Check(gettext_lazy("Travailleur"), worker, Group.WORK, needs_database=True, order=20))
checks.plug("tasks.jobs", Check(gettext_lazy("File de travaux"), jobs, Group.WORK, needs_database=True, order=25))
