"""Who may see what runs by the clock, and run it: the pôle."""

from django.utils import timezone

from bastide.core.schedule.models import PeriodicRun
from bastide.kit.http.walk import owned


def run(scene):
    return {"run_id": PeriodicRun.objects.create(name="mail.send", due_at=timezone.now()).pk}


WALK = {
    "schedule:works": owned(owner="pole"),
    "schedule:run_soon": owned(run, owner="pole", methods=("POST",)),
}
