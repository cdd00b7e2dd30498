"""How far each body is, and who needs help: for the pôle."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation

from .. import states
from ..causes import cause_of
from ..deadlines import plus_months
from ..models import Acte, Followup, Transaction

YEAR = timedelta(days=365)
#: After so long without the next step, somebody may need help.
STUCK = timedelta(days=180)
#: Somebody trained transmits soon, or forgets how.
TRAINED = timedelta(days=60)


def help_needed(body: Organisation, at: datetime) -> str:
    """Why a body may need help, in words; "" when all goes well. `body` comes out of `followed_bodies`."""
    today, counted = timezone.localdate(at), vars(body)
    if failed := counted["failed_count"]:
        return ngettext("%(count)s acte refusé à reprendre", "%(count)s actes refusés à reprendre", failed) % {
            "count": failed
        }
    if unread := counted["unread_count"]:
        words = ngettext("%(count)s courrier pas encore lu", "%(count)s courriers pas encore lus", unread)
        return words % {"count": unread}
    followup: Followup | None = getattr(body, "acte_followup", None)
    if followup is None:
        return ""
    if followup.first_act_on is None:
        if followup.trained_on is not None and followup.trained_on < today - TRAINED:
            return _("formé, sans premier acte")
        reached = [day for _label, day in followup.reached]
        return _("rien depuis six mois") if reached and max(reached) < today - STUCK else ""
    last_on = counted["last_received_on"]
    return _("aucun acte depuis six mois") if last_on is not None and last_on < today - STUCK else ""


def steps_reached(user: User, at: datetime) -> list[tuple[str, str, int]]:
    """(field, what was done, how many bodies did it), in the order of the way."""
    fields = [*Followup.STEPS, ("first_act_on", _("a transmis son premier acte"))]
    counted = Followup.objects.overseen_by(user, at=at).aggregate(**{field: Count(field) for field, _words in fields})
    return [(field, str(words), counted[field]) for field, words in fields]


def followed_bodies(user: User, at: datetime, *, name: str = "", step: str = "") -> QuerySet[Organisation]:
    """Communes and groupings with their counts, in one query: those on the way, or all that are called `name`.

    `step` keeps those that have still to take it, all steps before it taken.
    """
    kinds = (Organisation.Kind.COMMUNE, Organisation.Kind.EPCI, Organisation.Kind.SYNDICAT)
    real = Q(actes__is_training=False)
    found = Organisation.objects.overseen_by(user, at=at).filter(kind__in=kinds)
    if name:
        found = found.filter(name__icontains=name)
    else:
        found = found.filter(
            Exists(Followup.objects.filter(organisation=OuterRef("pk")))
            | Exists(Acte.objects.real().filter(organisation=OuterRef("pk")))
        )
    before = [field for field, _words in Followup.STEPS]
    if step in before:
        taken = {f"acte_followup__{field}__isnull": False for field in before[: before.index(step)]}
        found = found.filter(**taken, **{f"acte_followup__{step}": None}, acte_followup__first_act_on=None)
    elif step == "first_act_on":
        taken = {f"acte_followup__{field}__isnull": False for field in before}
        found = found.filter(**taken, acte_followup__first_act_on=None)
    old = at - timedelta(days=7)
    unread = Transaction.objects.unread().filter(
        organisation=OuterRef("pk"), created_at__lt=old, acte__is_training=False
    )
    return (
        found.select_related("acte_followup", "acte_settings")
        .annotate(
            received_count=Count("actes", filter=real & Q(actes__state=Acte.State.RECEIVED)),
            failed_count=Count("actes", filter=real & Q(actes__state=Acte.State.FAILED)),
            last_received_on=Max("actes__received_on", filter=real),
            unread_count=Coalesce(
                Subquery(unread.order_by().values("organisation").annotate(number=Count("pk")).values("number")), 0
            ),
        )
        .order_by("name")
    )


def anomalies_by_cause(user: User, at: datetime, *, since: datetime) -> list[tuple[str, int]]:
    """Causes of refusals in words, and how often each came, most frequent first."""
    counted = (
        Transaction.objects.overseen_by(user, at=at)
        .filter(kind=Transaction.Kind.ACTE, state=states.State.ERROR, created_at__gte=since, acte__is_training=False)
        .values("anomaly_code")
        .annotate(number=Count("pk"))
        .order_by("-number", "anomaly_code")
    )
    causes: Counter[str] = Counter()
    for row in counted:
        causes[cause_of(row["anomaly_code"])] += row["number"]
    return causes.most_common()


def months_of(user: User, at: datetime) -> list[tuple[date, int, int]]:
    """(month, acts sent, acts received) of the last twelve months, the oldest first, empty ones included."""
    this = timezone.localdate(at).replace(day=1)
    first = plus_months(this, -11)
    real = Acte.objects.overseen_by(user, at=at).real()
    sent = real.filter(transmitted_at__gte=timezone.make_aware(datetime.combine(first, time.min))).values_list(
        "transmitted_at", flat=True
    )
    received = real.filter(received_on__gte=first).values_list("received_on", flat=True)
    by_month = Counter(timezone.localdate(moment).replace(day=1) for moment in sent.iterator() if moment)
    came = Counter(day.replace(day=1) for day in received.iterator() if day)
    months = [plus_months(first, rank) for rank in range(12)]
    return [(month, by_month[month], came[month]) for month in months]
