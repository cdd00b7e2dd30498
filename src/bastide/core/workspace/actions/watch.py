"""Telling people by mail that the service is broken, for the days on which nobody opens their workspace."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.core.accounts.models import Membership, Role, User
from bastide.core.mail import actions as mail
from bastide.core.territory.models import PortalSettings
from bastide.kit.health.examine import examine

#: Template of the mail, without its ending.
BROKEN = "workspace/mail/broken"


def tell_what_is_broken(*, at: datetime) -> int:
    """One mail for each person of the pôle, and for `ALERT_TO`, when something is broken; gives how many.

    Nothing is remembered: who calls this each day reminds them each day until it is mended. Never from a demonstration
    or a rehearsal.
    """
    if settings.REHEARSAL or PortalSettings.load().is_demonstration:
        return 0
    broken = [result for result in examine(at) if result.is_bad]
    if not broken:
        return 0
    places = Membership.objects.in_force(at).filter(role=Role.POLE_STAFF)
    people = User.objects.filter(is_active=True, pk__in=places.values("user")).exclude(email="").order_by("pk")
    readers: dict[str, User | None] = dict.fromkeys(settings.ALERT_TO)
    readers |= {person.email: person for person in people}
    link = str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + reverse("workspace:service")

    def subject() -> str:
        words = ngettext("%(count)d chose est en panne", "%(count)d choses sont en panne", len(broken))
        return _("État du service : %(what)s") % {"what": words % {"count": len(broken)}}

    for address, reader in readers.items():
        context = {"results": broken, "link": link}
        mail.post(template=BROKEN, subject=subject, to=[address], context=context, reader=reader)
    return len(readers)
