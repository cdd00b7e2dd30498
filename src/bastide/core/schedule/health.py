from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good, warning
from bastide.kit.tasks.registry import periodics

from .models import PeriodicRun

#: The clock is called each minute, and some work is done each minute.
SILENT_AFTER = timedelta(minutes=10)
#: Attempts of one work that failed in a row before somebody must look.
TOLERATED_FAILURES = 3


def clock(at: datetime) -> Finding:
    # What is said to have run tomorrow ran while the machine's clock was ahead.
    last = PeriodicRun.objects.filter(ran_at__lte=at + SILENT_AFTER).aggregate(last=Max("ran_at"))["last"]
    mend = _("Démarrez l’horloge : « systemctl enable --now bastide-tick.timer », ou « bastide run ».")
    if last is None:
        return bad(_("L’horloge n’a jamais battu : rien ne part, rien ne s’efface."), mend=mend)
    minutes = max(0, (at - last).total_seconds() / 60)
    if at - last > SILENT_AFTER:
        return bad(_("L’horloge n’a pas battu depuis %(minutes)d minutes.") % {"minutes": minutes}, mend=mend)
    return good(_("L’horloge a battu il y a %(minutes)d minutes.") % {"minutes": minutes})


def periodic_work(at: datetime) -> Finding:
    failing = [
        run
        for run in PeriodicRun.objects.exclude(last_error="").order_by("name")
        if run.name in periodics and run.attempts >= TOLERATED_FAILURES
    ]
    if not failing:
        return good(_("Les travaux périodiques se font."))
    return warning(
        _("Échouent à chaque fois : %(names)s.")
        % {"names": ", ".join(str(periodics[run.name].title) for run in failing)},
        mend=_("Lisez le journal de l’horloge : « journalctl -u bastide-tick »."),
    )


checks.plug("schedule.clock", Check(gettext_lazy("Horloge"), clock, Group.WORK, needs_database=True, order=10))
checks.plug(
    "schedule.work",
    Check(gettext_lazy("Travaux périodiques"), periodic_work, Group.WORK, needs_database=True, order=30),
)
