"""What is kept of acts and until when. Acts, their proofs and the register stay: they are public archives."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.retention.registry import PUBLIC_TASK, How, Rule, rules

from . import actions
from .models import Acte, Alert, InboundMessage, RegisterEntry

WRITTEN = {
    "object": _("objet"),
    "author_name": _("nom du signataire"),
    "model_values": _("réponses aux questions du modèle"),
}


def _erase_actes(rows: Any, at: datetime) -> None:
    actions.erase_actes(actes=rows)


def _erase_messages(rows: Any, at: datetime) -> None:
    actions.erase_messages(messages=rows)


def _given_up(before: datetime) -> models.QuerySet[Acte]:
    """Those that never left: what was sent, even in vain, is a proof."""
    given_up = Acte.objects.real().filter(state=Acte.State.ABANDONED, transactions=None, created_at__lt=before)
    return given_up.filter(register_entry=None)


rules.plug(
    "actes.given_up",
    Rule(
        title=_("Actes abandonnés avant d’être transmis"),
        model="actes.Acte",
        fields=WRITTEN,
        purpose=_("Retrouver un brouillon abandonné par erreur"),
        legal_basis=PUBLIC_TASK,
        after=_("le début de l’acte"),
        days=365,
        how=How.DELETE,
        expired=_given_up,
        erase=_erase_actes,
    ),
)
rules.plug(
    "actes.exercises",
    Rule(
        title=_("Exercices de télétransmission"),
        model="actes.Acte",
        fields=WRITTEN,
        purpose=_("Apprendre à transmettre un acte"),
        legal_basis=PUBLIC_TASK,
        after=_("le début de l’exercice"),
        days=90,
        how=How.DELETE,
        expired=lambda before: Acte.objects.exercises().filter(created_at__lt=before),
        erase=_erase_actes,
    ),
)
rules.plug(
    "actes.dismissed_messages",
    Rule(
        title=_("Messages reçus de la préfecture et classés sans suite"),
        model="actes.InboundMessage",
        fields={"raw": _("message reçu")},
        purpose=_("Revenir sur un message classé par erreur"),
        legal_basis=PUBLIC_TASK,
        after=_("l’arrivée du message"),
        days=365,
        how=How.DELETE,
        expired=lambda before: InboundMessage.objects.filter(
            outcome=InboundMessage.Outcome.DISMISSED, arrived_at__lt=before, steps=None, transaction=None
        ),
        erase=_erase_messages,
    ),
)
rules.plug(
    "actes.withdrawn_words",
    Rule(
        title=_("Mots des actes retirés du registre"),
        model="actes.RegisterEntry",
        fields={"text": _("mots de l’acte")},
        purpose=_("Chercher dans le registre des actes publiés"),
        legal_basis=PUBLIC_TASK,
        after=_("le retrait de l’acte"),
        days=0,
        how=How.BLANK,
        expired=lambda before: RegisterEntry.objects.filter(withdrawn_at__lt=before).exclude(text=""),
        blank={"text": ""},
    ),
)
rules.plug(
    "actes.alerts",
    Rule(
        title=_("Alertes envoyées sur les actes"),
        model="actes.Alert",
        fields={"about": _("acte ou échange concerné")},
        purpose=_("Ne prévenir chacun qu’une fois"),
        legal_basis=PUBLIC_TASK,
        after=_("l’envoi"),
        days=2 * 365,
        how=How.DELETE,
        expired=lambda before: Alert.objects.filter(told_at__lt=before),
    ),
)
