"""What the showcase counts."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.figures.registry import Precision, figure

from .models import Workshop


@figure(
    "crafts.jobs",
    unit=(_("emploi"), _("emplois")),
    label=_("Emplois des ateliers d’art présentés"),
    precision=Precision.AT_LEAST,
    note=_("Ceux que les ateliers ont dits ; les autres ne sont pas comptés."),
)
def craft_jobs(at: date) -> int:
    evening = timezone.make_aware(datetime.combine(at, time.max))
    return int(Workshop.objects.showing(evening).aggregate(total=Sum("jobs"))["total"] or 0)
