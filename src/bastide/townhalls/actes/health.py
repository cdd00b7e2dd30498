"""What shows that acts leave and are proved: sendings, sealed secrets, the antivirus, the time stamps."""

from __future__ import annotations

import importlib.util
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good, off, warning
from bastide.kit.tasks.models import DueWork

from . import timestamps, vault
from .documents import antivirus
from .models import Dispatch, InboundMessage, Transaction, TransmissionSettings

#: An operator answers within minutes: what waits for longer waits for something to be mended.
LATE_AFTER = timedelta(hours=1)
#: Each is asked each minute.
SILENT_AFTER = timedelta(hours=6)


def sendings(at: datetime) -> Finding:
    """Exercises are left out: nobody waits for them."""
    real = Transaction.objects.exclude(acte__is_training=True)
    if stuck := real.stuck().count():
        return warning(
            ngettext(
                "%(count)d envoi à la préfecture attend que quelqu’un dise s’il est arrivé.",
                "%(count)d envois à la préfecture attendent que quelqu’un dise s’ils sont arrivés.",
                stuck,
            )
            % {"count": stuck},
            mend=_("Regardez chez le prestataire, puis « Envois à vérifier » dans l’espace de la collectivité."),
        )
    waiting = Dispatch.objects.filter(
        state__in=(DueWork.State.DUE, DueWork.State.LEASED), transaction__created_at__lt=at - LATE_AFTER
    ).exclude(transaction__acte__is_training=True)
    if late := waiting.count():
        why = waiting.exclude(last_error="").order_by("-due_at").values_list("last_error", flat=True).first()
        return bad(
            ngettext(
                "%(count)d envoi à la préfecture attend depuis plus d’une heure (%(why)s).",
                "%(count)d envois à la préfecture attendent depuis plus d’une heure (%(why)s).",
                late,
            )
            % {"count": late, "why": (why or _("il n’a pas été essayé"))[:200]},
            mend=_("Regardez que le prestataire répond, et que ses identifiants sont justes dans « Transmission »."),
        )
    return good(_("Aucun envoi à la préfecture n’attend."))


def operators(at: datetime) -> Finding:
    """Whether each operator answers; what came and cannot be taken in is told here too."""
    pending = InboundMessage.objects.filter(outcome=InboundMessage.Outcome.PENDING, arrived_at__lt=at - LATE_AFTER)
    if count := pending.count():
        return warning(
            ngettext(
                "%(count)d réponse de la préfecture est arrivée et n’a pas pu être lue.",
                "%(count)d réponses de la préfecture sont arrivées et n’ont pas pu être lues.",
                count,
            )
            % {"count": count},
            mend=_("Lisez « journalctl -u bastide-tick » : l’erreur y est entière."),
        )
    by_themselves = (TransmissionSettings.Tiers.MANUAL, TransmissionSettings.Tiers.SIMULATOR)
    asked = TransmissionSettings.objects.transmitting().exclude(tiers__in=by_themselves)
    silent = asked.exclude(collected_at__gt=at - SILENT_AFTER).select_related("organisation").order_by("pk")
    if names := [str(settings.organisation) for settings in silent]:
        return warning(
            _("Le prestataire ne répond pas depuis %(hours)d heures pour : %(names)s.")
            % {"hours": SILENT_AFTER.total_seconds() / 3600, "names": ", ".join(names[:5])},
            mend=_("Regardez que le prestataire répond, et que ses identifiants sont justes dans « Transmission »."),
        )
    return good(_("Les prestataires de télétransmission répondent."))


def secrets(at: datetime) -> Finding:
    """Whether the secrets of operators open with the key of this installation."""
    closed = []
    for settings in TransmissionSettings.objects.transmitting().select_related("organisation").order_by("pk"):
        try:
            for sealed in filter(None, (settings.sealed_password, settings.sealed_certificate)):
                vault.unseal(sealed)
        except vault.Sealed:
            closed.append(str(settings.organisation))
    if closed:
        return bad(
            _("Les secrets de télétransmission ne s’ouvrent plus : %(names)s.") % {"names": ", ".join(closed[:5])},
            mend=_("Remettez l’ancienne clé dans BASTIDE_FORMER_SECRET_KEYS, ou redonnez ces secrets."),
        )
    return good(_("Les secrets de télétransmission s’ouvrent."))


def scanner(at: datetime) -> Finding:
    if not antivirus.is_wanted():
        return off(_("Aucun antivirus n’est réglé."), mend=_("Installez ClamAV, puis donnez BASTIDE_ANTIVIRUS_SOCKET."))
    if why := antivirus.why_away():
        return bad(
            _("L’antivirus ne répond pas (%(why)s).") % {"why": why},
            mend=_("Démarrez-le : « systemctl restart clamav-daemon », ou corrigez BASTIDE_ANTIVIRUS_SOCKET."),
        )
    return good(_("L’antivirus répond."))


def stamps(at: datetime) -> Finding:
    """The authority is not called: each stamp may be paid for."""
    if not timestamps.is_wanted():
        return off(_("Aucune autorité d’horodatage n’est réglée."))
    if importlib.util.find_spec("pyhanko") is None:
        return bad(
            _("L’horodatage est réglé, et le logiciel qu’il demande n’est pas installé."),
            mend=_("Installez « bastide[signatures] »."),
        )
    return good(_("Chaque dossier de preuve est horodaté ; celui qui ne l’a pas été le dit."))


for name, check in {
    "actes.sendings": Check(gettext_lazy("Envois d’actes"), sendings, Group.WORK, needs_database=True, order=50),
    "actes.operators": Check(
        gettext_lazy("Prestataires de télétransmission"), operators, Group.WORK, needs_database=True, order=55
    ),
    "actes.secrets": Check(
        gettext_lazy("Secrets de télétransmission"), secrets, Group.NETWORK, needs_database=True, order=40
    ),
    "actes.antivirus": Check(gettext_lazy("Antivirus"), scanner, Group.NETWORK, order=50),
    "actes.stamps": Check(gettext_lazy("Horodatage"), stamps, Group.NETWORK, order=60),
}.items():
    checks.plug(name, check)
